//! Questions as a caller gets them: what to ask next, what could only lower the answer, and whether to stop.

use serde::Deserialize;
use utoipa::ToSchema;

use super::json::{json_array, json_object, json_word};
use super::prepared_texts::{PreparedTexts, QuestionWording};
use super::preserialized::Preserialized;
use crate::clinical::decide::decision::Decision;
use crate::clinical::decide::question::{self, Questions, StopReason};
use crate::clinical::model::answers::Findings;
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;

/// How many questions a caller wants.
#[derive(Clone, Copy, Deserialize, ToSchema)]
pub enum QuestionsWanted {
    /// Only the first that was not asked yet.
    #[serde(rename = "1")]
    One,
    /// Every one of its screen that was not asked yet.
    #[serde(rename = "screen")]
    Screen,
}

json_object! {
    /// The questions that a decision leaves.
    pub struct QuestionsAnswer<'a> {
        /// What could still raise the answer, the most urgent first; questions that were asked already stand last.
        pub next_questions: Vec<NextQuestion<'a>>,
        /// What could only lower the answer.
        pub lowering_questions: Vec<LoweringQuestion<'a>>,
        /// Whether to stop asking.
        pub stop: InterviewStop,
    }
}

json_object! {
    /// Whether to stop asking.
    pub struct InterviewStop {
        /// True when neither list holds a question that was not asked yet.
        pub stop: bool,
        /// Why; null while there is something to ask.
        pub because: Option<StopReason>,
    }
}

json_object! {
    /// A question that could raise the answer.
    pub struct NextQuestion<'a> {
        .. #[serde(serialize_with = "Preserialized::by_members")]
        #[schema(value_type = QuestionWording)]
        pub question: &'a Preserialized<QuestionWording>,
        /// Ids of the open rules concerned.
        #[schema(value_type = Vec<String>)]
        pub why: RuleIds<'a>,
        /// The highest result that they could lead to.
        pub could_reach: Outcome,
        /// Whether it was asked already: the key was sent and still counts as unknown. Do not ask it again.
        pub asked: bool,
    }
}

/// Rules, of which only the ids are written.
pub struct RuleIds<'a>(Vec<&'a Rule>);

impl<'a> RuleIds<'a> {
    fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().map(|rule| rule.id.as_str())
    }
}

json_array!(RuleIds<'a>, ids);

json_object! {
    /// A question that could only lower the answer.
    pub struct LoweringQuestion<'a> {
        .. #[serde(serialize_with = "Preserialized::by_members")]
        #[schema(value_type = QuestionWording)]
        pub question: &'a Preserialized<QuestionWording>,
        /// The lowest definite result that it could lead to.
        pub could_lower_to: Outcome,
        /// Whether it was asked already: the key was sent and still counts as unknown. Do not ask it again.
        pub asked: bool,
    }
}

json_word!(StopReason);

impl<'a> QuestionsAnswer<'a> {
    /// The questions of a decision, or the part of them that the caller wants.
    pub fn new(
        texts: &'a PreparedTexts,
        decision: &Decision<'a>,
        findings: &Findings,
        wanted: Option<QuestionsWanted>,
    ) -> Self {
        let book = decision.book;
        let mut questions = Questions::for_decision(decision, findings);
        if let Some(wanted) = wanted {
            keep(book, &mut questions, wanted);
        }
        let next = questions.next.into_iter().filter_map(|question| next_question(texts, question));
        let lowering = questions.lowering.iter().filter_map(|question| lowering_question(texts, *question));
        Self {
            next_questions: next.collect(),
            lowering_questions: lowering.collect(),
            stop: InterviewStop { stop: questions.stop.is_some(), because: questions.stop },
        }
    }
}

/// Keeps the first question that was not asked yet, or every one of its screen. A finding in both lists counts once,
/// among those that could raise the answer.
fn keep(book: &RuleBook, questions: &mut Questions, wanted: QuestionsWanted) {
    questions.next.retain(|question| !question.asked);
    let next: Vec<FindingIndex> = questions.next.iter().map(|question| question.index).collect();
    questions.lowering.retain(|question| !question.asked && !next.contains(&question.index));
    let Some(first) = next.first().copied().or_else(|| questions.lowering.first().map(|question| question.index))
    else {
        return;
    };
    let kept = |index: FindingIndex| match wanted {
        QuestionsWanted::One => index == first,
        QuestionsWanted::Screen => book.screen_of(index) == book.screen_of(first),
    };
    questions.next.retain(|question| kept(question.index));
    questions.lowering.retain(|question| kept(question.index));
}

fn next_question<'a>(texts: &'a PreparedTexts, question: question::NextQuestion<'a>) -> Option<NextQuestion<'a>> {
    Some(NextQuestion {
        question: texts.questions.get(question.index)?,
        why: RuleIds(question.why),
        could_reach: question.could_reach,
        asked: question.asked,
    })
}

fn lowering_question(texts: &PreparedTexts, question: question::LoweringQuestion) -> Option<LoweringQuestion<'_>> {
    let question::LoweringQuestion { index, could_lower_to, asked } = question;
    Some(LoweringQuestion { question: texts.questions.get(index)?, could_lower_to, asked })
}
