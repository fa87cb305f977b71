//! The shape of the schemas: one flat object for each answer, and a bound for everything.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// A text has at most this many characters, a list this many entries and a map this many keys, where nothing smaller
/// is stated: bounds for a client's buffers, far above anything that is sent.
const LONGEST_TEXT: u32 = 65_536;
const LONGEST_LIST: u32 = 10_000;

/// A page, a script or a picture has at most this many characters.
const LONGEST_PAGE: u32 = 16 * 1024 * 1024;

/// Characters of a date.
const DATE: u32 = 10;

/// Where schemas are kept, in a reference.
const SCHEMAS: &str = "#/components/schemas/";

/// Puts objects that were composed of parts together, and drops the parts that nothing else refers to: a client gets
/// one object with every key.
pub(super) fn flatten(schemas: &mut Map<String, Value>) {
    let parts = schemas.clone();
    let composed: Vec<String> =
        parts.iter().filter(|(_, schema)| schema.get("allOf").is_some()).map(|(name, _)| name.clone()).collect();
    for name in composed {
        let (mut properties, mut required) = (Map::new(), BTreeSet::new());
        gather(&parts, parts.get(&name), &mut properties, &mut required);
        let description = parts.get(&name).and_then(|schema| schema.get("description")).cloned();
        let whole =
            json!({ "type": "object", "description": description, "properties": properties, "required": required });
        schemas.insert(name, whole);
    }
    for part in
        parts.values().filter_map(|schema| schema.get("allOf")).flat_map(|all| all.as_array().into_iter().flatten())
    {
        let Some(name) = referred(part) else { continue };
        let reference = format!("{SCHEMAS}{name}");
        if !schemas.values().any(|schema| refers(schema, &reference)) {
            schemas.remove(name);
        }
    }
}

/// Gathers the properties of a schema and of the parts it is composed of.
fn gather(
    parts: &Map<String, Value>,
    schema: Option<&Value>,
    properties: &mut Map<String, Value>,
    required: &mut BTreeSet<String>,
) {
    let Some(schema) = schema else { return };
    if let Some(name) = referred(schema) {
        return gather(parts, parts.get(name), properties, required);
    }
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        gather(parts, Some(part), properties, required);
    }
    properties.extend(schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default());
    let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    required.extend(names.filter_map(Value::as_str).map(str::to_owned));
}

/// The name of the schema that a schema refers to.
fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref").and_then(Value::as_str)?.strip_prefix(SCHEMAS)
}

fn refers(schema: &Value, reference: &str) -> bool {
    match schema {
        Value::Object(object) => {
            object.iter().any(|(key, value)| (key == "$ref" && value == reference) || refers(value, reference))
        }
        Value::Array(values) => values.iter().any(|value| refers(value, reference)),
        _ => false,
    }
}

/// Gives texts, lists and whole numbers without a bound one.
pub(super) fn bound(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let is = |kind: &str, object: &Map<String, Value>| match object.get("type") {
                Some(Value::String(only)) => only == kind,
                Some(Value::Array(kinds)) => kinds.iter().any(|one| one == kind),
                _ => false,
            };
            if is("string", object) && !object.contains_key("enum") {
                let longest = if object.get("format") == Some(&json!("date")) { DATE } else { LONGEST_TEXT };
                object.entry("maxLength").or_insert_with(|| json!(longest));
            }
            if is("integer", object) {
                object.entry("format").or_insert_with(|| json!("int32"));
                object.entry("minimum").or_insert_with(|| json!(i32::MIN));
                object.entry("maximum").or_insert_with(|| json!(i32::MAX));
            }
            if is("array", object) {
                object.entry("maxItems").or_insert_with(|| json!(LONGEST_LIST));
            }
            object
                .iter_mut()
                .filter(|(key, _)| *key != "examples" && *key != "example")
                .for_each(|(_, value)| bound(value));
        }
        Value::Array(values) => values.iter_mut().for_each(bound),
        _ => {}
    }
}

/// Gives what is no JSON a bound of its own: a script is longer than any text of an answer.
pub(super) fn bound_page(schema: &mut Value) {
    if let Some(schema) = schema.as_object_mut() {
        schema.entry("maxLength").or_insert_with(|| json!(LONGEST_PAGE));
    }
}
