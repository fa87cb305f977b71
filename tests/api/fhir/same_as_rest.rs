//! Every payload, sent as a `QuestionnaireResponse`, gets the decision that REST gives.

use proptest::prop_assert_eq;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use twitch_triage::clinical::model::finding::Kind;

use super::triage;
use crate::support::body::vectors;
use crate::support::form_response::{hidden_items, parameters, parts, response, value};
use crate::support::payload::{body, runner};
use crate::support::service::{BOOK, service};

/// What both ways in say of a decision, from the answer of REST.
fn of_rest(answer: &Value) -> Value {
    let names = |list: &Value, key: &str| -> Vec<Value> {
        list.as_array().expect("a list").iter().map(|entry| entry[key].clone()).collect()
    };
    let rules: Vec<Value> = answer["reasons"]
        .as_array()
        .expect("reasons")
        .iter()
        .map(|reason| {
            let items: Vec<&str> = reason["findings"]
                .as_array()
                .expect("findings")
                .iter()
                .map(|finding| finding["pointer"].as_str().expect("a pointer").trim_start_matches("/findings/"))
                .collect();
            json!({ "rule": reason["rule"], "level": reason["level"], "urgency": reason["urgency"],
                "person": reason["text"]["person"], "clinician": reason["text"]["clinician"],
                "items": items, "evidence": reason["evidence"] })
        })
        .collect();
    let open: Vec<&Value> = answer["next_questions"].as_array().expect("questions").iter().collect();
    json!({
        "level": answer["level"], "urgency": answer["urgency"], "status": answer["status"],
        "in_scope": answer["in_scope"], "possible": answer["possible"],
        "headline": answer["headline"], "rules": rules,
        "advice": names(&answer["advice"], "id"),
        "workup": names(&answer["workup"], "group"),
        "seek_help": answer["safety_net"]["seek_help_now_if"],
        "come_back": answer["safety_net"]["come_back_if"],
        "recheck": answer["safety_net"]["recheck_after_days"],
        "warns": !answer["warnings"].as_array().expect("warnings").is_empty(),
        "open": open.iter().map(|question| question["finding"].clone()).collect::<Vec<_>>(),
        "lowering": names(&answer["lowering_questions"], "finding"),
        "rule_book": answer["rule_book"]["digest"],
    })
}

/// The same from a `GuidanceResponse`.
fn of_guidance(guidance: &Value) -> Value {
    let one = |name: &str| parameters(guidance, name)[0];
    let code = |name: &str| value(one(name))["code"].clone();
    let outcome =
        |name: &str| json!({ "level": parts(one(name), "level")[0], "urgency": parts(one(name), "urgency")[0] });
    let rules: Vec<Value> = parameters(guidance, "reason")
        .into_iter()
        .map(|reason| {
            let first = |name: &str| parts(reason, name)[0].clone();
            json!({ "rule": first("rule")["code"], "level": first("level"), "urgency": first("urgency"),
                "person": first("person"), "clinician": first("clinician"),
                "items": parts(reason, "item"), "evidence": parts(reason, "evidence") })
        })
        .collect();
    let named = |name: &str, part: &str| -> Vec<Value> {
        parameters(guidance, name).into_iter().map(|parameter| parts(parameter, part)[0].clone()).collect()
    };
    json!({
        "level": code("level"), "urgency": code("urgency"), "status": value(one("status")),
        "in_scope": value(one("in-scope")),
        "possible": { "least": outcome("least"), "most": outcome("most") },
        "headline": { "person": parts(one("headline"), "person")[0], "clinician": parts(one("headline"), "clinician")[0] },
        "rules": rules,
        "advice": named("advice", "id"),
        "workup": named("workup", "group"),
        "seek_help": value(one("seek-help-now-if")),
        "come_back": value(one("come-back-if")),
        "recheck": parameters(guidance, "recheck-after").first().map(|days| value(days)["value"].clone()),
        "warns": guidance.get("evaluationMessage").is_some(),
        "open": named("next-question", "item"),
        "lowering": named("lowering-question", "item"),
        "rule_book": parts(one("rule-book"), "digest")[0],
    })
}

/// Both decisions on a payload, without what a form cannot say: that a number was asked for and is not known. What the
/// form did not show is unknown, and a caller of REST has to say so of a screen that was completed.
fn both(body: &Value) -> (Value, Value) {
    let mut body = body.clone();
    let findings = body["findings"].as_object_mut().expect("findings");
    for number in ["age_years", "duration_days"] {
        if findings.get(number).is_some_and(Value::is_null) {
            findings.remove(number);
        }
    }
    let response = response(&body);
    let mut guidance = of_guidance(&triage(&response));
    let mut is_hidden = false;
    let completed = body["screens_completed"].clone();
    for item in hidden_items(&response) {
        let finding = BOOK.findings.iter().find(|finding| finding.name == item).expect("a finding");
        let is_ended = completed.as_array().into_iter().flatten().any(|screen| *screen == json!(finding.screen));
        let findings = body["findings"].as_object_mut().expect("findings");
        if is_ended && finding.kind == Kind::Tri && !findings.contains_key(item) {
            findings.insert(item.to_owned(), json!("unknown"));
            is_hidden = true;
        }
    }
    let mut rest = of_rest(&service().post("/v1/triage?questions=all", body.to_string()).expect(200));
    if is_hidden {
        // What was asked is asked again last, and what was not shown was not asked.
        for answer in [&mut rest, &mut guidance] {
            answer["open"] = Value::Null;
        }
    }
    (rest, guidance)
}

#[test]
fn a_question_that_the_form_did_not_show_is_not_answered_by_none_of_these() {
    let screens: Vec<&str> =
        BOOK.screens.iter().filter(|screen| !screen.heading_only).map(|screen| screen.id.as_str()).collect();
    let most = |findings: Value| {
        let response = response(&json!({ "findings": findings, "screens_completed": screens }));
        parts(parameters(&triage(&response), "most")[0], "urgency")[0].clone()
    };
    // Shown below two years only: without an age, nobody was asked.
    assert_eq!(most(json!({ "twitch_present": "present" })), "emergency");
    assert_ne!(most(json!({ "twitch_present": "present", "age_years": 34 })), "emergency");
    // "Don't know" shows what depends on it.
    let pregnancy = |more: Value| {
        let mut findings =
            json!({ "age_years": 34, "known_condition": "unknown", "pregnant_or_postpartum": "unknown" });
        findings.as_object_mut().expect("findings").extend(more.as_object().expect("more").clone());
        most(findings)
    };
    let unknown = pregnancy(json!({ "preeclampsia_symptoms": "unknown" }));
    assert_eq!((unknown, pregnancy(json!({}))), (json!("urgent_same_day"), json!("soon")));
}

#[test]
fn every_vector_gets_the_decision_of_rest() {
    let all = vectors();
    assert_eq!(all.len(), 408);
    for (vector, body) in all {
        let (rest, guidance) = both(&body);
        assert_eq!(rest, guidance, "{}", vector["id"]);
        assert_eq!(guidance["level"], vector["expect"]["level"], "{}", vector["id"]);
    }
}

#[test]
fn every_payload_gets_the_decision_of_rest() {
    runner(400)
        .run(&body(), |body| {
            let (rest, guidance) = both(&body);
            prop_assert_eq!(rest, guidance, "{}", body);
            Ok::<(), TestCaseError>(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}
