//! What other answers would come to: only the rules that depend on them are evaluated again.

use std::cell::OnceCell;

use super::change::{Change, findings_of_changes};
use super::combination::{Combination, combine};
use super::decision::{Decision, without_context};
use super::facts::Facts;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::truth::Truth;

/// Decides again with other answers.
pub(super) struct Trial<'d, 'b> {
    decision: &'d Decision<'b>,
    sent: &'d Findings,
    /// What was sent; changed and put back by each trial.
    findings: Findings,
    /// The rules that are not false without other answers.
    not_false: Vec<(usize, Truth)>,
    /// What is known; changed and put back by each trial of findings on which no other fact depends.
    facts: Facts,
    /// What is known if every unknown context question were answered "absent"; worked out when it is first needed.
    without_context: OnceCell<Facts>,
    /// The values of one trial, kept for the next.
    values: Vec<(usize, Truth)>,
}

impl<'d, 'b> Trial<'d, 'b> {
    pub(super) fn new(decision: &'d Decision<'b>, sent: &'d Findings) -> Self {
        let rules = decision.book.rules.iter().zip(&decision.truths).enumerate();
        let not_false = rules.filter(|(_, (rule, value))| rule.condition.is_some() && **value != Truth::False);
        Self {
            decision,
            sent,
            findings: sent.clone(),
            not_false: not_false.map(|(place, (_, value))| (place, *value)).collect(),
            facts: decision.facts.clone(),
            without_context: OnceCell::new(),
            values: Vec::with_capacity(decision.book.rules.len()),
        }
    }

    /// What the rules come to with other answers.
    pub(super) fn with(&mut self, changes: &[Change]) -> Combination {
        let changing = findings_of_changes(changes);
        changes.iter().for_each(|change| self.findings.set(change.index, change.to));
        let combined = if changing.meets(self.decision.book.with_dependents) {
            let facts = Facts::interpret(self.decision.book, &self.findings);
            self.combined(changing, &facts)
        } else {
            let mut facts = std::mem::take(&mut self.facts);
            changes.iter().for_each(|change| facts.set(change.index, change.to.into()));
            let combined = self.combined(changing, &facts);
            changes.iter().for_each(|change| facts.set(change.index, self.decision.facts.get(change.index)));
            self.facts = facts;
            combined
        };
        changes.iter().for_each(|change| self.findings.set(change.index, self.sent.get(change.index)));
        combined
    }

    /// What would be known with other answers.
    pub(super) fn facts_with(&self, changes: &[Change]) -> Facts {
        let mut findings = self.sent.clone();
        changes.iter().for_each(|change| findings.set(change.index, change.to));
        Facts::interpret(self.decision.book, &findings)
    }

    fn combined(&mut self, changing: FindingSet, facts: &Facts) -> Combination {
        let book = self.decision.book;
        let rule = |place: usize| book.rules.get(place);
        let mut values = std::mem::take(&mut self.values);
        values.clear();
        let depends = |place: usize| rule(place).is_some_and(|rule| rule.depends_on.meets(changing));
        values.extend(self.not_false.iter().filter(|(place, _)| !depends(*place)));
        for finding in changing.iter() {
            let again = book.dependents(finding).iter().filter_map(|&place| Some((place, rule(place)?.value(facts))));
            values.extend(again.filter(|(_, value)| *value != Truth::False));
        }
        let changed = OnceCell::new();
        let combined = combine(book, &values.iter().copied(), |rule| {
            rule.value(if rule.depends_on.meets(changing) {
                changed.get_or_init(|| without_context(book, &self.findings, facts))
            } else {
                self.without_context.get_or_init(|| without_context(book, self.sent, &self.decision.facts))
            })
        });
        self.values = values;
        combined
    }
}
