//! The report for a terminal says what the JSON says, and is given to those who ask for it.

use std::collections::BTreeSet;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Map, Value, json};

use crate::support::body::{VECTORS, harmless};
use crate::support::client::Answer;
use crate::support::contract::media_type;
use crate::support::service::{BOOK, service};

const WIDTH: usize = 80;

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

fn read(reason: &Value) -> impl Iterator<Item = String> {
    list(&reason["findings"]).iter().map(|seen| format!("{} = {}", name(seen), text(&seen["seen"])))
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
        said.into_iter().chain(ids(&reason["evidence"])).chain(read(reason))
    });
    let warnings = list(&json["warnings"]).iter().flat_map(|warning| {
        [text(&warning["rule"]), text(&warning["text"]["person"])].into_iter().chain(read(warning))
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

#[test]
fn the_sections_of_the_report_stand_in_this_order() {
    let body = harmless(&json!({ "weakness_functional": "present", "decline_tempo": "months" }));
    let report = report("?explain=changes", &body);
    let titles = [
        "WHAT TO DO",
        "HOW SOON",
        "WHY",
        "ADVICE",
        "SEEK HELP NOW IF",
        "COME BACK IF",
        "FOR A CLINICIAN",
        "WHAT WOULD CHANGE THIS",
        "SOURCES",
        "WHAT YOU SAID",
        "WHAT WAS NOT ASKED, OR NOT KNOWN",
        "ABOUT THIS ANSWER",
    ];
    assert_eq!(Sections::of(&report).titles(), titles);
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
        let json = ask("/v1/triage?explain=full", "application/json", &body).expect(200);
        list(&json["understood"]).iter().map(|said| (name(said), text(&said["answer"]))).collect()
    };
    let expected = [
        ("age_years", "34 years"),
        ("twitch_present", "Yes"),
        ("duration_days", "Don't know"),
        ("sites", "Eyelid, Foot or toes"),
        ("course", "Don't know"),
        ("decline_tempo", "Worse over more than 4 weeks"),
        ("already_assessed", "A GP or other doctor examined me and found nothing"),
        ("muscle_wasting", "Don't know"),
        ("tingling", "No"),
        ("palpitations", "Don't know"),
        ("caffeine_high", "Yes"),
    ];
    assert_eq!(words(&findings), expected.map(|(name, answer)| (name.to_owned(), answer.to_owned())));
    assert_eq!(words(&json!({ "sites": [] })), [("sites".to_owned(), "None of these".to_owned())]);
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

#[test]
fn the_report_is_given_to_whom_prefers_it_and_to_nobody_else() {
    const JSON: Option<&str> = Some("application/json");
    const TEXT: Option<&str> = Some("text/plain");
    let body = json!({ "findings": {} });
    let cases = [
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/*", JSON),
        ("application/json, text/plain", JSON),
        ("text/plain, application/json", JSON),
        ("text/plain;q=0.5, application/json;q=0.5", JSON),
        ("text/plain;q=0.4, application/json;q=0.5", JSON),
        ("text/plain;q=0, */*", JSON),
        ("text/*;q=0, */*;q=0.1", JSON),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("text/plain", TEXT),
        ("TEXT/Plain", TEXT),
        ("text/*", TEXT),
        ("text/plain, */*;q=0.1", TEXT),
        ("text/plain;q=0.5, application/json;q=0.4", TEXT),
        ("text/plain;q=0.001", TEXT),
        ("text/html, text/plain;q=0.1", TEXT),
        ("application/json;q=0, */*", TEXT),
        ("application/json;q=0, text/*;q=0.001", TEXT),
        ("*/*;q=0.1, text/plain;q=0.2", TEXT),
        ("text/plain;q=0", None),
        ("application/json;q=0, text/plain;q=0", None),
        ("*/*;q=0", None),
        ("text/*;q=0", None),
        ("text/plain;q=0, text/*", None),
        ("application/json;q=0, application/*", None),
        ("text/html", None),
        ("application/xml, image/*", None),
        ("application/problem+json", None),
    ];
    for (accept, given) in cases {
        let answer = ask("/v1/triage", accept, &body);
        match given {
            Some(media) => {
                assert_eq!(
                    (answer.status, media_type(&answer.headers).as_str()),
                    (200, media),
                    "{accept}: {}",
                    answer.text()
                );
            }
            None => {
                answer.problem(406, "not_acceptable");
            }
        }
    }
}

#[test]
fn only_triage_gives_a_report() {
    ask("/v1/interview", "text/plain", &json!({ "findings": {} })).problem(406, "not_acceptable");
}

/// Who wants text gets a problem all the same as the JSON that every problem is.
#[test]
fn a_fault_is_told_in_json_also_to_whom_wants_a_report() {
    ask("/v1/triage", "text/plain", &json!({ "findings": { "twitching": "present" } })).problem(422, "invalid_body");
    ask("/v1/triage?explain=all", "text/plain", &json!({ "findings": {} })).problem(400, "bad_query");
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
