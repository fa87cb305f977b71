//! Questions as a caller gets them: what to ask next, what could only lower the answer, and whether to stop.

use super::json::{json_array, json_object, json_word};
use super::options::QuestionsWanted;
use super::prepared_texts::PreparedTexts;
use super::preserialized::Preserialized;
use super::question_wording::QuestionWording;
use crate::clinical::decide::decision::Decision;
use crate::clinical::decide::question::{self, Questions, StopReason};
use crate::clinical::model::answers::Findings;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;

json_object! {
    /// The questions that a decision leaves.
    pub struct QuestionsAnswer<'a> {
        /// What could still raise the answer, the most urgent first; questions that were asked already come last. Ask these
        /// first.
        pub next_questions: Vec<Question<'a>>,
        /// What could only lower the answer.
        pub lowering_questions: Vec<Question<'a>>,
        /// Whether to stop asking. It looks at all questions, however many were asked for.
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
    /// A question: the same wherever it stands, in the questionnaire, in `next_questions` and in `lowering_questions`.
    pub struct Question<'a> {
        .. /// What is the same whenever it is asked.
        #[serde(serialize_with = "Preserialized::by_members")]
        #[schema(value_type = QuestionWording)]
        pub wording: &'a Preserialized<QuestionWording>,
        /// Whether it was asked already: the key was sent and still counts as unknown. Do not ask it again. Null in the
        /// questionnaire.
        pub asked: Option<bool>,
        /// Ids of the rules for which it is asked: those still open; in the questionnaire all that read it. Null for a
        /// question that could only lower the answer.
        #[schema(value_type = Option<Vec<String>>)]
        pub why: Option<RuleIds<'a>>,
        /// The highest result that they could lead to; null for a question that could only lower the answer, and in the
        /// questionnaire.
        pub could_raise_to: Option<Outcome>,
        /// The lowest definite result that it could lead to; null for a question that could raise the answer, and in the
        /// questionnaire.
        pub could_lower_to: Option<Outcome>,
    }
}

/// Rules, of which only the ids are written.
pub struct RuleIds<'a>(pub Vec<&'a Rule>);

impl<'a> RuleIds<'a> {
    fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().map(|rule| rule.id.as_str())
    }
}

json_array!(RuleIds<'a>, ids);

json_word!(StopReason);

impl<'a> QuestionsAnswer<'a> {
    /// The questions of a decision, or the part of them that the caller wants.
    pub fn new(
        texts: &'a PreparedTexts,
        decision: &Decision<'a>,
        findings: &Findings,
        wanted: QuestionsWanted,
    ) -> Self {
        let book = decision.book;
        let mut questions = Questions::for_decision(decision, findings);
        keep(book, &mut questions, wanted);
        let next = questions.next.into_iter().filter_map(|question| next_question(texts, question));
        let lowering = questions.lowering.iter().filter_map(|question| lowering_question(texts, *question));
        Self {
            next_questions: next.collect(),
            lowering_questions: lowering.collect(),
            stop: InterviewStop { stop: questions.stop.is_some(), because: questions.stop },
        }
    }
}

/// Keeps what the caller wants: of less than all questions only those that were not asked yet. A finding in both lists
/// counts once, among those that could raise the answer.
fn keep(book: &RuleBook, questions: &mut Questions, wanted: QuestionsWanted) {
    let mut kept = match wanted {
        QuestionsWanted::All => return,
        QuestionsWanted::None => Vec::new(),
        QuestionsWanted::One | QuestionsWanted::Screen => questions.on_first_screen(book),
    };
    if wanted == QuestionsWanted::One {
        kept.truncate(1);
    }
    questions.next.retain(|question| !question.asked && kept.contains(&question.index));
    kept.retain(|index| questions.next.iter().all(|question| question.index != *index));
    questions.lowering.retain(|question| !question.asked && kept.contains(&question.index));
}

fn next_question<'a>(texts: &'a PreparedTexts, question: question::NextQuestion<'a>) -> Option<Question<'a>> {
    Some(Question {
        wording: texts.questions.get(question.index)?,
        asked: Some(question.asked),
        why: Some(RuleIds(question.why)),
        could_raise_to: Some(question.could_raise_to),
        could_lower_to: None,
    })
}

fn lowering_question(texts: &PreparedTexts, question: question::LoweringQuestion) -> Option<Question<'_>> {
    let question::LoweringQuestion { index, could_lower_to, asked } = question;
    Some(Question {
        wording: texts.questions.get(index)?,
        asked: Some(asked),
        why: None,
        could_raise_to: None,
        could_lower_to: Some(could_lower_to),
    })
}
