//! The vectors of the rule book, through HTTP.

use serde_json::{Value, json};

use crate::support::body::{vectors, words};
use crate::support::service::service;

/// The name of the finding that a question asks for.
fn name(question: &Value) -> &str {
    question["pointer"].as_str().and_then(|pointer| pointer.strip_prefix("/findings/")).expect("a pointer to a finding")
}

/// What must come out of a vector and what did, in the same form.
fn differences(vector: &Value, answer: &Value) -> Option<String> {
    let expect = &vector["expect"];
    let expected = json!({
        "level": expect["level"],
        "urgency": expect["urgency"],
        "status": if expect["provisional"] == true { "provisional" } else { "final" },
        "possible": expect["possible"],
        "in_scope": expect["in_scope"],
        "rules": expect["rules"],
        "warnings": expect["warnings"],
        "next_questions": expect["next_questions"],
        "asked_already": expect["asked_already"],
        "lowering_questions": expect["lowering_questions"],
    });
    let asked = |asked: bool| {
        let next = answer["next_questions"].as_array().expect("a list").iter();
        next.filter(|question| question["asked"] == asked).map(name).collect::<Vec<_>>()
    };
    let actual = json!({
        "level": answer["level"],
        "urgency": answer["urgency"],
        "status": answer["status"],
        "possible": answer["possible"],
        "in_scope": answer["in_scope"],
        "rules": words(&answer["reasons"], "rule"),
        "warnings": words(&answer["warnings"], "rule"),
        "next_questions": asked(false),
        "asked_already": asked(true),
        "lowering_questions": answer["lowering_questions"].as_array().expect("a list").iter().map(name).collect::<Vec<_>>(),
    });
    (expected != actual)
        .then(|| format!("{} ({}):\n  should be {expected}\n  is        {actual}", vector["id"], vector["case"]))
}

#[test]
fn every_vector_comes_out_over_http() {
    let all = vectors();
    assert_eq!(all.len(), 408);
    let wrong: Vec<String> = all
        .iter()
        .filter_map(|(vector, body)| {
            differences(vector, &service().post("/v1/triage?questions=all", body.to_string()).expect(200))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} vectors:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}
