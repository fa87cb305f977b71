//! Bodies that were made for something else: what they look like, and what to send instead.

use serde_json::{Map, Value};

use super::enumeration::any_of;
use super::schema::FINDINGS;

/// What a body should be.
const OUR_FORM: &str = "send {\"findings\": {…}} with the names that `/v1/questionnaire` lists";

/// Types of FHIR resources that somebody may send; no other text of the caller is repeated.
const FHIR_RESOURCES: [&str; 20] = [
    "QuestionnaireResponse",
    "Questionnaire",
    "Patient",
    "Observation",
    "Condition",
    "Bundle",
    "Parameters",
    "Encounter",
    "Composition",
    "DiagnosticReport",
    "ClinicalImpression",
    "RiskAssessment",
    "MedicationStatement",
    "MedicationRequest",
    "AllergyIntolerance",
    "FamilyMemberHistory",
    "Procedure",
    "Practitioner",
    "ServiceRequest",
    "OperationOutcome",
];

/// Keys in which some clients wrap a body.
const WRAPPERS: [&str; 7] = ["data", "payload", "body", "request", "input", "params", "json"];

/// What to say about a body that was made for something else; none for a body like ours.
pub(super) fn hint(body: &Value) -> Option<String> {
    match body {
        Value::Array(_) => {
            Some("a list is not accepted; `POST /v1/triage/batch` accepts several bodies, one on each line".to_owned())
        }
        Value::String(text) if text.trim_start().starts_with('{') => {
            Some("the body is JSON inside a text; send the object itself".to_owned())
        }
        Value::Object(object) => of_object(object),
        _ => None,
    }
}

fn of_object(object: &Map<String, Value>) -> Option<String> {
    if let Some(kind) = object.get("resourceType") {
        let known = kind.as_str().and_then(|kind| FHIR_RESOURCES.iter().find(|known| **known == kind));
        return Some(format!("this looks like a FHIR {}; {OUR_FORM}", known.unwrap_or(&"resource")));
    }
    if object.contains_key("hook") && object.contains_key("hookInstance") {
        return Some(format!("this looks like a CDS Hooks request; {OUR_FORM}"));
    }
    if is_infermedica(object) {
        return Some(format!("this looks like an Infermedica request; {OUR_FORM}"));
    }
    let wraps =
        |key: &&str| object.get(*key).and_then(Value::as_object).is_some_and(|inner| inner.contains_key(FINDINGS));
    WRAPPERS.into_iter().find(wraps).map(|key| format!("send what is in {}, without it around", any_of(&[key])))
}

/// `sex`, `age` and `evidence`, as a list of `{id, choice_id}`.
fn is_infermedica(object: &Map<String, Value>) -> bool {
    match object.get("evidence").and_then(Value::as_array).map(Vec::as_slice) {
        Some([]) => object.contains_key("sex") || object.contains_key("age"),
        Some([first, ..]) => first.get("id").is_some() && first.get("choice_id").is_some(),
        None => object.contains_key("sex") && object.get("age").is_some_and(|age| age.get("value").is_some()),
    }
}
