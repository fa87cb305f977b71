//! The explanation on demand: what the trace says of every rule, and how large the whole may become.

use serde_json::{Map, Value, json};
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::decide::facts::Fact;
use twitch_triage::clinical::model::finding::{Finding, Kind};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::request;
use twitch_triage::request::schema::RequestSchema;

use crate::support::body::{SETTLING_SCREENS, VECTORS, harmless};
use crate::support::service::{BOOK, service};

/// The largest answer with everything explained, and how much of an answer the explanation may be, in bytes.
const BUDGET: usize = 64 * 1024;
const BUDGET_OF_EXPLANATION: usize = 40 * 1024;

const FULL: &str = "/v1/triage?detail=full";

/// A body with every finding, each with the answer that is chosen for it.
fn every_finding(answer: impl Fn(&Finding) -> Value) -> Value {
    let findings: Map<String, Value> =
        BOOK.findings.iter().map(|finding| (finding.name.clone(), answer(finding))).collect();
    json!({ "findings": findings })
}

/// All that can be said of a finding: every sign present, every site, the last of the offered answers.
fn everything(finding: &Finding) -> Value {
    let values: Vec<&str> = finding.answers.iter().map(|answer| answer.value.as_str()).collect();
    match finding.kind {
        Kind::Tri => json!("present"),
        Kind::OneOf => json!(values.iter().rfind(|value| **value != "unknown")),
        Kind::SomeOf => json!(values),
        Kind::Integer => json!(finding.maximum),
    }
}

/// Bodies that make an answer long, each with its name.
fn long() -> Vec<(&'static str, Value)> {
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    let absent = |finding: &Finding| if finding.kind == Kind::Tri { json!("absent") } else { everything(finding) };
    let half_known = |finding: &Finding| if finding.class.is_u() { Value::Null } else { everything(finding) };
    let newborn = |finding: &Finding| if finding.kind == Kind::Integer { json!(0) } else { Value::Null };
    vec![
        ("nothing sent", json!({ "findings": {} })),
        ("everything unknown", json!({ "findings": vectors["everything_unknown"] })),
        ("every key null", every_finding(|_| Value::Null)),
        ("nothing known of a newborn", every_finding(newborn)),
        ("every sign unknown, the rest known", every_finding(half_known)),
        ("every sign absent", every_finding(absent)),
        ("every sign present", every_finding(everything)),
    ]
}

#[track_caller]
fn length(target: &str, body: &Value) -> usize {
    let answer = service().post(target, body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.body.len()
}

#[test]
fn an_answer_with_everything_explained_stays_within_its_budget() {
    for (what, body) in long().iter().filter(|(what, _)| *what != "every sign present") {
        let length = length(FULL, body);
        assert!(length < BUDGET, "{what}: {length} bytes");
    }
}

/// Where every sign is present, the reasons and their sources alone nearly fill the budget of an answer.
#[test]
fn the_explanation_alone_stays_within_its_budget_whatever_was_sent() {
    for (what, body) in long() {
        let answer = service().post(FULL, body.to_string()).expect(200);
        let members = ["what_would_change", "trace", "understood"].map(|member| answer[member].to_string().len());
        let length: usize = members.iter().sum();
        assert!(length < BUDGET_OF_EXPLANATION, "{what}: {length} bytes");
    }
}

/// What a finding counts as, in the words of an answer.
fn counts_as(decision: &Decision, index: FindingIndex) -> Value {
    let finding = &BOOK.findings[index];
    match decision.facts.get(index) {
        Fact::Unknown if matches!(finding.kind, Kind::Tri | Kind::OneOf) => json!("unknown"),
        Fact::Unknown => Value::Null,
        Fact::Choice(place) => json!(finding.value_at(place)),
        Fact::Number(number) => json!(number),
        Fact::Several(places) => {
            let named = finding.answers.iter().enumerate().filter(|(place, _)| places >> place & 1 == 1);
            json!(named.map(|(_, answer)| &answer.value).collect::<Vec<_>>())
        }
    }
}

/// The trace as it should be told.
fn told(decision: &Decision) -> Value {
    let rules = decision.trace().into_iter().map(|traced| {
        let literals: Vec<_> = traced.decided_by.iter().map(|literal| literal.text).collect();
        let indices = traced.decided_by.iter().flat_map(|literal| BOOK.reads(literal.index).iter());
        let read: Map<String, Value> =
            indices.map(|index| (format!("/findings/{}", BOOK.name(index)), counts_as(decision, index))).collect();
        let value = format!("{:?}", traced.value).to_lowercase();
        let mut rule = json!({ "rule": traced.rule.id, "value": value, "decided_by": literals, "read": read });
        if !traced.open.is_empty() {
            rule["open_rules"] = traced.open.iter().map(|rule| rule.id.as_str()).collect();
        }
        rule
    });
    rules.collect()
}

#[test]
fn the_trace_tells_of_every_rule_its_value_what_decided_it_and_what_that_read() {
    let schema = RequestSchema::compile(&BOOK).expect("a schema");
    let bodies = [
        json!({ "findings": {} }),
        harmless(&json!({})),
        harmless(&json!({ "weakness_functional": "present", "decline_tempo": "weeks", "tingling": null })),
        json!({ "findings": { "sites": ["calf", "tongue"], "twitch_present": "absent", "jerks_move_body": "present" },
                "screens_completed": SETTLING_SCREENS }),
        every_finding(everything),
    ];
    for body in bodies {
        let findings = request::read(&BOOK, &schema, body.to_string().as_bytes()).expect("a valid body");
        let answer = service().post(FULL, body.to_string()).expect(200);
        assert_eq!(answer["trace"], told(&BOOK.decide(&findings)), "{body}");
    }
}
