//! Bodies that were made for something else: recognised by our own words, never repeated.

use serde_json::{Value, json};

use super::{TRIAGE, text};
use crate::support::service::service;

#[track_caller]
fn detail(body: &Value) -> String {
    text(&service().post(TRIAGE, body.to_string()).problem(422, "invalid_body"), "detail")
}

const SEND: &str = "; send {\"findings\": {…}} with the names that `/v1/questionnaire` lists";

#[test]
fn a_resource_of_fhir_is_recognised() {
    let response = json!({ "resourceType": "QuestionnaireResponse", "status": "completed", "item": [] });
    assert_eq!(detail(&response), format!("4 faults: this looks like a FHIR QuestionnaireResponse{SEND}"));
    for kind in ["Patient", "Observation", "Bundle"] {
        let body = json!({ "resourceType": kind });
        assert_eq!(detail(&body), format!("2 faults: this looks like a FHIR {kind}{SEND}"));
    }
    for kind in [json!("Zq7canary"), json!(["Patient"]), json!(null)] {
        let body = json!({ "resourceType": kind });
        assert_eq!(detail(&body), format!("2 faults: this looks like a FHIR resource{SEND}"));
    }
}

#[test]
fn the_request_of_another_service_is_recognised() {
    for body in [
        json!({ "sex": "male", "age": { "value": 30 }, "evidence": [{ "id": "s_1", "choice_id": "present" }] }),
        json!({ "sex": "male", "age": { "value": 30 } }),
        json!({ "sex": "male", "age": 30, "evidence": [] }),
    ] {
        assert!(detail(&body).ends_with(&format!(" faults: this looks like an Infermedica request{SEND}")), "{body}");
    }
    let hook = json!({ "hook": "patient-view", "hookInstance": "x", "context": {} });
    assert!(detail(&hook).ends_with(&format!(" faults: this looks like a CDS Hooks request{SEND}")));
}

#[test]
fn a_body_inside_something_else_is_recognised() {
    assert_eq!(detail(&json!({ "data": { "findings": {} } })), "2 faults: send what is in `data`, without it around");
    let inside_a_text = json!(json!({ "findings": {} }).to_string());
    assert_eq!(detail(&inside_a_text), "1 fault: the body is JSON inside a text; send the object itself");
}

#[test]
fn a_list_of_bodies_is_told_of_the_batch() {
    for path in [TRIAGE, "/v1/interview"] {
        for body in ["[]", r#"[{"findings":{}},{"findings":{}}]"#] {
            let problem = service().post(path, body).problem(422, "invalid_body");
            let expected =
                "1 fault: a list is not accepted; `POST /v1/triage/batch` accepts several bodies, one on each line";
            assert_eq!(problem["detail"], expected);
            assert_eq!(problem["errors"][0]["detail"], "must be an object, not a list");
        }
    }
}

#[test]
fn a_body_like_ours_is_not_taken_for_another() {
    for body in [json!({ "findings": { "sex": "male" } }), json!({ "findings": {}, "evidence": 1, "data": {} })] {
        assert!(!detail(&body).contains(':'), "{body}");
    }
}
