//! Answers written straight into their body. Serde writes the same bytes from the same types, in twice the time: it looks
//! at every byte of every key and word for what must be escaped. A test holds the two against each other.

use std::borrow::Cow;

use serde::Serialize;

/// What can be written as JSON straight into a body.
pub trait Written {
    /// Appends its JSON.
    fn write(&self, out: &mut Vec<u8>);
}

/// What is written as an object, or as some of the members of another one.
pub trait Members {
    /// Appends each member with a comma after it.
    fn write_members(&self, out: &mut Vec<u8>);
}

/// Says which fields of a type are members of its object: all, in their order. Those with `..` give their own members.
macro_rules! members {
    ($($owner:ty { $(..$inner:ident,)* $($field:ident,)* })+) => { $(
        impl $crate::api::written::Members for $owner {
            #[inline]
            fn write_members(&self, out: &mut Vec<u8>) {
                $( $crate::api::written::Members::write_members(&self.$inner, out); )*
                $( $crate::api::written::member(concat!("\"", stringify!($field), "\":"), &self.$field, out); )*
            }
        }
        impl $crate::api::written::Written for $owner {
            fn write(&self, out: &mut Vec<u8>) {
                $crate::api::written::object(self, out);
            }
        }
    )+ };
}
pub(super) use members;

/// Says that types are written as an array, by serde too, of what one of their methods goes through.
macro_rules! arrays {
    ($($owner:ty { $entries:ident })+) => { $(
        impl serde::Serialize for $owner {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.$entries())
            }
        }
        impl $crate::api::written::Written for $owner {
            fn write(&self, out: &mut Vec<u8>) {
                $crate::api::written::array(self.$entries(), out);
            }
        }
    )+ };
}
pub(super) use arrays;

/// Says that types are written as a word.
macro_rules! words {
    ($($word:ty)+) => { $(
        impl $crate::api::written::Written for $word {
            #[inline]
            fn write(&self, out: &mut Vec<u8>) {
                out.push(b'"');
                out.extend_from_slice(self.word().as_bytes());
                out.push(b'"');
            }
        }
    )+ };
}
pub(super) use words;

/// Appends a member with a comma after it. `key` has its quotes and its colon.
#[inline]
pub fn member(key: &'static str, value: &(impl Written + ?Sized), out: &mut Vec<u8>) {
    out.extend_from_slice(key.as_bytes());
    value.write(out);
    out.push(b',');
}

/// Appends an array or an object: how it opens, entries with a comma after each, how it closes.
#[inline]
fn enclosed(open: u8, close: u8, out: &mut Vec<u8>, entries: impl FnOnce(&mut Vec<u8>)) {
    out.push(open);
    entries(out);
    if out.ends_with(b",") {
        out.pop();
    }
    out.push(close);
}

/// Appends an object.
#[inline]
pub fn object(value: &impl Members, out: &mut Vec<u8>) {
    enclosed(b'{', b'}', out, |out| value.write_members(out));
}

/// Appends an array.
#[inline]
pub fn array(entries: impl Iterator<Item: Written>, out: &mut Vec<u8>) {
    enclosed(b'[', b']', out, |out| {
        for entry in entries {
            entry.write(out);
            out.push(b',');
        }
    });
}

/// Appends an object whose keys are data.
#[inline]
pub fn map<'k>(entries: impl Iterator<Item = (&'k str, impl Written)>, out: &mut Vec<u8>) {
    enclosed(b'{', b'}', out, |out| {
        for (key, value) in entries {
            key.write(out);
            out.push(b':');
            value.write(out);
            out.push(b',');
        }
    });
}

/// Appends what serde writes. For values that are rare in an answer; writing them to memory does not fail.
pub fn by_serde(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) {
    let _ = serde_json::to_writer(out, value);
}

impl<T: Written + ?Sized> Written for &T {
    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        (**self).write(out);
    }
}

impl<T: Members + ?Sized> Members for &T {
    #[inline]
    fn write_members(&self, out: &mut Vec<u8>) {
        (**self).write_members(out);
    }
}

impl<T: Written> Written for Vec<T> {
    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        array(self.iter(), out);
    }
}

impl<T: Written> Written for Option<T> {
    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl Written for str {
    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        // No early end: so the compiler looks at many bytes at a time.
        let is_escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
        if self.bytes().fold(false, |any, byte| any | is_escaped(byte)) {
            return by_serde(self, out);
        }
        out.push(b'"');
        out.extend_from_slice(self.as_bytes());
        out.push(b'"');
    }
}

impl Written for String {
    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        self.as_str().write(out);
    }
}

impl Written for Cow<'_, str> {
    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        self.as_ref().write(out);
    }
}

impl Written for bool {
    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl Written for u16 {
    fn write(&self, out: &mut Vec<u8>) {
        by_serde(self, out);
    }
}
