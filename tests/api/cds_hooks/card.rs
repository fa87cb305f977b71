//! What a card says, for each thing that can be known.

use serde_json::{Value, json};

use super::{PATIENT, answers, call, card, card_of, icd10, medicine, send, whole};
use crate::support::body::{harmless, vectors};
use crate::support::service::{Service, service};

#[test]
fn nobody_asked_is_said_and_never_sounds_like_an_all_clear() {
    for prefetch in [
        json!({}),
        whole(&json!({})),
        json!({ "answers": null }),
        whole(&json!({ "requests": super::bundle(&[medicine("Atorvastatin 20 mg")]) })),
    ] {
        let card = card(&prefetch);
        assert_eq!(card["summary"], "Muscle twitches: not asked. Nothing is known until the questions are answered.");
        assert_eq!(card["indicator"], "info");
        assert_eq!(card["source"]["topic"]["code"], "not_asked");
        assert!(card.get("suggestions").is_none());
        let detail = card["detail"].as_str().expect("text");
        assert!(detail.ends_with("This is decision support, not a diagnosis. It does not replace an examination."));
        assert!(!detail.contains("result"), "there is none: {detail}");
    }
    assert!(
        card(&json!({}))["detail"]
            .as_str()
            .expect("text")
            .contains("Not sent by the record system: patient, answers, conditions, requests, statements.")
    );
}

#[test]
fn a_quiet_service_shows_nothing_only_for_a_record_that_was_sent_in_full() {
    let quiet = Service::start(&["--cds-quiet"]);
    let count =
        |prefetch: &Value| send(&quiet.client, &call(prefetch)).expect(200)["cards"].as_array().expect("cards").len();
    assert_eq!(count(&whole(&json!({}))), 0);
    let outcome = json!({ "resourceType": "OperationOutcome", "issue": [] });
    let mut partial = super::bundle(&[]);
    partial["link"] = json!([{ "relation": "next", "url": "x" }]);
    let conditions = |more: Value| {
        let mut bundle = super::bundle(&[]);
        bundle.as_object_mut().expect("a bundle").extend(more.as_object().expect("members").clone());
        whole(&json!({ "conditions": bundle }))
    };
    let issue = |severity: &str| json!({ "resourceType": "OperationOutcome", "issue": [{ "severity": severity, "code": "security" }] });
    assert_eq!(count(&conditions(json!({ "entry": [{ "resource": issue("information") }] }))), 0);
    for other in [
        json!({}),
        conditions(json!({ "entry": [{ "resource": issue("error") }] })),
        conditions(json!({ "entry": [{ "response": { "status": "403" } }] })),
        conditions(json!({ "entry": "x" })),
        conditions(json!({ "total": 400 })),
        whole(&json!({ "conditions": { "resourceType": "Patient", "id": PATIENT } })),
        whole(&json!({ "answers": outcome })),
        whole(&json!({ "conditions": partial })),
        whole(&json!({ "conditions": super::bundle(&[icd10("R25.3")]) })),
    ] {
        assert_eq!(count(&other), 1, "{other}");
    }
}

#[test]
fn the_worked_example_comes_out() {
    let body = json!({ "findings": { "age_years": 61, "duration_days": 90, "sites": ["hand"], "course": "stable", "muscle_wasting": "present" },
                       "screens_completed": ["emergency", "strength_and_nerves"] });
    let prefetch = whole(&json!({
        "patient": { "resourceType": "Patient", "id": PATIENT, "birthDate": "1965-03-14" },
        "answers": answers(&body),
        "requests": super::bundle(&[medicine("Atorvastatin 20 mg tablets")]),
    }));
    let card = card(&prefetch);
    let summary = card["summary"].as_str().expect("text");
    assert!(
        summary.starts_with("Muscle twitches: refer, soon, provisional. ") && summary.ends_with(" questions open."),
        "{summary}"
    );
    assert_eq!(card["indicator"], "warning");
    let detail = card["detail"].as_str().expect("text");
    for part in [
        "**Why**",
        "R-S02",
        "muscle_wasting (answers)",
        "med_statin (record)",
        "**Not asked yet**",
        "**Seek help now if**",
        "Answers of 2026-11-22. How old they are could not be checked.",
    ] {
        assert!(detail.contains(part), "{part}: {detail}");
    }
    assert!(!detail.contains("R-B00") && !detail.contains("Atorvastatin"));
    let suggestion = &card["suggestions"][0];
    assert_eq!(suggestion["label"], "Draft a referral: to be seen within 2 weeks");
    let drafted = &suggestion["actions"][0]["resource"];
    assert_eq!(drafted["priority"], "urgent");
    assert_eq!(drafted["subject"]["reference"], format!("Patient/{PATIENT}"));
    assert_eq!(drafted["reasonCode"][0]["coding"][0]["code"], "R-S02");
    let codes: Vec<&str> = card["overrideReasons"]
        .as_array()
        .expect("reasons")
        .iter()
        .map(|reason| reason["code"].as_str().expect("a code"))
        .collect();
    assert_eq!(
        codes,
        ["action-completed", "patient-ineligible", "need-more-info", "expert-contradicts", "patient-refuses"]
    );
}

#[test]
fn an_encounter_is_named_in_the_drafted_referral() {
    let mut body =
        call(&whole(&json!({ "answers": answers(&json!({ "findings": { "muscle_wasting": "present" } })) })));
    body["hook"] = json!("encounter-start");
    body["context"]["encounterId"] = json!("e-7");
    let card = card_of(service(), &body);
    assert_eq!(card["suggestions"][0]["actions"][0]["resource"]["encounter"]["reference"], "Encounter/e-7");
}

#[test]
fn a_person_reads_their_own_words_and_drafts_nothing() {
    let mut body =
        call(&whole(&json!({ "answers": answers(&json!({ "findings": { "muscle_wasting": "present" } })) })));
    body["context"]["userId"] = json!(format!("Patient/{PATIENT}"));
    let card = card_of(service(), &body);
    assert!(card["summary"].as_str().expect("text").starts_with("Muscle twitches: So far: "), "{}", card["summary"]);
    assert!(card["detail"].as_str().expect("text").contains("A thinning muscle needs an examination."));
    assert!(card.get("suggestions").is_none());
}

#[test]
fn only_an_emergency_is_critical_and_nothing_is_drafted_then() {
    let emergency = card(&whole(&json!({ "answers": answers(&json!({ "findings": { "urgent_brain": "present" } })) })));
    assert_eq!(emergency["indicator"], "critical");
    assert!(emergency.get("suggestions").is_none());
    let settled = card(&whole(&json!({ "answers": answers(&harmless(&json!({}))) })));
    assert_eq!(settled["indicator"], "info");
    assert_eq!(settled["summary"], "Muscle twitches: usually harmless pattern, self-care, final.");
    assert!(settled.get("suggestions").is_none());
}

#[test]
fn a_patient_who_has_died_is_not_assessed() {
    for (name, value) in [("deceasedBoolean", json!(true)), ("deceasedDateTime", json!("2026-01-01"))] {
        let mut patient = json!({ "resourceType": "Patient", "id": PATIENT });
        patient[name] = value;
        let card = card(&whole(
            &json!({ "patient": patient, "answers": answers(&json!({ "findings": { "urgent_brain": "present" } })) }),
        ));
        assert_eq!(card["summary"], "Muscle twitches: not assessed.");
        assert_eq!(card["source"]["topic"]["code"], "not_assessed");
    }
}

#[test]
fn every_vector_gives_a_card_that_is_short_enough_for_everybody() {
    for (vector, body) in vectors() {
        let mut asked = call(&whole(&json!({ "answers": answers(&body) })));
        let card = card_of(service(), &asked);
        assert_eq!(card["source"]["topic"]["code"], vector["expect"]["level"], "{}", vector["id"]);
        let indicator = match vector["expect"]["urgency"].as_str().expect("an urgency") {
            "emergency" => "critical",
            "urgent_same_day" | "soon" => "warning",
            _ => "info",
        };
        assert_eq!(card["indicator"], indicator, "{}", vector["id"]);
        asked["context"]["userId"] = json!("RelatedPerson/1");
        card_of(service(), &asked);
    }
}
