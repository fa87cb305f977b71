//! Answers as FHIR codes them: yes, no and "don't know" with codes of HL7, every other one with a code of ours.

use serde_json::{Value, json};

use super::canonical::{ABSENT_REASON, Canonical, CodeSystem, YES_OR_NO};
use crate::clinical::model::answers::Answer;
use crate::clinical::model::finding::{AnswerOption, Finding, Kind, UNKNOWN, tri};
use crate::clinical::model::rule_book::RuleBook;

/// "Yes".
pub const YES: &str = "Y";
/// "No".
pub const NO: &str = "N";
/// "Don't know".
pub const ASKED_UNKNOWN: &str = "asked-unknown";

/// The code of an answer: the name of the finding, a point, the word.
#[must_use]
pub fn answer_code(finding: &Finding, answer: &AnswerOption) -> String {
    format!("{}.{}", finding.name, answer.value)
}

/// The answers of a finding that have a code of ours: those of a list, but not "unknown".
pub fn coded_answers(finding: &Finding) -> impl Iterator<Item = &AnswerOption> {
    let answers = if finding.kind == Kind::Tri { &[] } else { finding.answers.as_slice() };
    answers.iter().filter(|answer| answer.value != UNKNOWN)
}

/// "Don't know", in the words of the finding.
#[must_use]
pub fn dont_know(book: &RuleBook, finding: &Finding) -> Value {
    let own = finding.answers.iter().find(|answer| answer.value == UNKNOWN);
    let label = own.map_or(&book.texts.answers.unknown, |answer| &answer.label);
    json!({ "system": ABSENT_REASON, "code": ASKED_UNKNOWN, "display": label })
}

/// The codings to offer, in order; "don't know" last.
#[must_use]
pub fn offered(book: &RuleBook, finding: &Finding) -> Vec<Value> {
    let mut offered: Vec<Value> = match finding.kind {
        Kind::Tri => [(tri::PRESENT, YES), (tri::ABSENT, NO)]
            .into_iter()
            .filter_map(|(place, code)| Some(yes_or_no(code, &finding.answers.get(usize::from(place))?.label)))
            .collect(),
        Kind::OneOf | Kind::SomeOf => {
            let offered = coded_answers(finding).filter(|answer| answer.offered);
            offered.map(|answer| own_coding(book, finding, answer)).collect()
        }
        Kind::Integer => return Vec::new(),
    };
    offered.push(dont_know(book, finding));
    offered
}

fn yes_or_no(code: &str, label: &str) -> Value {
    json!({ "system": YES_OR_NO, "code": code, "display": label })
}

fn own_coding(book: &RuleBook, finding: &Finding, answer: &AnswerOption) -> Value {
    let system = Canonical::for_book(book).code_system(CodeSystem::Answers);
    json!({ "system": system, "code": answer_code(finding, answer), "display": answer.label })
}

/// The members `answer` of an item: a value for each answer that was given; none for an answer that was not sent, or a
/// number that is not known.
#[must_use]
pub fn answer_values(book: &RuleBook, finding: &Finding, answer: Answer) -> Vec<Value> {
    let coding = |coding: Value| vec![json!({ "valueCoding": coding })];
    let at = |place: u8| finding.answers.get(usize::from(place));
    match (answer, finding.kind) {
        (Answer::NotSent, _) | (Answer::Unknown, Kind::Integer) => Vec::new(),
        (Answer::Unknown | Answer::Several(0), _) => coding(dont_know(book, finding)),
        (Answer::Number(number), _) => vec![json!({ "valueInteger": number })],
        (Answer::Choice(place), Kind::Tri) => {
            let code = if place == tri::PRESENT { YES } else { NO };
            at(place).map(|answer| coding(yes_or_no(code, &answer.label))).unwrap_or_default()
        }
        (Answer::Choice(place), _) => {
            at(place).map(|answer| coding(own_coding(book, finding, answer))).unwrap_or_default()
        }
        (Answer::Several(places), _) => {
            let chosen = finding.answers_at(places).map(|answer| own_coding(book, finding, answer));
            chosen.map(|coding| json!({ "valueCoding": coding })).collect()
        }
    }
}

/// What a coding says of a finding; none for a code that the finding does not take.
#[must_use]
pub fn read_coding(book: &RuleBook, finding: &Finding, system: &str, code: &str) -> Option<Answer> {
    if system == ABSENT_REASON {
        return [ASKED_UNKNOWN, UNKNOWN].contains(&code).then_some(Answer::Unknown);
    }
    if finding.kind == Kind::Tri {
        return match (system, code) {
            (YES_OR_NO, YES) => Some(Answer::Choice(tri::PRESENT)),
            (YES_OR_NO, NO) => Some(Answer::Choice(tri::ABSENT)),
            _ => None,
        };
    }
    if system != Canonical::for_book(book).code_system(CodeSystem::Answers) {
        return None;
    }
    let word = code.strip_prefix(finding.name.as_str())?.strip_prefix('.').filter(|word| *word != UNKNOWN)?;
    let place = finding.position(word)?;
    match finding.kind {
        Kind::OneOf => Some(Answer::Choice(place)),
        Kind::SomeOf => Some(Answer::Several(1u32.checked_shl(place.into())?)),
        Kind::Tri | Kind::Integer => None,
    }
}
