//! What a caller said: one answer, or none, for each finding of the rule book.

use super::finding_set::{FindingIndex, FindingSet};

/// What was sent for one finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// The key was not sent.
    #[default]
    NotSent,
    /// `"unknown"` or null was sent; both mean the same.
    Unknown,
    /// One answer, by its place among the answers of the finding.
    Choice(u8),
    /// Several answers, as a bit set over the answers of the finding.
    Several(u32),
    /// A whole number.
    Number(i32),
}

/// All that a caller said: answers, and the screens whose every question was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    answers: Vec<Answer>,
    /// The findings whose keys were sent.
    sent: FindingSet,
    completed: FindingSet,
    /// The findings whose questions were not shown, though their screen was completed.
    hidden: FindingSet,
}

impl Findings {
    /// Nothing sent, no screen completed, for a rule book with so many findings.
    #[must_use]
    pub fn for_count(findings: usize) -> Self {
        let answers = vec![Answer::NotSent; findings];
        let [sent, completed, hidden] = [FindingSet::default(); 3];
        Self { answers, sent, completed, hidden }
    }

    /// What was sent for a finding.
    #[must_use]
    pub fn get(&self, index: FindingIndex) -> Answer {
        self.answers.get(index).copied().unwrap_or_default()
    }

    /// Replaces what was sent for a finding.
    pub fn set(&mut self, index: FindingIndex, answer: Answer) {
        if let Some(place) = self.answers.get_mut(index) {
            *place = answer;
            self.sent.put(index, answer != Answer::NotSent);
        }
    }

    /// Whether the key of the finding was sent.
    #[must_use]
    pub fn was_sent(&self, index: FindingIndex) -> bool {
        self.sent.contains(index)
    }

    /// The findings whose keys were sent.
    #[must_use]
    pub fn sent(&self) -> FindingSet {
        self.sent
    }

    /// Marks a screen, by its place in the rule book, as completed.
    pub fn complete(&mut self, screen: usize) {
        self.completed.insert(screen);
    }

    /// Notes that the question for a finding was not shown: completing its screen says nothing of it.
    pub fn hide(&mut self, index: FindingIndex) {
        self.hidden.insert(index);
    }

    /// Whether the question for a finding was not shown.
    #[must_use]
    pub fn is_hidden(&self, index: FindingIndex) -> bool {
        self.hidden.contains(index)
    }

    /// Whether a screen, by its place in the rule book, was completed.
    #[must_use]
    pub fn is_completed(&self, screen: usize) -> bool {
        self.completed.contains(screen)
    }

    /// The screens that were completed, by their places in the rule book.
    pub fn completed(&self) -> impl Iterator<Item = usize> {
        self.completed.iter()
    }
}
