//! The parts of an answer that are the same for everybody: serialised once for a rule book.

use serde::Serialize;
use utoipa::ToSchema;

use super::preserialized::Preserialized;
use crate::clinical::model::evidence::{Evidence, Read};
use crate::clinical::model::finding::{Class, Finding, Kind};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;

/// The prepared parts, each list in the order of the rule book.
pub struct PreparedTexts {
    /// The words and sources of each rule.
    pub rules: Vec<RuleTexts>,
    /// The words of the warning about contradictions.
    pub warning: Preserialized<TextForBoth>,
    /// The advice.
    pub advice: Vec<Preserialized<AdviceItem>>,
    /// The workup of each group.
    pub groups: Vec<Preserialized<WorkupItem>>,
    /// Suggestions after those of the groups.
    pub extra_workup: Vec<Preserialized<WorkupItem>>,
    /// The sources.
    pub sources: Vec<Preserialized<SourceReference>>,
    /// Each question.
    pub questions: Vec<Preserialized<QuestionWording>>,
    /// Each answer of each finding, as another answer that would change the result.
    pub changes: Vec<Vec<Preserialized<AnswerChange>>>,
    /// When to seek help at once.
    pub emergency_note: Preserialized<String>,
    /// The same with what concerns a baby.
    pub emergency_note_with_baby: Preserialized<String>,
    /// That this is no diagnosis.
    pub not_a_diagnosis: Preserialized<String>,
    /// The rule book.
    pub rule_book: Preserialized<RuleBookInForce>,
}

/// The words of a rule, and the ids of its sources.
pub struct RuleTexts {
    /// The reason in words.
    pub text: Preserialized<TextForBoth>,
    /// Ids of its sources.
    pub evidence: Preserialized<Vec<String>>,
}

impl PreparedTexts {
    /// Writes the parts for a rule book.
    ///
    /// # Errors
    ///
    /// What cannot be written as JSON: a bug in this service.
    pub fn prepare(book: &RuleBook) -> Result<Self, String> {
        let prepared =
            |values: Vec<WorkupItem>| values.into_iter().map(Preserialized::new).collect::<Result<Vec<_>, _>>();
        let advice = book.advice.iter().map(|advice| &advice.text).map(|text| {
            let person = PersonText { person: text.text.clone() };
            Preserialized::new(AdviceItem { id: text.id.clone(), text: person, evidence: text.evidence.clone() })
        });
        let groups = book.groups.iter().map(|group| WorkupItem::new(&group.id, &group.workup)).collect();
        let extra = book.extra_workup.iter().map(|extra| WorkupItem::new(&extra.text.id, &extra.text.text)).collect();
        let sources = book.evidence.iter().map(|record| Preserialized::new(SourceReference::from(record)));
        let questions = book.findings.iter().enumerate().map(|(index, finding)| question(book, index, finding));
        Ok(Self {
            rules: book.rules.iter().map(|rule| rule_texts(book, rule)).collect::<Result<_, _>>()?,
            warning: Preserialized::new(TextForBoth::new(&book.warning.person, &book.warning.clinician))?,
            advice: advice.collect::<Result<_, _>>()?,
            groups: prepared(groups)?,
            extra_workup: prepared(extra)?,
            sources: sources.collect::<Result<_, _>>()?,
            questions: questions.collect::<Result<_, _>>()?,
            changes: book.findings.iter().map(changes).collect::<Result<_, _>>()?,
            emergency_note: Preserialized::new(book.texts.fixed.emergency_note.clone())?,
            emergency_note_with_baby: Preserialized::new(book.texts.fixed.emergency_note_with_baby())?,
            not_a_diagnosis: Preserialized::new(book.texts.fixed.not_a_diagnosis.clone())?,
            rule_book: Preserialized::new(RuleBookInForce::describe(book))?,
        })
    }
}

fn rule_texts(book: &RuleBook, rule: &Rule) -> Result<RuleTexts, String> {
    Ok(RuleTexts {
        text: Preserialized::new(TextForBoth::new(&rule.person, &rule.clinician))?,
        evidence: Preserialized::new(evidence_ids(book, &rule.evidence))?,
    })
}

/// The ids of some sources.
#[must_use]
pub fn evidence_ids(book: &RuleBook, places: &[usize]) -> Vec<String> {
    places.iter().filter_map(|place| book.evidence.get(*place)).map(|record| record.id.clone()).collect()
}

/// A text for the person and one for a clinician.
#[derive(Serialize, ToSchema)]
pub struct TextForBoth {
    /// For the person.
    pub person: String,
    /// For a clinician.
    pub clinician: String,
}

impl TextForBoth {
    /// The two texts.
    #[must_use]
    pub fn new(person: &str, clinician: &str) -> Self {
        Self { person: person.to_owned(), clinician: clinician.to_owned() }
    }
}

/// A text for the person.
#[derive(Serialize, ToSchema)]
pub struct PersonText {
    /// For the person.
    pub person: String,
}

/// A text for a clinician.
#[derive(Serialize, ToSchema)]
pub struct ClinicianText {
    /// For a clinician.
    pub clinician: String,
}

/// Advice for the person.
#[derive(Serialize, ToSchema)]
pub struct AdviceItem {
    /// Id of the advice.
    #[schema(pattern = "^A[0-9]{2,5}$", example = "A13")]
    pub id: String,
    /// The advice in words.
    pub text: PersonText,
    /// Ids of its sources; empty for background knowledge that nobody has verified.
    pub evidence: Vec<String>,
}

/// A suggestion for a clinician.
#[derive(Serialize, ToSchema)]
pub struct WorkupItem {
    /// Id of the suspected group, or of a further suggestion.
    pub group: String,
    /// The suggestion in words.
    pub text: ClinicianText,
}

impl WorkupItem {
    fn new(group: &str, text: &str) -> Self {
        Self { group: group.to_owned(), text: ClinicianText { clinician: text.to_owned() } }
    }
}

/// Where a finding was published.
#[derive(Serialize, ToSchema)]
pub struct SourceReference {
    /// The publication.
    pub source: String,
    /// Its year; null when it states none.
    #[schema(minimum = 1800, maximum = 2200)]
    pub year: Option<i32>,
    /// Its addresses.
    #[schema(max_items = 20)]
    pub urls: Vec<String>,
    /// Kind of publication.
    pub kind: String,
    /// How far it was read: R that very page, S a secondary page, N the news article.
    pub read: Read,
}

impl From<&Evidence> for SourceReference {
    fn from(record: &Evidence) -> Self {
        let Evidence { source, year, urls, kind, read, .. } = record;
        Self { source: source.clone(), year: *year, urls: urls.clone(), kind: kind.clone(), read: *read }
    }
}

/// The rule book in force.
#[derive(Serialize, ToSchema)]
pub struct RuleBookInForce {
    /// Its name.
    #[schema(example = "twitch-triage")]
    pub id: String,
    /// Its version (SemVer).
    #[schema(example = "1.0.0")]
    pub version: String,
    /// SHA-256 over its files.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    pub digest: String,
}

impl RuleBookInForce {
    /// The reference to a rule book.
    #[must_use]
    pub fn describe(book: &RuleBook) -> Self {
        Self { id: book.identity.id.clone(), version: book.identity.version.clone(), digest: book.digest.clone() }
    }
}

/// A question in words.
#[derive(Serialize, ToSchema)]
pub struct QuestionWording {
    /// JSON Pointer (RFC 6901) to where the answer goes in the caller's body.
    #[schema(pattern = "^/findings/[a-z0-9_]+$", example = "/findings/tingling")]
    pub pointer: String,
    /// Name of the finding in the person's words.
    pub label: String,
    /// The question in the person's words; of a group question with everything that it asks for.
    pub question: String,
    /// What helps to answer it; null where nothing is said.
    pub help: Option<String>,
    /// True when the help is a part of the meaning: always show it. Left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help_always: Option<bool>,
    /// True when it asks about a baby or child: while the age is unknown, show `only_for_a_child` of the questionnaire
    /// with it. Left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about_a_child: Option<bool>,
    /// How it is answered.
    pub kind: Kind,
    /// The answers to offer; left out for a number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub answers: Vec<AnswerChoice>,
    /// Lowest permitted number; left out for answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    pub minimum: Option<i32>,
    /// Highest permitted number; left out for answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    pub maximum: Option<i32>,
    /// Unit of the number; left out for answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The findings for which a group question stands; null for every other question.
    pub members: Option<Vec<String>>,
    /// The screen that asks it; null for a question that belongs to none.
    pub screen: Option<String>,
    /// Whether it asks for a sign that cannot be left open.
    pub red_flag: bool,
}

/// Another answer.
#[derive(Serialize, ToSchema)]
pub struct AnswerChange {
    /// JSON Pointer (RFC 6901) to where the answer goes in the caller's body.
    #[schema(pattern = "^/findings/[a-z0-9_]+$", example = "/findings/muscle_wasting")]
    pub pointer: String,
    /// The other answer.
    #[schema(example = "present")]
    pub to: String,
}

fn changes(finding: &Finding) -> Result<Vec<Preserialized<AnswerChange>>, String> {
    let pointer = format!("/findings/{}", finding.name);
    let changes =
        finding.answers.iter().map(|answer| AnswerChange { pointer: pointer.clone(), to: answer.value.clone() });
    changes.map(Preserialized::new).collect()
}

/// An answer to offer.
#[derive(Serialize, ToSchema)]
pub struct AnswerChoice {
    /// The answer as it is written in a request.
    pub value: String,
    /// The answer as the person reads it.
    pub label: String,
}

fn question(book: &RuleBook, index: FindingIndex, finding: &Finding) -> Result<Preserialized<QuestionWording>, String> {
    let screen = book.screen_of(index).and_then(|place| book.screens.get(place));
    let is_number = finding.kind == Kind::Integer;
    let offered = finding.answers.iter().filter(|answer| answer.offered);
    let offered = offered.map(|answer| AnswerChoice { value: answer.value.clone(), label: answer.label.clone() });
    Preserialized::new(QuestionWording {
        pointer: format!("/findings/{}", finding.name),
        label: finding.label.clone(),
        question: finding.question.clone(),
        help: finding.help.clone(),
        help_always: finding.help_always.then_some(true),
        about_a_child: finding.about_a_child.then_some(true),
        kind: finding.kind,
        answers: offered.collect(),
        minimum: is_number.then_some(finding.minimum),
        maximum: is_number.then_some(finding.maximum),
        unit: finding.unit.clone(),
        members: (!finding.members.is_empty()).then(|| finding.members.clone()),
        screen: screen.map(|screen| screen.id.clone()),
        red_flag: screen.is_some() && is_red_flag(book, index),
    })
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
