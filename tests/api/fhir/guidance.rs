//! What is drafted with a decision, and when.

use serde_json::{Value, json};

use super::{operation, triage};
use crate::support::body::harmless;
use crate::support::form_response::response;

/// The contained resource of a type.
fn contained<'g>(guidance: &'g Value, kind: &str) -> Option<&'g Value> {
    guidance["contained"].as_array().expect("resources").iter().find(|resource| resource["resourceType"] == kind)
}

fn guidance(findings: &Value) -> Value {
    triage(&response(&json!({ "findings": findings })))
}

#[test]
fn a_referral_is_drafted_when_the_definite_level_asks_for_one_and_it_is_no_emergency() {
    for (findings, priority) in [
        (json!({ "muscle_wasting": "present", "age_years": 61 }), Some("urgent")),
        (json!({ "med_lithium_or_theophylline": "present", "twitch_present": "present" }), Some("asap")),
        (json!({ "urgent_brain": "present" }), None),
        (json!({}), None),
    ] {
        let guidance = guidance(&findings);
        let referral = contained(&guidance, "ServiceRequest");
        assert_eq!(
            referral.map(|referral| &referral["priority"]),
            priority.map(|word| json!(word)).as_ref(),
            "{findings}"
        );
        if let Some(referral) = referral {
            assert_eq!(referral["status"], "draft");
            assert_eq!(referral["intent"], "proposal");
            assert_eq!(referral["subject"], json!({ "reference": "Patient/1288992" }));
            for reason in referral["reasonCode"].as_array().expect("reasons") {
                assert!(!reason["coding"][0]["code"].as_str().expect("a rule").starts_with("R-K"));
            }
            let plan = contained(&guidance, "CarePlan").expect("a plan");
            assert_eq!(plan["activity"][0]["reference"]["reference"], "#referral");
        }
    }
}

#[test]
fn without_a_subject_nothing_is_drafted() {
    for subject in [
        json!(null),
        json!({ "display": "A Name" }),
        json!({ "reference": "no reference" }),
        json!({ "reference": "Observation/1" }),
        json!({ "reference": "RelatedPerson/1" }),
    ] {
        let mut body = response(&json!({ "findings": { "muscle_wasting": "present" } }));
        if subject.is_null() {
            body.as_object_mut().expect("an object").remove("subject");
        } else {
            body["subject"] = subject;
        }
        let guidance = triage(&body);
        assert!(contained(&guidance, "ServiceRequest").is_none() && contained(&guidance, "CarePlan").is_none());
        assert!(guidance.get("subject").is_none() && guidance.get("result").is_none());
    }
}

#[test]
fn every_contained_resource_is_referred_to() {
    let contradiction = json!({ "twitch_present": "absent", "sites": ["hand"] });
    let guidance = guidance(&contradiction);
    let text = guidance.to_string();
    for resource in guidance["contained"].as_array().expect("resources") {
        let id = resource["id"].as_str().expect("an id");
        assert!(text.contains(&format!("\"#{id}\"")), "{id}");
    }
    assert_eq!(contained(&guidance, "OperationOutcome").expect("a warning")["issue"][0]["severity"], "warning");
}

#[test]
fn a_final_answer_is_a_success_and_an_open_one_asks_for_data() {
    let done = triage(&response(&harmless(&json!({}))));
    assert_eq!(done["status"], "success");
    assert!(done.get("dataRequirement").is_none());
    let open = guidance(&json!({}));
    assert_eq!(open["status"], "data-requested");
    assert!(open["dataRequirement"].as_array().is_some_and(|required| required.len() > 5));
}

#[test]
fn the_response_may_come_in_parameters_and_the_same_bytes_come_back_each_time() {
    let body = response(&json!({ "findings": { "muscle_wasting": "present" } }));
    let wrapped = json!({ "resourceType": "Parameters",
                          "parameter": [{ "name": "questionnaire-response", "resource": body }] });
    let [first, second, third] = [&body, &body, &wrapped].map(|body| operation("/fhir/$triage", body));
    assert_eq!(first.header("content-type"), "application/fhir+json");
    assert_eq!(first.body, second.body);
    assert_eq!(first.body, third.body);
}

#[test]
fn an_item_without_an_answer_says_nothing_wherever_it_stands() {
    let plain = triage(&response(&json!({ "findings": { "age_years": 40 } })));
    let mut flat = response(&json!({ "findings": {} }));
    flat["item"] = json!([
        { "linkId": "age_years", "answer": [{ "valueInteger": 40, "item": [{ "linkId": "urgent_brain", "answer": [] }] }] },
        { "linkId": "muscle_wasting" },
        { "linkId": "speech_change", "answer": [{}] },
        { "linkId": "emergency.none_of_these", "answer": [{ "valueBoolean": false }] },
    ]);
    assert_eq!(triage(&flat), plain);
}
