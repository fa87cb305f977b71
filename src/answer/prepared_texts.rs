//! The parts of an answer that are the same for everybody: serialised once for a rule book.

use serde::Serialize;
use utoipa::ToSchema;

use super::options::Detail;
use super::preserialized::Preserialized;
use super::question_wording::QuestionWording;
use crate::clinical::model::advice::AdviceText;
use crate::clinical::model::evidence::Evidence;
use crate::clinical::model::finding::Finding;
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::source::{Read, Source};
use crate::clinical::model::translation::Translation;

/// The prepared parts, each list in the order of the rule book.
pub struct PreparedTexts {
    /// The words and sources of each rule.
    pub rules: Vec<RuleTexts>,
    /// The words of the warning about contradictions.
    pub warning: RuleTexts,
    /// The advice.
    pub advice: Vec<AdviceTexts>,
    /// The workup of each group.
    pub groups: Vec<Preserialized<WorkupItem>>,
    /// Suggestions after those of the groups.
    pub extra_workup: Vec<Preserialized<WorkupItem>>,
    /// The source of each published statement.
    pub evidence: Vec<Preserialized<EvidenceReference>>,
    /// The same with the statement itself.
    pub evidence_in_full: Vec<Preserialized<EvidenceReference>>,
    /// The publications.
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
    /// The rule book in short.
    pub brief_rule_book: Preserialized<BriefRuleBook>,
    /// That the texts are a translation; none in the language of the rule book.
    pub translation: Option<Preserialized<Translation>>,
}

/// The words of a rule, and the ids of its evidence.
pub struct RuleTexts {
    /// The reason for the person alone.
    pub brief: Preserialized<BriefReason>,
    /// The reason in words.
    pub text: Preserialized<TextForBoth>,
    /// Ids of its evidence.
    pub evidence: Preserialized<Vec<String>>,
}

/// An advice, in short and with its evidence.
pub struct AdviceTexts {
    /// In short.
    pub brief: Preserialized<String>,
    /// With its evidence.
    pub standard: Preserialized<AdviceItem>,
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
        let groups = book.groups.iter().map(|group| WorkupItem::new(&group.id, &group.workup)).collect();
        let extra = book.extra_workup.iter().map(|extra| WorkupItem::new(&extra.text.id, &extra.text.text)).collect();
        let evidence = |detail| {
            let references = book.evidence.iter().map(|statement| EvidenceReference::new(statement, detail));
            references.map(Preserialized::new).collect::<Result<_, _>>()
        };
        let sources = book.sources.iter().map(|source| Preserialized::new(SourceReference::from(source)));
        let questions = book
            .findings
            .iter()
            .enumerate()
            .map(|(index, finding)| Preserialized::new(QuestionWording::new(book, index, finding)));
        Ok(Self {
            rules: book.rules.iter().map(|rule| of_rule(book, rule)).collect::<Result<_, _>>()?,
            warning: rule_texts(&book.warning.id, &book.warning.person, &book.warning.clinician, Vec::new())?,
            advice: book.advice.iter().map(|advice| advice_texts(&advice.text)).collect::<Result<_, _>>()?,
            groups: prepared(groups)?,
            extra_workup: prepared(extra)?,
            evidence: evidence(Detail::Standard)?,
            evidence_in_full: evidence(Detail::Full)?,
            sources: sources.collect::<Result<_, _>>()?,
            questions: questions.collect::<Result<_, _>>()?,
            changes: book.findings.iter().map(changes).collect::<Result<_, _>>()?,
            emergency_note: Preserialized::new(book.texts.fixed.emergency_note.clone())?,
            emergency_note_with_baby: Preserialized::new(book.texts.fixed.emergency_note_with_baby())?,
            not_a_diagnosis: Preserialized::new(book.texts.fixed.not_a_diagnosis.clone())?,
            rule_book: Preserialized::new(RuleBookInForce::describe(book))?,
            brief_rule_book: Preserialized::new(BriefRuleBook::describe(book))?,
            translation: book.translation.clone().map(Preserialized::new).transpose()?,
        })
    }
}

fn of_rule(book: &RuleBook, rule: &Rule) -> Result<RuleTexts, String> {
    rule_texts(&rule.id, &rule.person, &rule.clinician, evidence_ids(book, &rule.evidence))
}

fn rule_texts(id: &str, person: &str, clinician: &str, evidence: Vec<String>) -> Result<RuleTexts, String> {
    Ok(RuleTexts {
        brief: Preserialized::new(BriefReason { rule: id.to_owned(), text: person.to_owned() })?,
        text: Preserialized::new(TextForBoth::new(person, clinician))?,
        evidence: Preserialized::new(evidence)?,
    })
}

fn advice_texts(advice: &AdviceText) -> Result<AdviceTexts, String> {
    let text = PersonText { person: advice.text.clone() };
    Ok(AdviceTexts {
        brief: Preserialized::new(advice.text.clone())?,
        standard: Preserialized::new(AdviceItem { id: advice.id.clone(), text, evidence: advice.evidence.clone() })?,
    })
}

/// The ids of some evidence.
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

/// A rule that fired, in the person's words.
#[derive(Serialize, ToSchema)]
pub struct BriefReason {
    /// Id of the rule; `/v1/rules/{id}` says all about it.
    #[schema(pattern = "^R-[A-Z][0-9]{2,5}$", example = "R-B00")]
    pub rule: String,
    /// The reason in words.
    pub text: String,
}

/// Advice for the person, with its evidence.
#[derive(Serialize, ToSchema)]
pub struct AdviceItem {
    /// Id of the advice.
    #[schema(pattern = "^A[0-9]{2,5}$", example = "A13")]
    pub id: String,
    /// The advice in words.
    pub text: PersonText,
    /// Ids of its evidence, which `evidence` explains; empty for background knowledge that nobody has verified.
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

/// A published statement.
#[derive(Serialize, ToSchema)]
pub struct EvidenceReference {
    /// Id of its source, which `sources` explains.
    #[schema(pattern = "^S[0-9]{2,3}$", example = "S01")]
    pub source: String,
    /// What was found, paraphrased; only in a full answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub statement: Option<String>,
}

impl EvidenceReference {
    fn new(Evidence { source, statement, .. }: &Evidence, detail: Detail) -> Self {
        Self { source: source.clone(), statement: (detail == Detail::Full).then(|| statement.clone()) }
    }
}

/// A publication.
#[derive(Serialize, ToSchema)]
pub struct SourceReference {
    /// The publication, as it is cited.
    pub title: String,
    /// The organisation or journal that published it; null where the citation names none.
    pub publisher: Option<String>,
    /// Its year; null when it states none.
    #[schema(minimum = 1800, maximum = 2200)]
    pub year: Option<i32>,
    /// Its addresses, to link to; empty when it has none, and then `note` says why.
    #[schema(max_items = 20)]
    pub urls: Vec<String>,
    /// Kind of publication, such as guideline, cohort or review.
    pub kind: String,
    /// How far it was read: R that very page, S a secondary page, N the news article.
    pub read: Read,
    /// A remark; of a source without an address, why it has none. Null where there is nothing to remark.
    pub note: Option<String>,
}

impl From<&Source> for SourceReference {
    fn from(source: &Source) -> Self {
        let Source { title, publisher, year, urls, kind, read, note, .. } = source.clone();
        Self { title, publisher, year, urls, kind, read, note }
    }
}

/// The rule book in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
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

/// The rule book in force, in short.
#[derive(Serialize, ToSchema)]
pub struct BriefRuleBook {
    /// Its version (SemVer).
    #[schema(example = "2.0.0")]
    pub version: String,
    /// SHA-256 over its files.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    pub digest: String,
}

impl BriefRuleBook {
    fn describe(book: &RuleBook) -> Self {
        Self { version: book.identity.version.clone(), digest: book.digest.clone() }
    }
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
