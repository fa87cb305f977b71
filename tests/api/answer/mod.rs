//! What an answer says besides level and urgency: the caller's own answers behind each reason, words, advice, sources.

mod advice;
mod detail;
mod order;
mod sent_answers;
mod texts;
mod warnings;

use serde_json::Value;

use crate::support::body::{harmless, words};
use crate::support::service::service;

/// The findings of a reason, as pairs of name and answer.
#[track_caller]
fn grounds(answer: &Value, rule: &str) -> Vec<(String, Value)> {
    let reasons = answer["reasons"].as_array().expect("reasons");
    let reason = reasons.iter().find(|reason| reason["rule"] == rule);
    seen(reason.unwrap_or_else(|| panic!("{rule} is not among {:?}", words(&answer["reasons"], "rule"))))
}

fn seen(holder: &Value) -> Vec<(String, Value)> {
    let findings = holder["findings"].as_array().expect("findings").iter();
    let name = |finding: &Value| {
        finding["pointer"].as_str().unwrap().strip_prefix("/findings/").expect("a pointer").to_owned()
    };
    findings.map(|finding| (name(finding), finding["seen"].clone())).collect()
}

fn pairs(expected: Value) -> Vec<(String, Value)> {
    let pairs = expected.as_array().expect("pairs").iter();
    pairs.map(|pair| (pair[0].as_str().expect("a name").to_owned(), pair[1].clone())).collect()
}

fn of(findings: Value) -> Value {
    service().triage_of(&findings)
}

fn changed(change: Value) -> Value {
    service().triage(&harmless(&change))
}
