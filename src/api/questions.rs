//! Questions as a caller gets them: what to ask next, what could only lower the answer, and whether to stop.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::pointer;
use crate::clinical::answers::Findings;
use crate::clinical::finding::{Class, Finding, Kind};
use crate::clinical::outcome::Outcome;
use crate::clinical::question::{LoweringQuestion, NextQuestion, Questions, StopReason};
use crate::clinical::rule_book::RuleBook;
use crate::clinical::slots::Slot;
use crate::clinical::triage::Decision;

/// How many questions a caller wants.
#[derive(Clone, Copy, Deserialize, ToSchema)]
pub enum QuestionsAsked {
    /// Only the first that was not asked yet.
    #[serde(rename = "1")]
    One,
    /// Every one of its screen that was not asked yet.
    #[serde(rename = "screen")]
    Screen,
}

/// The questions that a decision leaves.
#[derive(Serialize, ToSchema)]
pub struct QuestionsShown<'a> {
    /// What could still raise the answer, the most urgent first; questions that were asked already stand last.
    pub(super) next_questions: Vec<NextShown<'a>>,
    /// What could only lower the answer.
    pub(super) lowering_questions: Vec<LoweringShown<'a>>,
    /// Whether to stop asking.
    pub(super) stop: Stop,
}

/// Whether to stop asking.
#[derive(Serialize, ToSchema)]
pub(super) struct Stop {
    /// True when neither list holds a question that was not asked yet.
    pub(super) stop: bool,
    /// Why; null while there is something to ask.
    pub(super) because: Option<StopReason>,
}

/// A question that could raise the answer.
#[derive(Serialize, ToSchema)]
pub(super) struct NextShown<'a> {
    #[serde(flatten)]
    pub(super) question: QuestionText<'a>,
    /// Ids of the open rules concerned.
    pub(super) why: Vec<&'a str>,
    /// The highest result that they could lead to.
    pub(super) could_reach: Outcome,
    /// Whether it was asked already: the key was sent and still counts as unknown. Do not ask it again.
    pub(super) asked: bool,
}

/// A question that could only lower the answer.
#[derive(Serialize, ToSchema)]
pub(super) struct LoweringShown<'a> {
    #[serde(flatten)]
    pub(super) question: QuestionText<'a>,
    /// The lowest definite result that it could lead to.
    pub(super) could_lower_to: Outcome,
    /// Whether it was asked already: the key was sent and still counts as unknown. Do not ask it again.
    pub(super) asked: bool,
}

/// A question in words.
#[derive(Serialize, ToSchema)]
pub(super) struct QuestionText<'a> {
    /// JSON Pointer (RFC 6901) to where the answer goes in the caller's body.
    #[serde(serialize_with = "pointer")]
    #[schema(value_type = String, pattern = "^/findings/[a-z0-9_]+$", example = "/findings/tingling")]
    pub(super) pointer: &'a str,
    /// The question in the person's words.
    pub(super) question: &'a str,
    /// How it is answered.
    pub(super) kind: Kind,
    /// The answers to offer; left out for a number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) answers: Vec<Offered<'a>>,
    /// Lowest permitted number; left out for answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    pub(super) minimum: Option<i32>,
    /// Highest permitted number; left out for answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    pub(super) maximum: Option<i32>,
    /// Unit of the number; left out for answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unit: Option<&'a str>,
    /// The screen that asks it; null for a question that belongs to none.
    pub(super) screen: Option<&'a str>,
    /// Whether it asks for a sign that cannot be left open.
    pub(super) red_flag: bool,
}

/// An answer to offer.
#[derive(Serialize, ToSchema)]
pub(super) struct Offered<'a> {
    /// The answer as it stands in a request.
    pub(super) value: &'a str,
    /// The answer as the person reads it.
    pub(super) label: &'a str,
}

impl<'a> QuestionsShown<'a> {
    /// The questions of a decision, or the part of them that the caller wants.
    pub fn of(decision: &Decision<'a>, findings: &Findings, asked_for: Option<QuestionsAsked>) -> Self {
        let book = decision.book;
        let mut questions = Questions::of(decision, findings);
        if let Some(asked_for) = asked_for {
            keep(book, &mut questions, asked_for);
        }
        let next = questions.next.iter().filter_map(|question| next_shown(book, question));
        let lowering = questions.lowering.iter().filter_map(|question| lowering_shown(book, *question));
        Self {
            next_questions: next.collect(),
            lowering_questions: lowering.collect(),
            stop: Stop { stop: questions.stop.is_some(), because: questions.stop },
        }
    }
}

/// Keeps the first question that was not asked yet, or every one of its screen. A finding in both lists counts once,
/// among those that could raise the answer.
fn keep(book: &RuleBook, questions: &mut Questions, asked_for: QuestionsAsked) {
    questions.next.retain(|question| !question.asked);
    let next: Vec<Slot> = questions.next.iter().map(|question| question.slot).collect();
    questions.lowering.retain(|question| !question.asked && !next.contains(&question.slot));
    let Some(first) = next.first().copied().or_else(|| questions.lowering.first().map(|question| question.slot)) else {
        return;
    };
    let kept = |slot: Slot| match asked_for {
        QuestionsAsked::One => slot == first,
        QuestionsAsked::Screen => book.screen_of(slot) == book.screen_of(first),
    };
    questions.next.retain(|question| kept(question.slot));
    questions.lowering.retain(|question| kept(question.slot));
}

fn next_shown<'a>(book: &'a RuleBook, question: &NextQuestion<'a>) -> Option<NextShown<'a>> {
    Some(NextShown {
        question: words(book, question.slot)?,
        why: question.why.iter().map(|rule| rule.id.as_str()).collect(),
        could_reach: question.could_reach,
        asked: question.asked,
    })
}

fn lowering_shown(book: &RuleBook, question: LoweringQuestion) -> Option<LoweringShown<'_>> {
    let LoweringQuestion { slot, could_lower_to, asked } = question;
    Some(LoweringShown { question: words(book, slot)?, could_lower_to, asked })
}

fn words(book: &RuleBook, slot: Slot) -> Option<QuestionText<'_>> {
    let finding: &Finding = book.finding(slot)?;
    let screen = book.screen_of(slot).and_then(|place| book.screens.get(place));
    let is_number = finding.kind == Kind::Integer;
    let offered = finding.answers.iter().filter(|answer| answer.offered);
    Some(QuestionText {
        pointer: &finding.name,
        question: &finding.question,
        kind: finding.kind,
        answers: offered.map(|answer| Offered { value: &answer.value, label: &answer.label }).collect(),
        minimum: is_number.then_some(finding.minimum),
        maximum: is_number.then_some(finding.maximum),
        unit: finding.unit.as_deref(),
        screen: screen.map(|screen| screen.id.as_str()),
        red_flag: finding.class == Class::U1 && screen.is_some(),
    })
}
