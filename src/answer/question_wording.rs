//! A question in words: what is the same whenever it is asked.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clinical::model::finding::{AnswerOption, Class, Finding, Kind};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule_book::RuleBook;

/// A question in words.
#[derive(Serialize, ToSchema)]
pub struct QuestionWording {
    /// Name of the finding: the key of the answer in `findings`.
    #[schema(pattern = "^[a-z0-9_]+$", example = "tingling")]
    pub finding: String,
    /// JSON Pointer (RFC 6901) to where the answer goes in the caller's body.
    #[schema(pattern = "^/findings/[a-z0-9_]+$", example = "/findings/tingling")]
    pub pointer: String,
    /// Name of the finding in the person's words, for a summary: "You said: …".
    pub label: String,
    /// The question in the person's words; of a group question with everything that it asks for, in one line.
    pub question: String,
    /// The opening of a group question, under which its bullets stand; null for every other question.
    pub stem: Option<String>,
    /// What stands under the stem, a line each; null for every other question.
    pub bullets: Option<Vec<String>>,
    /// What helps to answer it; null where nothing is said.
    pub help: Option<String>,
    /// Whether the help is a part of the meaning: always show it then, else on request.
    pub help_always: bool,
    /// Whether it asks about a baby or child: while the age is unknown, show `only_for_a_child` of the questionnaire
    /// with it.
    pub about_a_child: bool,
    /// How it is answered.
    pub kind: Kind,
    /// The answers to offer; null for a number, and for a yes-or-no question whose answers are the `tri_answers` of the
    /// questionnaire.
    pub answers: Option<Vec<AnswerChoice>>,
    /// Lowest permitted number; null for other kinds.
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    pub minimum: Option<i32>,
    /// Highest permitted number; null for other kinds.
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    pub maximum: Option<i32>,
    /// Unit of the number; null for other kinds.
    pub unit: Option<String>,
    /// The findings for which a group question stands: "yes" and "don't know" open them, "no" settles them. Null for
    /// every other question.
    pub members: Option<Vec<String>>,
    /// The screen on which it is asked, by its id in the questionnaire.
    #[schema(example = "strength_and_nerves")]
    pub screen: String,
    /// Whether it asks for a sign that cannot be left open.
    pub red_flag: bool,
}

/// An answer to offer.
#[derive(Serialize, ToSchema)]
pub struct AnswerChoice {
    /// The answer as it is written in a request.
    pub value: String,
    /// The answer as the person reads it.
    pub label: String,
}

impl AnswerChoice {
    /// The answers of a list that are offered.
    #[must_use]
    pub fn offered(answers: &[AnswerOption]) -> Vec<Self> {
        let offered = answers.iter().filter(|answer| answer.offered);
        offered.map(|answer| Self { value: answer.value.clone(), label: answer.label.clone() }).collect()
    }
}

impl QuestionWording {
    /// The question for a finding.
    #[must_use]
    pub fn new(book: &RuleBook, index: FindingIndex, finding: &Finding) -> Self {
        let is_number = finding.kind == Kind::Integer;
        let says_only_yes_or_no = finding.kind == Kind::Tri && finding.members.is_empty();
        let screen = book.screen_of(index).and_then(|place| book.screens.get(place));
        Self {
            finding: finding.name.clone(),
            pointer: format!("/findings/{}", finding.name),
            label: finding.label.clone(),
            question: finding.question.clone(),
            stem: finding.stem.clone(),
            bullets: not_empty(&finding.bullets),
            help: finding.help.clone(),
            help_always: finding.help_always,
            about_a_child: finding.about_a_child,
            kind: finding.kind,
            answers: (!is_number && !says_only_yes_or_no).then(|| AnswerChoice::offered(&finding.answers)),
            minimum: is_number.then_some(finding.minimum),
            maximum: is_number.then_some(finding.maximum),
            unit: finding.unit.clone(),
            members: not_empty(&finding.members),
            screen: screen.or_else(|| book.heading()).map(|screen| screen.id.clone()).unwrap_or_default(),
            red_flag: screen.is_some() && is_red_flag(book, index),
        }
    }
}

fn not_empty(list: &[String]) -> Option<Vec<String>> {
    (!list.is_empty()).then(|| list.to_vec())
}

/// A three-valued finding of class U1, or a group question with such a member.
fn is_red_flag(book: &RuleBook, index: FindingIndex) -> bool {
    let is_one = |index: FindingIndex| {
        book.finding(index).is_some_and(|finding| finding.kind == Kind::Tri && finding.class == Class::U1)
    };
    match book.group_question(index) {
        Some(group) => group.members.iter().any(|member| is_one(*member)),
        None => is_one(index),
    }
}
