//! A case on which a rule book is tried: a vector, or a vignette.

use serde_json::{Map, Value};

use crate::clinical::load::fault::Position;
use crate::clinical::load::vector::read_answers;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::vector::Expectation;

/// A case.
pub(super) struct Case {
    /// The id of the vector or of the vignette.
    pub(super) id: String,
    /// What it is about.
    pub(super) story: String,
    pub(super) answers: Map<String, Value>,
    pub(super) screens_completed: Vec<String>,
    pub(super) findings: Findings,
    /// What a vignette expects, and where that is written; none for a vector, which loading has held against the rules.
    pub(super) expected: Option<Expected>,
}

/// What somebody expects of a vignette.
pub(super) struct Expected {
    pub(super) expectation: Expectation,
    /// Ids of the groups of causes that are suspected.
    pub(super) suspected_groups: Vec<String>,
    /// Ids of the advice that is given.
    pub(super) advice: Vec<String>,
    /// The file.
    pub(super) file: String,
    /// The place of its id in the file.
    pub(super) position: Option<Position>,
}

impl Case {
    /// The answers as a rule book reads them, or why it does not take them.
    pub(super) fn read(&self, book: &RuleBook) -> Result<Findings, String> {
        read_answers(book, &self.answers, &self.screens_completed)
    }

    /// Whether it is the same case, and not only one of the same id.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (&self.id, &self.answers, &self.screens_completed) == (&other.id, &other.answers, &other.screens_completed)
    }
}
