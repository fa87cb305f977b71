//! What was released stays: a client of the newest released document can go on with the current one, or the major
//! version has gone up.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::changes::breaks;
use crate::support::contract::COMMITTED;

fn document() -> Value {
    serde_json::from_str(COMMITTED).expect("JSON")
}

/// A version of three numbers.
fn version(text: &str) -> Vec<u64> {
    text.split('.').map(|number| number.parse().expect("a number")).collect()
}

/// The newest released document, with its version.
fn newest() -> (Vec<u64>, Value) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("openapi/released");
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    let newest = files.max_by_key(|file| version(&file.file_stem().expect("a name").to_string_lossy()));
    let newest = newest.expect("a released document");
    let document: Value = serde_json::from_slice(&std::fs::read(&newest).expect("a file")).expect("JSON");
    let version = version(document["info"]["version"].as_str().expect("a version"));
    assert_eq!(version, self::version(&newest.file_stem().expect("a name").to_string_lossy()), "{}", newest.display());
    (version, document)
}

#[test]
fn the_contract_keeps_what_was_released() {
    let (released, old) = newest();
    if version(env!("CARGO_PKG_VERSION"))[0] > released[0] {
        return;
    }
    let breaks = breaks(&old, &document());
    assert!(
        breaks.is_empty(),
        "clients of version {released:?} would break:\n    {}\nTake it back, or raise the major version in Cargo.toml \
         and keep the document as openapi/released/VERSION.json when it is released.",
        breaks.join("\n    ")
    );
}

/// What breaks when the document is changed so.
fn after(change: impl FnOnce(&mut Value)) -> BTreeSet<String> {
    let mut changed = document();
    change(&mut changed);
    breaks(&document(), &changed).into_iter().collect()
}

fn remove(document: &mut Value, pointer: &str, key: &str) {
    let object = document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} leads nowhere"));
    assert!(object.as_object_mut().expect("an object").remove(key).is_some(), "{pointer} has no {key}");
}

fn set(document: &mut Value, pointer: &str, key: &str, value: Value) {
    let object = document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} leads nowhere"));
    object.as_object_mut().expect("an object").insert(key.to_owned(), value);
}

const TRIAGE: &str = "/paths/~1v1~1triage/post";

#[track_caller]
fn is_seen(because: &str, change: impl FnOnce(&mut Value)) {
    let breaks = after(change);
    assert!(breaks.iter().any(|fault| fault.contains(because)), "{because} is not among {breaks:?}");
}

#[test]
fn a_break_of_a_path_is_seen() {
    is_seen("/v1/evidence: removed", |d| remove(d, "/paths", "/v1/evidence"));
    is_seen("post /v1/interview: removed", |d| remove(d, "/paths/~1v1~1interview", "post"));
    is_seen("409: removed", |d| remove(d, &format!("{TRIAGE}/responses"), "409"));
    is_seen("text/plain: removed", |d| remove(d, &format!("{TRIAGE}/responses/200/content"), "text/plain"));
    is_seen("ETag: removed", |d| remove(d, "/paths/~1v1~1rules/get/responses/200/headers", "ETag"));
    is_seen("parameter explain: removed", |d| {
        let parameters = d.pointer_mut(&format!("{TRIAGE}/parameters")).and_then(Value::as_array_mut);
        parameters.expect("parameters").retain(|parameter| parameter["name"] != "explain");
    });
    is_seen("parameter new: required, is new", |d| {
        let parameters = d.pointer_mut(&format!("{TRIAGE}/parameters")).and_then(Value::as_array_mut);
        parameters.expect("parameters").push(json!({ "name": "new", "in": "query", "required": true }));
    });
}

const REQUEST: &str = "/components/schemas/TriageRequest";
const FINDINGS: &str = "/components/schemas/Findings/properties";
const ANSWER: &str = "/components/schemas/StandardAnswer";

#[test]
fn a_break_of_a_request_is_seen() {
    is_seen("/findings/caffeine_high: removed", |d| remove(d, FINDINGS, "caffeine_high"));
    is_seen("\"absent\" is no longer taken", |d| {
        set(d, "/components/schemas/Tri", "enum", json!(["present", "unknown", null]));
    });
    is_seen("/findings/course: \"stable\" is no longer taken", |d| {
        set(d, &format!("{FINDINGS}/course"), "enum", json!(["improving", "worsening", "unknown", null]));
    });
    is_seen("`screens_completed` is required now", |d| {
        set(d, REQUEST, "required", json!(["findings", "screens_completed"]));
    });
    is_seen("/findings/age_years: type", |d| set(d, &format!("{FINDINGS}/age_years"), "type", json!("integer")));
    is_seen("/findings/age_years: maximum", |d| set(d, &format!("{FINDINGS}/age_years"), "maximum", json!(90)));
    is_seen("/expected_rule_book: pattern", |d| {
        set(d, &format!("{REQUEST}/properties/expected_rule_book"), "pattern", json!("^1$"));
    });
}

#[test]
fn a_break_of_an_answer_is_seen() {
    is_seen("/headline: removed", |d| remove(d, &format!("{ANSWER}/properties"), "headline"));
    is_seen("`level` is no longer always there", |d| {
        let required = d.pointer_mut(&format!("{ANSWER}/required")).and_then(Value::as_array_mut);
        required.expect("names").retain(|name| name != "level");
    });
    is_seen("/in_scope: type", |d| set(d, &format!("{ANSWER}/properties/in_scope"), "type", json!("string")));
    is_seen("/in_scope: type", |d| {
        set(d, &format!("{ANSWER}/properties/in_scope"), "type", json!(["boolean", "null"]));
    });
    is_seen("/because: choice", |d| remove(d, "/components/schemas/InterviewStop/properties/because", "oneOf"));
}

#[test]
fn an_addition_is_none() {
    let none = BTreeSet::new();
    assert_eq!(after(|_| {}), none);
    assert_eq!(after(|d| set(d, "/paths", "/v2/new", json!({ "get": { "responses": {} } }))), none);
    assert_eq!(after(|d| set(d, &format!("{TRIAGE}/responses"), "418", json!({ "description": "New" }))), none);
    assert_eq!(after(|d| set(d, FINDINGS, "new_finding", json!({ "type": ["string", "null"] }))), none);
    assert_eq!(after(|d| set(d, &format!("{REQUEST}/properties"), "new", json!({ "type": "string" }))), none);
    assert_eq!(after(|d| set(d, &format!("{ANSWER}/properties"), "new", json!({ "type": "string" }))), none);
    assert_eq!(after(|d| set(d, &format!("{FINDINGS}/age_years"), "maximum", json!(200))), none);
    let more = json!(["improving", "stable", "worsening", "unknown", "new", null]);
    assert_eq!(after(|d| set(d, &format!("{FINDINGS}/course"), "enum", more)), none);
    assert_eq!(after(|d| set(d, "/info", "description", json!("other words"))), none);
}
