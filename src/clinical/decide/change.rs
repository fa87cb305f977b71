//! Answers that would be others, and the results to which they lead.

use crate::clinical::model::answers::Answer;
use crate::clinical::model::finding::{Kind, tri};
use crate::clinical::model::finding_set::{FindingIndex, FindingSet};
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::rule_book::RuleBook;

/// One answer that would be another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The finding.
    pub index: FindingIndex,
    /// Its other answer.
    pub to: Answer,
}

impl Change {
    /// Whether a sign that is absent would be present.
    pub(super) fn is_a_sign_that_appears(self, book: &RuleBook) -> bool {
        let is_tri = book.finding(self.index).is_some_and(|finding| finding.kind == Kind::Tri);
        is_tri && self.to == Answer::Choice(tri::PRESENT)
    }
}

/// Changes with the result to which they lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterfactual {
    /// In [`Changes::up`] each alone leads there, in [`Changes::down`] all together.
    pub changes: Vec<Change>,
    /// The result of the changed payload.
    pub result: Outcome,
}

/// What would change the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Every single change that raises level or urgency, by the result it leads to, the highest first.
    pub up: Vec<Counterfactual>,
    /// The smallest sets that lower the answer and raise nothing, those of the largest effect first.
    pub down: Vec<Counterfactual>,
    /// Whether there are more such sets than are listed.
    pub truncated: bool,
}

pub(super) fn findings_of_changes(changes: &[Change]) -> FindingSet {
    changes.iter().map(|change| change.index).collect()
}
