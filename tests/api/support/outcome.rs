//! Answers of FHIR and CDS Hooks as a judge sees them: they have contracts of their own.

use serde_json::{Value, json};

use super::client::Answer;
use super::contract::media_type;

/// Whether a path is one of FHIR or CDS Hooks, which have contracts of their own.
pub fn is_of_record_systems(path: &str) -> bool {
    ["/fhir", "/cds-services"]
        .iter()
        .any(|root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?'])))
}

/// What an answer of FHIR or CDS Hooks must be: JSON of its media type, and every error an `OperationOutcome`.
pub fn outcome_faults(path: &str, answer: &Answer) -> Vec<String> {
    if answer.body.is_empty() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let of_fhir = path.starts_with("/fhir");
    let media_type = media_type(&answer.headers);
    if media_type != "application/json" && !(of_fhir && media_type == "application/fhir+json") {
        faults.push(format!("the content type is `{media_type}`"));
    }
    let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else {
        return vec!["the body is not JSON".to_owned()];
    };
    if holds_nothing(&body) && body != json!({ "cards": [] }) {
        faults.push("something in the body is null or empty".to_owned());
    }
    if answer.status < 400 {
        return faults;
    }
    if body["resourceType"] != "OperationOutcome" {
        faults.push("an error must be an OperationOutcome".to_owned());
    }
    let issues = body["issue"].as_array().cloned().unwrap_or_default();
    if issues.is_empty() {
        faults.push("an OperationOutcome needs an issue".to_owned());
    }
    for issue in issues {
        let coding = &issue["details"]["coding"][0];
        let is_whole = issue["severity"] == "error" && issue["code"].is_string() && coding["code"].is_string();
        if !is_whole || issue["details"]["text"].as_str().is_none_or(str::is_empty) {
            faults.push(format!("an issue lacks something: {issue}"));
        }
    }
    faults
}

/// Whether some part of a value is null, an empty text, list or object: no resource and no card has one.
fn holds_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.is_empty() || entries.iter().any(holds_nothing),
        Value::Object(members) => members.is_empty() || members.values().any(holds_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
