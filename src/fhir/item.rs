//! The items of the forms: a group for each screen, an item for each question.

use serde_json::{Map, Value, json};

use super::enable_when;
use crate::clinical::model::finding::{Finding, Kind};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::canonical::{Canonical, CodeSystem};
use crate::fhir_resource::coded_answer::offered;
use crate::fhir_resource::form_item::{
    FOR_A_BABY, FOR_A_CHILD, HELP, INTRODUCTION, NONE_OF_THESE, RESULT, RESULT_ITEMS, ScreenRound,
};
use crate::fhir_resource::shown_when::{Expected, FormTest, ShownWhen};

/// The units of UCUM, by how the names of their findings end.
const UNITS: [(&str, &str); 2] = [("_years", "a"), ("_days", "d")];

/// How the questions of a group are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// All of them, each while its condition holds.
    ByCondition,
    /// These, because they are due; whether the age is known decides on a note.
    Due {
        /// Whether the age is known.
        age_known: bool,
    },
}

/// The group of a screen: introduction, questions, "none of these".
pub fn group(book: &RuleBook, round: ScreenRound, questions: &[FindingIndex], shown: Shown) -> Value {
    let link_id = round.link_id(book);
    let Some(screen) = book.screens.get(round.screen) else { return json!({ "linkId": link_id, "type": "group" }) };
    let mut items = vec![display(&format!("{link_id}.{INTRODUCTION}"), &screen.introduction)];
    for &index in questions {
        items.extend(book.finding(index).map(|finding| question(book, index, finding, shown)));
        if index == book.known.age_years && shown == Shown::ByCondition {
            items.extend(notes_by_age(book));
        }
    }
    if !screen.heading_only {
        let text = &book.record_texts.fhir.none_of_these;
        items.push(json!({ "linkId": format!("{link_id}.{NONE_OF_THESE}"), "text": text, "type": "boolean" }));
    }
    json!({ "linkId": link_id, "text": screen.title, "type": "group", "item": items })
}

/// The item of a question. Nothing is required and nothing is chosen in advance: that would be a guessed answer.
fn question(book: &RuleBook, index: FindingIndex, finding: &Finding, shown: Shown) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| drop(item.insert(name.to_owned(), value));
    put("linkId", json!(finding.name));
    put("code", json!([Canonical::for_book(book).coding(CodeSystem::Findings, &finding.name)]));
    put("text", json!(text(book, finding, shown)));
    put("type", json!(if finding.kind == Kind::Integer { "integer" } else { "choice" }));
    if finding.kind == Kind::SomeOf {
        put("repeats", json!(true));
    }
    match finding.kind {
        Kind::Integer => put("extension", json!(number_extensions(finding))),
        Kind::SomeOf => put("extension", json!([control("check-box", "Check-box")])),
        Kind::Tri | Kind::OneOf => put("extension", json!([control("radio-button", "Radio Button")])),
    }
    if finding.kind != Kind::Integer {
        put("answerOption", json!(answer_options(book, finding)));
    }
    if let Some(help) = finding.help.as_ref().filter(|_| !finding.help_always) {
        put("item", json!([help_text(&finding.name, help)]));
    }
    if shown == Shown::ByCondition {
        enable_when::add(book, index, &mut item);
    }
    Value::Object(item)
}

/// The question with what belongs to its meaning.
fn text(book: &RuleBook, finding: &Finding, shown: Shown) -> String {
    let mut text = finding.question.clone();
    let mut add = |more: &str| {
        text.push(' ');
        text.push_str(more);
    };
    finding.help.iter().filter(|_| finding.help_always).for_each(|help| add(help));
    if finding.about_a_child && shown == (Shown::Due { age_known: false }) {
        add(&book.texts.questionnaire.only_for_a_child);
    }
    text
}

fn number_extensions(finding: &Finding) -> Vec<Value> {
    let bound = |name: &str, number: i32| {
        let url = format!("http://hl7.org/fhir/StructureDefinition/{name}");
        json!({ "url": url, "valueInteger": number })
    };
    let mut extensions = vec![bound("minValue", finding.minimum), bound("maxValue", finding.maximum)];
    let code = UNITS.iter().find(|(end, _)| finding.name.ends_with(end)).map(|(_, code)| code);
    if let (Some(word), Some(code)) = (&finding.unit, code) {
        extensions.push(json!({
            "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit",
            "valueCoding": { "system": "http://unitsofmeasure.org", "code": code, "display": word },
        }));
    }
    extensions
}

/// The answers to offer. Where several may be chosen, "don't know" cannot stand beside another one.
fn answer_options(book: &RuleBook, finding: &Finding) -> Vec<Value> {
    let offered = offered(book, finding);
    let last = offered.len().saturating_sub(1);
    let option = |(place, coding): (usize, Value)| {
        if finding.kind == Kind::SomeOf && place == last {
            let exclusive = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";
            json!({ "extension": [{ "url": exclusive, "valueBoolean": true }], "valueCoding": coding })
        } else {
            json!({ "valueCoding": coding })
        }
    };
    offered.into_iter().enumerate().map(option).collect()
}

/// How an item is shown: every answer in sight, so that "don't know" is never hidden in a list.
fn control(code: &str, display: &str) -> Value {
    let coding =
        json!({ "system": "http://hl7.org/fhir/questionnaire-item-control", "code": code, "display": display });
    json!({
        "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
        "valueCodeableConcept": { "coding": [coding] },
    })
}

fn display(link_id: &str, text: &str) -> Value {
    json!({ "linkId": link_id, "text": text, "type": "display" })
}

/// What helps to answer a question, on request.
fn help_text(name: &str, help: &str) -> Value {
    json!({
        "extension": [control("help", "Help-Button")],
        "linkId": format!("{name}.{HELP}"),
        "text": help,
        "type": "display",
    })
}

/// A text, followed in a translation by what must be known of it.
pub fn with_translation_note(book: &RuleBook, text: &str) -> String {
    book.translation_note().map_or_else(|| text.to_owned(), |note| format!("{text} {note}"))
}

/// What is said before the first question.
pub fn introduction(book: &RuleBook) -> Value {
    display(INTRODUCTION, &with_translation_note(book, &book.texts.questionnaire.introduction))
}

/// What is said once the age is known to be that of a child or a baby.
fn notes_by_age(book: &RuleBook) -> [Value; 2] {
    let (texts, ages) = (&book.texts.questionnaire, book.texts.age);
    let note = |link_id: &str, text: &str, ages: &[Expected]| {
        let mut item = Map::new();
        item.insert("linkId".to_owned(), json!(link_id));
        item.insert("text".to_owned(), json!(text));
        item.insert("type".to_owned(), json!("display"));
        let tests = ages.iter().map(|age| FormTest { question: book.known.age_years, expected: *age }).collect();
        enable_when::add_conditions(book, &mut item, &ShownWhen { tests, any: false });
        Value::Object(item)
    };
    let child = [Expected::AtLeast(ages.baby_below), Expected::Below(ages.child_below)];
    [
        note(FOR_A_CHILD, &texts.for_a_child, &child),
        note(FOR_A_BABY, &texts.for_a_baby, &[Expected::Below(ages.baby_below)]),
    ]
}

/// The group with the result, at the end of a form that is served one screen at a time. It needs nothing from elsewhere.
pub fn result_group(book: &RuleBook) -> Value {
    let canonical = Canonical::for_book(book);
    let (texts, words) = (&book.record_texts.fhir, &book.texts.clinician_words);
    let [of_level, of_urgency, of_headline] = RESULT_ITEMS;
    let option = |system: CodeSystem, code: &str, display: &str| {
        let system = canonical.code_system(system);
        json!({ "valueCoding": { "system": system, "code": code, "display": display } })
    };
    let levels = Level::ALL.map(|level| option(CodeSystem::Levels, level.word(), words.level(level)));
    let urgencies = Urgency::ALL.map(|urgency| option(CodeSystem::Urgencies, urgency.word(), words.urgency(urgency)));
    let choice = |link_id: &str, text: &str, options: Value| json!({ "linkId": link_id, "text": text, "type": "choice", "readOnly": true, "answerOption": options });
    json!({ "linkId": RESULT, "text": texts.result, "type": "group", "item": [
        choice(of_level, &texts.result_level, json!(levels)),
        choice(of_urgency, &texts.result_urgency, json!(urgencies)),
        { "linkId": of_headline, "text": texts.result_headline, "type": "string", "readOnly": true },
    ] })
}
