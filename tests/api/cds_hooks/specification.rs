//! JSON Schemas written from the specification of CDS Hooks, as judges of what the service says and is sent.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

/// A list of services.
pub static DISCOVERY: LazyLock<Validator> =
    LazyLock::new(|| compiled(include_str!("../../contract/cds_hooks/discovery.schema.json")));

/// Cards.
pub static RESPONSE: LazyLock<Validator> =
    LazyLock::new(|| compiled(include_str!("../../contract/cds_hooks/response.schema.json")));

/// What became of cards.
pub static FEEDBACK: LazyLock<Validator> =
    LazyLock::new(|| compiled(include_str!("../../contract/cds_hooks/feedback.schema.json")));

fn compiled(schema: &str) -> Validator {
    let schema = serde_json::from_str(schema).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
}

#[track_caller]
pub fn assert_valid(schema: &Validator, body: &Value) {
    let faults: Vec<String> =
        schema.iter_errors(body).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?} in {body:#}");
}

/// So that silence of a schema means something.
#[test]
fn the_schemas_find_what_the_specification_forbids() {
    let card = json!({ "summary": "s", "indicator": "info", "source": { "label": "l" } });
    assert_valid(&RESPONSE, &json!({ "cards": [card] }));
    let suggestion = json!({ "label": "l", "isRecommended": true });
    for wrong in [
        json!({ "summary": "x".repeat(140) }),
        json!({ "summary": null }),
        json!({ "indicator": "success" }),
        json!({ "source": {} }),
        json!({ "suggestions": [suggestion] }),
        json!({ "suggestions": [suggestion, suggestion], "selectionBehavior": "any" }),
        json!({ "suggestions": [{ "label": "l", "actions": [{ "type": "create", "description": "d" }] }], "selectionBehavior": "any" }),
        json!({ "suggestions": [{ "label": "l", "actions": [{ "type": "delete", "description": "d" }] }], "selectionBehavior": "any" }),
        json!({ "overrideReasons": [{ "system": "http://x", "code": "c" }] }),
        json!({ "links": [{ "label": "l", "url": "http://x", "type": "absolute", "appContext": "c" }] }),
        json!({ "links": [] }),
        json!({ "indicators": "info" }),
    ] {
        let mut changed = card.clone();
        changed.as_object_mut().expect("an object").extend(wrong.as_object().expect("an object").clone());
        assert!(!RESPONSE.is_valid(&json!({ "cards": [changed] })), "{changed}");
    }
    assert!(!DISCOVERY.is_valid(&json!({ "services": [{ "hook": "patient-view", "id": "x" }] })));
    let entry = json!({ "card": "c", "outcome": "accepted", "outcomeTimestamp": "2026-11-28T10:05:31Z" });
    assert!(!FEEDBACK.is_valid(&json!({ "feedback": [entry] })));
}
