//! Questions as a caller gets them: what to ask next, what could only lower the answer, and whether to stop.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::prepared::Prepared;
use super::wording::{QuestionText, Wording};
use super::written::{arrays, members, words};
use crate::clinical::decide::decision::Decision;
use crate::clinical::decide::question::{LoweringQuestion, NextQuestion, Questions, StopReason};
use crate::clinical::model::answers::Findings;
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;

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
    pub next_questions: Vec<NextShown<'a>>,
    /// What could only lower the answer.
    pub lowering_questions: Vec<LoweringShown<'a>>,
    /// Whether to stop asking.
    pub stop: Stop,
}

/// Whether to stop asking.
#[derive(Serialize, ToSchema)]
pub struct Stop {
    /// True when neither list holds a question that was not asked yet.
    pub stop: bool,
    /// Why; null while there is something to ask.
    pub because: Option<StopReason>,
}

/// A question that could raise the answer.
#[derive(Serialize, ToSchema)]
pub struct NextShown<'a> {
    #[serde(flatten, serialize_with = "Prepared::by_members")]
    #[schema(value_type = QuestionText)]
    pub question: &'a Prepared<QuestionText>,
    /// Ids of the open rules concerned.
    #[schema(value_type = Vec<String>)]
    pub why: RuleIds<'a>,
    /// The highest result that they could lead to.
    pub could_reach: Outcome,
    /// Whether it was asked already: the key was sent and still counts as unknown. Do not ask it again.
    pub asked: bool,
}

/// Rules, of which only the ids are written.
pub struct RuleIds<'a>(Vec<&'a Rule>);

impl<'a> RuleIds<'a> {
    fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().map(|rule| rule.id.as_str())
    }
}

arrays! { RuleIds<'_> { ids } }

/// A question that could only lower the answer.
#[derive(Serialize, ToSchema)]
pub struct LoweringShown<'a> {
    #[serde(flatten, serialize_with = "Prepared::by_members")]
    #[schema(value_type = QuestionText)]
    pub question: &'a Prepared<QuestionText>,
    /// The lowest definite result that it could lead to.
    pub could_lower_to: Outcome,
    /// Whether it was asked already: the key was sent and still counts as unknown. Do not ask it again.
    pub asked: bool,
}

words! { StopReason }

members! {
    QuestionsShown<'_> { next_questions, lowering_questions, stop, }
    Stop { stop, because, }
    NextShown<'_> { ..question, why, could_reach, asked, }
    LoweringShown<'_> { ..question, could_lower_to, asked, }
}

impl<'a> QuestionsShown<'a> {
    /// The questions of a decision, or the part of them that the caller wants.
    pub fn of(
        wording: &'a Wording,
        decision: &Decision<'a>,
        findings: &Findings,
        asked_for: Option<QuestionsAsked>,
    ) -> Self {
        let book = decision.book;
        let mut questions = Questions::for_decision(decision, findings);
        if let Some(asked_for) = asked_for {
            keep(book, &mut questions, asked_for);
        }
        let next = questions.next.into_iter().filter_map(|question| next_shown(wording, question));
        let lowering = questions.lowering.iter().filter_map(|question| lowering_shown(wording, *question));
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
    let next: Vec<FindingIndex> = questions.next.iter().map(|question| question.index).collect();
    questions.lowering.retain(|question| !question.asked && !next.contains(&question.index));
    let Some(first) = next.first().copied().or_else(|| questions.lowering.first().map(|question| question.index))
    else {
        return;
    };
    let kept = |index: FindingIndex| match asked_for {
        QuestionsAsked::One => index == first,
        QuestionsAsked::Screen => book.screen_of(index) == book.screen_of(first),
    };
    questions.next.retain(|question| kept(question.index));
    questions.lowering.retain(|question| kept(question.index));
}

fn next_shown<'a>(wording: &'a Wording, question: NextQuestion<'a>) -> Option<NextShown<'a>> {
    Some(NextShown {
        question: wording.questions.get(question.index)?,
        why: RuleIds(question.why),
        could_reach: question.could_reach,
        asked: question.asked,
    })
}

fn lowering_shown(wording: &Wording, question: LoweringQuestion) -> Option<LoweringShown<'_>> {
    let LoweringQuestion { index, could_lower_to, asked } = question;
    Some(LoweringShown { question: wording.questions.get(index)?, could_lower_to, asked })
}
