//! CDS Hooks: always one card, nothing from a record is ever "no", and nothing of a record comes back.

mod call;
mod card;
mod feedback;
mod record;
mod specification;
mod tokens;

use serde_json::{Map, Value, json};

use self::specification::{RESPONSE, assert_valid};
use crate::support::client::{Answer, Client};
use crate::support::form_response::response;
use crate::support::service::service;

const SERVICE: &str = "/cds-services/twitch-triage";
const PATIENT: &str = "1288992";

/// A call by a clinician with this prefetch.
fn call(prefetch: &Value) -> Value {
    json!({
        "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": { "userId": "Practitioner/1", "patientId": PATIENT }, "prefetch": prefetch,
    })
}

fn send(client: &Client, body: &Value) -> Answer {
    client.post(SERVICE, body.to_string())
}

/// The one card of a call.
#[track_caller]
fn card(prefetch: &Value) -> Value {
    card_of(service(), &call(prefetch))
}

#[track_caller]
fn card_of(client: &Client, body: &Value) -> Value {
    let answer = send(client, body).expect(200);
    assert_valid(&RESPONSE, &answer);
    let cards = answer["cards"].as_array().expect("cards");
    assert_eq!(cards.len(), 1, "{answer}");
    check(&cards[0]);
    cards[0].clone()
}

/// What HL7 asks of a card (cds-resp-1 to 7), and what we promise of ours.
#[track_caller]
fn check(card: &Value) {
    let text = |name: &str| card[name].as_str().unwrap_or_default();
    assert!((1..140).contains(&text("summary").chars().count()), "{}", card["summary"]);
    assert!(["info", "warning", "critical"].contains(&text("indicator")));
    assert!(text("detail").chars().count() <= 4000);
    for forbidden in ["<", "|", "`", "]("] {
        assert!(!text("detail").contains(forbidden), "{}", text("detail"));
    }
    assert!(card["source"]["label"].as_str().is_some_and(|label| label.starts_with("twitch-triage ")));
    assert_eq!(card.get("suggestions").is_some(), card.get("selectionBehavior").is_some());
    assert_eq!(card.get("suggestions").is_some(), card.get("overrideReasons").is_some());
    for reason in card["overrideReasons"].as_array().into_iter().flatten() {
        assert!(reason["display"].is_string() && reason["code"].is_string() && reason["system"].is_string());
    }
    for suggestion in card["suggestions"].as_array().into_iter().flatten() {
        for action in suggestion["actions"].as_array().expect("actions") {
            assert_eq!(action["type"], "create");
            assert!(action["description"].is_string() && action["resource"]["resourceType"] == "ServiceRequest");
            assert!(action["resource"].get("id").is_none());
        }
    }
    for absent in ["systemActions", "icon", "appContext", "autolaunchable", "actionSelectionBehavior"] {
        assert!(!card.to_string().contains(absent));
    }
}

fn bundle(resources: &[Value]) -> Value {
    let entries: Vec<Value> = resources.iter().map(|resource| json!({ "resource": resource })).collect();
    let mut bundle = json!({ "resourceType": "Bundle", "type": "searchset" });
    if !entries.is_empty() {
        bundle["entry"] = json!(entries);
    }
    bundle
}

fn subject() -> Value {
    json!({ "reference": format!("Patient/{PATIENT}") })
}

/// An active condition with a code.
fn condition(system: &str, code: &str) -> Value {
    json!({
        "resourceType": "Condition", "subject": subject(),
        "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] },
        "code": { "coding": [{ "system": system, "code": code, "display": "canary-condition" }], "text": "canary-text" },
    })
}

fn icd10(code: &str) -> Value {
    condition("http://hl7.org/fhir/sid/icd-10", code)
}

/// A medicine that is taken, by its name.
fn medicine(name: &str) -> Value {
    json!({ "resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": subject(),
            "medicationCodeableConcept": { "text": name } })
}

/// Answers, as a bundle.
fn answers(body: &Value) -> Value {
    bundle(&[response(body)])
}

/// A prefetch in which every key was sent and nothing is there, with some keys.
fn whole(keys: &Value) -> Value {
    let mut prefetch: Map<String, Value> = ["answers", "conditions", "requests", "statements"]
        .iter()
        .map(|key| ((*key).to_owned(), bundle(&[])))
        .collect();
    prefetch.insert("patient".to_owned(), json!({ "resourceType": "Patient", "id": PATIENT }));
    prefetch.extend(keys.as_object().expect("an object").clone());
    prefetch.into()
}
