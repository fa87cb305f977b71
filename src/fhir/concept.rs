//! A concept of a code system.

use serde_json::{Value, json};

/// A concept: code, words, and what is said of it besides.
pub struct Concept {
    code: String,
    display: String,
    definition: Option<String>,
    properties: Vec<Value>,
}

impl Concept {
    /// A concept with its words.
    pub fn new(code: String, display: &str) -> Self {
        Self { code, display: display.to_owned(), definition: None, properties: Vec::new() }
    }

    /// The same with a definition.
    pub fn defined(self, definition: Option<&str>) -> Self {
        Self { definition: definition.map(str::to_owned), ..self }
    }

    /// The same with one more property.
    pub fn with(mut self, property: Value) -> Self {
        self.properties.push(property);
        self
    }

    /// The concept as JSON; nothing in it is empty.
    pub fn into_json(self) -> Value {
        let mut concept = json!({ "code": self.code, "display": self.display });
        if let Some(members) = concept.as_object_mut() {
            members.extend(self.definition.map(|definition| ("definition".to_owned(), json!(definition))));
            if !self.properties.is_empty() {
                members.insert("property".to_owned(), json!(self.properties));
            }
        }
        concept
    }
}

/// A property that is a text.
pub fn string(code: &str, value: &str) -> Value {
    json!({ "code": code, "valueString": value })
}

/// A property that is true or false.
pub fn boolean(code: &str, value: bool) -> Value {
    json!({ "code": code, "valueBoolean": value })
}
