//! The shape of a JSON text, counted apart from the service: how deep it is, and how many keys it has.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// What is counted.
#[derive(Debug, Default)]
pub struct Shape {
    /// How many arrays and objects stand in each other at most.
    pub depth: usize,
    /// How many keys are written, those that stand twice counted twice.
    pub keys: usize,
}

impl Shape {
    /// Counts; none for a text that is no JSON.
    pub fn of(text: &[u8]) -> Option<Self> {
        let mut shape = Self::default();
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        Count { shape: &mut shape, depth: 0 }.deserialize(&mut deserializer).ok()?;
        deserializer.end().ok().map(|()| shape)
    }

    /// How many keys a value has. Of keys that stand twice a value keeps one.
    pub fn keys_of(value: &Value) -> usize {
        match value {
            Value::Array(list) => list.iter().map(Self::keys_of).sum(),
            Value::Object(object) => object.len() + object.values().map(Self::keys_of).sum::<usize>(),
            _ => 0,
        }
    }
}

struct Count<'s> {
    shape: &'s mut Shape,
    depth: usize,
}

impl Count<'_> {
    fn deeper(&mut self) -> Count<'_> {
        let depth = self.depth + 1;
        self.shape.depth = self.shape.depth.max(depth);
        Count { shape: self.shape, depth }
    }
}

impl<'de> DeserializeSeed<'de> for Count<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Count<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let mut inside = self.deeper();
        while list.next_element_seed(inside.again())?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut inside = self.deeper();
        while map.next_key::<String>()?.is_some() {
            inside.shape.keys += 1;
            map.next_value_seed(inside.again())?;
        }
        Ok(())
    }
}

impl Count<'_> {
    fn again(&mut self) -> Count<'_> {
        Count { shape: self.shape, depth: self.depth }
    }
}
