//! One step of a form that is served a screen at a time: what was answered, and the screen that comes next.

use serde_json::{Map, Value, json};

use super::item::{self, Shown};
use super::questionnaire::{ADAPTIVE, ADAPTIVE_NAME};
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::canonical::{ADAPTIVE_FORM, Canonical, CodeSystem};
use crate::fhir_resource::coded_answer::answer_values;
use crate::fhir_resource::form_item::{FormItem, RESULT, RESULT_ITEMS, ScreenRound};
use crate::fhir_resource::moment::Moment;
use crate::fhir_resource::patient_reference::{is_id, patient};
use crate::fhir_resource::response::{ResponseAnswers, ShownGroup};
use crate::triage_service::Triaged;

/// The response with the next screen in its form, or with the result when nothing is left to ask.
#[must_use]
pub fn step(triaged: &Triaged, answers: &ResponseAnswers, sent: &Value) -> Value {
    let decision = &triaged.decision;
    let book = decision.book;
    let due = triaged.questions().on_first_screen(book);
    let mut groups = answers.shown.clone().unwrap_or_default();
    let is_over = due.is_empty();
    if !is_over {
        groups.push(next_group(book, &groups, due));
    }
    let mut items = returned_items(book, answers, sent.get("item"));
    if is_over {
        items.push(result(decision));
    }
    let mut response = Map::new();
    let mut put = |name: &str, value: Value| drop(response.insert(name.to_owned(), value));
    put("resourceType", json!("QuestionnaireResponse"));
    put("language", json!(book.locale.language));
    put("contained", json!([form(book, &groups, answers, is_over)]));
    put("questionnaire", json!("#form"));
    put("status", json!(if is_over { "completed" } else { "in-progress" }));
    let passed_on = [
        ("id", sent.get("id").filter(|id| id.as_str().is_some_and(is_id)).cloned()),
        ("subject", patient(sent.get("subject"))),
        (
            "authored",
            sent.get("authored").filter(|date| date.as_str().is_some_and(|date| Moment::read(date).is_some())).cloned(),
        ),
    ];
    passed_on.into_iter().for_each(|(name, value)| value.into_iter().for_each(|value| put(name, value)));
    if !items.is_empty() {
        put("item", json!(items));
    }
    Value::Object(response)
}

/// The group of what is due: its screen, once more when it was shown before.
fn next_group(book: &RuleBook, shown: &[ShownGroup], due: Vec<FindingIndex>) -> ShownGroup {
    let heading = book.screens.iter().position(|screen| screen.heading_only).unwrap_or_default();
    let screen = due.first().and_then(|first| book.screen_of(*first)).unwrap_or(heading);
    let rounds = shown.iter().filter(|group| group.round.screen == screen).map(|group| group.round.round);
    let round = rounds.max().map_or(1, |last| last.saturating_add(1));
    ShownGroup { round: ScreenRound { screen, round }, questions: due }
}

/// The contained form, in our own words: of the one that was sent only the order of its `linkId`s is left.
fn form(book: &RuleBook, groups: &[ShownGroup], answers: &ResponseAnswers, is_over: bool) -> Value {
    let shown = Shown::Due { age_known: answers.given.contains_key(&book.known.age_years) };
    let mut items: Vec<Value> =
        groups.iter().map(|group| item::group(book, group.round, &group.questions, shown)).collect();
    if is_over {
        items.push(item::result_group(book));
    }
    json!({
        "resourceType": "Questionnaire", "id": "form",
        "extension": [{ "url": ADAPTIVE, "valueBoolean": true }],
        "name": ADAPTIVE_NAME, "title": book.record_texts.fhir.title,
        "derivedFrom": [Canonical::for_book(book).versioned("Questionnaire", ADAPTIVE_FORM)],
        "status": "active", "subjectType": ["Patient"], "item": items,
    })
}

/// The caller's items with their answers, and nothing else of theirs; an earlier result is left out.
fn returned_items(book: &RuleBook, answers: &ResponseAnswers, items: Option<&Value>) -> Vec<Value> {
    let items = items.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| returned_item(book, answers, item)).collect()
}

fn returned_item(book: &RuleBook, answers: &ResponseAnswers, sent: &Value) -> Option<Value> {
    let link_id = sent.get("linkId")?.as_str()?;
    let kind = FormItem::read(book, link_id)?;
    let given = match kind {
        FormItem::Result => return None,
        FormItem::Question(index) => match (book.finding(index), answers.given.get(&index)) {
            (Some(finding), Some(answer)) => answer_values(book, finding, *answer),
            _ => Vec::new(),
        },
        FormItem::NoneOfThese(round) if answers.none_of_these.contains(&round) => vec![json!({ "valueBoolean": true })],
        FormItem::NoneOfThese(_) | FormItem::Group(_) | FormItem::Display => Vec::new(),
    };
    let under_answers = sent.get("answer").and_then(Value::as_array).into_iter().flatten();
    let mut below = returned_items(book, answers, sent.get("item"));
    below.extend(under_answers.flat_map(|answer| returned_items(book, answers, answer.get("item"))));
    let mut item = json!({ "linkId": link_id });
    let members = item.as_object_mut()?;
    if !given.is_empty() {
        members.insert("answer".to_owned(), json!(given));
    }
    if !below.is_empty() {
        // Below a question that was answered, items stand under its answer.
        let first = members.get_mut("answer").and_then(|answers| answers.get_mut(0)).and_then(Value::as_object_mut);
        match first {
            Some(answer) => answer.insert("item".to_owned(), json!(below)),
            None => members.insert("item".to_owned(), json!(below)),
        };
    }
    Some(item)
}

/// The result, as the last group of the response.
fn result(decision: &Decision) -> Value {
    let book = decision.book;
    let texts = &book.record_texts.fhir;
    let words = &book.texts.clinician_words;
    let canonical = Canonical::for_book(book);
    let Outcome { level, urgency } = decision.result;
    let coding = |system: CodeSystem, code: &str, display: &str| {
        let system = canonical.code_system(system);
        json!({ "valueCoding": { "system": system, "code": code, "display": display } })
    };
    let [of_level, of_urgency, of_headline] = RESULT_ITEMS;
    json!({ "linkId": RESULT, "text": texts.result, "item": [
        { "linkId": of_level, "answer": [coding(CodeSystem::Levels, level.word(), words.level(level))] },
        { "linkId": of_urgency, "answer": [coding(CodeSystem::Urgencies, urgency.word(), words.urgency(urgency))] },
        { "linkId": of_headline, "answer": [{ "valueString": decision.headline() }] },
    ] })
}
