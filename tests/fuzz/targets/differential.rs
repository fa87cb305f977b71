//! The typed reading of a body against the schema that is published: what one refuses the other refuses, for the reason
//! that is told.
#![no_main]

use std::sync::LazyLock;

use jsonschema::Validator;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use twitch_triage::BOOK;
use twitch_triage::request::exact_number::with_exact_numbers;
use twitch_triage::request::schema::{RequestSchema, is_rule_book};
use twitch_triage::request::{self, RejectionKind};
use twitch_triage::shape::Shape;

static SCHEMA: LazyLock<RequestSchema> = LazyLock::new(|| RequestSchema::compile(&BOOK).expect("a schema"));

static PUBLISHED: LazyLock<Validator> = LazyLock::new(|| {
    let document: Value = serde_json::from_str(include_str!("../../../openapi/openapi.json")).expect("JSON");
    let schema = json!({ "$ref": "#/components/schemas/TriageRequest", "components": document["components"] });
    jsonschema::draft202012::new(&schema).expect("a schema")
});

// What is prepared once is no work of an input: on a busy machine it alone would take the second that one may take.
fuzz_target!(init: { (LazyLock::force(&SCHEMA), LazyLock::force(&PUBLISHED)); }, |sent: &[u8]| {
    // A byte order mark is skipped.
    let body = sent.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sent);
    let value = serde_json::from_slice::<Value>(body).ok();
    // A double takes 41.99999999999999999999 for whole.
    let exact = std::str::from_utf8(body).ok().and_then(with_exact_numbers);
    let exact = exact.and_then(|text| serde_json::from_str::<Value>(&text).ok()).or_else(|| value.clone());
    let shape = Shape::of(body).unwrap_or_default();
    let doubled = value.as_ref().is_some_and(|value| Shape::keys_of(value) != shape.keys);
    let holds = match request::read(&BOOK, &SCHEMA, sent).map_err(|rejection| rejection.kind) {
        Ok(_) => {
            let value = exact.as_ref().expect("JSON");
            PUBLISHED.is_valid(value) && !doubled && shape.depth <= 32 && !expects_another(value)
        }
        Err(RejectionKind::Empty) => body.is_empty(),
        // Text in UTF-16 may happen to be UTF-8 too, with zeros in it.
        Err(RejectionKind::NotUtf8) => std::str::from_utf8(body).is_err() || value.is_none(),
        // What stands after the fault is not read, so it may hold others.
        Err(RejectionKind::NotJson | RejectionKind::NumberOutOfRange) => value.is_none(),
        Err(RejectionKind::TooDeep) => value.is_none() || shape.depth > 32,
        Err(RejectionKind::DuplicateKey) => value.is_none() || doubled,
        Err(RejectionKind::RuleBookMismatch) => value.as_ref().is_some_and(expects_another),
        Err(RejectionKind::Invalid) => exact.as_ref().is_some_and(|value| {
            !PUBLISHED.is_valid(value) && !doubled && shape.depth <= 32 && !expects_another(value)
        }),
        Err(_) => false,
    };
    assert!(holds, "{}", String::from_utf8_lossy(body));
});

/// Whether a body names a rule book, and another than the one in force.
fn expects_another(body: &Value) -> bool {
    let expected = body.get("expected_rule_book").and_then(Value::as_str);
    expected
        .is_some_and(|expected| is_rule_book(expected) && expected != BOOK.digest && expected != BOOK.identity.version)
}
