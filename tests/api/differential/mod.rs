//! The typed reading of a body and the published JSON Schema accept exactly the same bodies.

mod bodies;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use twitch_triage::clinical::model::answers::Findings;
use twitch_triage::request;
use twitch_triage::request::schema::{RequestSchema, is_rule_book};
use twitch_triage::request::{Rejection, RejectionKind};

use crate::support::contract::COMMITTED;
use crate::support::payload;
use crate::support::payload::runner;
use crate::support::service::BOOK;
use bodies::{Json, body};

static SCHEMA: LazyLock<RequestSchema> = LazyLock::new(|| RequestSchema::compile(&BOOK).expect("a schema"));

/// The schema that is published.
static PUBLISHED: LazyLock<Validator> = LazyLock::new(|| published("#/components/schemas/TriageRequest"));

fn published(reference: &str) -> Validator {
    let document: Value = serde_json::from_str(COMMITTED).expect("JSON");
    let schema = json!({ "$ref": reference, "components": document["components"] });
    jsonschema::draft202012::new(&schema).expect("a schema")
}

fn read(body: &[u8]) -> Result<Findings, Rejection> {
    request::read(&BOOK, &SCHEMA, body)
}

/// What must become of a body, worked out without the typed reading.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Verdict {
    Unreadable,
    Mismatch,
    Refused,
    Accepted,
}

fn verdict(body: &Json) -> (Verdict, Vec<RejectionKind>) {
    let mut obstacles = Vec::new();
    body.obstacles(0, &mut obstacles);
    if !obstacles.is_empty() {
        return (Verdict::Unreadable, obstacles);
    }
    let value = body.value().expect("a value");
    let expected = value.get("expected_rule_book").and_then(Value::as_str).unwrap_or(&BOOK.digest);
    let known = expected == BOOK.digest || expected == BOOK.identity.version;
    match PUBLISHED.is_valid(&value) {
        _ if !known && is_rule_book(expected) => (Verdict::Mismatch, vec![RejectionKind::RuleBookMismatch]),
        true => (Verdict::Accepted, Vec::new()),
        false => (Verdict::Refused, vec![RejectionKind::Invalid]),
    }
}

#[test]
fn the_typed_reading_accepts_what_the_schema_accepts_and_nothing_else() {
    let seen: [Cell<u32>; 4] = Default::default();
    let codes = std::cell::RefCell::new(BTreeMap::<String, u32>::new());
    let cases = 4000;
    runner(cases)
        .run(&(body(), any::<u64>()), |(body, chance)| {
            let (verdict, expected) = verdict(&body);
            seen[verdict as usize].set(seen[verdict as usize].get() + 1);
            let text = body.written(chance);
            let plain = body.written(0);
            match (read(text.as_bytes()), read(plain.as_bytes())) {
                (Ok(findings), Ok(plainly)) => {
                    prop_assert_eq!(verdict, Verdict::Accepted, "{}", text);
                    prop_assert_eq!(findings, plainly, "escapes and white space make a difference: {}", text);
                }
                (Err(rejection), Err(plainly)) => {
                    *codes.borrow_mut().entry(format!("{:?}", rejection.kind)).or_default() += 1;
                    prop_assert!(
                        expected.contains(&rejection.kind),
                        "{:?} instead of {:?}: {}",
                        rejection.kind,
                        expected,
                        text
                    );
                    prop_assert_eq!(rejection.kind, plainly.kind);
                    prop_assert_eq!(rejection.faults.is_empty(), rejection.kind != RejectionKind::Invalid);
                }
                _ => prop_assert!(false, "escapes and white space make a difference: {text}"),
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    // The property means something only while every way is taken often.
    let seen = seen.map(Cell::into_inner);
    assert!(seen.iter().all(|count| *count > cases / 50), "{seen:?}");
    for code in ["DuplicateKey", "TooDeep", "NumberOutOfRange", "RuleBookMismatch", "Invalid"] {
        assert!(codes.borrow().get(code).is_some_and(|count| *count > 10), "{code}: {:?}", codes.borrow());
    }
}

#[test]
fn a_good_body_with_broken_bytes_is_never_a_fault_of_ours() {
    let change = (any::<Index>(), prop_oneof![any::<u8>(), select(b"\"\\{}[]:,0-9.e\n ".to_vec())], 0..3u8);
    let accepted = Cell::new(0);
    runner(4000)
        .run(&(payload::body(), vec(change, 1..4)), |(body, changes)| {
            let mut bytes = body.to_string().into_bytes();
            for (place, byte, way) in changes {
                let place = place.index(bytes.len());
                match way {
                    0 => bytes[place] = byte,
                    1 => bytes.insert(place, byte),
                    _ => drop(bytes.remove(place)),
                }
            }
            let value = serde_json::from_slice::<Value>(&bytes);
            match read(&bytes) {
                Ok(_) => {
                    accepted.set(accepted.get() + 1);
                    prop_assert!(PUBLISHED.is_valid(&value.expect("JSON")));
                }
                Err(rejection) => {
                    prop_assert_ne!(rejection.kind, RejectionKind::Internal);
                    let readable =
                        [RejectionKind::Invalid, RejectionKind::DuplicateKey, RejectionKind::RuleBookMismatch]
                            .contains(&rejection.kind);
                    prop_assert_eq!(readable, value.is_ok(), "{:?}", rejection.kind);
                }
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(accepted.get() > 10, "{accepted:?}");
}

/// Texts that are, or nearly are, a version or a digest.
fn expectation() -> impl Strategy<Value = String> {
    prop_oneof![
        "(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})",
        "[0-9]{0,11}\\.[0-9]{0,3}\\.[0-9]{0,3}",
        "[0-9.v-]{0,12}",
        "sha256:[0-9a-f]{64}",
        "sha256:[0-9a-fA-F]{62,66}",
        "(sha256|sha512|SHA256|)[: ]?[0-9a-g]{64}",
        "[ \n]?1\\.0\\.0[ \n\u{660}]?",
        "[0-9\u{660}-\u{669}]\\.[0-9\u{660}-\u{669}]\\.[0-9\u{660}-\u{669}]",
        "\\PC{0,20}",
    ]
}

#[test]
fn a_text_names_a_rule_book_when_the_pattern_of_the_schema_says_so() {
    let schema = published("#/components/schemas/TriageRequest/properties/expected_rule_book");
    let named = Cell::new(0);
    runner(8000)
        .run(&expectation(), |text| {
            named.set(named.get() + u32::from(is_rule_book(&text)));
            prop_assert_eq!(is_rule_book(&text), schema.is_valid(&json!(text)), "{:?}", text);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!((1000..7000).contains(&named.get()), "{named:?}");
}

#[test]
fn the_schema_that_validates_is_the_one_that_is_published() {
    let document: Value = serde_json::from_str(COMMITTED).expect("JSON");
    for name in ["TriageRequest", "Findings"] {
        let used = &SCHEMA.schema["components"]["schemas"][name];
        // The document adds bounds of texts and lists, which change nothing in what is accepted.
        let published = &document["components"]["schemas"][name];
        assert_eq!(used["required"], published["required"]);
        assert_eq!(used["additionalProperties"], json!(false));
        assert_eq!(published["additionalProperties"], json!(false));
        let names =
            |schema: &Value| schema["properties"].as_object().expect("properties").keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(used), names(published));
        for (name, property) in used["properties"].as_object().expect("properties") {
            for keyword in ["type", "enum", "minimum", "maximum", "pattern", "uniqueItems", "$ref"] {
                assert_eq!(property[keyword], published["properties"][name][keyword], "{name}: {keyword}");
            }
        }
    }
}
