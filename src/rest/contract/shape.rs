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
                let mut alone = std::mem::replace(entries, self::reference(&entry));
                if let Some(alone) = alone.as_object_mut() {
                    alone.entry("description").or_insert_with(|| json!(format!("One of `{name}`.")));
                }
                named.insert(entry, alone);
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

/// Makes each map that several schemas write out a schema of its own, named after its key, and lets all of them refer to
/// it: a client gets one type in the place of one for each schema that holds the map.
pub(super) fn share_maps(schemas: &mut Map<String, Value>) {
    let all = schemas.clone();
    let maps = || all.values().filter_map(|schema| schema.get("properties")?.as_object()).flatten();
    for (key, map) in maps().filter(|(_, property)| property.get("propertyNames").is_some()) {
        if maps().filter(|same| *same == (key, map)).count() < 2 {
            continue;
        }
        let name = format!("{}ById", in_camel_case(key));
        let mut shared = reference(&name);
        if let (Some(shared), Some(description)) = (shared.as_object_mut(), map.get("description")) {
            shared.insert("description".to_owned(), description.clone());
        }
        let properties = schemas.values_mut().filter_map(|schema| schema.get_mut("properties")?.get_mut(key));
        properties.filter(|property| *property == map).for_each(|property| property.clone_from(&shared));
        schemas.insert(name, map.clone());
    }
}

/// A member that is nothing but a reference means what the schema that it refers to says of itself.
pub(super) fn describe_references(schemas: &mut Map<String, Value>) {
    let all = schemas.clone();
    let properties = schemas.values_mut().filter_map(|schema| schema.get_mut("properties")?.as_object_mut());
    for property in properties.flat_map(Map::values_mut) {
        let description = referred(property).and_then(|name| all.get(name)?.get("description")).cloned();
        if let (Some(property), Some(description)) = (property.as_object_mut(), description) {
            property.entry("description").or_insert(description);
        }
    }
}

/// Says what a member means beside a choice between a schema and null, not inside of it, where no reader looks.
pub(super) fn lift_descriptions(schemas: &mut Map<String, Value>) {
    let properties = schemas.values_mut().filter_map(|schema| schema.get_mut("properties")?.as_object_mut());
    for property in properties.flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        let choices = property.get_mut("oneOf").and_then(Value::as_array_mut);
        let choices = choices.into_iter().flatten().filter_map(Value::as_object_mut);
        let lifted =
            choices.filter(|choice| choice.contains_key("$ref")).find_map(|choice| choice.remove("description"));
        if let Some(description) = lifted {
            property.entry("description").or_insert(description);
        }
    }
}

/// Lets each parameter whose schema is written out refer to the schema that says the same, so that a client has one type
/// for a parameter of several operations.
pub(super) fn share_parameters(operation: &mut Value, schemas: &Map<String, Value>) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
    for schema in
        parameters.filter_map(|parameter| parameter.get_mut("schema")).filter(|schema| schema.get("enum").is_some())
    {
        if let Some((name, _)) = schemas.iter().find(|(_, same)| *same == schema) {
            *schema = reference(name);
        }
    }
}

fn in_camel_case(key: &str) -> String {
    let capitalised = key.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    });
    capitalised.collect()
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
