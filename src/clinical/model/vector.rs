//! Test vectors: answers, and the result that they must give.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::outcome::{Level, Outcome, Urgency};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Possible {
    /// If all that is unknown were absent.
    pub least: Outcome,
    /// If all that is unknown were present.
    pub most: Outcome,
}

impl Expectation {
    /// Level and urgency.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        Outcome { level: self.level, urgency: self.urgency }
    }
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
}
