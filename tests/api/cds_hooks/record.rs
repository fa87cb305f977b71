//! From a record to facts: present or nothing, never "no".

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use super::{PATIENT, answers, bundle, call, card, condition, icd10, medicine, send, whole};
use crate::support::body::harmless;
use crate::support::form_response::response;
use crate::support::payload::{body, runner};
use crate::support::service::service;

const LEVELS: [&str; 3] = ["benign_lifestyle", "cramp_fasciculation_syndrome", "refer_workup"];
const INDICATORS: [&str; 3] = ["info", "warning", "critical"];

fn rank(list: &[&str], value: &Value) -> usize {
    list.iter().position(|known| *value == *known).unwrap_or_else(|| panic!("{value}"))
}

/// Level and indicator of a card, as numbers.
fn ranks(card: &Value) -> (usize, usize) {
    (rank(&LEVELS, &card["source"]["topic"]["code"]), rank(&INDICATORS, &card["indicator"]))
}

fn detail(card: &Value) -> &str {
    card["detail"].as_str().expect("text")
}

/// A card for a recorded twitch and more of a record.
fn with_twitch(conditions: &[Value], requests: &[Value]) -> Value {
    let conditions: Vec<Value> = [icd10("R25.3")].iter().chain(conditions).cloned().collect();
    card(&whole(&json!({ "conditions": bundle(&conditions), "requests": bundle(requests) })))
}

#[test]
fn a_recorded_twitch_with_lithium_is_shown_without_any_answer() {
    let card = with_twitch(&[], &[medicine("Lithium carbonate 400 mg")]);
    let summary = card["summary"].as_str().expect("text");
    assert!(summary.starts_with("Muscle twitches: refer, same day, provisional. "), "{summary}");
    assert!(
        detail(&card).contains("med_lithium_or_theophylline, ")
            || detail(&card).contains("med_lithium_or_theophylline (record)")
    );
}

#[test]
fn each_way_of_recording_a_fact_is_read_and_others_are_not() {
    let reads = |card: &Value, finding: &str| detail(card).contains(finding);
    let atc = |code: &str| {
        json!({ "resourceType": "MedicationStatement", "status": "active", "subject": super::subject(),
        "medicationCodeableConcept": { "coding": [{ "system": "http://www.whocc.no/atc", "code": code }] } })
    };
    let lithium = "med_lithium_or_theophylline";
    let contained = json!({ "resourceType": "MedicationRequest", "status": "active", "intent": "plan", "subject": super::subject(),
        "contained": [{ "resourceType": "Medication", "id": "m", "code": { "text": "theophylline" } }],
        "medicationReference": { "reference": "#m" } });
    let beside = json!({ "resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": super::subject(),
        "medicationReference": { "reference": "Medication/m7" } });
    let medication =
        json!({ "resourceType": "Medication", "id": "m7", "code": { "coding": [{ "display": "Aminophylline" }] } });
    let by_display = json!({ "resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": super::subject(),
        "medicationReference": { "reference": "Medication/x", "display": "LITHIUM 250 MG" } });
    for (requests, read) in [
        (vec![medicine("lithium")], true),
        (vec![atc("N05AN01")], true),
        (vec![contained], true),
        (vec![beside.clone(), medication], true),
        (vec![beside], false),
        (vec![by_display], true),
        (vec![medicine("lithiumx")], false),
        (vec![medicine("nystatin")], false),
        (vec![with(medicine("lithium"), "status", json!("stopped"))], false),
        (vec![with(medicine("lithium"), "intent", json!("proposal"))], false),
        (vec![with(medicine("lithium"), "doNotPerform", json!(true))], false),
        (vec![with(medicine("lithium"), "subject", json!({ "reference": "Patient/other" }))], false),
    ] {
        let card = with_twitch(&[], &requests);
        assert_eq!(reads(&card, lithium), read, "{requests:?}");
    }
}

fn without(resource: &Value, name: &str) -> Value {
    let mut resource = resource.clone();
    resource.as_object_mut().expect("a resource").remove(name);
    resource
}

fn with(mut resource: Value, name: &str, value: Value) -> Value {
    resource[name] = value;
    resource
}

#[test]
fn a_condition_counts_while_it_is_active_and_confirmed() {
    let status = |code: &str| json!({ "coding": [{ "code": code }] });
    for (condition, read) in [
        (icd10("R25.3"), true),
        (icd10("R253"), true),
        (condition("http://hl7.org/fhir/sid/icd-10-cm", "R25.3"), true),
        (condition("http://snomed.info/sct", "82470000"), true),
        (condition("http://example.test/own", "R25.3"), false),
        (icd10("R25.2"), false),
        (with(icd10("R25.3"), "clinicalStatus", status("relapse")), true),
        (with(icd10("R25.3"), "clinicalStatus", status("resolved")), false),
        (with(icd10("R25.3"), "clinicalStatus", json!("active")), false),
        (with(icd10("R25.3"), "verificationStatus", status("confirmed")), true),
        (with(icd10("R25.3"), "verificationStatus", status("provisional")), false),
    ] {
        let card = card(&whole(&json!({ "conditions": bundle(std::slice::from_ref(&condition)) })));
        assert_eq!(card["source"]["topic"]["code"] != "not_asked", read, "{condition}");
    }
}

#[test]
fn other_skin_cancer_is_no_known_cancer() {
    for (code, read) in [("C44.3", false), ("C43.9", true), ("C50.1", true), ("C4A.9", true), ("C7B.8", true)] {
        let answered = answers(&harmless(&json!({})));
        let card = card(&whole(&json!({ "answers": answered, "conditions": bundle(&[icd10(code)]) })));
        assert_eq!(detail(&card).contains("known_cancer"), read, "{code}");
    }
}

#[test]
fn where_record_and_answers_differ_the_worse_counts_and_it_is_said() {
    let denied = harmless(&json!({ "med_lithium_or_theophylline": "absent" }));
    let before = card(&whole(&json!({ "answers": answers(&denied) })));
    let after = card(&whole(&json!({ "answers": answers(&denied), "requests": bundle(&[medicine("lithium")]) })));
    assert!(ranks(&after) > ranks(&before));
    assert!(detail(&after).contains("Record and answers differ, the worse one counts: med_lithium_or_theophylline."));
    // "No" to the group question is "no" to its other members still.
    let grouped = harmless(&json!({ "known_condition": "absent" }));
    let card = card(&whole(&json!({ "answers": answers(&grouped), "conditions": bundle(&[icd10("E03.9")]) })));
    assert!(detail(&card).contains("differ, the worse one counts: thyroid_disease_or_neck_surgery."));
    assert!(!card["summary"].as_str().expect("text").contains("provisional"), "{}", card["summary"]);
}

#[test]
fn data_of_another_patient_are_dropped_and_it_is_said() {
    let mut foreign = response(&json!({ "findings": { "urgent_brain": "present" } }));
    foreign["subject"] = json!({ "reference": "Patient/2" });
    let answered = card(&whole(&json!({ "answers": bundle(&[foreign]) })));
    assert_eq!(answered["source"]["topic"]["code"], "not_asked");
    assert!(detail(&answered).contains("Data that do not name this patient were sent. They were not used."));
    let other = json!({ "resourceType": "Patient", "id": "2", "deceasedBoolean": true });
    assert!(detail(&card(&whole(&json!({ "patient": other })))).contains("do not name this patient"));
}

#[test]
fn the_latest_answers_count_and_what_cannot_be_read_is_said() {
    let mut old = response(&json!({ "findings": { "urgent_brain": "present" } }));
    old["authored"] = json!("2026-11-01T08:00:00Z");
    let new = response(&harmless(&json!({})));
    let card_for = |responses: &[Value]| card(&whole(&json!({ "answers": bundle(responses) })));
    assert_eq!(card_for(&[old.clone(), new.clone()])["indicator"], "info");
    assert_eq!(card_for(&[new.clone(), old])["indicator"], "info");
    let mut withdrawn = response(&json!({ "findings": { "urgent_brain": "present" } }));
    withdrawn["authored"] = json!("2026-11-23");
    withdrawn["status"] = json!("entered-in-error");
    assert_eq!(card_for(&[new.clone(), withdrawn])["indicator"], "info");
    let mut broken = new;
    broken["item"] = json!([{ "linkId": "canary-item" }]);
    let card = card_for(&[broken]);
    assert_eq!(card["source"]["topic"]["code"], "not_asked");
    assert!(detail(&card).contains("could not be read") && !card.to_string().contains("canary"));
}

/// The card for some responses, each with the moment at which it was written.
fn card_of_responses(responses: &[(&Value, Value)]) -> Value {
    let responses: Vec<Value> =
        responses.iter().map(|(response, authored)| with((*response).clone(), "authored", authored.clone())).collect();
    card(&whole(&json!({ "answers": with(bundle(&responses), "timestamp", json!("2026-11-29T12:00:00Z")) })))
}

#[test]
fn the_latest_is_told_by_the_moment_whatever_its_offset_and_what_may_be_as_late_raises() {
    let harmless = response(&harmless(&json!({})));
    let emergency = response(&json!({ "findings": { "urgent_brain": "present" } }));
    let one_of = |earlier: (&Value, &str), later: (&Value, &str)| {
        let dated = |(response, authored): (_, &str)| (response, json!(authored));
        let cards =
            [[earlier, later], [later, earlier]].map(|pair| card_of_responses(&pair.map(dated))["indicator"].clone());
        assert_eq!(cards[0], cards[1], "{} {}", earlier.1, later.1);
        cards[0].clone()
    };
    let (earlier, later) = ("2026-11-29T01:00:00+02:00", "2026-11-28T23:30:00Z");
    assert_eq!(one_of((&harmless, earlier), (&emergency, later)), "critical");
    assert_eq!(one_of((&emergency, earlier), (&harmless, later)), "info");
    for vague in ["2026-11-28", "2026-11-29", "2026-11", "2026", later] {
        assert_eq!(one_of((&emergency, vague), (&harmless, later)), "critical", "{vague}");
    }
    let undated = without(&emergency, "authored");
    let both = card(&whole(&json!({ "answers": bundle(&[undated, harmless.clone()]) })));
    assert_eq!(both["indicator"], "critical");
}

#[test]
fn answers_whose_age_or_successor_is_in_doubt_keep_only_what_raises() {
    let harmless = response(&harmless(&json!({})));
    let wasting = response(&json!({ "findings": { "muscle_wasting": "present" } }));
    let summary = |card: &Value| card["summary"].as_str().expect("text").to_owned();
    let fresh = card_of_responses(&[(&harmless, json!("2026-11-28"))]);
    assert!(summary(&fresh).contains("final"));
    for (authored, said) in [
        ("2020", "Answers of 2020 are older than 4 weeks"),
        ("2020-01", "Answers of 2020-01 are older than 4 weeks"),
        ("2062-01-01T00:00:00Z", "whether there are later ones, could not be told"),
    ] {
        let card = card_of_responses(&[(&harmless, json!(authored))]);
        assert!(summary(&card).contains("provisional") && detail(&card).contains(said), "{}", detail(&card));
    }
    for unreadable in [json!("2020-01-01t00:00:00Z"), json!("2020-01-01 00:00:00Z"), json!("yesterday"), json!(2020)] {
        let card = card_of_responses(&[(&harmless, unreadable)]);
        assert_eq!(card["source"]["topic"]["code"], "not_asked");
        assert!(detail(&card).contains("could not be read"));
    }
    // Later answers that cannot be read do not hide what is known.
    let broken = with(harmless.clone(), "item", json!([{ "linkId": "canary-item" }]));
    for (before, kept) in [(&wasting, "muscle_wasting (answers)"), (&harmless, "could not be told")] {
        let card = card_of_responses(&[(before, json!("2026-11-27")), (&broken, json!("2026-11-28"))]);
        assert!(detail(&card).contains(kept) && detail(&card).contains("could not be read"), "{}", detail(&card));
        assert!(summary(&card).contains("provisional"));
    }
    // One that is older for certain changes nothing.
    let card = card_of_responses(&[(&broken, json!("2026-11-20")), (&harmless, json!("2026-11-28"))]);
    assert!(summary(&card).contains("final") && !detail(&card).contains("could not be read"));
}

#[test]
fn what_a_record_opens_was_not_answered_by_none_of_these() {
    let born = |date: &str| json!({ "resourceType": "Patient", "id": PATIENT, "birthDate": date });
    let mut body = harmless(&json!({}));
    let is_open = |body: &Value, record: &Value| {
        let card = card(&whole(&with(record.clone(), "answers", answers(body))));
        card["summary"].as_str().expect("text").contains("provisional")
    };
    let statin = json!({ "requests": bundle(&[medicine("Atorvastatin 20 mg tablets")]) });
    assert!(is_open(&body, &statin), "nobody was asked about muscle pain");
    assert!(is_open(&body, &json!({ "patient": born("2025-11-01") })), "nobody was asked about spells of a baby");
    body["findings"].as_object_mut().expect("findings").remove("age_years");
    assert!(is_open(&body, &json!({ "patient": born("2025-11-01") })));
    let baby = card(&whole(&json!({ "patient": born("2025-11-01"), "answers": answers(&body) })));
    assert!(detail(&baby).contains("age_years (record)"), "{}", detail(&baby));
}

#[test]
fn a_resource_whose_meaning_is_changed_by_what_is_not_read_makes_nothing_present() {
    let als = icd10("G12.2");
    let finding = "known_neurological_disease";
    assert!(detail(&with_twitch(std::slice::from_ref(&als), &[])).contains(finding));
    for (modifier, value) in
        [("modifierExtension", json!([{ "url": "x" }])), ("implicitRules", json!("https://x.test/"))]
    {
        assert!(!detail(&with_twitch(&[with(als.clone(), modifier, value)], &[])).contains(finding), "{modifier}");
    }
}

#[test]
fn silence_in_answers_to_another_version_is_no_answer() {
    let mut other = response(&harmless(&json!({})));
    other["questionnaire"] = json!("https://twitch-triage.example/fhir/Questionnaire/twitch-triage|1.9.0");
    let card = card(&whole(&json!({ "answers": bundle(&[other]) })));
    assert!(card["summary"].as_str().expect("text").contains("provisional"));
    assert!(detail(&card).contains("The answers belong to another version of the questions."));
}

#[test]
fn old_answers_keep_only_what_raises() {
    let body = harmless(&json!({ "muscle_wasting": "present", "tingling": "absent" }));
    let at = |day: &str, body: &Value| {
        let mut sent = answers(body);
        sent["meta"] = json!({ "lastUpdated": format!("{day}T10:00:00Z") });
        card(&whole(&json!({ "answers": sent })))
    };
    let fresh = at("2026-12-20", &body);
    assert!(!detail(&fresh).contains("could not be checked") && detail(&fresh).contains("Answers of 2026-11-22."));
    let stale = at("2026-12-21", &body);
    assert!(detail(&stale).contains("Answers of 2026-11-22 are older than 4 weeks"));
    assert!(detail(&stale).contains("muscle_wasting (answers)"));
    assert!(stale["summary"].as_str().expect("text").contains("provisional"));
    let harmless_then = harmless(&json!({}));
    assert!(at("2026-12-20", &harmless_then)["summary"].as_str().expect("text").contains("final"));
    assert!(at("2026-12-21", &harmless_then)["summary"].as_str().expect("text").contains("provisional"));
}

#[test]
fn the_age_of_the_record_counts_on_the_day_of_the_answers() {
    let born = |date: &str| json!({ "resourceType": "Patient", "id": PATIENT, "birthDate": date });
    let card_for =
        |date: &str| card(&whole(&json!({ "patient": born(date), "answers": answers(&harmless(&json!({}))) })));
    assert_eq!(card_for("1992-01-01")["source"]["topic"]["code"], "benign_lifestyle");
    assert!(!detail(&card_for("1992-01-01")).contains("differs from the record"));
    let child = card_for("2016-01-01");
    assert_eq!(child["source"]["topic"]["code"], "refer_workup");
    assert!(detail(&child).contains("The age in the answers differs from the record; the record counts."));
    for unused in ["2016", "2027-01-01", "1900-01-01"] {
        assert_eq!(card_for(unused)["source"]["topic"]["code"], "benign_lifestyle", "{unused}");
    }
}

/// Anything that a record may hold.
fn recorded() -> impl Strategy<Value = (Vec<Value>, Vec<Value>)> {
    let conditions = ["R25.3", "C50.1", "E03.9", "N18.3", "G40.1", "A80", "Z00.0", "E20.0", "I10"].map(icd10).to_vec();
    let medicines = ["lithium", "donepezil", "omeprazole", "atorvastatin", "sertraline", "paracetamol", "nystatin"];
    let medicines: Vec<Value> = medicines.map(medicine).to_vec();
    let (most_conditions, most_medicines) = (conditions.len(), medicines.len());
    (subsequence(conditions, 0..=most_conditions), subsequence(medicines, 0..=most_medicines))
}

#[test]
fn adding_to_a_record_never_lowers_anything() {
    runner(200)
        .run(&(body(), recorded()), |(body, (conditions, medicines))| {
            let plain = card(&whole(&json!({ "answers": answers(&body) })));
            let more = whole(&json!({ "answers": answers(&body), "conditions": bundle(&conditions), "requests": bundle(&medicines) }));
            let more = card(&more);
            let (before, after) = (ranks(&plain), ranks(&more));
            prop_assert!(after.0 >= before.0 && after.1 >= before.1, "{} {} {:?}", plain["summary"], more["summary"], conditions);
            Ok::<(), TestCaseError>(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_record_without_answers_is_never_harmless_and_never_final_below_an_emergency() {
    runner(200)
        .run(&recorded(), |(conditions, medicines)| {
            let card = card(&whole(&json!({ "conditions": bundle(&conditions), "requests": bundle(&medicines) })));
            if card["source"]["topic"]["code"] != "not_asked" {
                prop_assert_eq!(&card["source"]["topic"]["code"], "refer_workup");
                let summary = card["summary"].as_str().expect("text");
                prop_assert!(summary.contains("provisional") || card["indicator"] == "critical", "{}", summary);
            }
            Ok::<(), TestCaseError>(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_key_that_is_missing_null_empty_or_failed_changes_nothing_but_what_is_said_of_it() {
    let body = harmless(&json!({}));
    let empty = bundle(&[]);
    let failed = json!({ "resourceType": "OperationOutcome", "issue": [] });
    for key in ["conditions", "requests", "statements", "patient"] {
        let summaries: Vec<Value> = [Some(json!(null)), Some(empty.clone()), Some(failed.clone()), None]
            .into_iter()
            .map(|value| {
                let mut prefetch = whole(&json!({ "answers": answers(&body) }));
                match value {
                    Some(value) => prefetch[key] = value,
                    None => drop(prefetch.as_object_mut().expect("an object").remove(key)),
                }
                card(&prefetch)["summary"].clone()
            })
            .collect();
        assert!(summaries.iter().all(|summary| *summary == summaries[0]), "{key}: {summaries:?}");
    }
}

/// Any JSON, with the words of FHIR in it.
fn garbage() -> impl Strategy<Value = Value> {
    let words = [
        "Condition",
        "Patient",
        "QuestionnaireResponse",
        "MedicationRequest",
        "Bundle",
        "active",
        "canary-9b1d",
        "Patient/1288992",
        "order",
    ];
    let names = [
        "resourceType",
        "subject",
        "status",
        "code",
        "coding",
        "clinicalStatus",
        "item",
        "entry",
        "resource",
        "reference",
        "intent",
        "linkId",
        "answer",
        "questionnaire",
        "medicationReference",
        "contained",
        "id",
        "birthDate",
        "link",
        "meta",
    ];
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i32>().prop_map(|n| json!(n)),
        select(words.to_vec()).prop_map(|w| json!(w))
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map(select(names.to_vec()).prop_map(str::to_owned), inner, 0..5)
                .prop_map(|map| json!(map)),
        ]
    })
}

#[test]
fn whatever_a_record_holds_a_card_or_a_refusal_comes_back_and_none_of_its_words() {
    let key = select(vec!["patient", "answers", "conditions", "requests", "statements"]);
    runner(400)
        .run(&(key, garbage()), |(key, value)| {
            let answer = send(service(), &call(&json!({ key: value })));
            prop_assert!([200, 400].contains(&answer.status), "{}", answer.status);
            prop_assert!(!answer.text().contains("canary"));
            Ok::<(), TestCaseError>(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn no_text_of_a_record_comes_back() {
    let canary = "canary-11aa";
    let mut condition = icd10("R25.3");
    condition["note"] = json!([{ "text": canary }]);
    let patient =
        json!({ "resourceType": "Patient", "id": PATIENT, "name": [{ "family": canary }], "birthDate": "1990-01-01" });
    let mut answered = response(&harmless(&json!({ "muscle_wasting": "present" })));
    answered["author"] = json!({ "display": canary });
    answered["item"][0]["text"] = json!(canary);
    answered["item"][0]["extension"] = json!([{ "url": canary }]);
    let card = card(&whole(
        &json!({ "patient": patient, "answers": bundle(&[answered]), "conditions": bundle(&[condition]), "requests": bundle(&[medicine(canary)]) }),
    ));
    assert!(!card.to_string().contains("canary"), "{card}");
}
