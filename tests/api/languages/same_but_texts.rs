//! A translated answer is the English one but for texts, headers and what it says of the translation; and it is whole.

use std::collections::BTreeSet;

use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use super::{DOCUMENTS, TRANSLATION, asked, compare, pairs};
use crate::support::body::{harmless, vectors};
use crate::support::payload::{body, runner};
use crate::support::service::{Service, service};

/// Texts that are the same in German, by the committed translation.
fn unchanged() -> BTreeSet<String> {
    pairs().into_iter().filter(|(english, german)| english == german).map(|(english, _)| english).collect()
}

/// Texts that are quoted in every language: titles of sources, and remarks on them.
fn is_quoted(text: &str, english: &Value) -> bool {
    let sources = english.pointer("/sources").or_else(|| english.pointer("/answer/sources"));
    sources.is_some_and(|sources| {
        sources.as_object().into_iter().flatten().any(|(_, source)| source["note"] == text || source["title"] == text)
    })
}

fn check(target: &str, body: &Value) -> Result<(), String> {
    let body = body.to_string();
    let english = asked(service(), "POST", target, None, Some(&body));
    let german = asked(service(), "POST", target, Some("de"), Some(&body));
    if !german.text().ends_with(TRANSLATION) {
        return Err(format!("it does not end in what it says of the translation: {}", german.text()));
    }
    if english.text().contains("\"translation\"") {
        return Err("the English answer speaks of a translation".to_owned());
    }
    let (english, german) = (english.json(), german.json());
    let mut same = BTreeSet::new();
    let faults = compare(&english, &german, "", &mut same);
    let kept: Vec<&&str> =
        same.iter().filter(|text| !unchanged().contains(**text) && !is_quoted(text, &english)).collect();
    if faults.is_empty() && kept.is_empty() { Ok(()) } else { Err(format!("{target} {body}: {faults:?} {kept:?}")) }
}

#[test]
fn a_german_answer_to_any_body_is_the_english_one_but_for_its_texts() {
    let targets = [
        "/v1/triage",
        "/v1/triage?detail=brief&questions=all",
        "/v1/triage?detail=full&questions=all",
        "/v1/interview?explain=changes",
    ];
    let outcome = runner(60)
        .run(&body(), |body| targets.iter().try_for_each(|target| check(target, &body)).map_err(TestCaseError::fail));
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn so_is_the_answer_to_every_third_vector() {
    for (vector, body) in vectors().into_iter().step_by(3) {
        check("/v1/triage?detail=full", &body).unwrap_or_else(|fault| panic!("{}: {fault}", vector["id"]));
    }
}

#[test]
fn so_is_every_document_that_holds_texts() {
    for path in DOCUMENTS {
        let english = asked(service(), "GET", path, None, None);
        let german = asked(service(), "GET", path, Some("de-AT"), None);
        assert!(german.text().ends_with(TRANSLATION), "{path}");
        assert!(!english.text().contains("\"translation\""), "{path}");
        let (english, german) = (english.json(), german.json());
        let mut same = BTreeSet::new();
        assert_eq!(compare(&english, &german, "", &mut same), Vec::<String>::new(), "{path}");
        let kept: Vec<&&str> = same.iter().filter(|text| !unchanged().contains(**text)).collect();
        assert!(kept.is_empty(), "{path} is not translated: {kept:?}");
    }
}

#[test]
fn english_answers_have_the_bytes_of_a_service_without_translations() {
    let alone = Service::start(&["--languages", "en-GB"]);
    let body = harmless(&json!({ "sites": ["eyelid", "calf"], "med_statin": "present" })).to_string();
    for target in ["/v1/triage?detail=full", "/v1/triage?detail=brief", "/v1/interview"] {
        let english = asked(service(), "POST", target, Some("en"), Some(&body));
        let other = asked(&alone.client, "POST", target, Some("de"), Some(&body));
        assert_eq!(
            (english.header("content-language"), other.header("content-language")),
            ("en-GB".to_owned(), "en-GB".to_owned())
        );
        assert_eq!(english.text(), other.text(), "{target}");
    }
    for path in DOCUMENTS {
        let (english, other) =
            (asked(service(), "GET", path, None, None), asked(&alone.client, "GET", path, Some("de"), None));
        assert_eq!((english.text(), english.header("etag")), (other.text(), other.header("etag")), "{path}");
    }
}

#[test]
fn evidence_errors_and_the_contract_stay_english_and_say_nothing_of_a_language() {
    for path in ["/v1/evidence", "/v1/evidence/E01", "/problems/invalid_body", "/openapi.json"] {
        let english = asked(service(), "GET", path, None, None);
        let german = asked(service(), "GET", path, Some("de"), None);
        assert_eq!(english.text(), german.text(), "{path}");
        assert_eq!(german.header("content-language"), "", "{path}");
    }
    let refused = service().send(
        "POST",
        "/v1/triage",
        &[("content-type", "application/json"), ("accept-language", "de")],
        Some(r#"{"findings":{"tinglin":"present"}}"#),
    );
    let problem = refused.problem(422, "invalid_body");
    assert_eq!(problem["errors"][0]["suggestion"], "tingling");
}
