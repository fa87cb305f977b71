//! The explanation on demand: what would change the answer, the trace of every rule, and what was understood.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::json::{self, WriteJson, json_object};
use super::prepared_texts::{AnswerChange, PreparedTexts};
use super::preserialized::Preserialized;
use super::question_wording::QuestionWording;
use super::sent_answers::{self, AnswerAsSent, AnswerValue};
use crate::clinical::decide::change::{Change, Changes, Counterfactual};
use crate::clinical::decide::decision::Decision;
use crate::clinical::decide::facts::Fact;
use crate::clinical::decide::trace as decided;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::condition::LiteralText;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::truth::Truth;

json_object! {
    /// What would change the answer.
    pub struct WhatWouldChange<'a> {
        /// Every single answer that would raise level or urgency, by the result it leads to, the highest first: what a
        /// person should watch for.
        pub up: Vec<RaisingAnswers<'a>>,
        /// The smallest sets of answers that would lower the result and raise nothing, those of the largest effect first:
        /// for the clinician. One answer each, or two where no single one lowers it.
        #[schema(max_items = 10)]
        pub down: Vec<LoweringAnswers<'a>>,
        /// Whether there are more such sets than are listed.
        pub truncated: bool,
    }
}

json_object! {
    /// Answers that would each raise the result.
    pub struct RaisingAnswers<'a> {
        /// Level that each leads to.
        pub level: Level,
        /// Urgency that each leads to.
        pub urgency: Urgency,
        /// The answers; each alone suffices.
        #[schema(value_type = Vec<AnswerChange>)]
        pub any_of: Vec<&'a Preserialized<AnswerChange>>,
    }
}

json_object! {
    /// Answers that together would lower the result.
    pub struct LoweringAnswers<'a> {
        /// The answers; all are needed.
        #[schema(value_type = Vec<AnswerChange>, min_items = 1, max_items = 2)]
        pub changes: Vec<&'a Preserialized<AnswerChange>>,
        /// Level that they lead to.
        pub level: Level,
        /// Urgency that they lead to.
        pub urgency: Urgency,
    }
}

impl<'a> WhatWouldChange<'a> {
    /// What would change the answer to a decision.
    pub fn new(texts: &'a PreparedTexts, decision: &Decision<'a>, findings: &Findings) -> Self {
        let Changes { up, down, truncated } = Changes::for_decision(decision, findings);
        let changes = |leading: &Counterfactual| {
            let mut changes = Vec::with_capacity(leading.changes.len());
            changes.extend(leading.changes.iter().filter_map(|change| answer_change(texts, *change)));
            changes
        };
        let up = up.iter().map(|leading| RaisingAnswers {
            level: leading.result.level,
            urgency: leading.result.urgency,
            any_of: changes(leading),
        });
        let down = down.iter().map(|leading| LoweringAnswers {
            changes: changes(leading),
            level: leading.result.level,
            urgency: leading.result.urgency,
        });
        Self { up: up.collect(), down: down.collect(), truncated }
    }
}

fn answer_change(texts: &PreparedTexts, change: Change) -> Option<&Preserialized<AnswerChange>> {
    let Answer::Choice(place) = change.to else { return None };
    texts.changes.get(change.index)?.get(usize::from(place))
}

/// A rule, its value, and why it has it.
#[derive(Serialize, ToSchema)]
pub struct RuleTrace<'a> {
    /// Id of the rule.
    #[schema(pattern = "^R-[A-Z][0-9]{2,5}$", example = "R-B01")]
    pub rule: &'a str,
    /// Value of its condition.
    pub value: ConditionValue,
    /// The literals that decided, as the rule book has them; each has the value of the rule. Of a true rule the true ones,
    /// of a false rule those of its false clauses, of an unknown rule the unknown ones of its unknown clauses.
    pub decided_by: Vec<&'a LiteralText>,
    /// What each finding that they read counts as, after completed screens, conditions of questions and defaults; by JSON
    /// Pointer (RFC 6901) into the caller's body.
    #[schema(value_type = std::collections::BTreeMap<String, AnswerValue>)]
    pub read: FindingsRead<'a>,
    /// The open rules behind R-K01 and R-K02; left out where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub open_rules: Vec<&'a str>,
}

/// The findings that a rule read, in the order of the questionnaire.
pub struct FindingsRead<'a>(Vec<(&'a str, AnswerAsSent<'a>)>);

impl Serialize for FindingsRead<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(pointer, counts_as)| (pointer, counts_as)))
    }
}

/// The value of a condition.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConditionValue {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// An answer is missing.
    Unknown,
}

impl From<Truth> for ConditionValue {
    fn from(value: Truth) -> Self {
        match value {
            Truth::True => Self::True,
            Truth::False => Self::False,
            Truth::Unknown => Self::Unknown,
        }
    }
}

/// The trace of every rule.
#[must_use]
pub fn trace<'a>(texts: &'a PreparedTexts, decision: &Decision<'a>) -> Vec<RuleTrace<'a>> {
    decision.trace().iter().map(|rule| rule_trace(texts, decision, rule)).collect()
}

fn rule_trace<'a>(texts: &'a PreparedTexts, decision: &Decision<'a>, trace: &decided::RuleTrace<'a>) -> RuleTrace<'a> {
    let indices = trace.decided_by.iter().map(|literal| decision.book.reads(literal.index));
    let indices = indices.fold(FindingSet::default(), FindingSet::union);
    let read = indices.iter().filter_map(|index| {
        let finding = decision.book.finding(index)?;
        let answer = match decision.facts.get(index) {
            Fact::Unknown => Answer::Unknown,
            Fact::Choice(place) => Answer::Choice(place),
            Fact::Several(places) => Answer::Several(places),
            Fact::Number(number) => Answer::Number(number),
        };
        Some((texts.questions.get(index)?.pointer.as_str(), AnswerAsSent { finding, answer }))
    });
    RuleTrace {
        rule: &trace.rule.id,
        value: trace.value.into(),
        decided_by: trace.decided_by.iter().map(|literal| literal.text).collect(),
        read: FindingsRead(read.collect()),
        open_rules: trace.open.iter().map(|rule| rule.id.as_str()).collect(),
    }
}

impl WriteJson for RuleTrace<'_> {
    fn write_json(&self, out: &mut Vec<u8>) {
        json::write_with_serde(self, out);
    }
}

json_object! {
    /// A finding that was sent, as question and answer in words.
    pub struct UnderstoodAnswer<'a> {
        /// JSON Pointer (RFC 6901) into the caller's body.
        #[schema(pattern = "^/findings/[a-z0-9_]+$", example = "/findings/sites")]
        pub pointer: &'a str,
        /// The question.
        pub question: &'a str,
        /// The answer in words.
        #[schema(example = "Eyelid")]
        pub answer: String,
    }
}

/// Each finding that was sent, in the order of the questionnaire.
#[must_use]
pub fn understood<'a>(texts: &'a PreparedTexts, book: &'a RuleBook, findings: &Findings) -> Vec<UnderstoodAnswer<'a>> {
    let sent = book.findings.iter().enumerate().filter(|(index, _)| findings.was_sent(*index));
    sent.filter_map(|(index, finding)| {
        let QuestionWording { pointer, question, .. } = &**texts.questions.get(index)?;
        Some(UnderstoodAnswer { pointer, question, answer: sent_answers::in_words(book, finding, findings.get(index)) })
    })
    .collect()
}
