//! The report says what the JSON says, and no more.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::{Value, json};
use twitch_triage::clinical::model::finding::Kind;

use super::{Sections, ask, list, name, report, text};
use crate::support::body::vectors;
use crate::support::service::BOOK;

const WIDTH: usize = 80;

/// The bodies of all vectors, each with its id.
fn bodies() -> Vec<(String, Value)> {
    vectors().into_iter().map(|(vector, body)| (vector["id"].as_str().expect("an id").to_owned(), body)).collect()
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
        let json = ask("/v1/triage?detail=full&questions=all", "application/json", &body).expect(200);
        let detail = ["brief", "standard", "standard", "standard", "full"][place % 5];
        let report = report(&format!("?detail={detail}&questions=all"), &body);
        same(&id, &json, &report, detail);
    }
}

fn same(id: &str, json: &Value, report: &str, detail: &str) {
    let (sections, full) = (Sections::of(report), detail == "full");
    let outcome = |outcome: &Value| format!("{}, {}", text(&outcome["level"]), text(&outcome["urgency"]));

    let mut to_do =
        vec![text(&json["headline"]["person"]), format!("Result: {}, {}", outcome(json), text(&json["status"]))];
    let possible = &json["possible"];
    if possible["least"] != possible["most"] {
        to_do.push(format!("Possible: from {} to {}", outcome(&possible["least"]), outcome(&possible["most"])));
    }
    sections.say(id, "WHAT TO DO", &to_do);

    let mark = |holder: &Value, key: &str| if full { text(&holder[key]) } else { String::new() };
    let cited = |holder: &Value| cited(json, holder, detail);
    let reasons = list(&json["reasons"]).iter().flat_map(|reason| {
        let said = [mark(reason, "rule"), text(&reason["text"]["person"])];
        said.into_iter().chain(cited(reason)).chain(read(json, reason))
    });
    let warnings = list(&json["warnings"]).iter().flat_map(|warning| {
        [mark(warning, "rule"), text(&warning["text"]["person"])].into_iter().chain(read(json, warning))
    });
    sections.say(id, "WHY", &reasons.chain(warnings).collect::<Vec<_>>());

    let advice = list(&json["advice"]).iter();
    let advice = advice
        .flat_map(|advice| [mark(advice, "id"), text(&advice["text"]["person"])].into_iter().chain(cited(advice)));
    sections.say_or_leave_out(id, "ADVICE", &advice.collect::<Vec<_>>());

    let safety_net = &json["safety_net"];
    sections.say(id, "SEEK HELP NOW IF", &[text(&safety_net["seek_help_now_if"])]);
    let days = safety_net["recheck_after_days"].as_u64().map(|days| format!("Look again after {days} days."));
    sections.say(id, "COME BACK IF", &[text(&safety_net["come_back_if"]), days.unwrap_or_default()]);
    sections.say_or_leave_out(id, "STILL TO ASK", &still_to_ask(json));

    let workup = if detail == "brief" { &[] } else { list(&json["workup"]) };
    let suggested = workup.iter().flat_map(|workup| [text(&workup["group"]), text(&workup["text"]["clinician"])]);
    let headline = (!workup.is_empty()).then(|| text(&json["headline"]["clinician"]));
    sections.say_or_leave_out(id, "FOR A CLINICIAN", &headline.into_iter().chain(suggested).collect::<Vec<_>>());
    sections.say_or_leave_out(id, "SOURCES", &sources(json, detail));

    let book = &json["rule_book"];
    let about = [&json["not_a_diagnosis"], &book["id"], &book["version"], &book["digest"]].map(text);
    sections.say(id, "ABOUT THIS ANSWER", &about);

    for title in ["WHAT WOULD CHANGE THIS", "WHAT YOU SAID", "EVERY RULE"] {
        assert_eq!(sections.titles().contains(&title), full, "{id}: {title}");
    }
    if full {
        sections.say(id, "WHAT WOULD CHANGE THIS", &changes(json));
        let understood = list(&json["understood"]).iter();
        let said = understood.flat_map(|said| [text(&said["question"]), text(&said["answer"])]);
        sections.say(id, "WHAT YOU SAID", &or_else(said.collect(), "Nothing."));
        let rules = list(&json["trace"]).iter();
        let rules = rules.map(|rule| format!("{} {}", text(&rule["rule"]), text(&rule["value"])));
        sections.say(id, "EVERY RULE", &rules.collect::<Vec<_>>());
    }
    assert_narrow(id, report);
}

/// What a reason or an advice cites: nothing in short, its sources once each, or in full its evidence.
fn cited(json: &Value, holder: &Value, detail: &str) -> Vec<String> {
    match detail {
        "brief" => Vec::new(),
        "full" => ids(&holder["evidence"]).collect(),
        _ => {
            let sources: BTreeSet<String> =
                ids(&holder["evidence"]).map(|id| text(&json["evidence"][id]["source"])).collect();
            let known = BOOK.sources.iter().filter(|source| sources.contains(&source.id));
            known.map(|source| source.id.clone()).collect()
        }
    }
}

/// The questions, with what is to be known of each.
fn still_to_ask(json: &Value) -> Vec<String> {
    let known = |question: &Value| {
        if question["asked"] == true { "(asked, not known)".to_owned() } else { String::new() }
    };
    let next = list(&json["next_questions"]).iter().flat_map(|question| [text(&question["question"]), known(question)]);
    let lowering = list(&json["lowering_questions"]).iter().flat_map(|question| {
        [text(&question["question"]), "(could only lower the result)".to_owned(), known(question)]
    });
    next.chain(lowering).collect()
}

/// Every source once; in full with its statements.
fn sources(json: &Value, detail: &str) -> Vec<String> {
    if detail == "brief" {
        return Vec::new();
    }
    let cited = json["sources"].as_object().expect("sources");
    let known = BOOK.sources.iter().filter(|source| cited.contains_key(&source.id));
    assert_eq!(known.clone().count(), cited.len());
    let told = known.flat_map(|known| {
        let source = &cited[&known.id];
        let year = source["year"].as_i64().map(|year| format!("({year})")).unwrap_or_default();
        let or_nothing = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut told = vec![known.id.clone(), text(&source["title"]), or_nothing(&source["publisher"]), year];
        told.push(text(&source["kind"]));
        told.extend(list(&source["urls"]).iter().map(text));
        told.push(or_nothing(&source["note"]));
        let statements = BOOK.evidence.iter().filter(|one| json["evidence"][&one.id]["source"] == known.id.as_str());
        if detail == "full" {
            told.extend(statements.flat_map(|statement| [statement.id.clone(), statement.statement.clone()]));
        }
        told
    });
    told.collect()
}

/// What would change the answer.
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
    for query in ["detail=standard", "questions=none", "questions=1", "questions=screen", "questions=all"] {
        for body in [json!({ "findings": {} }), json!({ "findings": { "jerks_move_body": "present" } })] {
            let mut json = ask("/v1/triage?detail=full", "application/json", &body).expect(200);
            let asked = ask(&format!("/v1/triage?{query}"), "application/json", &body).expect(200);
            for questions in ["next_questions", "lowering_questions"] {
                json[questions] = asked[questions].clone();
            }
            same(query, &json, &report(&format!("?{query}"), &body), "standard");
        }
    }
}

#[test]
fn the_report_never_names_a_rule_or_source_that_the_json_does_not() {
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
        let is_id = |word: &&str| {
            let digits =
                word.strip_prefix("R-").map(|rest| &rest[1.min(rest.len())..]).or(word.strip_prefix(['E', 'S']));
            digits.is_some_and(|digits| digits.len() >= 2 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        };
        words.filter(is_id).map(str::to_owned).collect()
    };
    let rule = Regex::new("R-[A-Z][0-9]{2}").expect("a pattern");
    let mut named = 0;
    for (id, body) in bodies().into_iter().step_by(5) {
        let json = ask("/v1/triage", "application/json", &body);
        let report = report("", &body);
        let (in_json, in_report) = (words(json.text()), words(&report));
        let for_the_person = report.split("\n\n").filter(|section| !section.starts_with("FOR A CLINICIAN"));
        assert!(for_the_person.clone().count() > 4);
        for section in for_the_person {
            assert!(!rule.is_match(section), "{id}: {section}");
        }
        named += usize::from(!in_report.is_empty());
        assert!(in_report.is_subset(&in_json), "{id}: {:?}", in_report.difference(&in_json));
    }
    assert!(named > 70, "only {named} reports name anything");
}
