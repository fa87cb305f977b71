//! Bodies that are JSON and do not validate: every fault with its pointer.

use serde_json::{Value, json};

use super::{TRIAGE, text};
use crate::support::body::{harmless, words};
use crate::support::service::service;

/// The faults of findings, as pointer and code.
#[track_caller]
fn faults_of(findings: &Value) -> Vec<(String, String)> {
    let faults = service().faults(&json!({ "findings": findings }));
    faults.iter().map(|fault| (text(fault, "pointer"), text(fault, "code"))).collect()
}

fn one_fault(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), code.to_owned())]
}

#[test]
fn a_body_that_is_no_object_does_not_validate() {
    for body in ["null", "true", "1", "-0.0", "\"findings\"", "[]", "[{\"findings\":{}}]"] {
        let problem = service().post(TRIAGE, body).problem(422, "invalid_body");
        assert_eq!(problem["errors"][0]["pointer"], "", "{body}");
        assert_eq!(problem["errors"][0]["code"], "wrong_type", "{body}");
        assert!(text(&problem, "detail").starts_with("1 fault"), "{body}");
    }
}

#[test]
fn findings_must_be_there_and_an_object() {
    let faults = service().faults(&json!({}));
    assert_eq!((&faults[0]["pointer"], &faults[0]["code"]), (&json!(""), &json!("missing_key")));
    for findings in [json!(null), json!([]), json!("present"), json!(1), json!(false)] {
        let faults = service().faults(&json!({ "findings": findings }));
        assert_eq!(words(&faults.into(), "code"), ["wrong_type"]);
    }
    service().triage(&json!({ "findings": {} }));
}

#[test]
fn booleans_and_numbers_are_no_answers_to_a_question_of_yes_and_no() {
    for value in [json!(true), json!(false), json!(0), json!(1), json!([]), json!({}), json!(["present"])] {
        assert_eq!(faults_of(&json!({ "muscle_wasting": value })), one_fault("/findings/muscle_wasting", "wrong_type"));
    }
    for value in ["", "yes", "no", "Present", "present ", "PRESENT", "none", "null"] {
        assert_eq!(
            faults_of(&json!({ "muscle_wasting": value })),
            one_fault("/findings/muscle_wasting", "unknown_value")
        );
    }
    let faults = service().faults(&json!({ "findings": { "muscle_wasting": false } }));
    assert!(text(&faults[0], "detail").contains("never true or false"));
}

#[test]
fn a_number_must_be_whole_and_written_as_a_number() {
    for value in [json!(42.5), json!(0.1), json!("42"), json!("unknown"), json!(true), json!([42]), json!({})] {
        assert_eq!(
            faults_of(&json!({ "age_years": value })),
            one_fault("/findings/age_years", "wrong_type"),
            "{value}"
        );
    }
    for value in [json!(-1), json!(121), json!(1000), json!(1e20), json!(-1e300), json!(u64::MAX), json!(i64::MIN)] {
        assert_eq!(
            faults_of(&json!({ "age_years": value })),
            one_fault("/findings/age_years", "out_of_range"),
            "{value}"
        );
    }
    assert_eq!(faults_of(&json!({ "duration_days": 36_501 })), one_fault("/findings/duration_days", "out_of_range"));
    for (value, seen) in
        [("42", 42), ("42.0", 42), ("4.2e1", 42), ("0", 0), ("120", 120), ("-0", 0), ("-0.0", 0), ("1e2", 100)]
    {
        let body = format!(r#"{{"findings":{{"age_years":{value},"twitch_present":"absent"}}}}"#);
        let answer = service().post(TRIAGE, body).expect(200);
        assert_eq!(answer, service().triage_of(&json!({ "age_years": seen, "twitch_present": "absent" })), "{value}");
    }
}

/// A double would make 42 of the first two and 0 of the last.
#[test]
fn a_number_that_is_whole_only_when_rounded_does_not_validate() {
    for value in ["41.9999999999999999999", "42.00000000000000000001", "4199999999999999999999e-20", "1e-400"] {
        let body = format!(r#"{{"findings":{{"age_years":{value},"twitch_present":"absent"}}}}"#);
        for path in [TRIAGE, "/v1/interview"] {
            let problem = service().post(path, body.clone()).problem(422, "invalid_body");
            assert_eq!(words(&problem["errors"], "pointer"), ["/findings/age_years"], "{path} {value}");
            assert_eq!(words(&problem["errors"], "detail"), ["must be a whole number of years"], "{path} {value}");
        }
        let line = service().send("POST", "/v1/triage/batch", &[("Content-Type", "application/x-ndjson")], Some(body));
        let answered: Value = serde_json::from_str(line.text()).expect("one line");
        assert_eq!(answered["problem"]["errors"][0]["pointer"], "/findings/age_years", "{value}");
    }
}

#[test]
fn the_bounds_of_numbers_are_the_ones_of_the_specification() {
    for findings in [
        json!({ "age_years": 0 }),
        json!({ "age_years": 120 }),
        json!({ "duration_days": 0 }),
        json!({ "duration_days": 36_500 }),
    ] {
        service().triage_of(&findings);
    }
}

#[test]
fn an_entry_that_stands_twice_in_a_list_does_not_validate() {
    assert_eq!(faults_of(&json!({ "sites": ["calf", "calf"] })), one_fault("/findings/sites", "doubled_entry"));
    let faults = service().faults(
        &json!({ "findings": {}, "screens_completed": ["movement_and_cramps", "emergency", "movement_and_cramps"] }),
    );
    assert_eq!(words(&faults.into(), "code"), ["doubled_entry"]);
}

#[test]
fn the_entries_of_lists_must_be_known_words() {
    assert_eq!(faults_of(&json!({ "sites": ["knee"] })), one_fault("/findings/sites/0", "unknown_value"));
    assert_eq!(faults_of(&json!({ "sites": ["calf", null] })), one_fault("/findings/sites/1", "wrong_type"));
    assert_eq!(faults_of(&json!({ "sites": ["unknown"] })), one_fault("/findings/sites/0", "unknown_value"));
    assert_eq!(faults_of(&json!({ "sites": "calf" })), one_fault("/findings/sites", "wrong_type"));
    assert_eq!(faults_of(&json!({ "sites": { "calf": true } })), one_fault("/findings/sites", "wrong_type"));
}

#[test]
fn six_screens_can_be_completed_and_the_heading_cannot() {
    let six =
        ["examination", "triggers", "health_and_medicines", "movement_and_cramps", "strength_and_nerves", "emergency"];
    service().triage(&json!({ "findings": {}, "screens_completed": six }));
    service().triage(&json!({ "findings": {}, "screens_completed": [] }));
    for screens in
        [json!(["about_you"]), json!(["Emergency"]), json!([null]), json!([1]), json!("emergency"), json!({})]
    {
        service().faults(&json!({ "findings": {}, "screens_completed": screens }));
    }
}

#[test]
fn the_screens_of_the_first_rule_book_are_refused_with_their_new_names() {
    for (screen, new) in [
        ("movement", "movement_and_cramps"),
        ("cramps", "movement_and_cramps"),
        ("general_health", "health_and_medicines"),
        ("medicines_and_context", "health_and_medicines"),
    ] {
        let faults = service().faults(&json!({ "findings": {}, "screens_completed": [screen] }));
        assert_eq!(text(&faults[0], "pointer"), "/screens_completed/0", "{screen}");
        assert_eq!(text(&faults[0], "code"), "unknown_value", "{screen}");
        assert_eq!(text(&faults[0], "suggestion"), new, "{screen}");
    }
}

#[test]
fn null_and_unknown_mean_the_same() {
    for name in [
        "muscle_wasting",
        "course",
        "decline_tempo",
        "already_assessed",
        "change_since_assessment",
        "twitch_present",
        "tingling",
        "exam_wasting",
    ] {
        let of = |value: Value| service().triage(&harmless(&json!({ name: value })));
        assert_eq!(of(json!(null)), of(json!("unknown")), "{name}");
    }
}

#[test]
fn a_misspelt_key_is_told_with_what_was_meant() {
    let faults = service().faults(&json!({ "findings": { "muscle_wastin": "present" } }));
    assert_eq!(faults[0]["pointer"], "/findings/muscle_wastin");
    assert_eq!(faults[0]["code"], "unknown_key");
    assert_eq!(faults[0]["suggestion"], "muscle_wasting");
    let suggested = |key: &str| service().faults(&json!({ "findings": { key: "present" } }))[0]["suggestion"].clone();
    assert_eq!(suggested("Muscle-Wasting"), "muscle_wasting");
    assert_eq!(suggested("tinglign"), "tingling");
    assert_eq!(suggested("xyzzy"), json!(null));
}

#[test]
fn a_finding_beside_the_findings_is_told_its_place() {
    let faults = service().faults(&json!({ "findings": {}, "age_years": 4 }));
    assert_eq!(faults[0]["pointer"], "/age_years");
    assert_eq!(faults[0]["suggestion"], "/findings/age_years");
    let faults = service().faults(&json!({ "findings": {}, "screen_completed": [] }));
    assert_eq!(faults[0]["suggestion"], "screens_completed");
}

#[test]
fn a_misspelt_answer_is_told_with_what_was_meant() {
    let suggested = |findings: &Value| service().faults(&json!({ "findings": findings }))[0]["suggestion"].clone();
    assert_eq!(suggested(&json!({ "muscle_wasting": "presnt" })), "present");
    assert_eq!(suggested(&json!({ "course": "Worsening" })), "worsening");
    assert_eq!(suggested(&json!({ "sites": ["eye_lid"] })), "eyelid");
    assert_eq!(suggested(&json!({ "muscle_wasting": "purple" })), json!(null));
}

#[test]
fn all_faults_are_told_at_once() {
    let problem = service()
        .post(
            TRIAGE,
            json!({
                "findings": { "age_years": 121, "duration_days": "3", "sites": ["calf", "knee"], "course": "bad",
                              "muscle_wasting": true, "sex": "f", "name": "x" },
                "screens_completed": ["nope", "movement_and_cramps", "movement_and_cramps"],
                "expected_rule_book": "one",
                "extra": 1,
            })
            .to_string(),
        )
        .problem(422, "invalid_body");
    let faults: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .expect("faults")
        .iter()
        .map(|fault| (fault["pointer"].as_str().expect("a pointer"), fault["code"].as_str().expect("a code")))
        .collect();
    let expected = [
        ("/expected_rule_book", "wrong_form"),
        ("/extra", "unknown_key"),
        ("/findings/age_years", "out_of_range"),
        ("/findings/course", "unknown_value"),
        ("/findings/duration_days", "wrong_type"),
        ("/findings/muscle_wasting", "wrong_type"),
        ("/findings/name", "unknown_key"),
        ("/findings/sex", "unknown_key"),
        ("/findings/sites/1", "unknown_value"),
        ("/screens_completed", "doubled_entry"),
        ("/screens_completed/0", "unknown_value"),
    ];
    assert_eq!(faults, expected);
    assert_eq!(problem["detail"], format!("{} faults", expected.len()));
}

#[test]
fn a_body_full_of_faults_is_answered_with_the_first_100_and_the_number_of_the_others() {
    let findings: serde_json::Map<String, Value> = (0..6000).map(|n| (format!("{n:x}"), json!(0))).collect();
    let answer = service().post(TRIAGE, json!({ "findings": findings }).to_string());
    let problem = answer.problem(422, "invalid_body");
    assert_eq!(problem["errors"].as_array().expect("faults").len(), 100);
    assert_eq!((&problem["errors_omitted"], &problem["detail"]), (&json!(5900), &json!("6000 faults")));
    let few = service().post(TRIAGE, r#"{"findings":{"nope":1}}"#).problem(422, "invalid_body");
    assert_eq!(few.get("errors_omitted"), None);
}

#[test]
fn the_entries_of_a_list_that_is_too_long_are_not_looked_at() {
    let ones = vec![1; 32_000];
    for (body, pointer) in [
        (json!({ "findings": {}, "screens_completed": ones }), "/screens_completed"),
        (json!({ "findings": { "sites": ones } }), "/findings/sites"),
    ] {
        let faults = service().faults(&body);
        assert_eq!((words(&faults.clone().into(), "pointer"), faults.len()), (vec![pointer], 1));
        assert_eq!(faults[0]["code"], "too_many_entries");
    }
}

/// I-17.
#[test]
fn who_somebody_is_makes_no_difference_because_it_is_refused() {
    for key in ["sex", "gender", "ethnicity", "name", "locale", "client_id", "patient_id", "weight", "postcode"] {
        let told = one_fault(&format!("/findings/{key}"), "unknown_key");
        assert_eq!(faults_of(&json!({ key: "x" })), told, "in the findings");
        let faults = service().faults(&json!({ "findings": {}, key: "x" }));
        assert_eq!(words(&faults.into(), "pointer"), [format!("/{key}")], "beside the findings");
    }
}

#[test]
fn a_long_unknown_key_is_cut_and_an_odd_one_is_escaped() {
    let pointer = |key: &str| text(&service().faults(&json!({ "findings": { key: 1 } }))[0], "pointer");
    assert_eq!(pointer(&"k".repeat(64)), format!("/findings/{}", "k".repeat(64)));
    assert_eq!(pointer(&"k".repeat(65)), format!("/findings/{}", "k".repeat(64)));
    assert_eq!(pointer(&"é".repeat(5000)), format!("/findings/{}", "é".repeat(64)));
    assert_eq!(pointer("a/b~c~1"), "/findings/a~1b~0c~01");
    assert_eq!(pointer(&"/".repeat(100)), format!("/findings/{}", "~1".repeat(64)));
    assert_eq!(pointer(""), "/findings/");
}

#[test]
fn an_error_never_holds_a_value_of_the_caller() {
    const CANARY: &str = "Zq7canary";
    let bodies = [
        json!({ "findings": { "age_years": CANARY } }),
        json!({ "findings": { "muscle_wasting": CANARY } }),
        json!({ "findings": { "sites": [CANARY] } }),
        json!({ "findings": { "course": [CANARY] } }),
        json!({ "findings": { "nonsense": CANARY } }),
        json!({ "findings": { "nonsense": { CANARY: CANARY } } }),
        json!({ "findings": { "age_years": { CANARY: 1 } } }),
        json!({ "findings": {}, "screens_completed": [CANARY] }),
        json!({ "findings": {}, "screens_completed": { CANARY: 1 } }),
        json!({ "findings": {}, "expected_rule_book": CANARY }),
        json!({ "findings": CANARY }),
        json!([CANARY]),
        json!(CANARY),
    ];
    for body in bodies {
        let answer = service().post(TRIAGE, body.to_string());
        assert_eq!(answer.status, 422);
        assert!(!answer.text().contains(CANARY), "{body} → {}", answer.text());
    }
    for number in ["987654321", "-987654321", "98765.4321e-1", "987654321987654321"] {
        let answer = service().post(TRIAGE, format!(r#"{{"findings":{{"age_years":{number},"course":{number}}}}}"#));
        assert_eq!(answer.status, 422);
        assert!(!answer.text().contains("98765"), "{}", answer.text());
    }
    for body in [
        format!("{{\"findings\":{{\"{CANARY}\":}}}}"),
        format!("{{{CANARY}}}"),
        format!(r#"{{"{CANARY}":1,"{CANARY}":1}}"#),
    ] {
        let answer = service().post(TRIAGE, body);
        assert_eq!(answer.status, 400);
        assert!(!answer.text().contains(CANARY), "{}", answer.text());
    }
    for target in [format!("/{CANARY}"), format!("/v1/rules/{CANARY}"), format!("/v1/rules?finding={CANARY}")] {
        let answer = service().get(&target);
        assert!(!answer.text().contains(CANARY), "{}", answer.text());
        assert!(!format!("{:?}", answer.headers).contains(CANARY));
    }
}

/// The worst bodies of 64 KiB that were found, by hand and by fuzzing for the size of the answer.
fn bodies_with_the_longest_answers() -> Vec<String> {
    let list = |entry: &str| {
        let entries = vec![entry; (64 * 1024 - 40) / (entry.len() + 1)].join(",");
        [
            format!("{{\"findings\":{{}},\"screens_completed\":[{entries}]}}"),
            format!("{{\"findings\":{{\"sites\":[{entries}]}}}}"),
        ]
    };
    let keys = |key: &dyn Fn(usize) -> String| {
        let entries: Vec<String> = (0..4000).map(|number| format!("\"{}\":1", key(number))).collect();
        let count = (64 * 1024 - 40) / (entries[3999].len() + 1);
        format!("{{\"findings\":{{{}}}}}", entries[..count.min(4000)].join(","))
    };
    let mut bodies: Vec<String> = ["1", "\"\"", "[]", "{}", "null"].iter().flat_map(|entry| list(entry)).collect();
    bodies.push(keys(&|number| format!("{number:x}")));
    bodies.push(keys(&|number| format!("muscle_wast{number}")));
    bodies.push(keys(&|number| format!("{}{number:04}", "\\u0001".repeat(60))));
    bodies.push(keys(&|number| format!("{}{number:04}", "~".repeat(60))));
    bodies.push(keys(&|number| format!("{}{number:04}", "\u{1F9B5}".repeat(60))));
    bodies
}

#[test]
fn no_answer_to_a_refused_body_is_longer_than_the_largest_body() {
    for body in bodies_with_the_longest_answers() {
        assert!(body.len() <= 64 * 1024);
        let answer = service().post(TRIAGE, body.clone());
        let length = answer.text().len();
        answer.problem(422, "invalid_body");
        assert!(length <= 64 * 1024, "{length} bytes for {}", &body[..60]);
    }
}
