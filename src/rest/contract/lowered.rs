//! The document in OpenAPI 3.0.3, for the generators that read nothing newer: the same contract, rewritten keyword by
//! keyword. What 3.0 cannot say is left out, so that the lowered schemas never refuse more than the others.

use serde_json::{Map, Value, json};

/// The page of a licence, by its SPDX identifier: 3.0 allows only a URL.
const LICENCES: &str = "https://spdx.org/licenses/";

/// Keywords of JSON Schema 2020-12 that 3.0 does not know and that have no counterpart there.
const UNKNOWN: [&str; 9] = [
    "$schema",
    "$id",
    "$comment",
    "propertyNames",
    "patternProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentMediaType",
    "contentEncoding",
];

/// The document, which is in OpenAPI 3.1, in OpenAPI 3.0.3.
#[must_use]
pub fn lowered(document: &Value) -> Value {
    let mut lowered = document.clone();
    if let Some(top) = lowered.as_object_mut() {
        top.insert("openapi".to_owned(), json!("3.0.3"));
        top.remove("jsonSchemaDialect");
        top.remove("webhooks");
    }
    if let Some(info) = lowered.get_mut("info").and_then(Value::as_object_mut) {
        info.remove("summary");
        if let Some(license) = info.get_mut("license").and_then(Value::as_object_mut)
            && let Some(Value::String(identifier)) = license.remove("identifier")
        {
            license.entry("url").or_insert_with(|| json!(format!("{LICENCES}{identifier}")));
        }
    }
    nullable_at_the_reference(&mut lowered);
    let schemas = lowered.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    schemas.into_iter().flat_map(Map::values_mut).for_each(schema);
    lowered.get_mut("paths").into_iter().for_each(outside);
    lowered
}

/// A list of words with null among them becomes a list of words, and each reference to it may be null: the generators
/// make one type of the words then, and several of them with null.
fn nullable_at_the_reference(document: &mut Value) {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    let mut nullable = Vec::new();
    for (name, schema) in schemas.into_iter().flatten() {
        if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut)
            && words.iter().any(Value::is_null)
        {
            words.retain(|word| !word.is_null());
            if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
                types.retain(|kind| kind != "null");
            }
            nullable.push(format!("#/components/schemas/{name}"));
        }
    }
    mark(document, &nullable);
}

/// Marks every reference to one of the schemas.
fn mark(part: &mut Value, nullable: &[String]) {
    match part {
        Value::Object(object) => {
            let refers =
                object.get("$ref").and_then(Value::as_str).is_some_and(|to| nullable.iter().any(|name| name == to));
            if refers {
                object.insert("nullable".to_owned(), json!(true));
            }
            object.values_mut().for_each(|inner| mark(inner, nullable));
        }
        Value::Array(values) => values.iter_mut().for_each(|inner| mark(inner, nullable)),
        _ => {}
    }
}

/// Lowers the schemas of parameters, headers and bodies; examples are not schemas.
fn outside(part: &mut Value) {
    match part {
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match key.as_str() {
                    "schema" => schema(value),
                    "example" | "examples" => {}
                    _ => outside(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(outside),
        _ => {}
    }
}

/// Lowers a schema and those inside it.
fn schema(value: &mut Value) {
    let Some(object) = value.as_object_mut() else { return };
    for (key, inner) in object.iter_mut() {
        match (key.as_str(), inner) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(schema),
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => parts.iter_mut().for_each(schema),
            ("items" | "not" | "additionalProperties", inner) => schema(inner),
            _ => {}
        }
    }
    UNKNOWN.iter().for_each(|keyword| drop(object.remove(*keyword)));
    if let Some(only) = object.remove("const") {
        object.insert("enum".to_owned(), json!([only]));
    }
    if let Some(Value::Array(examples)) = object.remove("examples")
        && let Some(first) = examples.into_iter().next()
    {
        object.entry("example").or_insert(first);
    }
    exclusive(object, "exclusiveMinimum", "minimum", f64::gt);
    exclusive(object, "exclusiveMaximum", "maximum", f64::lt);
    nullable_type(object);
    nullable_choice(object);
    wrap_reference(object);
}

/// An exclusive bound is a flag beside the bound; of two bounds the `tighter` one counts.
fn exclusive(object: &mut Map<String, Value>, keyword: &str, bound: &str, tighter: fn(&f64, &f64) -> bool) {
    let Some(limit) = object.get(keyword).filter(|limit| limit.is_number()).cloned() else { return };
    object.remove(keyword);
    let inclusive = object.get(bound).and_then(Value::as_f64);
    if inclusive.zip(limit.as_f64()).is_some_and(|(inclusive, limit)| tighter(&inclusive, &limit)) {
        return;
    }
    object.insert(bound.to_owned(), limit);
    object.insert(keyword.to_owned(), json!(true));
}

/// A list of types becomes one type, and null a flag. Two types beside null become two choices.
fn nullable_type(object: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = object.get("type").cloned() else { return };
    object.remove("type");
    let nullable = types.iter().any(|kind| kind == "null");
    let mut others: Vec<Value> = types.into_iter().filter(|kind| kind != "null").collect();
    if others.len() > 1 {
        let choices = others.into_iter().map(|kind| json!({ "type": kind, "nullable": nullable }));
        object.insert("anyOf".to_owned(), choices.collect());
        return;
    }
    match others.pop() {
        Some(kind) => drop(object.insert("type".to_owned(), kind)),
        None => drop(object.insert("enum".to_owned(), json!([null]))),
    }
    if nullable {
        object.insert("nullable".to_owned(), json!(true));
    }
}

/// A choice between a schema and null is that schema with a flag.
fn nullable_choice(object: &mut Map<String, Value>) {
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(choices)) = object.get_mut(keyword) else { continue };
        let all = choices.len();
        choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
        if choices.len() == all {
            continue;
        }
        object.insert("nullable".to_owned(), json!(true));
        let Some(Value::Array(choices)) = object.get(keyword) else { continue };
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            object.remove(keyword);
            for (key, value) in only {
                object.entry(key).or_insert(value);
            }
        }
    }
}

/// In 3.0 a reference has no siblings: it moves into an `allOf` beside them.
fn wrap_reference(object: &mut Map<String, Value>) {
    if object.len() > 1
        && let Some(reference) = object.remove("$ref")
        && let Some(parts) = object.entry("allOf").or_insert_with(|| json!([])).as_array_mut()
    {
        parts.push(json!({ "$ref": reference }));
    }
}
