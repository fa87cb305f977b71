//! The whole answer: decision, questions and explanation, as far as they were asked for.

use super::decision::DecisionAnswer;
use super::explanation::{Explain, Explanation, understood};
use super::json::json_object;
use super::prepared_texts::PreparedTexts;
use super::questions::{InterviewStop, LoweringQuestion, NextQuestion, QuestionsAnswer, QuestionsWanted};
use super::report;
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::answers::Findings;

/// What a caller can ask for besides the decision.
#[derive(Clone, Copy, Default)]
pub struct AnswerOptions {
    /// Which questions; none for all of them.
    pub questions: Option<QuestionsWanted>,
    /// Which explanation; none for no explanation.
    pub explain: Option<Explain>,
}

json_object! {
    /// The decision with everything that a person, a clinician and a program need of it.
    pub struct TriageAnswer<'a> {
        .. /// The decision.
        pub decision: DecisionAnswer<'a>,
        .. /// The questions that it leaves.
        pub questions: QuestionsAnswer<'a>,
        .. /// The explanation that was asked for.
        pub explanation: Explanation<'a>,
    }

    /// One step of an interview.
    pub struct InterviewStep<'a> {
        /// The answer so far.
        pub answer: DecisionAnswer<'a>,
        /// What could still raise the answer, the most urgent first; questions that were asked already come last.
        pub next_questions: Vec<NextQuestion<'a>>,
        /// What could only lower the answer.
        pub lowering_questions: Vec<LoweringQuestion<'a>>,
        /// Whether to stop asking.
        pub stop: InterviewStop,
    }
}

impl<'a> TriageAnswer<'a> {
    /// The answer to what was sent.
    #[must_use]
    pub fn new(
        texts: &'a PreparedTexts,
        decision: &Decision<'a>,
        findings: &'a Findings,
        options: AnswerOptions,
    ) -> Self {
        Self {
            decision: DecisionAnswer::new(texts, decision, findings),
            questions: QuestionsAnswer::new(texts, decision, findings, options.questions),
            explanation: Explanation::new(texts, decision, findings, options.explain),
        }
    }

    /// The answer as a report for a terminal, 80 columns wide.
    #[must_use]
    pub fn report(&self, texts: &'a PreparedTexts, decision: &Decision<'a>, findings: &Findings) -> String {
        let understood = understood(texts, decision.book, findings);
        report::write(self, &understood, decision.book.meaning(decision.result.urgency))
    }
}

impl<'a> InterviewStep<'a> {
    /// What to ask next, and the answer so far.
    #[must_use]
    pub fn new(
        texts: &'a PreparedTexts,
        decision: &Decision<'a>,
        findings: &'a Findings,
        questions: Option<QuestionsWanted>,
    ) -> Self {
        let answer = DecisionAnswer::new(texts, decision, findings);
        let QuestionsAnswer { next_questions, lowering_questions, stop } =
            QuestionsAnswer::new(texts, decision, findings, questions);
        Self { answer, next_questions, lowering_questions, stop }
    }
}
