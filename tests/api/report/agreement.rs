//! The report says what the JSON says, and no more.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use twitch_triage::clinical::model::finding::Kind;

use super::{Sections, ask, list, name, report, text};
use crate::support::body::VECTORS;
use crate::support::service::BOOK;

const WIDTH: usize = 80;

/// The bodies of all vectors, each with its id.
fn bodies() -> Vec<(String, Value)> {
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    let of = |vector: &Value| {
        let mut findings: Map<String, Value> =
            vectors[vector["start_from"].as_str().expect("a start")].as_object().expect("findings").clone();
        findings.extend(vector["change"].as_object().expect("changes").clone());
        let screens = vector.get("screens_completed").cloned().unwrap_or_else(|| json!([]));
        let id = vector["id"].as_str().expect("an id").to_owned();
        (id, json!({ "findings": findings, "screens_completed": screens }))
    };
    vectors["vectors"].as_array().expect("vectors").iter().map(of).collect()
}

/// The answers of a reason, in words.
fn read(json: &Value, reason: &Value) -> Vec<String> {
    let in_words = |seen: &Value| {
        let finding = BOOK.findings.iter().find(|finding| finding.name == name(seen)).expect("a finding");
        let label = &finding.label;
        match (finding.kind, seen["seen"].as_str()) {
            (Kind::Tri, Some("present")) => format!("You said: {label}"),
            (Kind::Tri, Some("absent")) => format!("You said no to: {label}"),
            (Kind::Tri, _) => format!("You are not sure about: {label}"),
            _ => {
                let said = list(&json["understood"]).iter().find(|said| said["pointer"] == seen["pointer"]);
                format!("{label}: {}", text(&said.expect("an answer that was understood")["answer"]))
            }
        }
    };
    list(&reason["findings"]).iter().map(in_words).collect()
}

fn ids(cited: &Value) -> impl Iterator<Item = String> {
    list(cited).iter().map(text)
}

#[test]
fn the_report_says_what_the_json_says() {
    for (place, (id, body)) in bodies().into_iter().enumerate() {
        let json = ask("/v1/triage?explain=full", "application/json", &body).expect(200);
        let explained = place % 8 == 0;
        let report = report(if explained { "?explain=full" } else { "" }, &body);
        same(&id, &json, &report, explained);
    }
}

fn same(id: &str, json: &Value, report: &str, explained: bool) {
    let sections = Sections::of(report);
    let outcome = |outcome: &Value| format!("{}, {}", text(&outcome["level"]), text(&outcome["urgency"]));

    sections.say(id, "WHAT TO DO", &[text(&json["headline"]["person"])]);
    let urgency = BOOK
        .intended_use
        .urgency
        .iter()
        .find(|meaning| serde_json::to_value(meaning.value).expect("a word") == json["urgency"]);
    let mut how_soon = vec![
        urgency.expect("a meaning").meaning.clone(),
        format!("Level: {}", text(&json["level"])),
        format!("Urgency: {}", text(&json["urgency"])),
        format!("Status: {}", text(&json["status"])),
    ];
    let possible = &json["possible"];
    if possible["least"] != possible["most"] {
        how_soon.push(format!("Possible: from {} to {}", outcome(&possible["least"]), outcome(&possible["most"])));
    }
    sections.say(id, "HOW SOON", &how_soon);

    let reasons = list(&json["reasons"]).iter().flat_map(|reason| {
        let said = [text(&reason["rule"]), text(&reason["text"]["person"])];
        said.into_iter().chain(ids(&reason["evidence"])).chain(read(json, reason))
    });
    let warnings = list(&json["warnings"]).iter().flat_map(|warning| {
        [text(&warning["rule"]), text(&warning["text"]["person"])].into_iter().chain(read(json, warning))
    });
    sections.say(id, "WHY", &reasons.chain(warnings).collect::<Vec<_>>());

    let advice = list(&json["advice"])
        .iter()
        .flat_map(|advice| [text(&advice["text"]["person"])].into_iter().chain(ids(&advice["evidence"])));
    sections.say(id, "ADVICE", &or_else(advice.collect(), "None."));

    let safety_net = &json["safety_net"];
    sections.say(id, "SEEK HELP NOW IF", &[text(&safety_net["seek_help_now_if"])]);
    let days = safety_net["recheck_after_days"].as_u64().map(|days| format!("Look again after {days} days."));
    sections.say(id, "COME BACK IF", &[text(&safety_net["come_back_if"]), days.unwrap_or_default()]);

    let workup = list(&json["workup"]);
    assert_eq!(sections.titles().contains(&"FOR A CLINICIAN"), !workup.is_empty(), "{id}");
    if !workup.is_empty() {
        let suggested = workup.iter().flat_map(|workup| [text(&workup["group"]), text(&workup["text"]["clinician"])]);
        let said: Vec<_> = [text(&json["headline"]["clinician"])].into_iter().chain(suggested).collect();
        sections.say(id, "FOR A CLINICIAN", &said);
    }

    let cited = json["evidence"].as_object().expect("sources");
    let known = BOOK.evidence.iter().filter(|record| cited.contains_key(&record.id));
    assert_eq!(known.clone().count(), cited.len(), "{id}");
    let sources = known.flat_map(|record| {
        let (source, record) = (&record.id, &cited[&record.id]);
        let year = record["year"].as_i64().map(|year| format!("({year})")).unwrap_or_default();
        let told = [source.clone(), text(&record["source"]), year, text(&record["kind"])];
        told.into_iter().chain(list(&record["urls"]).iter().map(text)).collect::<Vec<_>>()
    });
    sections.say(id, "SOURCES", &or_else(sources.collect(), "None."));

    let understood = list(&json["understood"]).iter().flat_map(|said| [text(&said["question"]), text(&said["answer"])]);
    sections.say(id, "WHAT YOU SAID", &or_else(understood.collect(), "Nothing."));

    let known = |question: &Value| {
        if question["asked"] == true { "(asked, not known)".to_owned() } else { String::new() }
    };
    let next = list(&json["next_questions"]).iter().flat_map(|question| [text(&question["question"]), known(question)]);
    let lowering = list(&json["lowering_questions"]).iter().flat_map(|question| {
        [text(&question["question"]), "(could only lower the answer)".to_owned(), known(question)]
    });
    let questions: Vec<_> = next.chain(lowering).collect();
    sections.say(id, "WHAT WAS NOT ASKED, OR NOT KNOWN", &or_else(questions, "Nothing that would change the answer."));

    let book = &json["rule_book"];
    let about = [&json["not_a_diagnosis"], &book["id"], &book["version"], &book["digest"]].map(text);
    sections.say(id, "ABOUT THIS ANSWER", &about);

    assert_eq!(sections.titles().contains(&"WHAT WOULD CHANGE THIS"), explained, "{id}");
    if explained {
        sections.say(id, "WHAT WOULD CHANGE THIS", &changes(json));
    }
    assert_narrow(id, report);
}

/// What would change the answer, and the value of each rule.
fn changes(json: &Value) -> Vec<String> {
    let outcome = |leading: &Value| format!("to {}, {}:", text(&leading["level"]), text(&leading["urgency"]));
    let change = |change: &Value| format!("{} = {}", name(change), text(&change["to"]));
    let changes = &json["what_would_change"];
    let mut said = Vec::new();
    for up in list(&changes["up"]) {
        said.extend([outcome(up), "any of".to_owned()]);
        said.extend(list(&up["any_of"]).iter().map(change));
    }
    for down in list(&changes["down"]) {
        said.push(outcome(down));
        said.push(list(&down["changes"]).iter().map(change).collect::<Vec<_>>().join(" and "));
    }
    if said.is_empty() {
        said.push("No single answer, and no pair of answers.".to_owned());
    }
    if changes["truncated"] == true {
        said.push("There are more ways down than are listed.".to_owned());
    }
    said.extend(list(&json["trace"]).iter().map(|rule| format!("{} {}", text(&rule["rule"]), text(&rule["value"]))));
    said
}

fn or_else(things: Vec<String>, nothing: &str) -> Vec<String> {
    if things.is_empty() { vec![nothing.to_owned()] } else { things }
}

/// Only an address may be wider than a terminal: broken, it would be none.
fn assert_narrow(id: &str, report: &str) {
    for line in report.lines().filter(|line| !line.trim_start().starts_with("http")) {
        assert!(line.chars().count() <= WIDTH, "{id}: {} columns: {line}", line.chars().count());
        assert_eq!(line.trim_end(), line, "{id}: spaces at the end");
    }
    assert!(report.ends_with('\n') && !report.ends_with("\n\n"), "{id}");
}

/// `?questions=` narrows the questions of the report as it narrows those of the JSON.
#[test]
fn the_report_asks_as_many_questions_as_the_json() {
    for query in ["questions=1", "questions=screen"] {
        for body in [json!({ "findings": {} }), json!({ "findings": { "jerks_move_body": "present" } })] {
            let json = ask(&format!("/v1/triage?{query}&explain=full"), "application/json", &body).expect(200);
            same(query, &json, &report(&format!("?{query}"), &body), false);
        }
    }
}

#[test]
fn the_report_never_names_a_rule_or_source_that_the_json_does_not() {
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
        let is_id = |word: &&str| {
            let digits = word.strip_prefix("R-").map(|rest| &rest[1.min(rest.len())..]).or(word.strip_prefix('E'));
            digits.is_some_and(|digits| digits.len() >= 2 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        };
        words.filter(is_id).map(str::to_owned).collect()
    };
    for (id, body) in bodies().into_iter().step_by(5) {
        let json = ask("/v1/triage", "application/json", &body);
        let (in_json, in_report) = (words(json.text()), words(&report("", &body)));
        assert!(!in_report.is_empty(), "{id}");
        assert!(in_report.is_subset(&in_json), "{id}: {:?}", in_report.difference(&in_json));
    }
}
