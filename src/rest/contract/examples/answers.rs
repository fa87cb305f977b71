//! What a service answers: in full where that is short, else the same document with fewer entries.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::example::Example;
use crate::answer::problem::ProblemCode;
use crate::answer::{AnswerOptions, Detail, QuestionsWanted};
use crate::http::media_type::NDJSON;
use crate::request::line_splitter::{Line, LineSplitter};
use crate::rest::compare;
use crate::rest::docs;
use crate::rest::evidence::{EvidenceList, EvidenceRecord};
use crate::rest::health::{Alive, Ready};
use crate::rest::problems::ProblemMeaning;
use crate::rest::questionnaire::Questionnaire;
use crate::rest::rules::{self, RuleList};
use crate::rest::test_cases::{TestCase, TestCaseList};
use crate::triage_service::{Language, TriageService};

/// How the page for people begins.
const PAGE: &str = "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n";

/// How the rule book as a page begins.
const RULE_PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n";

/// How its parts begin, one of each media type.
const PAGE_ASSETS: [(&str, &str); 3] = [
    ("text/css", ":root {\ncolor-scheme: light dark;\n"),
    ("text/javascript", "let key = null;\n"),
    ("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">"),
];

const EYELID: &str = include_str!("../../../../examples/eyelid.json");
const INTERVIEW_STEP: &str = include_str!("../../../../examples/interview_step.json");
const BATCH: &str = include_str!("../../../../examples/batch.ndjson");

/// The call that the description begins with, and the body that it sends.
const CALL: &str = include_str!("call.md");
const CALL_BODY: &str = r#"{"findings": {"age_years": 34, "sites": ["eyelid"], "duration_days": 3}}"#;

/// The screen that the questionnaire shows, and the number of its questions.
const SCREEN: (&str, usize) = ("strength_and_nerves", 2);

/// How many rules and statements a list shows.
const ENTRIES: usize = 2;

/// The rule and the statement that are shown, as in the examples of the parameters.
const RULE: &str = "R-S02";
const STATEMENT: &str = "E55";
const CASE: &str = "V29";

/// Some lines of the figures.
const METRICS: &str = "\
# HELP twitch_triage_decisions_total Decisions, by triage level and status
# TYPE twitch_triage_decisions_total counter
twitch_triage_decisions_total{level=\"benign_lifestyle\",status=\"final\"} 1
twitch_triage_decisions_total{level=\"refer_workup\",status=\"provisional\"} 2
";

/// How the assets of the page begin.
const ASSETS: [(&str, &str); 3] = [
    ("text/html", "<!-- HTML for static distribution bundle build -->\n<!DOCTYPE html>\n"),
    ("text/css", "html {\n    box-sizing: border-box;\n"),
    ("text/javascript", "window.onload = function() {\n"),
];

/// The answers, by operation and media type.
pub(super) struct Answers {
    answers: Vec<(&'static str, &'static str, Example)>,
    called: Value,
}

impl Answers {
    /// Lets a service answer.
    pub(super) fn collect(triage: &TriageService) -> Self {
        let (book, mut all) = (&triage.book, Vec::new());
        let mut json = |operation_id, name, summary, value| {
            all.push((operation_id, "application/json", Example::new(name, summary, &value)));
        };
        let brief = answer(triage, EYELID, Detail::Brief);
        json("triage", "brief", "`detail=brief`: what an app shows to the person", brief);
        json("triage", "standard", "The same without a parameter", answer(triage, EYELID, Detail::Standard));
        json("interview", "step", "`detail=brief` and `questions=1`", interview_step(triage));
        json("questionnaire", "one_screen", "One screen of it", questionnaire(triage));
        json("rules", "first", "The first of them", abridged(value(&RuleList::all(book)), "rules"));
        let rule = rules::all(book).find(|rule| rule.id() == RULE).map(|rule| value(&rule));
        json("rule", "rule", "A rule", rule.unwrap_or_default());
        json("evidence", "first", "The first of them, with their sources", evidence(triage));
        let statement = book.evidence.iter().find(|statement| statement.id == STATEMENT);
        let statement = statement.map(|statement| value(&EvidenceRecord::for_statement(book, statement)));
        json("evidence_record", "statement", "A statement", statement.unwrap_or_default());
        json("intended_use", "intended_use", "The first entry of each list", intended_use(value(&book.intended_use)));
        let meaning = ProblemMeaning::from(ProblemCode::InvalidBody.meaning());
        json("problem", "invalid_body", "A body that does not match the schema", value(&meaning));
        json("live", "live", "It answers", value(&Alive::now()));
        json("ready", "ready", "It decides", value(&Ready::with(book)));
        json("compare", "itself", "A rule book compared with itself", comparison(triage));
        json("test_cases", "first", "The first of them", value(&TestCaseList::first(book, ENTRIES)));
        let case = book.vectors.vectors.iter().find(|vector| vector.id == CASE);
        let case = case.map(|vector| value(&TestCase::new(book, vector))).unwrap_or_default();
        json("test_case", "case", "A case", case.clone());
        json("openapi", "head", "Its head", head("3.1.0"));
        json("openapi_lowered", "head", "Its head", head("3.0.3"));

        let mut text = |operation_id, media_type, name, summary, text: String| {
            all.push((operation_id, media_type, Example::new(name, summary, &text.into())));
        };
        let report = triage.triage(EYELID.as_bytes()).map(|triaged| triaged.report(AnswerOptions::default()));
        text("triage", "text/plain", "report", "A report to read", report.unwrap_or_default());
        text("metrics", "text/plain", "decisions", "Some of them", METRICS.to_owned());
        text("rules", "text/html", "begin", "How it begins", RULE_PAGE.to_owned());
        text("docs", "text/html", "page", "The page", docs::page().unwrap_or_default());
        for (media_type, begin) in ASSETS {
            text("docs_asset", media_type, "begin", "How it begins", begin.to_owned());
        }
        text("page", "text/html", "begin", "How it begins", PAGE.to_owned());
        for (media_type, begin) in PAGE_ASSETS {
            text("page_asset", media_type, "begin", "How it begins", begin.to_owned());
        }
        for media_type in ["application/x-ndjson", "application/jsonl"] {
            all.extend(lines(triage).into_iter().map(|line| ("batch", media_type, line)));
        }
        all.extend(compared_lines(triage).into_iter().map(|line| ("compare", NDJSON, line)));
        all.push(("test_cases", NDJSON, Example::new("line", "One line", &case)));
        Self { answers: all, called: answer(triage, CALL_BODY, Detail::Brief) }
    }

    /// The answers of an operation in a media type.
    pub(super) fn of(&self, operation_id: &str, media_type: &str) -> Vec<Example> {
        let own = self.answers.iter().filter(|(its, form, _)| *its == operation_id && *form == media_type);
        own.map(|(.., Example { name, shown })| Example { name: name.clone(), shown: shown.clone() }).collect()
    }

    /// How to make a call, and the first members of what comes back.
    pub(super) fn call(&self) -> String {
        let shown = ["level", "urgency", "status", "headline"].map(|key| {
            let value = self.called.get(key).map(Value::to_string).unwrap_or_default();
            format!("  \"{key}\": {value},\n")
        });
        CALL.replace("{body}", CALL_BODY).replace("{answer}", &shown.concat())
    }
}

/// The answer to a body, with so much detail.
fn answer(triage: &TriageService, body: &str, detail: Detail) -> Value {
    let options = AnswerOptions { detail: Some(detail), ..AnswerOptions::default() };
    triage.triage(body.as_bytes()).map(|triaged| value(&triaged.answer(options))).unwrap_or_default()
}

fn comparison(triage: &TriageService) -> Value {
    let mut out = Vec::new();
    let written = compare::write_comparison(triage, triage, EYELID.as_bytes(), "", &mut out);
    written.ok().and_then(|_| serde_json::from_slice(&out).ok()).unwrap_or_default()
}

fn interview_step(triage: &TriageService) -> Value {
    let options = AnswerOptions {
        detail: Some(Detail::Brief),
        questions: Some(QuestionsWanted::One),
        ..AnswerOptions::default()
    };
    let mut step = Vec::new();
    if let Ok(triaged) = triage.triage(INTERVIEW_STEP.as_bytes()) {
        triaged.write_interview_step(options, &mut step);
    }
    serde_json::from_slice(&step).unwrap_or_default()
}

/// Each line of a batch, as an example of its own: the schema describes one line.
fn lines(triage: &TriageService) -> Vec<Example> {
    let options = AnswerOptions { detail: Some(Detail::Brief), ..AnswerOptions::default() };
    examples_of_lines(", with `detail=brief`", |number, line, out| {
        triage.answer_line(number, line, options, out);
    })
}

/// The same of a stream of comparisons of a rule book with itself.
fn compared_lines(triage: &TriageService) -> Vec<Example> {
    examples_of_lines("", |number, line, out| {
        compare::answer_line(triage, triage, number, line, out);
    })
}

fn examples_of_lines(how: &str, answer: impl Fn(u64, &Line, &mut Vec<u8>)) -> Vec<Example> {
    let mut splitter = LineSplitter::default();
    splitter.push(BATCH.as_bytes());
    let mut examples = Vec::new();
    for number in 1.. {
        let Some(line) = splitter.next_line() else { break };
        let mut out = Vec::new();
        answer(number, &line, &mut out);
        let summary = format!("Line {number}{how}");
        let line = serde_json::from_slice(&out).unwrap_or_default();
        examples.push(Example::new(&format!("line_{number}"), &summary, &line));
    }
    examples
}

/// The questionnaire with one screen and the findings of its questions.
fn questionnaire(triage: &TriageService) -> Value {
    let mut whole = value(&Questionnaire::in_force(triage, Language::default()));
    let (id, count) = SCREEN;
    let mut kept = BTreeSet::new();
    if let Some(screens) = whole.get_mut("screens").and_then(Value::as_array_mut) {
        screens.retain(|screen| screen.get("id").is_some_and(|of| of == id));
        for questions in screens.iter_mut().filter_map(|screen| screen.get_mut("questions")?.as_array_mut()) {
            questions.truncate(count);
            kept.extend(questions.iter().filter_map(|question| question.get("finding")?.as_str().map(str::to_owned)));
        }
    }
    if let Some(findings) = whole.get_mut("findings").and_then(Value::as_object_mut) {
        findings.retain(|name, _| kept.contains(name));
    }
    whole
}

/// The intended use with the first entry of each of its lists.
fn intended_use(mut whole: Value) -> Value {
    let lists = whole.as_object_mut().into_iter().flat_map(Map::values_mut).filter_map(Value::as_array_mut);
    lists.for_each(|list| list.truncate(1));
    if let Some(runs) = whole.pointer_mut("/accuracy/runs").and_then(Value::as_array_mut) {
        runs.truncate(1);
    }
    whole
}

/// The evidence with its first statements and their sources.
fn evidence(triage: &TriageService) -> Value {
    let mut list = abridged(value(&EvidenceList::for_book(&triage.book)), "evidence");
    let statements = list.get("evidence").and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(sources) = list.get_mut("sources").and_then(Value::as_array_mut) {
        sources.retain(|source| {
            source.get("id").is_some_and(|id| statements.iter().any(|statement| statement.get("source") == Some(id)))
        });
    }
    list
}

/// A document with the first entries of a list.
fn abridged(mut document: Value, list: &str) -> Value {
    if let Some(entries) = document.get_mut(list).and_then(Value::as_array_mut) {
        entries.truncate(ENTRIES);
    }
    document
}

/// The head of an OpenAPI document.
fn head(version: &str) -> Value {
    json!({
        "openapi": version,
        "info": { "title": "twitch-triage", "version": env!("CARGO_PKG_VERSION") },
        "paths": Map::new(),
    })
}

fn value(answered: &impl Serialize) -> Value {
    serde_json::to_value(answered).unwrap_or_default()
}
