//! What record systems are sent in another language: the same but for its texts, whole, and it says that it is a translation.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::pairs;
use super::terminal::NOTICE;
use crate::fhir::resources::PATHS;
use crate::support::body::vectors;
use crate::support::client::Answer;
use crate::support::form_response::response;
use crate::support::service::service;

/// The forms, and a search that finds the first.
const FORMS: [&str; 2] = ["/fhir/Questionnaire/twitch-triage", "/fhir/Questionnaire/twitch-triage-adaptive"];
const SEARCH: &str = "/fhir/Questionnaire?url=https://twitch-triage.example/fhir/Questionnaire/twitch-triage";

/// Resources that only programs and those who write them read.
const CONTRACTS: [&str; 3] = ["/fhir/metadata", "/fhir/CodeSystem/problems", "/fhir/OperationDefinition/triage"];

/// Members that hold texts; everything else is the same in every language.
const TEXTS: [&str; 12] = [
    "definition",
    "description",
    "detail",
    "display",
    "div",
    "label",
    "language",
    "summary",
    "text",
    "title",
    "usageRequirements",
    "valueString",
];

fn asked(method: &str, target: &str, language: &str, body: Option<&Value>) -> Answer {
    let headers = [("content-type", "application/json"), ("accept-language", language)];
    let answer = service().send(method, target, &headers, body.map(Value::to_string));
    assert_eq!(answer.status, 200, "{target} {}", answer.text());
    answer
}

/// Where two answers differ in more than texts, or keep an English text of which there is a German one.
fn faults(english: &Value, german: &Value, member: &str, german_of: &BTreeMap<String, String>) -> Vec<String> {
    match (english, german) {
        (Value::Object(english), Value::Object(german)) if english.keys().eq(german.keys()) => {
            let both = english.iter().zip(german.values());
            both.flat_map(|((key, english), german)| faults(english, german, key, german_of)).collect()
        }
        (Value::Array(english), Value::Array(german)) if english.len() == german.len() => english
            .iter()
            .zip(german)
            .flat_map(|(english, german)| faults(english, german, member, german_of))
            .collect(),
        (Value::String(english), Value::String(german)) if english == german => {
            let kept = TEXTS.contains(&member) && german_of.get(english).is_some_and(|other| other != english);
            kept.then(|| format!("{member} is English: {english}")).into_iter().collect()
        }
        (Value::String(_), Value::String(_)) if TEXTS.contains(&member) => Vec::new(),
        _ if english == german => Vec::new(),
        _ => vec![format!("{member}: {english} is {german}")],
    }
}

/// Asks for the same in both languages; gives the German answer.
#[track_caller]
fn in_german(method: &str, target: &str, body: Option<&Value>) -> Value {
    let german = asked(method, target, "de-AT, en;q=0.5", body);
    let head = (german.header("content-language"), german.header("vary"));
    assert!(head.0 == "de" && head.1.to_lowercase().contains("accept-language"), "{target}: {head:?}");
    let english = asked(method, target, "fr", body);
    assert_eq!(english.header("content-language"), "en-GB", "{target}");
    if method == "GET" {
        assert_ne!(german.header("etag"), english.header("etag"), "{target}");
    }
    let (english, german) = (english.json(), german.json());
    assert_eq!(faults(&english, &german, "", &pairs()), Vec::<String>::new(), "{target}");
    assert!(!english.to_string().contains("translat"), "{target}: the English speaks of a translation");
    german
}

#[test]
fn every_resource_for_people_is_german_for_who_asks_for_it() {
    for path in PATHS.into_iter().filter(|path| !CONTRACTS.contains(path)).chain([SEARCH]) {
        assert_eq!(in_german("GET", path, None)["language"], "de", "{path}");
    }
    for form in FORMS {
        let form = in_german("GET", form, None);
        assert!(form["description"].as_str().is_some_and(|text| text.ends_with(NOTICE)), "{}", form["description"]);
    }
    let form = in_german("GET", FORMS[0], None);
    assert!(form["item"][0]["text"].as_str().is_some_and(|text| text.ends_with(NOTICE)), "{}", form["item"][0]);
}

#[test]
fn what_programs_read_is_english_in_every_language_and_so_are_errors() {
    for path in CONTRACTS {
        let (english, german) = (asked("GET", path, "en", None), asked("GET", path, "de", None));
        assert_eq!(english.text(), german.text(), "{path}");
        assert_eq!((german.header("content-language"), &german.json()["language"]), ("en-GB".into(), &json!("en-GB")));
    }
    for path in ["/fhir/$triage", "/cds-services/twitch-triage"] {
        let headers = [("content-type", "application/json"), ("accept-language", "de")];
        let refused = service().send("POST", path, &headers, Some("{"));
        assert_eq!(refused.header("content-language"), "", "{path}");
        assert!(refused.text().contains("ends too early"), "{path}: {}", refused.text());
    }
}

#[test]
fn guidance_and_the_next_screen_are_german_and_decide_the_same() {
    for (vector, body) in vectors().into_iter().step_by(5) {
        let sent = response(&body);
        let guidance = in_german("POST", "/fhir/$triage", Some(&sent));
        assert_eq!(guidance["language"], "de", "{}", vector["id"]);
        let narrative = guidance["text"]["div"].as_str().expect("a narrative");
        assert!(narrative.contains(&format!("</p><p>{NOTICE}</p>")), "{narrative}");
    }
    let form = json!({ "resourceType": "Questionnaire", "id": "form", "status": "active",
        "extension": [{ "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-questionnaireAdaptive", "valueBoolean": true }],
        "derivedFrom": ["https://twitch-triage.example/fhir/Questionnaire/twitch-triage-adaptive"] });
    let start = json!({ "resourceType": "QuestionnaireResponse", "contained": [form], "questionnaire": "#form",
        "status": "in-progress" });
    let next = in_german("POST", "/fhir/Questionnaire/$next-question", Some(&start));
    assert_eq!(next["language"], "de");
    assert_eq!(next["contained"][0]["title"], "Muskelzucken: Fragebogen");
}

#[test]
fn cards_and_what_the_service_says_of_itself_are_german_and_short_enough() {
    let services = in_german("GET", "/cds-services", None);
    assert_eq!(services["services"][0]["title"], "Muskelzucken");
    for (vector, body) in vectors() {
        for reader in ["Practitioner/1", "Patient/1288992"] {
            let call = json!({
                "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
                "context": { "userId": reader, "patientId": "1288992" },
                "prefetch": { "answers": response(&body) },
            });
            let answer = in_german("POST", "/cds-services/twitch-triage", Some(&call));
            let card = &answer["cards"][0];
            let text = |name: &str| card[name].as_str().expect("text");
            assert!((20..140).contains(&text("summary").chars().count()), "{}: {}", vector["id"], card["summary"]);
            assert!(text("summary").starts_with("Muskelzucken: "), "{}", card["summary"]);
            assert!(text("detail").ends_with(NOTICE) && text("detail").chars().count() <= 4000, "{}", card["detail"]);
            for forbidden in ["<", "|", "`", "]("] {
                assert!(!text("detail").contains(forbidden), "{}", text("detail"));
            }
        }
    }
}
