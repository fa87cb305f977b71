//! What is known: the caller's answers after completed screens, "asked only when", defaults and contradictions, and
//! the derived findings that follow from them.

use crate::clinical::model::answers::Answer;
use crate::clinical::model::finding::tri;
use crate::clinical::model::finding_set::{FindingIndex, FindingSet};
use crate::clinical::model::truth::Truth;

/// What is known of one finding or derived finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Nobody knows.
    Unknown,
    /// One answer, by its place.
    Choice(u8),
    /// Several answers, as a bit set.
    Several(u32),
    /// A whole number.
    Number(i32),
}

/// The first answer of a finding.
const FIRST: Fact = Fact::Choice(0);

impl From<Answer> for Fact {
    /// An empty list says nothing; the rest is taken as it was sent.
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::NotSent | Answer::Unknown | Answer::Several(0) => Self::Unknown,
            Answer::Choice(place) => Self::Choice(place),
            Answer::Several(places) => Self::Several(places),
            Answer::Number(number) => Self::Number(number),
        }
    }
}

/// All that is known, and which answers contradict each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub(super) values: Vec<Fact>,
    /// The findings with their first answer: "present", "yes".
    pub(super) first: FindingSet,
    /// The findings of which nothing is known.
    pub(super) unknown: FindingSet,
    /// The findings that were sent and take part in a contradiction; empty when there is none.
    pub contradicting: FindingSet,
}

impl Facts {
    /// What is known of a finding or derived finding.
    #[must_use]
    pub fn get(&self, index: FindingIndex) -> Fact {
        self.values.get(index).copied().unwrap_or(Fact::Unknown)
    }

    /// The findings and derived findings with their first answer: "present", "yes".
    #[must_use]
    pub fn first(&self) -> FindingSet {
        self.first
    }

    /// The findings and derived findings of which nothing is known.
    #[must_use]
    pub fn unknown(&self) -> FindingSet {
        self.unknown
    }

    /// Whether nothing is known of a finding or derived finding.
    #[must_use]
    pub fn is_unknown(&self, index: FindingIndex) -> bool {
        self.unknown.contains(index)
    }

    /// The value of "present" for a three-valued finding: unknown while nobody knows, whatever the class.
    #[must_use]
    pub fn present(&self, index: FindingIndex) -> Truth {
        match self.get(index) {
            Fact::Choice(tri::PRESENT) => Truth::True,
            Fact::Choice(_) => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// Replaces what is known of one finding; nothing that depends on it follows.
    pub(super) fn set(&mut self, index: FindingIndex, fact: Fact) {
        if let Some(value) = self.values.get_mut(index) {
            *value = fact;
            self.first.put(index, fact == FIRST);
            self.unknown.put(index, fact == Fact::Unknown);
        }
    }
}
