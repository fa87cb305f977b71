//! The caller's own answers, as an explanation shows them.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::json::{self, WriteJson, json_array, json_object};
use super::prepared_texts::PreparedTexts;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::{Finding, Kind, UNKNOWN, tri};
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

impl SentAnswers<'_> {
    /// Each answer in words: a yes-or-no answer with the label of the finding, any other as "label: answer".
    pub fn in_words(&self) -> impl Iterator<Item = String> {
        let words = &self.book.texts.report;
        self.among.iter().filter_map(|index| {
            let finding = self.book.finding(index)?;
            let answer = self.findings.get(index);
            Some(match (finding.kind, answer) {
                (Kind::Tri, Answer::Choice(tri::PRESENT)) => format!("{}{}", words.you_said, finding.label),
                (Kind::Tri, Answer::Choice(_)) => format!("{}{}", words.you_said_no, finding.label),
                (Kind::Tri, _) => format!("{}{}", words.you_are_not_sure, finding.label),
                _ => format!("{}: {}", finding.label, in_words(self.book, finding, answer)),
            })
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
    /// A word, or null for an answer that is not known.
    #[schema(title = "AnswerWord")]
    Word(Option<String>),
    /// Words in the order of the questionnaire.
    #[schema(title = "AnswerWords")]
    Words(Vec<String>),
    /// A number.
    #[schema(title = "AnswerNumber")]
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
        match (self.answer, self.finding.kind) {
            (Answer::Choice(place), _) => serializer.serialize_str(self.finding.value_at(place)),
            (Answer::Number(number), _) => serializer.serialize_i32(number),
            (Answer::Several(places), _) => {
                serializer.collect_seq(self.finding.answers_at(places).map(|answer| &answer.value))
            }
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

/// An answer in words.
pub(super) fn in_words(book: &RuleBook, finding: &Finding, answer: Answer) -> String {
    let labels = &book.texts.answers;
    let chosen =
        |places: u32| finding.answers_at(places).map(|answer| answer.label.as_str()).collect::<Vec<_>>().join(", ");
    match answer {
        Answer::NotSent | Answer::Unknown => labels.unknown.clone(),
        Answer::Several(0) => labels.none_of_these.clone(),
        Answer::Several(places) => chosen(places),
        Answer::Choice(place) => chosen(1u32.checked_shl(place.into()).unwrap_or(0)),
        Answer::Number(number) => match &finding.unit {
            Some(unit) => format!("{number} {unit}"),
            None => number.to_string(),
        },
    }
}
