//! Values whose JSON never changes while the service runs: written once, copied into each answer.

use std::ops::Deref;

use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

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
