//! How much of the answer a caller gets: `detail`, `questions` and `explain`, on every way in.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::body::{harmless, words};
use crate::support::service::service;

/// Every member of a brief answer without questions, and of one of each other detail.
const BRIEF: [&str; 14] = [
    "level",
    "urgency",
    "status",
    "possible",
    "in_scope",
    "headline",
    "reasons",
    "advice",
    "safety_net",
    "not_a_diagnosis",
    "rule_book",
    "detail",
    "stop",
    "warnings",
];
const STANDARD: [&str; 20] = [
    "level",
    "urgency",
    "status",
    "possible",
    "in_scope",
    "headline",
    "reasons",
    "advice",
    "safety_net",
    "not_a_diagnosis",
    "rule_book",
    "detail",
    "stop",
    "suspected_groups",
    "workup",
    "warnings",
    "evidence",
    "sources",
    "next_questions",
    "lowering_questions",
];
const EXPLANATION: [&str; 3] = ["what_would_change", "trace", "understood"];

fn bodies() -> Vec<Value> {
    vec![
        json!({ "findings": {} }),
        harmless(&json!({})),
        harmless(&json!({ "weakness_functional": "present", "decline_tempo": "months", "tingling": null })),
        json!({ "findings": { "choking_or_cannot_swallow": "present" } }),
        json!({ "findings": { "sites": ["calf"], "twitch_present": "absent", "jerks_move_body": "present" } }),
    ]
}

fn ask(target: &str, body: &Value) -> Value {
    service().post(target, body.to_string()).expect(200)
}

fn keys(answer: &Value) -> BTreeSet<&str> {
    answer.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn each_detail_has_its_members_and_says_which_it_is() {
    for body in bodies() {
        let brief = ask("/v1/triage?detail=brief", &body);
        let has_warning = ask("/v1/triage", &body)["warnings"] != json!([]);
        let expected: BTreeSet<&str> = BRIEF.into_iter().filter(|key| *key != "warnings" || has_warning).collect();
        assert_eq!(keys(&brief), expected);
        let with_changes = ask("/v1/triage?detail=brief&explain=changes&questions=1", &body);
        let more = expected.into_iter().chain(["what_would_change", "next_questions", "lowering_questions"]);
        assert_eq!(keys(&with_changes), more.collect());
        let standard = ask("/v1/triage", &body);
        assert_eq!(keys(&standard), STANDARD.into());
        assert_eq!(standard, ask("/v1/triage?detail=standard", &body));
        let full = ask("/v1/triage?detail=full", &body);
        assert_eq!(keys(&full), STANDARD.into_iter().chain(EXPLANATION).collect());
        for (answer, detail) in [(&brief, "brief"), (&standard, "standard"), (&full, "full")] {
            assert_eq!(answer["detail"], detail);
        }
    }
}

#[test]
fn a_brief_answer_is_the_standard_one_in_the_words_of_the_person() {
    for body in bodies() {
        let (brief, standard) = (ask("/v1/triage?detail=brief", &body), ask("/v1/triage", &body));
        for key in ["level", "urgency", "status", "possible", "in_scope", "safety_net", "not_a_diagnosis", "stop"] {
            assert_eq!(brief[key], standard[key], "{key}");
        }
        assert_eq!(brief["headline"], standard["headline"]["person"]);
        let short = |reason: &Value| json!({ "rule": reason["rule"], "text": reason["text"]["person"] });
        let all_short = |key: &str| standard[key].as_array().unwrap().iter().map(short).collect::<Value>();
        assert_eq!(brief["reasons"], all_short("reasons"));
        assert_eq!(brief.get("warnings").unwrap_or(&json!([])), &all_short("warnings"));
        let advice = standard["advice"].as_array().unwrap().iter();
        assert_eq!(brief["advice"], advice.map(|advice| advice["text"]["person"].clone()).collect::<Value>());
        let book = &standard["rule_book"];
        assert_eq!(brief["rule_book"], json!({ "version": book["version"], "digest": book["digest"] }));
    }
}

/// The first question, those of its screen, and all of them, as one list in the order in which they are asked.
fn questions(target: &str, body: &Value) -> Vec<String> {
    let answer = ask(target, body);
    let lists = [words(&answer["next_questions"], "finding"), words(&answer["lowering_questions"], "finding")];
    lists.into_iter().flatten().map(str::to_owned).collect()
}

#[test]
fn a_caller_gets_the_questions_that_it_wants_and_a_sensible_default() {
    for body in bodies() {
        let [one, screen, all] =
            ["1", "screen", "all"].map(|wanted| questions(&format!("/v1/triage?questions={wanted}"), &body));
        assert_eq!(questions("/v1/triage?questions=none", &body), [""; 0]);
        assert!(one.len() <= 1 && screen.len() >= one.len() && all.len() >= screen.len(), "{body}");
        assert_eq!(one, screen.iter().take(1).cloned().collect::<Vec<_>>());
        for detail in ["standard", "full"] {
            assert_eq!(questions(&format!("/v1/triage?detail={detail}"), &body), one, "{body}");
        }
        assert_eq!(questions("/v1/interview", &body), screen, "{body}");
        for (wanted, expected) in [("1", &one), ("screen", &screen), ("all", &all)] {
            assert_eq!(questions(&format!("/v1/interview?questions={wanted}"), &body), *expected);
            assert_eq!(questions(&format!("/v1/triage?detail=brief&questions={wanted}"), &body), *expected);
        }
    }
}

#[test]
fn the_stop_looks_at_all_questions_however_many_are_asked_for() {
    for body in bodies() {
        let stop = ask("/v1/triage?questions=all", &body)["stop"].clone();
        for target in ["/v1/triage", "/v1/triage?questions=none", "/v1/triage?detail=brief", "/v1/interview"] {
            assert_eq!(ask(target, &body)["stop"], stop, "{target} {body}");
        }
    }
}

#[test]
fn the_answer_of_an_interview_is_that_of_a_triage_without_questions_and_stop() {
    for body in bodies() {
        for query in
            ["detail=brief", "detail=standard", "detail=full", "detail=brief&explain=changes", "explain=changes"]
        {
            let mut triage = ask(&format!("/v1/triage?{query}"), &body);
            for key in ["next_questions", "lowering_questions", "stop"] {
                triage.as_object_mut().unwrap().remove(key);
            }
            assert_eq!(ask(&format!("/v1/interview?{query}"), &body)["answer"], triage, "{query}");
        }
    }
}

#[test]
fn each_line_of_a_batch_has_the_answer_that_was_asked_for() {
    let lines: String = bodies().iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    for query in ["", "?detail=brief", "?detail=full&questions=none", "?questions=screen", "?explain=changes"] {
        let headers = [("Content-Type", "application/x-ndjson")];
        let target = format!("/v1/triage/batch{query}");
        let answers = service().send("POST", &target, &headers, Some(lines.clone()));
        assert_eq!(answers.status, 200);
        for (line, body) in answers.text().lines().zip(bodies()) {
            let line: Value = serde_json::from_str(line).expect("JSON");
            assert_eq!(line["answer"], ask(&format!("/v1/triage{query}"), &body), "{query} {body}");
        }
        assert_eq!(answers.text().lines().count(), bodies().len());
    }
}

/// Bytes of a brief answer. The texts alone, all of which a person is to read, take 1,153 of the first and 1,060 of the
/// second.
#[test]
fn a_brief_answer_is_small() {
    let eyelid: Value = serde_json::from_str(include_str!("../../../examples/eyelid.json")).expect("JSON");
    let length = |target: &str, body: &Value| service().post(target, body.to_string()).body.len();
    for (body, most) in [(eyelid, 1_710), (json!({ "findings": {} }), 1_680)] {
        let (brief, standard) = (length("/v1/triage?detail=brief", &body), length("/v1/triage", &body));
        assert!(brief <= most && 2 * brief < standard, "{brief} of {most}, standard {standard}");
    }
}
