//! The document in OpenAPI 3.0.3: committed as it is generated, and nothing in it that 3.0 does not know.

use serde_json::{Value, json};
use twitch_triage::rest::contract;

use crate::support::contract::{COMMITTED, LOWERED};
use crate::support::service::{service, triage_service};

/// What a schema may say in 3.0.3.
const KEYWORDS: [&str; 30] = [
    "title",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "required",
    "enum",
    "type",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "items",
    "properties",
    "additionalProperties",
    "description",
    "format",
    "default",
    "discriminator",
    "nullable",
    "example",
];

fn lowered() -> Value {
    serde_json::from_str(LOWERED).expect("JSON")
}

/// Lowers one schema of a document that holds nothing else.
fn lower(schema: Value) -> Value {
    contract::lowered(&json!({ "components": { "schemas": { "It": schema } } }))["components"]["schemas"]["It"].clone()
}

#[test]
fn the_committed_lowered_document_is_the_one_that_is_generated() {
    let document: Value = serde_json::from_str(COMMITTED).expect("JSON");
    assert!(contract::document(&triage_service()) == document, "first: cargo run -- openapi > openapi/openapi.json");
    let generated = serde_json::to_string_pretty(&contract::lowered(&document)).expect("JSON") + "\n";
    assert!(
        LOWERED == generated,
        "openapi/openapi-3.0.json is not the lowered document. If the change is meant, write it anew and commit it:\n\n    \
         cargo run -- openapi --lowered > openapi/openapi-3.0.json\n"
    );
}

#[test]
fn the_lowered_document_that_is_served_is_the_committed_one() {
    assert_eq!(service().get("/openapi-3.0.json").expect(200), lowered());
}

/// Every schema of the document is handed to `visit`.
fn schemas(part: &Value, visit: &mut impl FnMut(&Value)) {
    match part {
        Value::Object(object) => {
            for (key, value) in object {
                match key.as_str() {
                    "schema" => schema(value, visit),
                    "schemas" => value.as_object().expect("schemas").values().for_each(|inner| schema(inner, visit)),
                    "example" | "examples" => {}
                    _ => schemas(value, visit),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| schemas(value, visit)),
        _ => {}
    }
}

fn schema(value: &Value, visit: &mut impl FnMut(&Value)) {
    visit(value);
    value["properties"].as_object().into_iter().flatten().for_each(|(_, inner)| schema(inner, visit));
    for list in ["allOf", "oneOf", "anyOf"] {
        value[list].as_array().into_iter().flatten().for_each(|inner| schema(inner, visit));
    }
    ["items", "not", "additionalProperties"]
        .iter()
        .filter(|key| value[**key].is_object())
        .for_each(|key| schema(&value[*key], visit));
}

#[test]
fn the_lowered_document_says_nothing_that_openapi_3_0_does_not_know() {
    let document = lowered();
    assert_eq!(document["openapi"], "3.0.3");
    let mut seen = 0;
    schemas(&document, &mut |schema| {
        seen += 1;
        let object = schema.as_object().expect("a schema is an object");
        if object.contains_key("$ref") {
            assert_eq!(object.len(), 1, "a reference stands alone: {schema}");
            return;
        }
        let odd: Vec<&String> = object.keys().filter(|key| !KEYWORDS.contains(&key.as_str())).collect();
        assert!(odd.is_empty(), "{odd:?} in {schema}");
        let kind = object.get("type");
        assert!(kind.is_none_or(|kind| kind.is_string() && kind != "null"), "{schema}");
    });
    assert!(seen > 500, "{seen} schemas");
}

#[test]
fn words_with_null_among_them_may_be_null_where_they_are_referred_to() {
    let words = json!({ "type": ["string", "null"], "enum": ["a", null] });
    let holder = json!({ "properties": { "w": { "$ref": "#/components/schemas/Words" } } });
    let lowered = contract::lowered(&json!({ "components": { "schemas": { "Words": words, "Holder": holder } } }));
    let schemas = &lowered["components"]["schemas"];
    assert_eq!(schemas["Words"], json!({ "type": "string", "enum": ["a"] }));
    let reference = json!({ "allOf": [{ "$ref": "#/components/schemas/Words" }], "nullable": true });
    assert_eq!(schemas["Holder"]["properties"]["w"], reference);
}

#[test]
fn each_keyword_is_lowered_to_what_means_the_same() {
    assert_eq!(
        lower(json!({ "items": { "type": ["string", "null"], "enum": ["a", null] } })),
        json!({ "items": { "type": "string", "nullable": true, "enum": ["a", null] } })
    );
    assert_eq!(
        lower(json!({ "oneOf": [{ "$ref": "#/x", "description": "d" }, { "type": "null" }] })),
        json!({ "nullable": true, "description": "d", "allOf": [{ "$ref": "#/x" }] })
    );
    assert_eq!(
        lower(json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }, { "type": "null" }] })),
        json!({ "nullable": true, "oneOf": [{ "type": "string" }, { "type": "integer" }] })
    );
    assert_eq!(lower(json!({ "const": 1, "examples": [1] })), json!({ "enum": [1], "example": 1 }));
    assert_eq!(
        lower(json!({ "exclusiveMinimum": 0, "maximum": 5, "exclusiveMaximum": 9 })),
        json!({ "minimum": 0, "exclusiveMinimum": true, "maximum": 5 })
    );
    assert_eq!(
        lower(json!({ "type": ["string", "integer", "null"] })),
        json!({ "anyOf": [{ "type": "string", "nullable": true }, { "type": "integer", "nullable": true }] })
    );
    // A property may bear the name of a keyword.
    let named =
        json!({ "type": "object", "properties": { "const": { "type": "string" }, "type": { "type": "string" } } });
    assert_eq!(lower(named.clone()), named);
}
