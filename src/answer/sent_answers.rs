//! The caller's own answers, as an explanation shows them.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::json::{self, WriteJson, json_array, json_object};
use super::prepared_texts::PreparedTexts;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::{Finding, Kind, UNKNOWN};
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::rule_book::RuleBook;

/// The caller's own answers among some findings.
pub struct SentAnswers<'a> {
    texts: &'a PreparedTexts,
    book: &'a RuleBook,
    findings: &'a Findings,
    among: FindingSet,
}

impl<'a> SentAnswers<'a> {
    /// Those of these findings whose keys were sent.
    pub fn among(texts: &'a PreparedTexts, book: &'a RuleBook, findings: &'a Findings, among: FindingSet) -> Self {
        Self { texts, book, findings, among: among.intersection(findings.sent()) }
    }

    /// The answers in the order of the questionnaire.
    pub fn iter(&self) -> impl Iterator<Item = SentAnswer<'a>> {
        self.among.iter().filter_map(|index| {
            let finding = self.book.finding(index)?;
            let pointer = &self.texts.questions.get(index)?.pointer;
            Some(SentAnswer { pointer, seen: AnswerAsSent { finding, answer: self.findings.get(index) } })
        })
    }
}

json_array!(SentAnswers<'a>, iter);

json_object! {
    /// An answer of the caller.
    pub struct SentAnswer<'a> {
        /// JSON Pointer (RFC 6901) into the caller's body.
        #[schema(pattern = "^/findings/[a-z0-9_]+$", example = "/findings/sites")]
        pub pointer: &'a str,
        /// The answer: a word, words in the order of the questionnaire, a number, or null.
        #[schema(value_type = AnswerValue)]
        pub seen: AnswerAsSent<'a>,
    }
}

/// The schema of an answer as it was sent.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
pub enum AnswerValue {
    /// A word.
    Word(Option<String>),
    /// Words in the order of the questionnaire.
    Words(Vec<String>),
    /// A number.
    Number(i32),
}

/// An answer with the finding that gives it its words.
pub struct AnswerAsSent<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The answer.
    pub answer: Answer,
}

impl Serialize for AnswerAsSent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = |places: u32| {
            let answers = self.finding.answers.iter().enumerate();
            answers.filter(move |(place, _)| places >> place & 1 == 1).map(|(_, answer)| &answer.value)
        };
        match (self.answer, self.finding.kind) {
            (Answer::Choice(place), _) => serializer.serialize_str(self.finding.value_at(place)),
            (Answer::Number(number), _) => serializer.serialize_i32(number),
            (Answer::Several(places), _) => serializer.collect_seq(named(places)),
            (Answer::Unknown | Answer::NotSent, Kind::Tri | Kind::OneOf) => serializer.serialize_str(UNKNOWN),
            (Answer::Unknown | Answer::NotSent, _) => serializer.serialize_none(),
        }
    }
}

impl WriteJson for AnswerAsSent<'_> {
    fn write_json(&self, out: &mut Vec<u8>) {
        match self.answer {
            // Nearly all are words.
            Answer::Choice(place) => self.finding.value_at(place).write_json(out),
            _ => json::write_with_serde(self, out),
        }
    }
}
