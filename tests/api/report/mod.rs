//! The report for a terminal says what the JSON says, and is given to those who ask for it.

mod agreement;
mod negotiation;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::support::body::VECTORS;
use crate::support::client::Answer;
use crate::support::service::service;

/// An answer that grows with what is unknown stays below this.
const BUDGET: usize = 64 * 1024;

#[track_caller]
fn ask(target: &str, accept: &str, body: &Value) -> Answer {
    let headers = [(CONTENT_TYPE.as_str(), "application/json"), (ACCEPT.as_str(), accept)];
    service().send("POST", target, &headers, Some(body.to_string()))
}

#[track_caller]
fn report(query: &str, body: &Value) -> String {
    let answer = ask(&format!("/v1/triage{query}"), "text/plain", body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert!(answer.header("vary").to_lowercase().contains("accept"), "{}", answer.header("vary"));
    answer.text().to_owned()
}

/// Text without any space, so that it does not matter where lines end.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The report, cut at its headings.
struct Sections(Vec<(String, String)>);

impl Sections {
    fn of(report: &str) -> Self {
        let mut sections: Vec<(String, String)> = Vec::new();
        for line in report.lines().filter(|line| !line.is_empty()) {
            match sections.last_mut() {
                Some((_, text)) if line.starts_with(' ') => text.push_str(&squeezed(line)),
                _ => sections.push((line.to_owned(), String::new())),
            }
        }
        Self(sections)
    }

    fn titles(&self) -> Vec<&str> {
        self.0.iter().map(|(title, _)| title.as_str()).collect()
    }

    /// Asserts that a section says these things, or is not there when there are none.
    #[track_caller]
    fn say_or_leave_out(&self, id: &str, title: &str, things: &[String]) {
        assert_eq!(self.titles().contains(&title), !things.is_empty(), "{id}: {title}");
        if !things.is_empty() {
            self.say(id, title, things);
        }
    }

    /// Asserts that a section says these things and, between them, nothing longer than a mark.
    #[track_caller]
    fn say(&self, id: &str, title: &str, things: &[String]) {
        let (_, text) =
            self.0.iter().find(|(own, _)| own == title).unwrap_or_else(|| panic!("{id}: no section {title}"));
        let mut rest = text.as_str();
        let mut between = 0;
        for thing in things.iter().map(|thing| squeezed(thing)).filter(|thing| !thing.is_empty()) {
            let place = rest.find(&thing).unwrap_or_else(|| panic!("{id}, {title}: `{thing}` is not in `{rest}`"));
            between += place;
            rest = &rest[place + thing.len()..];
        }
        between += rest.len();
        assert!(between <= 8 * things.len(), "{id}, {title}: it says more than the JSON: `{text}`");
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join(" + "),
        other => other.to_string(),
    }
}

/// The name of the finding that a pointer leads to.
fn name(pointing: &Value) -> String {
    text(&pointing["pointer"]).trim_start_matches("/findings/").to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

#[test]
fn the_sections_of_the_report_stand_in_this_order() {
    let body = json!({ "findings": { "weakness_functional": "present", "decline_tempo": "months" } });
    let report = report("?explain=changes&questions=all", &body);
    let brief = ["WHAT TO DO", "WHY", "ADVICE", "SEEK HELP NOW IF", "COME BACK IF", "ABOUT THIS ANSWER"];
    let standard = [
        "WHAT TO DO",
        "WHY",
        "ADVICE",
        "SEEK HELP NOW IF",
        "COME BACK IF",
        "STILL TO ASK",
        "FOR A CLINICIAN",
        "WHAT WOULD CHANGE THIS",
        "SOURCES",
        "ABOUT THIS ANSWER",
    ];
    let full = [
        "WHAT TO DO",
        "WHY",
        "ADVICE",
        "SEEK HELP NOW IF",
        "COME BACK IF",
        "STILL TO ASK",
        "FOR A CLINICIAN",
        "WHAT WOULD CHANGE THIS",
        "WHAT YOU SAID",
        "EVERY RULE",
        "SOURCES",
        "ABOUT THIS ANSWER",
    ];
    assert_eq!(Sections::of(&self::report("?detail=brief", &body)).titles(), brief);
    assert_eq!(Sections::of(&report).titles(), standard);
    assert_eq!(Sections::of(&self::report("?detail=full&questions=all", &body)).titles(), full);
}

#[test]
fn what_was_understood_is_the_answer_in_the_words_of_the_questionnaire() {
    let findings = json!({
        "age_years": 34, "twitch_present": "present", "duration_days": null, "sites": ["foot", "eyelid"],
        "course": "unknown", "decline_tempo": "months", "tingling": "absent", "muscle_wasting": null,
        "palpitations": "unknown", "already_assessed": "gp_exam_normal", "caffeine_high": "present",
    });
    let words = |findings: &Value| -> Vec<(String, String)> {
        let body = json!({ "findings": findings });
        let json = ask("/v1/triage?detail=full", "application/json", &body).expect(200);
        list(&json["understood"]).iter().map(|said| (name(said), text(&said["answer"]))).collect()
    };
    let expected = [
        ("age_years", "34 years"),
        ("twitch_present", "Yes"),
        ("sites", "Eyelid, Foot or toes"),
        ("duration_days", "Don't know"),
        ("course", "Don't know"),
        ("already_assessed", "Yes, a GP or another doctor, who found nothing unusual"),
        ("muscle_wasting", "Don't know"),
        ("tingling", "No"),
        ("decline_tempo", "Worse over more than a month"),
        ("palpitations", "Don't know"),
        ("caffeine_high", "Yes"),
    ];
    assert_eq!(words(&findings), expected.map(|(name, answer)| (name.to_owned(), answer.to_owned())));
    assert_eq!(words(&json!({ "sites": [] })), [("sites".to_owned(), "None of these".to_owned())]);
}

#[test]
fn an_answer_with_everything_unknown_stays_within_its_budget() {
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    let unknown = json!({ "findings": vectors["everything_unknown"] });
    for body in [&unknown, &json!({ "findings": {} })] {
        for target in ["/v1/triage", "/v1/interview", "/v1/triage?explain=changes"] {
            let length = ask(target, "application/json", body).body.len();
            assert!(length < BUDGET, "{target}: {length} bytes");
        }
        let length = report("", body).len();
        assert!(length < BUDGET, "{length} bytes of text");
    }
}
