//! Answers written straight into their body, without a serialiser in between.
//!
//! Serde writes the same bytes from the same types, but looks at every byte of every key and word for characters to
//! escape; `cargo bench --bench steps` compares the two. Each object is described once, by [`json_object`]; a test
//! compares the bytes with serde's.

use std::borrow::Cow;

use serde::Serialize;

/// A value that can append its JSON to a body.
pub trait WriteJson {
    /// Appends the JSON of this value.
    fn write_json(&self, out: &mut Vec<u8>);
}

/// A value that is written as an object, or as part of the members of another one.
pub trait WriteMembers {
    /// Appends each member followed by a comma.
    fn write_members(&self, out: &mut Vec<u8>);
}

/// Defines an object of an answer: the struct, its OpenAPI schema, and both ways of writing it. First the fields after
/// `..`, whose members become members of this object; then the ordinary fields; last those after `?`, which are left out
/// when they are none.
macro_rules! json_object {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident $(<$lifetime:lifetime>)? {
            $( .. $(#[$inner_meta:meta])* pub $inner:ident: $inner_type:ty, )*
            $( $(#[$field_meta:meta])* pub $field:ident: $field_type:ty, )*
            $( ? $(#[$optional_meta:meta])* pub $optional:ident: $optional_type:ty, )*
        }
    )+) => { $(
        $(#[$meta])*
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub struct $name $(<$lifetime>)? {
            $( #[serde(flatten)] $(#[$inner_meta])* pub $inner: $inner_type, )*
            $( $(#[$field_meta])* pub $field: $field_type, )*
            $(
                #[serde(skip_serializing_if = "Option::is_none")]
                #[schema(nullable = false)]
                $(#[$optional_meta])*
                pub $optional: Option<$optional_type>,
            )*
        }
        impl $(<$lifetime>)? $crate::answer::json::WriteMembers for $name $(<$lifetime>)? {
            #[inline]
            fn write_members(&self, out: &mut Vec<u8>) {
                $( $crate::answer::json::WriteMembers::write_members(&self.$inner, out); )*
                $( $crate::answer::json::member(concat!("\"", stringify!($field), "\":"), &self.$field, out); )*
                $(
                    if let Some(value) = &self.$optional {
                        $crate::answer::json::member(concat!("\"", stringify!($optional), "\":"), value, out);
                    }
                )*
            }
        }
        impl $(<$lifetime>)? $crate::answer::json::WriteJson for $name $(<$lifetime>)? {
            fn write_json(&self, out: &mut Vec<u8>) {
                $crate::answer::json::object(self, out);
            }
        }
    )+ };
}
pub(crate) use json_object;

/// Writes a type as an array, with serde too, of what one of its methods iterates over.
macro_rules! json_array {
    ($name:ident<$lifetime:lifetime>, $entries:ident) => {
        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.$entries())
            }
        }
        impl $crate::answer::json::WriteJson for $name<'_> {
            fn write_json(&self, out: &mut Vec<u8>) {
                $crate::answer::json::array(self.$entries(), out);
            }
        }
    };
}
pub(crate) use json_array;

/// Writes types as the word for their value.
macro_rules! json_word {
    ($($name:ty),+) => { $(
        impl $crate::answer::json::WriteJson for $name {
            #[inline]
            fn write_json(&self, out: &mut Vec<u8>) {
                out.push(b'"');
                out.extend_from_slice(self.word().as_bytes());
                out.push(b'"');
            }
        }
    )+ };
}
pub(crate) use json_word;

/// Appends a member followed by a comma. `key` includes its quotes and its colon.
#[inline]
pub fn member(key: &'static str, value: &(impl WriteJson + ?Sized), out: &mut Vec<u8>) {
    out.extend_from_slice(key.as_bytes());
    value.write_json(out);
    out.push(b',');
}

/// Appends an array or an object: opening byte, entries followed by a comma each, closing byte.
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
pub fn object(value: &impl WriteMembers, out: &mut Vec<u8>) {
    enclosed(b'{', b'}', out, |out| value.write_members(out));
}

/// Appends an array.
#[inline]
pub fn array(entries: impl Iterator<Item: WriteJson>, out: &mut Vec<u8>) {
    enclosed(b'[', b']', out, |out| {
        for entry in entries {
            entry.write_json(out);
            out.push(b',');
        }
    });
}

/// Appends an object whose keys are data.
#[inline]
pub fn map<'k>(entries: impl Iterator<Item = (&'k str, impl WriteJson)>, out: &mut Vec<u8>) {
    enclosed(b'{', b'}', out, |out| {
        for (key, value) in entries {
            key.write_json(out);
            out.push(b':');
            value.write_json(out);
            out.push(b',');
        }
    });
}

/// Appends what serde writes, for values that are rare in an answer. Writing to memory cannot fail.
pub fn write_with_serde(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) {
    let _ = serde_json::to_writer(out, value);
}

impl<T: WriteJson + ?Sized> WriteJson for &T {
    #[inline]
    fn write_json(&self, out: &mut Vec<u8>) {
        (**self).write_json(out);
    }
}

impl<T: WriteMembers + ?Sized> WriteMembers for &T {
    #[inline]
    fn write_members(&self, out: &mut Vec<u8>) {
        (**self).write_members(out);
    }
}

impl<T: WriteJson> WriteJson for Vec<T> {
    #[inline]
    fn write_json(&self, out: &mut Vec<u8>) {
        array(self.iter(), out);
    }
}

impl<T: WriteJson> WriteJson for Option<T> {
    #[inline]
    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write_json(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl WriteJson for str {
    #[inline]
    fn write_json(&self, out: &mut Vec<u8>) {
        // Without an early exit the compiler compares many bytes at a time.
        let is_escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
        if self.bytes().fold(false, |any, byte| any | is_escaped(byte)) {
            return write_with_serde(self, out);
        }
        out.push(b'"');
        out.extend_from_slice(self.as_bytes());
        out.push(b'"');
    }
}

impl WriteJson for String {
    #[inline]
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_str().write_json(out);
    }
}

impl WriteJson for Cow<'_, str> {
    #[inline]
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_ref().write_json(out);
    }
}

impl WriteJson for bool {
    #[inline]
    fn write_json(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl WriteJson for u16 {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_with_serde(self, out);
    }
}
