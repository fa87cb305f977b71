//! Discovery, and the form of a call.

use serde_json::{Value, json};

use super::specification::{DISCOVERY, assert_valid};
use super::{PATIENT, SERVICE, call, card_of, send, whole};
use crate::support::client::Answer;
use crate::support::folder::Folder;
use crate::support::service::{Service, service};

/// The text and the code of each issue.
fn issues(answer: Answer, status: u16) -> Vec<String> {
    let outcome = answer.expect(status);
    let issues = outcome["issue"].as_array().expect("issues").iter();
    issues
        .map(|issue| format!("{} {}", issue["code"].as_str().unwrap(), issue["details"]["text"].as_str().unwrap()))
        .collect()
}

#[test]
fn discovery_offers_one_service_at_two_hooks_and_asks_for_no_more_than_is_read() {
    let answer = service().get("/cds-services");
    let tag = answer.header("etag");
    assert_eq!(answer.header("content-type"), "application/json");
    let discovered = answer.expect(200);
    assert_valid(&DISCOVERY, &discovered);
    let services = discovered["services"].as_array().expect("services").clone();
    assert_eq!(services.len(), 2);
    for (offered, hook) in services.iter().zip(["encounter-start", "patient-view"]) {
        assert_eq!(offered["hook"], hook);
        assert_eq!(offered["id"], "twitch-triage");
        assert_eq!(offered["version"], "2.0.1");
        for name in ["title", "description", "usageRequirements"] {
            assert!(offered[name].as_str().is_some_and(|text| !text.is_empty()));
        }
        let prefetch = offered["prefetch"].as_object().expect("templates");
        let keys: Vec<&String> = prefetch.keys().collect();
        assert_eq!(keys, ["answers", "conditions", "patient", "requests", "statements"]);
        for (key, template) in prefetch {
            let template = template.as_str().expect("a template");
            assert!(template.contains("{{context.patientId}}"), "{key}");
        }
        assert!(
            prefetch["answers"]
                .as_str()
                .expect("a template")
                .contains("questionnaire=https://twitch-triage.example/fhir/Questionnaire/twitch-triage&")
        );
    }
    let again = service().send("GET", "/cds-services", &[("if-none-match", &tag)], None::<&str>);
    assert_eq!(again.status, 304);
}

#[test]
fn every_fault_of_a_call_is_listed_with_400() {
    let bad = json!({ "hook": "patient-view", "hookInstance": "1", "context": { "userId": "abc" } });
    assert_eq!(
        issues(send(service(), &bad), 400),
        [
            "value hookInstance must be a UUID",
            "value context.userId must be a type and an id",
            "required context.patientId is missing",
        ]
    );
    let good = call(&json!({}));
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = good.clone();
        change(&mut body);
        issues(send(service(), &body), 400)
    };
    assert_eq!(
        with(&|body| body["hook"] = json!("order-sign")),
        ["value hook must be `patient-view` or `encounter-start`"]
    );
    assert_eq!(with(&|body| body["hook"] = json!("encounter-start")), ["required context.encounterId is missing"]);
    assert_eq!(with(&|body| body["hook"] = json!(1)).len(), 1);
    assert_eq!(with(&|body| body["context"] = json!("x")), ["required context is missing"]);
    assert_eq!(with(&|body| body["context"]["patientId"] = json!("a/b")), ["value context.patientId must be an id"]);
    assert_eq!(
        with(&|body| body["context"]["userId"] = json!("Group/1")),
        ["value context.userId must be a type and an id"]
    );
    assert_eq!(
        with(&|body| body["fhirAuthorization"] = json!({ "access_token": "t" })),
        ["required fhirServer is missing"]
    );
    assert_eq!(with(&|body| body["prefetch"] = json!([])), ["structure prefetch must be an object"]);
    assert_eq!(
        with(&|body| body["prefetch"] = json!({ "patient": "x" })),
        ["structure prefetch.patient must be null or a resource"]
    );
    assert_eq!(
        issues(send(service(), &json!([])), 400).first().map(String::as_str),
        Some("structure the body must be an object")
    );
}

#[test]
fn unknown_keys_are_ignored_and_a_doubled_one_is_refused() {
    let mut body = call(&whole(&json!({ "more": 7 })));
    body["extension"] = json!({ "com.example": { "x": null } });
    body["context"]["extra"] = json!("x");
    body["fhirServer"] = json!("https://ehr.test/fhir");
    body["fhirAuthorization"] = json!({ "access_token": "canary-token" });
    let card = card_of(service(), &body);
    assert!(!card.to_string().contains("canary"));
    let doubled = service().post(SERVICE, r#"{"hook":"patient-view","hook":"patient-view"}"#);
    assert_eq!(issues(doubled, 400).len(), 1);
}

/// What is not there is described where these paths are, and not in the document of REST.
fn without_docs(answer: Answer) -> Answer {
    assert!(answer.text().contains("; `/cds-services` describes all of them"), "{}", answer.text());
    answer
}

#[test]
fn every_error_under_the_prefix_is_an_outcome_in_plain_json() {
    let answers = [
        (without_docs(service().post("/cds-services/other", "{}")), 404),
        (service().get(SERVICE), 405),
        (service().post("/cds-services", "{}"), 405),
        (service().get("/cds-services?x=1"), 400),
        (service().post(SERVICE, "{"), 400),
        (service().send("POST", SERVICE, &[("content-type", "text/plain")], Some("{}")), 415),
        (service().post(SERVICE, " ".repeat(2 * 1024 * 1024 + 1)), 413),
        (service().post(SERVICE, format!("[{}[]]", "[],".repeat(149_999))), 413),
        (service().post(SERVICE, format!("[{}0]", "0,".repeat(149_999))), 413),
        (service().post(SERVICE, format!("[{}0]", "0,".repeat(149_998))), 400),
    ];
    for (answer, status) in answers {
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.expect(status)["resourceType"], "OperationOutcome");
    }
}

#[test]
fn links_are_given_only_where_the_operator_said_where_the_service_is() {
    let card = card_of(service(), &call(&json!({})));
    assert!(card.get("links").is_none() && card["source"].get("url").is_none());
    let known = Service::start(&["--public-url", "https://triage.clinic.test"]);
    let card = card_of(&known.client, &call(&json!({})));
    assert_eq!(
        card["links"][0],
        json!({ "label": "Ask the questions", "type": "absolute", "url": "https://triage.clinic.test/?for=clinician" })
    );
    assert_eq!(card["source"]["url"], "https://triage.clinic.test/v1/rules");
    let mut body = call(&json!({}));
    body["context"]["userId"] = json!(format!("Patient/{PATIENT}"));
    assert_eq!(card_of(&known.client, &body)["links"][0]["url"], "https://triage.clinic.test/");
}

#[test]
fn ids_of_a_card_depend_on_the_call_alone() {
    let card = card_of(service(), &call(&json!({})));
    assert_eq!(card["uuid"], "247e5f91-bc4b-5d40-8ae9-ecc3345423b0");
    let other_answers = card_of(service(), &call(&whole(&json!({}))));
    assert_eq!(other_answers["uuid"], card["uuid"]);
    let mut later = call(&json!({}));
    later["hookInstance"] = json!("d1577c69-dfbe-44ad-ba6d-3e05e953b2eb");
    assert_ne!(card_of(service(), &later)["uuid"], card["uuid"]);
}

#[test]
fn discovery_needs_no_key_and_a_call_does() {
    let folder = Folder::new("keys_of_hooks");
    let (key, line) = twitch_triage::server::access::api_key::new_key("record_system");
    let guarded = Service::start(&["--api-keys", &folder.write("keys", line)]);
    assert_eq!(guarded.client.get("/cds-services").status, 200);
    assert_eq!(issues(send(&guarded.client, &call(&json!({}))), 401).len(), 1);
    let bearer = format!("Bearer {key}");
    let headers = [("content-type", "application/json"), ("authorization", bearer.as_str())];
    let answer = guarded.client.send("POST", SERVICE, &headers, Some(call(&json!({})).to_string()));
    assert_eq!(answer.status, 200);
}
