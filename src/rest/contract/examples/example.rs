//! One example of the document.

use serde_json::{Value, json};

/// An example: what it shows, in a few words, and the object that stands in the document.
pub(super) struct Example {
    pub(super) name: String,
    pub(super) shown: Value,
}

impl Example {
    /// An example that is written out where it is shown.
    pub(super) fn new(name: &str, summary: &str, value: &Value) -> Self {
        Self { name: name.to_owned(), shown: json!({ "summary": summary, "value": value }) }
    }
}
