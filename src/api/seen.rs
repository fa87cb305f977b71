//! The caller's own answers, as an explanation shows them.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::wording::Wording;
use super::written::{self, Written, arrays, members};
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::{Finding, Kind, UNKNOWN};
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::rule_book::RuleBook;

/// The caller's own answers among some findings.
pub struct AnswersSeen<'a> {
    wording: &'a Wording,
    book: &'a RuleBook,
    findings: &'a Findings,
    among: FindingSet,
}

impl<'a> AnswersSeen<'a> {
    /// Of a caller, those that were sent.
    pub fn of(wording: &'a Wording, book: &'a RuleBook, findings: &'a Findings, among: FindingSet) -> Self {
        Self { wording, book, findings, among: among.intersection(findings.sent()) }
    }

    /// The answers in the order of the questionnaire.
    pub fn iter(&self) -> impl Iterator<Item = Seen<'a>> {
        self.among.iter().filter_map(|index| {
            let finding = self.book.finding(index)?;
            let pointer = &self.wording.questions.get(index)?.pointer;
            Some(Seen { pointer, seen: SeenAnswer { finding, answer: self.findings.get(index) } })
        })
    }
}

arrays! { AnswersSeen<'_> { iter } }

/// An answer of the caller.
#[derive(Serialize, ToSchema)]
pub struct Seen<'a> {
    /// JSON Pointer (RFC 6901) into the caller's body.
    #[schema(pattern = "^/findings/[a-z0-9_]+$", example = "/findings/sites")]
    pub pointer: &'a str,
    /// The answer: a word, words in the order of the questionnaire, a number, or null.
    #[schema(value_type = SeenValue)]
    pub seen: SeenAnswer<'a>,
}

/// The schema of an answer that was seen.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "it stands for its schema only")]
pub enum SeenValue {
    /// A word.
    Word(Option<String>),
    /// Words in the order of the questionnaire.
    Words(Vec<String>),
    /// A number.
    Number(i32),
}

/// An answer with the finding that gives it its words.
pub struct SeenAnswer<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The answer.
    pub answer: Answer,
}

impl Serialize for SeenAnswer<'_> {
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

impl Written for SeenAnswer<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        match self.answer {
            // Nearly all are words.
            Answer::Choice(place) => self.finding.value_at(place).write(out),
            _ => written::by_serde(self, out),
        }
    }
}

members! { Seen<'_> { pointer, seen, } }
