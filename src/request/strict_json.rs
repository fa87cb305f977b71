//! JSON read strictly: no duplicate key, no deep nesting. Only for payloads that the typed reading refused.
//!
//! All of the text is read and checked, but what no fault and no suggestion depends on is not kept: no text can make the
//! value large, nor the reading slow.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::rejection::{Rejection, RejectionKind};

/// How deep arrays and objects may be nested.
const MAX_DEPTH: usize = 32;

/// Of arrays and objects that stand deeper only the kind is kept: an answer is at most a list in `findings` in the body.
const KEPT_DEPTH: usize = 3;

/// So many entries of a list are kept, more than any list may have.
pub(super) const KEPT_ENTRIES: usize = 64;

/// Of objects that stand so deep or deeper, the first are kept with what is in them. Each is a fault, whatever that is.
const KEPT_OBJECTS: usize = 256;

/// Reads one JSON text, in the parts that are kept.
///
/// # Errors
///
/// The first thing that is wrong with it, by line and column; never the caller's text.
pub fn parse(text: &str) -> Result<Value, Rejection> {
    let (refused, objects) = (Cell::new(None), Cell::new(0));
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Strict { depth: 0, refused: &refused, objects: &objects }.deserialize(&mut deserializer);
    let value = value.map_err(|error| {
        // serde_json keeps the kind of this error to itself; its message is the only sign of it.
        let out_of_range = error.to_string().starts_with("number out of range");
        let kind = refused.get().unwrap_or(if out_of_range {
            RejectionKind::NumberOutOfRange
        } else {
            RejectionKind::NotJson
        });
        let place = place(&error);
        Rejection::new(kind, if error.is_eof() { format!("ends too early, {place}") } else { place })
    })?;
    deserializer.end().map(|()| value).map_err(|error| trailing(text, &error))
}

fn place(error: &serde_json::Error) -> String {
    format!("at line {}, column {}", error.line(), error.column())
}

/// Something follows the JSON text. Another one is what `curl -d @FILE` makes of lines, because it leaves out the ends.
fn trailing(text: &str, error: &serde_json::Error) -> Rejection {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let first = line.as_bytes().get(error.column().saturating_sub(1));
    let place = place(error);
    Rejection::new(
        RejectionKind::NotJson,
        if matches!(first, Some(b'{' | b'[')) {
            format!(
                "a second JSON text begins {place}; send one to `/v1/triage`, or one on each line to `/v1/triage/batch`: \
                 curl keeps the ends of lines with `--data-binary @FILE`, not with `-d @FILE`"
            )
        } else {
            format!("something follows the JSON text, {place}")
        },
    )
}

/// Reads a value at a depth; notes why it refused one.
#[derive(Clone, Copy)]
struct Strict<'r> {
    depth: usize,
    refused: &'r Cell<Option<RejectionKind>>,
    /// How many objects stand at the greatest kept depth or deeper so far.
    objects: &'r Cell<usize>,
}

impl Strict<'_> {
    fn refuse<E: de::Error>(self, kind: RejectionKind) -> E {
        self.refused.set(Some(kind));
        E::custom("refused")
    }

    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.refuse(RejectionKind::TooDeep));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }

    /// Whether what stands at this depth is kept.
    fn is_kept(self) -> bool {
        self.depth <= KEPT_DEPTH
    }

    /// Whether the members of an object are kept, which stand at this depth.
    fn keeps_members(self) -> bool {
        if self.depth < KEPT_DEPTH {
            return true;
        }
        self.objects.update(|count| count + 1);
        self.is_kept() && self.objects.get() <= KEPT_OBJECTS
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| self.refuse(RejectionKind::NumberOutOfRange))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(if self.is_kept() { value.to_owned() } else { String::new() }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(deeper)? {
            if deeper.is_kept() && values.len() < KEPT_ENTRIES {
                values.push(value);
            }
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let keeps_members = deeper.keeps_members();
        let (mut values, mut keys) = (Map::new(), Keys::default());
        while let Some(key) = map.next_key_seed(KeySeed)? {
            if !keys.insert(key.clone()) {
                return Err(self.refuse(RejectionKind::DuplicateKey));
            }
            let value = map.next_value_seed(deeper)?;
            if keeps_members {
                values.insert(key.into_owned(), value);
            }
        }
        Ok(Value::Object(values))
    }
}

/// The keys of one object, as they stand in the text where they can.
#[derive(Default)]
struct Keys<'de> {
    /// Most objects of a large body have one key; this one takes no allocation.
    first: Option<Cow<'de, str>>,
    others: BTreeSet<Cow<'de, str>>,
}

impl<'de> Keys<'de> {
    /// Adds a key; false when it was there.
    fn insert(&mut self, key: Cow<'de, str>) -> bool {
        match &self.first {
            None => {
                self.first = Some(key);
                true
            }
            Some(first) => *first != key && self.others.insert(key),
        }
    }
}

/// Reads a key, without a copy where it holds no escape.
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}
