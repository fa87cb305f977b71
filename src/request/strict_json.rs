//! JSON read strictly: no duplicate key, no deep nesting. For payloads that the typed reading refused, and for resources.
//!
//! All of the text is read and checked. Of a payload, what no fault and no suggestion depends on is not kept; a resource is
//! kept whole, and refused when it has too many parts. No text can make the value large, nor the reading slow.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::rejection::{Rejection, RejectionKind};
use super::schema::FINDINGS;

/// How much of a text is kept, and how much there may be.
pub(super) struct Bounds {
    /// How deep arrays and objects may be nested.
    max_depth: usize,
    /// Of arrays and objects that stand deeper only the kind is kept.
    kept_depth: usize,
    /// So many entries of a list are kept.
    kept_entries: usize,
    /// So many members of an object are kept, and those that are known.
    kept_members: usize,
    /// Of objects that stand at the kept depth or deeper, so many are kept with what is in them.
    kept_objects: usize,
    /// So many values there may be, arrays and objects among them.
    max_values: usize,
}

/// So many entries of a list of a payload are kept, more than any list may have.
pub(super) const KEPT_ENTRIES: usize = 64;

/// A payload: an answer is at most a list in `findings` in the body, and each object among the answers is a fault.
pub(super) const PAYLOAD: Bounds = Bounds {
    max_depth: 32,
    kept_depth: 3,
    kept_entries: KEPT_ENTRIES,
    kept_members: 256,
    kept_objects: 256,
    max_values: usize::MAX,
};

impl Bounds {
    /// A resource, which is kept whole: so deep, with so many values.
    pub(super) const fn whole(max_depth: usize, max_values: usize) -> Self {
        let all = usize::MAX;
        Self { max_depth, kept_depth: all, kept_entries: all, kept_members: all, kept_objects: all, max_values }
    }
}

/// A JSON text that was read.
pub(super) struct Parsed {
    /// Its parts that are kept.
    pub(super) value: Value,
    /// How many unknown keys of the body and of its findings were not kept.
    pub(super) unknown_left_out: usize,
}

/// Reads one JSON text, in the parts that are kept. `is_known` tells the keys of a body and of its findings.
///
/// # Errors
///
/// The first thing that is wrong with it, by line and column; never the caller's text.
pub(super) fn parse(text: &str, bounds: &Bounds, is_known: &dyn Fn(&str) -> bool) -> Result<Parsed, Rejection> {
    let notes = Notes {
        bounds,
        is_known,
        refused: Cell::new(None),
        values: Cell::new(0),
        objects: Cell::new(0),
        left_out: Cell::new(0),
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Strict { depth: 0, kept: true, counted: true, notes: &notes }.deserialize(&mut deserializer);
    let value = value.map_err(|error| {
        // serde_json keeps the kind of this error to itself; its message is the only sign of it.
        let out_of_range = error.to_string().starts_with("number out of range");
        let kind = notes.refused.get().unwrap_or(if out_of_range {
            RejectionKind::NumberOutOfRange
        } else {
            RejectionKind::NotJson
        });
        if kind == RejectionKind::TooLarge {
            return Rejection::new(kind, format!("more than {} values", bounds.max_values));
        }
        let place = place(&error);
        Rejection::new(kind, if error.is_eof() { format!("ends too early, {place}") } else { place })
    })?;
    let parsed = Parsed { value, unknown_left_out: notes.left_out.get() };
    deserializer.end().map(|()| parsed).map_err(|error| trailing(text, &error))
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

/// What is noted on the way.
struct Notes<'k> {
    bounds: &'k Bounds,
    is_known: &'k dyn Fn(&str) -> bool,
    /// Why a value was refused.
    refused: Cell<Option<RejectionKind>>,
    /// How many values there are so far.
    values: Cell<usize>,
    /// How many objects stand at the greatest kept depth so far, or deeper.
    objects: Cell<usize>,
    /// How many unknown keys of the body and of its findings were not kept.
    left_out: Cell<usize>,
}

/// Reads a value at a depth.
#[derive(Clone, Copy)]
struct Strict<'n> {
    depth: usize,
    /// Whether more than the kind of the value is kept.
    kept: bool,
    /// Whether its keys are counted, when it is an object: the body and its findings.
    counted: bool,
    notes: &'n Notes<'n>,
}

impl Strict<'_> {
    fn refuse<E: de::Error>(self, kind: RejectionKind) -> E {
        self.notes.refused.set(Some(kind));
        E::custom("refused")
    }

    /// Reads what is in a value.
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        let bounds = self.notes.bounds;
        if self.depth == bounds.max_depth {
            return Err(self.refuse(RejectionKind::TooDeep));
        }
        let depth = self.depth + 1;
        Ok(Self { depth, kept: self.kept && depth <= bounds.kept_depth, counted: false, ..self })
    }

    /// Whether what is in an object is kept, which stands at this depth.
    fn keeps_members(self) -> bool {
        if self.depth < self.notes.bounds.kept_depth {
            return self.kept;
        }
        self.notes.objects.update(|count| count + 1);
        self.kept && self.notes.objects.get() <= self.notes.bounds.kept_objects
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.notes.values.update(|count| count + 1);
        if self.notes.values.get() > self.notes.bounds.max_values {
            return Err(self.refuse(RejectionKind::TooLarge));
        }
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
        Ok(Value::String(if self.kept { value.to_owned() } else { String::new() }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut values = Vec::new();
        loop {
            let kept = deeper.kept && values.len() < self.notes.bounds.kept_entries;
            let Some(value) = list.next_element_seed(Strict { kept, ..deeper })? else { break };
            if kept {
                values.push(value);
            }
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let keeps_members = deeper.keeps_members();
        let (mut values, mut left_out) = (Map::new(), Keys::default());
        while let Some(key) = map.next_key_seed(KeySeed)? {
            let kept = keeps_members && (values.len() < self.notes.bounds.kept_members || (self.notes.is_known)(&key));
            let counted = self.depth == 0 && key == FINDINGS;
            let of_value = Strict { kept, counted, ..deeper };
            if kept {
                // A key that is kept is never among those that are left out.
                match values.entry(key) {
                    Entry::Occupied(_) => return Err(self.refuse(RejectionKind::DuplicateKey)),
                    Entry::Vacant(place) => {
                        place.insert(map.next_value_seed(of_value)?);
                    }
                }
                continue;
            }
            if values.contains_key(&*key) || !left_out.insert(key) {
                return Err(self.refuse(RejectionKind::DuplicateKey));
            }
            map.next_value_seed(of_value)?;
            if self.counted {
                self.notes.left_out.update(|count| count + 1);
            }
        }
        Ok(Value::Object(values))
    }
}

/// The keys of one object that are not kept, as they stand in the text where they can.
#[derive(Default)]
struct Keys<'de> {
    /// Where a body has thousands of objects, most have one key; it takes no allocation.
    first: Option<Cow<'de, str>>,
    others: HashSet<Cow<'de, str>>,
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
