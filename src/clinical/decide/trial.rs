//! What other answers would come to: only the rules that depend on them are evaluated again.

use std::cell::OnceCell;

use super::change::{Change, findings_of_changes};
use super::combination::{Combination, combine};
use super::decision::{Decision, without_context};
use super::facts::Facts;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::tri;
use crate::clinical::model::finding_set::{FindingIndex, FindingSet};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::truth::Truth;

/// Decides again with other answers.
pub(super) struct Trial<'d, 'b> {
    decision: &'d Decision<'b>,
    sent: &'d Findings,
    /// What was sent; changed and put back by each trial.
    findings: Findings,
    /// The findings whose answers settle others: those that conditions of questions and derived findings read, the group
    /// questions, and the members of those answered "no", which a member that is present contradicts.
    settling: FindingSet,
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
            settling: settling(decision.book, sent),
            not_false: not_false.map(|(place, (_, value))| (place, *value)).collect(),
            facts: decision.facts.clone(),
            without_context: OnceCell::new(),
            values: Vec::with_capacity(decision.book.rules.len()),
        }
    }

    /// What the rules come to with other answers.
    pub(super) fn with(&mut self, changes: &[Change]) -> Combination {
        let changing = self.changing(changes);
        changes.iter().for_each(|change| self.findings.set(change.index, change.to));
        let combined = if changing.meets(self.settling) {
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

    /// What the rules come to that depend on none of some findings.
    pub(super) fn without(&self, findings: FindingSet) -> Combination {
        let book = self.decision.book;
        let firm = |place: &usize| book.rules.get(*place).is_some_and(|rule| !rule.depends_on.meets(findings));
        let values = self.not_false.iter().copied().filter(|(place, _)| firm(place));
        combine(book, &values, |rule| rule.value(self.context_absent()))
    }

    /// What is known if every unknown context question were answered "absent".
    fn context_absent(&self) -> &Facts {
        let Decision { book, facts, .. } = self.decision;
        self.without_context.get_or_init(|| without_context(book, self.sent, facts))
    }

    /// Whether other facts depend on this finding.
    pub(super) fn settles(&self, index: FindingIndex) -> bool {
        self.settling.contains(index)
    }

    /// What would be known with other answers.
    pub(super) fn facts_with(&self, changes: &[Change]) -> Facts {
        let mut findings = self.sent.clone();
        changes.iter().for_each(|change| findings.set(change.index, change.to));
        Facts::interpret(self.decision.book, &findings)
    }

    /// The findings that some changes can change, but for those with a condition: rules depend on these through it.
    pub(super) fn changing(&self, changes: &[Change]) -> FindingSet {
        let book = self.decision.book;
        changes.iter().fold(findings_of_changes(changes), |changing, change| {
            let asked_together = book.group_question(change.index).or_else(|| book.group_of(change.index));
            let asked_together = asked_together.filter(|_| self.settling.contains(change.index));
            asked_together.map_or(changing, |group| changing.union(group.member_set))
        })
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
                self.context_absent()
            })
        });
        self.values = values;
        combined
    }
}

fn settling(book: &RuleBook, sent: &Findings) -> FindingSet {
    book.group_questions.iter().fold(book.with_dependents, |mut settling, group| {
        settling.insert(group.index);
        let answered_no = sent.get(group.index) == Answer::Choice(tri::ABSENT);
        if answered_no { settling.union(group.member_set) } else { settling }
    })
}
