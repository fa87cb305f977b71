//! Test vectors: answers, and the result that they must give.

use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use super::answers::{Findings, FindingsSeed};
use super::check::Fault;
use super::outcome::{Level, Outcome, Urgency};
use super::question::Questions;
use super::rule_book::RuleBook;
use super::triage::Status;

/// The vectors of a rule book.
#[derive(Clone, Debug, Deserialize)]
pub struct Vectors {
    /// The rule book they belong to.
    pub rule_book: String,
    /// Its version.
    pub version: String,
    /// Answers of a person with a harmless twitch.
    pub baseline: Map<String, Value>,
    /// Every question sent, none answered.
    pub everything_unknown: Map<String, Value>,
    /// No question sent.
    pub nothing: Map<String, Value>,
    /// The vectors.
    pub vectors: Vec<Vector>,
}

/// One vector.
#[derive(Clone, Debug, Deserialize)]
pub struct Vector {
    /// Id.
    pub id: String,
    /// What the case is.
    pub case: String,
    /// The answers to begin with.
    pub start_from: Start,
    /// The answers laid over them.
    pub change: Map<String, Value>,
    /// The screens that were completed.
    #[serde(default)]
    pub screens_completed: Vec<String>,
    /// The result that must come out.
    pub expect: Expectation,
}

/// The answers over which a vector is laid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is the field of that name")]
pub enum Start {
    Baseline,
    EverythingUnknown,
    Nothing,
}

/// The result that must come out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Expectation {
    /// Level.
    pub level: Level,
    /// Urgency.
    pub urgency: Urgency,
    /// Whether an open question could raise it.
    pub provisional: bool,
    /// Whether a twitch was reported.
    pub in_scope: bool,
    /// The least and the most that it can still become.
    pub possible: Possible,
    /// Ids of the reasons, in order.
    pub rules: Vec<String>,
    /// Ids of the warnings.
    pub warnings: Vec<String>,
    /// Names of the questions that could raise the answer and were not asked yet, in order.
    pub next_questions: Vec<String>,
    /// Names of those that were asked already.
    pub asked_already: Vec<String>,
    /// Names of the questions that could only lower the answer.
    pub lowering_questions: Vec<String>,
}

/// The least and the most that an answer can still become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Possible {
    /// If all that is unknown were absent.
    pub least: Outcome,
    /// If all that is unknown were present.
    pub most: Outcome,
}

impl Vectors {
    /// The findings of a vector, as a caller would send them.
    #[must_use]
    pub fn findings_of(&self, vector: &Vector) -> Map<String, Value> {
        let mut findings = match vector.start_from {
            Start::Baseline => self.baseline.clone(),
            Start::EverythingUnknown => self.everything_unknown.clone(),
            Start::Nothing => self.nothing.clone(),
        };
        findings.extend(vector.change.clone());
        findings
    }

    /// Every vector that does not come out, and every one that is no valid payload.
    #[must_use]
    pub fn run(&self, book: &RuleBook) -> Vec<Fault> {
        let faults = self.vectors.iter().map(|vector| {
            let expected = &vector.expect;
            match self.read(book, vector) {
                Err(error) => vec![Fault::at("vectors.json", &vector.id, error)],
                Ok(findings) => differences(&vector.id, expected, &Expectation::of(book, &findings)),
            }
        });
        faults.flatten().collect()
    }

    /// Reads the answers of a vector.
    ///
    /// # Errors
    ///
    /// Says what of them the rule book does not take.
    pub fn read(&self, book: &RuleBook, vector: &Vector) -> Result<Findings, String> {
        let answers = Value::Object(self.findings_of(vector));
        let mut findings = FindingsSeed(book).deserialize(answers).map_err(|error| error.to_string())?;
        for id in &vector.screens_completed {
            let screen = book.completable_screen(id).ok_or_else(|| format!("`{id}` is no screen"))?;
            findings.complete(screen);
        }
        Ok(findings)
    }
}

impl Expectation {
    /// What comes out.
    #[must_use]
    pub fn of(book: &RuleBook, findings: &Findings) -> Self {
        let decision = book.decide(findings);
        let questions = Questions::of(&decision, findings);
        let (asked, next): (Vec<_>, Vec<_>) = questions.next.iter().partition(|question| question.asked);
        let name = |slot| book.name(slot).to_owned();
        Self {
            level: decision.result.level,
            urgency: decision.result.urgency,
            provisional: decision.status() == Status::Provisional,
            in_scope: decision.in_scope,
            possible: Possible { least: decision.least, most: decision.most },
            rules: decision.fired().map(|rule| rule.id.clone()).collect(),
            warnings: decision.warning().map(|warning| warning.id.clone()).into_iter().collect(),
            next_questions: next.iter().map(|question| name(question.slot)).collect(),
            asked_already: asked.iter().map(|question| name(question.slot)).collect(),
            lowering_questions: questions.lowering.iter().map(|question| name(question.slot)).collect(),
        }
    }
}

/// The fields in which the result is not the expected one.
fn differences(id: &str, expected: &Expectation, actual: &Expectation) -> Vec<Fault> {
    let fields = [
        ("level", format!("{:?}", expected.level), format!("{:?}", actual.level)),
        ("urgency", format!("{:?}", expected.urgency), format!("{:?}", actual.urgency)),
        ("provisional", expected.provisional.to_string(), actual.provisional.to_string()),
        ("in_scope", expected.in_scope.to_string(), actual.in_scope.to_string()),
        ("possible", format!("{:?}", expected.possible), format!("{:?}", actual.possible)),
        ("rules", expected.rules.join(" "), actual.rules.join(" ")),
        ("warnings", expected.warnings.join(" "), actual.warnings.join(" ")),
        ("next_questions", expected.next_questions.join(" "), actual.next_questions.join(" ")),
        ("asked_already", expected.asked_already.join(" "), actual.asked_already.join(" ")),
        ("lowering_questions", expected.lowering_questions.join(" "), actual.lowering_questions.join(" ")),
    ];
    let differing = fields.into_iter().filter(|(_, expected, actual)| expected != actual);
    differing
        .map(|(field, expected, actual)| {
            Fault::at("vectors.json", id, format!("`{field}` should be {expected}, is {actual}"))
        })
        .collect()
}
