//! The decision: a pure, total function of the rule book and the findings.
//!
//! Every rule is evaluated; the result is the join of those that are true and of what open questions demand. No rule
//! can lower anything, and the order of the rules does not matter.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::{Answer, Findings};
use super::facts::Facts;
use super::finding::{Class, tri};
use super::outcome::{Level, Outcome};
use super::rule::{Rule, Warning};
use super::rule_book::RuleBook;
use super::truth::Truth;

/// Whether an open question could still raise the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No open question can raise the answer.
    Final,
    /// An open question could raise the answer: it holds "so far".
    Provisional,
}

/// What was decided, and everything that the decision rests on.
#[derive(Clone, Debug)]
pub struct Decision<'b> {
    /// The rule book that decided.
    pub book: &'b RuleBook,
    /// What is known.
    pub facts: Facts,
    /// The value of each rule's condition, in the order of the rule book.
    pub truths: Vec<Truth>,
    /// Places of the open rules: unknown, with an effect above the definite result.
    pub open: Vec<usize>,
    /// The join of the rules that are true: the answer if all that is unknown were absent.
    pub least: Outcome,
    /// The safe answer.
    pub result: Outcome,
    /// The answer if all that is unknown were present.
    pub most: Outcome,
    /// False when no twitch was reported.
    pub in_scope: bool,
}

impl<'b> Decision<'b> {
    /// Decides.
    #[must_use]
    pub fn of(book: &'b RuleBook, findings: &Findings) -> Self {
        let facts = Facts::of(book, findings);
        let mut truths: Vec<Truth> = book.rules.iter().map(|rule| rule.value(&facts)).collect();
        let least = fired(book, &truths).fold(Outcome::LOWEST, |join, rule| join.join(rule.effect));
        let in_scope = fired(book, &truths).all(|rule| rule.in_scope);
        let open = open_rules(book, &truths, least);
        let mut result = least;
        for place in demands(book, findings, &facts, &open) {
            if let (Some(truth), Some(rule)) = (truths.get_mut(place), book.rules.get(place)) {
                *truth = Truth::True;
                result = result.join(rule.effect);
            }
        }
        let most =
            open.iter().filter_map(|&place| book.rules.get(place)).fold(least, |join, rule| join.join(rule.effect));
        Self { book, facts, truths, open, least, result, most, in_scope }
    }

    /// Whether an open question could still raise the answer.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.open.is_empty() { Status::Final } else { Status::Provisional }
    }

    /// The rules that fired, those about open questions included, in the order of reasons.
    pub fn fired(&self) -> impl Iterator<Item = &'b Rule> {
        fired(self.book, &self.truths)
    }

    /// The warning about contradictions, when there is one.
    #[must_use]
    pub fn warning(&self) -> Option<&'b Warning> {
        (!self.facts.contradicting.is_empty()).then_some(&self.book.warning)
    }

    /// Whether the rule of this id fired.
    #[must_use]
    pub fn has_fired(&self, id: &str) -> bool {
        self.fired().any(|rule| rule.id == id)
    }
}

impl Rule {
    /// The value of the condition; false for a rule whose condition is code.
    #[must_use]
    pub fn value(&self, facts: &Facts) -> Truth {
        self.condition.as_ref().map_or(Truth::False, |condition| condition.value(facts))
    }
}

fn fired<'b>(book: &'b RuleBook, truths: &[Truth]) -> impl Iterator<Item = &'b Rule> {
    book.rules.iter().zip(truths).filter(|(_, truth)| **truth == Truth::True).map(|(rule, _)| rule)
}

/// The rules that are unknown and whose effect is above the definite result. None when that is an emergency: stop
/// asking, act.
fn open_rules(book: &RuleBook, truths: &[Truth], least: Outcome) -> Vec<usize> {
    let unknown = truths.iter().enumerate().filter(|(_, truth)| **truth == Truth::Unknown);
    let above = unknown.filter(|(place, _)| book.rules.get(*place).is_some_and(|rule| rule.effect.exceeds(least)));
    above.map(|(place, _)| place).collect()
}

/// Places of the rules about open questions that fire: the gate for a level-3 rule that stays open whatever the
/// context questions would say, the context rule for any other open rule.
fn demands(book: &RuleBook, findings: &Findings, facts: &Facts, open: &[usize]) -> impl Iterator<Item = usize> {
    let is_gate = gates(book, findings, facts, open);
    let gate = is_gate.contains(&true).then_some(book.gate);
    gate.into_iter().chain(is_gate.contains(&false).then_some(book.context))
}

/// For each open rule, whether it refers and stays unknown when every unknown context answer is "absent".
fn gates(book: &RuleBook, findings: &Findings, facts: &Facts, open: &[usize]) -> Vec<bool> {
    let refers = |place: usize| book.rules.get(place).filter(|rule| rule.effect.level == Level::ReferWorkup);
    if !open.iter().any(|&place| refers(place).is_some()) {
        return vec![false; open.len()];
    }
    let mut without_context = findings.clone();
    for (slot, finding) in book.findings.iter().enumerate() {
        if finding.class == Class::U2 && facts.is_unknown(slot) {
            without_context.set(slot, Answer::Choice(tri::ABSENT));
        }
    }
    let facts = Facts::of(book, &without_context);
    open.iter().map(|&place| refers(place).is_some_and(|rule| rule.value(&facts) == Truth::Unknown)).collect()
}
