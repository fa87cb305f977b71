//! Values whose JSON never changes while the service runs: serialised once, copied into each answer.

use std::ops::Deref;

use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::json::{WriteJson, WriteMembers};

/// A value with its JSON.
pub struct Preserialized<T> {
    value: T,
    json: Box<RawValue>,
}

impl<T: Serialize> Preserialized<T> {
    /// Serialises a value.
    ///
    /// # Errors
    ///
    /// The message of serde when the value cannot be written as JSON: a bug in this service.
    pub fn new(value: T) -> Result<Self, String> {
        let json = to_raw_value(&value).map_err(|error| error.to_string())?;
        Ok(Self { value, json })
    }

    /// Serialises the value member by member, as part of another object.
    ///
    /// # Errors
    ///
    /// Those of the serialiser.
    pub fn by_members<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T> WriteJson for Preserialized<T> {
    #[inline]
    fn write_json(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.json.get().as_bytes());
    }
}

/// For an object that is never empty.
impl<T> WriteMembers for Preserialized<T> {
    #[inline]
    fn write_members(&self, out: &mut Vec<u8>) {
        let json = self.json.get();
        let members = json.strip_prefix('{').and_then(|json| json.strip_suffix('}')).unwrap_or_default();
        out.extend_from_slice(members.as_bytes());
        out.push(b',');
    }
}

impl<T> Deref for Preserialized<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Serialize for Preserialized<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}
