//! Values whose JSON never changes while the service runs: written once, copied into each answer.

use std::ops::Deref;

use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::written::{Members, Written};

/// A value with its JSON.
pub struct Prepared<T> {
    value: T,
    json: Box<RawValue>,
}

impl<T: Serialize> Prepared<T> {
    /// Writes the JSON of a value.
    ///
    /// # Errors
    ///
    /// What serde says, when the value cannot be written as JSON: a fault of ours.
    pub fn new(value: T) -> Result<Self, String> {
        let json = to_raw_value(&value).map_err(|error| error.to_string())?;
        Ok(Self { value, json })
    }

    /// Serialises the value member by member, as part of another object.
    pub fn by_members<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T> Written for Prepared<T> {
    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.json.get().as_bytes());
    }
}

/// Of an object that is never empty.
impl<T> Members for Prepared<T> {
    #[inline]
    fn write_members(&self, out: &mut Vec<u8>) {
        let json = self.json.get();
        let members = json.strip_prefix('{').and_then(|json| json.strip_suffix('}')).unwrap_or_default();
        out.extend_from_slice(members.as_bytes());
        out.push(b',');
    }
}

impl<T> Deref for Prepared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Serialize for Prepared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}
