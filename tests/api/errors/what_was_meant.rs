//! What was probably meant by a key or a value that is not known: a synonym, a code, another way of writing.

use serde_json::{Value, json};

use super::text;
use crate::support::service::{BOOK, service};

/// Detail and suggestion of the one fault of findings.
#[track_caller]
fn fault(findings: &Value) -> (String, Value) {
    one_fault(&json!({ "findings": findings }))
}

#[track_caller]
fn one_fault(body: &Value) -> (String, Value) {
    let faults = service().faults(body);
    assert_eq!(faults.len(), 1, "{faults:?}");
    (text(&faults[0], "detail"), faults[0]["suggestion"].clone())
}

#[test]
fn another_name_of_a_finding_is_told_the_name() {
    for (key, name) in [
        ("age", "age_years"),
        ("duration", "duration_days"),
        ("wasting", "muscle_wasting"),
        ("cramps", "cramps_frequent"),
        ("weight_loss", "unintentional_weight_loss"),
        ("statin", "med_statin"),
        ("pregnant", "pregnant_or_postpartum"),
        ("isPregnant", "pregnant_or_postpartum"),
        ("has_tremor", "rhythmic_shaking"),
        ("muscleWasting", "muscle_wasting"),
        ("muscle-wasting", "muscle_wasting"),
        ("Muscle Wasting", "muscle_wasting"),
        ("AGE_YEARS", "age_years"),
        ("findings.age_years", "age_years"),
        ("weightLoss", "unintentional_weight_loss"),
        ("fasciculatons", "twitch_present"),
    ] {
        assert_eq!(fault(&json!({ key: "present" })).1, name, "{key}");
    }
}

/// Every synonym in the rule book, and each name in the spellings of other languages.
#[test]
fn every_synonym_and_every_other_spelling_leads_to_its_finding() {
    let camel = |name: &str| {
        let mut parts = name.split('_');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |word, part| word + &part[..1].to_uppercase() + &part[1..])
    };
    let mut meant = Vec::new();
    for finding in &BOOK.findings {
        assert!(!finding.synonyms.is_empty(), "{}", finding.name);
        meant.extend(finding.synonyms.iter().map(|synonym| (synonym.clone(), &finding.name)));
        if finding.name.contains('_') {
            meant.push((camel(&finding.name), &finding.name));
            meant.push((finding.name.replace('_', "-"), &finding.name));
        }
    }
    assert!(meant.len() > 500);
    for part in meant.chunks(100) {
        let findings: serde_json::Map<String, Value> = part.iter().map(|(key, _)| (key.clone(), json!("x"))).collect();
        for fault in service().faults(&json!({ "findings": findings })) {
            let pointer = text(&fault, "pointer");
            let key = pointer.strip_prefix("/findings/").expect("a finding");
            let name = part.iter().find(|(other, _)| other == key).map(|(_, name)| (*name).clone());
            assert_eq!(fault["suggestion"], json!(name), "{key}");
        }
    }
}

#[test]
fn a_code_that_the_questionnaire_lists_is_told_its_finding() {
    for (key, name) in [
        ("68962001", "muscle_pain"),
        ("http://snomed.info/sct|68962001", "muscle_pain"),
        ("SNOMED:68962001", "muscle_pain"),
        ("HP:0002380", "twitch_present"),
        ("hp:0002380", "twitch_present"),
        ("HP_0002380", "twitch_present"),
        ("http://purl.obolibrary.org/obo/HP_0002380", "twitch_present"),
        ("http://loinc.org|30525-0", "age_years"),
    ] {
        assert_eq!(fault(&json!({ key: "present" })).1, name, "{key}");
    }
    let (detail, suggestion) = fault(&json!({ "HP:0003202": "present" }));
    assert!(detail.starts_with("unknown finding: `muscle_wasting` or `exam_wasting` has this code"), "{detail}");
    assert_eq!(suggestion, json!(null), "which of them cannot be known");
    assert_eq!(fault(&json!({ "99999999": "present" })).1, json!(null));
}

#[test]
fn a_number_of_another_unit_is_told_what_to_send() {
    for key in ["birth_date", "age_months", "dob", "ageInMonths"] {
        let (detail, suggestion) = fault(&json!({ key: 5 }));
        assert_eq!(
            detail,
            "unknown finding: send `age_years` in full years, 0 for a baby under 1; `/v1/questionnaire` lists the \
             findings"
        );
        assert_eq!(suggestion, "age_years");
    }
    let (detail, suggestion) = fault(&json!({ "duration_weeks": 5 }));
    assert!(detail.contains("send `duration_days` in days since it was first noticed"), "{detail}");
    assert_eq!(suggestion, "duration_days");
}

#[test]
fn an_unknown_key_is_told_where_the_findings_are_listed() {
    for body in [json!({ "findings": { "xyzzy": 1 } }), json!({ "findings": {}, "xyzzy": 1 })] {
        let (detail, suggestion) = one_fault(&body);
        assert!(detail.ends_with("; `/v1/questionnaire` lists the findings"), "{detail}");
        assert_eq!(suggestion, json!(null));
    }
}

#[test]
fn a_key_in_the_wrong_object_is_told_its_place() {
    for (key, place) in [
        ("age_years", "/findings/age_years"),
        ("age", "/findings/age_years"),
        ("muscleWasting", "/findings/muscle_wasting"),
        ("muscle_wastin", "/findings/muscle_wasting"),
        ("screensCompleted", "screens_completed"),
        ("completed_screens", "screens_completed"),
        ("expectedRuleBook", "expected_rule_book"),
        ("symptoms", "findings"),
    ] {
        assert_eq!(one_fault(&json!({ "findings": {}, key: 1 })).1, place, "{key}");
    }
    let (detail, suggestion) = fault(&json!({ "screens_completed": [] }));
    assert_eq!((detail.as_str(), suggestion), ("belongs beside `findings`, not in it", json!("/screens_completed")));
    let faults = service().faults(&json!({ "Findings": {} }));
    assert_eq!(faults[0]["detail"], "the key `findings` is missing; {\"findings\": {}} is the smallest body");
    assert_eq!(faults[1]["suggestion"], "findings");
}

#[test]
fn another_word_for_yes_no_or_not_known_is_told_ours() {
    for (word, values) in [
        (
            "present",
            vec![json!("yes"), json!("Y"), json!("true"), json!(true), json!(1), json!("positive"), json!("Present ")],
        ),
        (
            "absent",
            vec![json!("no"), json!("N"), json!("false"), json!(false), json!(0), json!("negative"), json!("none")],
        ),
        (
            "unknown",
            ["maybe", "?", "n/a", "N/A", "dont know", "Don't know", "don’t know", "", "not sure", "null", "UNKNOWN"]
                .map(Value::from)
                .to_vec(),
        ),
        ("present", vec![json!(["present"]), json!({ "value": "present" }), json!({ "choice_id": "present" })]),
    ] {
        for value in values {
            assert_eq!(fault(&json!({ "muscle_wasting": value })).1, word, "{value}");
        }
    }
    // Unknown is never "no": this is how Python writes nothing.
    assert_eq!(fault(&json!({ "muscle_wasting": "None" })).1, "unknown");
    for value in [json!("purple"), json!(2), json!([]), json!({}), json!("yes and no")] {
        assert_eq!(fault(&json!({ "muscle_wasting": value })).1, json!(null), "{value}");
    }
    assert_eq!(fault(&json!({ "course": "dont know" })).1, "unknown");
    assert_eq!(fault(&json!({ "already_assessed": false })).1, "none");
    assert_eq!(fault(&json!({ "course": "yes" })).1, json!(null), "it is no question of yes and no");
}

#[test]
fn a_number_in_another_form_is_told_its_own() {
    let age = |value: Value| fault(&json!({ "age_years": value }));
    for value in [json!("34"), json!(" 34 "), json!("34 years"), json!("34.0")] {
        assert_eq!(age(value), ("must be a number without quotes".to_owned(), json!("34")));
    }
    assert_eq!(age(json!("340")), ("must be a number without quotes".to_owned(), json!(null)));
    assert_eq!(age(json!([34])), ("must be a whole number of years, not a list".to_owned(), json!("34")));
    assert_eq!(age(json!({ "value": 34 })), ("must be a whole number of years, not an object".to_owned(), json!("34")));
    assert_eq!(age(json!(true)).0, "must be a whole number of years, not true or false");
    assert_eq!(
        age(json!("unknown")).0,
        "must be a whole number of years; leave it out or send null when it is not known"
    );
    assert_eq!(age(json!("unknown")).1, json!(null));
    assert_eq!(fault(&json!({ "duration_days": 3.5 })).0, "must be a whole number of days");
    for value in ["34,5", "3.5", "3 weeks", "P3D", "2024-01-01"] {
        let (detail, suggestion) = fault(&json!({ "duration_days": value }));
        assert_eq!(detail, "must be a whole number of days, without quotes and without a unit", "{value}");
        assert_eq!(suggestion, json!(null), "{value}");
    }
    for value in ["99999999999", "-5"] {
        assert_eq!(fault(&json!({ "duration_days": value })).1, json!(null), "{value}");
    }
}

#[test]
fn a_list_in_another_form_is_told_its_own() {
    let sites = |value: Value| fault(&json!({ "sites": value }));
    assert_eq!(
        sites(json!("eyelid")),
        ("must be a list such as [\"eyelid\"], also when there is one entry".to_owned(), json!("[\"eyelid\"]"))
    );
    assert_eq!(sites(json!("Calf, eye_lid")).1, "[\"calf\", \"eyelid\"]");
    assert_eq!(sites(json!({ "calf": true, "hand": "yes", "foot": false })).1, "[\"calf\", \"hand\"]");
    for value in [json!("elbow"), json!(7), json!({}), json!(true), json!("calf and elbow, calf")] {
        assert_eq!(sites(value.clone()).1, json!(null), "{value}");
    }
    assert!(sites(json!("unknown")).0.ends_with("; leave it out or send null when nothing is known"));
    assert!(sites(json!(["unknown"])).0.ends_with("; leave the list out or send null when nothing is known"));
    let screens = |value: Value| one_fault(&json!({ "findings": {}, "screens_completed": value }));
    assert_eq!(
        screens(json!("emergency")),
        ("must be a list of screens, not a text".to_owned(), json!("[\"emergency\"]"))
    );
    assert_eq!(screens(json!(["Emergency"])).1, "emergency");
    assert_eq!(screens(json!(["strengthAndNerves"])).1, "strength_and_nerves");
    assert_eq!(screens(json!("cramps, Triggers")).1, "[\"movement_and_cramps\", \"triggers\"]");
}

#[test]
fn findings_in_another_form_are_told_their_own() {
    for (value, kind) in [(json!([{ "id": "tingling" }]), "a list"), (json!(null), "null"), (json!("{}"), "a text")] {
        let (detail, _) = one_fault(&json!({ "findings": value }));
        assert_eq!(detail, format!("must be an object of names and answers, not {kind}"));
    }
    assert_eq!(one_fault(&json!({ "findings": null })).1, "{}");
}

#[test]
fn a_rule_book_in_another_form_is_told_its_own() {
    let expected = |value: Value| one_fault(&json!({ "findings": {}, "expected_rule_book": value }));
    assert_eq!(expected(json!(format!("v{}", BOOK.identity.version))).1, json!(BOOK.identity.version));
    assert_eq!(expected(json!(BOOK.digest.to_uppercase())).1, json!(BOOK.digest));
    assert_eq!(expected(json!("latest")).1, json!(null));
    assert!(expected(json!(2)).0.ends_with(", not a number"));
}
