//! JSON read strictly: no doubled key, no deep nesting. It serves the bad path only, where every fault is listed.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::problem::{Code, Problem};

/// How deep arrays and objects may stand in each other.
const MAX_DEPTH: usize = 32;

/// Reads one JSON text.
///
/// # Errors
///
/// The first thing that is wrong with it, by its place; never with the caller's words.
pub fn parse(text: &str) -> Result<Value, Problem> {
    let refused = Cell::new(None);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Strict { depth: 0, refused: &refused }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| {
        // serde_json keeps the kind of this error to itself; its words are the only sign of it.
        let out_of_range = error.to_string().starts_with("number out of range");
        let code = refused.get().unwrap_or(if out_of_range { Code::NumberOutOfRange } else { Code::NotJson });
        Problem::new(code, format!("at line {}, column {}", error.line(), error.column()))
    })
}

/// Reads a value at a depth; notes why it refused one.
#[derive(Clone, Copy)]
struct Strict<'r> {
    depth: usize,
    refused: &'r Cell<Option<Code>>,
}

impl Strict<'_> {
    fn refuse<E: de::Error>(self, code: Code) -> E {
        self.refused.set(Some(code));
        E::custom("refused")
    }

    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.refuse(Code::TooDeep));
        }
        Ok(Self { depth: self.depth + 1, ..self })
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
        Number::from_f64(value).map(Value::Number).ok_or_else(|| self.refuse(Code::NumberOutOfRange))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(deeper)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut values = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if values.contains_key(&key) {
                return Err(self.refuse(Code::DuplicateKey));
            }
            values.insert(key, map.next_value_seed(deeper)?);
        }
        Ok(Value::Object(values))
    }
}
