//! The shape of the schemas: one flat object for each answer, and a range for every integer.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Where schemas are kept, in a reference.
const SCHEMAS: &str = "#/components/schemas/";

/// Joins objects that are composed of parts, and drops the parts that nothing else refers to: a client gets one object
/// with every key.
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

/// Makes each alternative of a choice that has a title a schema of that name, and refers to each by nothing but its name:
/// what generates clients names their types after schemas, and finds no name for an alternative that is written out.
pub(super) fn name_alternatives(schemas: &mut Map<String, Value>) {
    let mut named = Map::new();
    for choice in schemas.values_mut().filter_map(|schema| schema.get_mut("oneOf")?.as_array_mut()).flatten() {
        if let Some(name) = choice.get("title").and_then(Value::as_str).map(str::to_owned) {
            let reference = reference(&name);
            let mut schema = std::mem::replace(choice, reference);
            if let Some(entries) = schema.get_mut("items").filter(|entries| entries.get("$ref").is_none()) {
                let entry = format!("{name}Entry");
                named.insert(entry.clone(), std::mem::replace(entries, self::reference(&entry)));
            }
            if let Some(schema) = schema.as_object_mut() {
                schema.remove("title");
            }
            named.insert(name, schema);
        } else if let Some(name) = referred(choice).map(str::to_owned) {
            *choice = reference(&name);
        }
    }
    schemas.extend(named);
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("{SCHEMAS}{name}") })
}

/// States the range of every integer without one: that of the type that holds it.
pub(super) fn bound_integers(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let is_integer = match object.get("type") {
                Some(Value::String(only)) => only == "integer",
                Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "integer"),
                _ => false,
            };
            if is_integer {
                object.entry("format").or_insert_with(|| json!("int32"));
                object.entry("minimum").or_insert_with(|| json!(i32::MIN));
                object.entry("maximum").or_insert_with(|| json!(i32::MAX));
            }
            let inner = object.iter_mut().filter(|(key, _)| *key != "examples" && *key != "example");
            inner.for_each(|(_, value)| bound_integers(value));
        }
        Value::Array(values) => values.iter_mut().for_each(bound_integers),
        _ => {}
    }
}
