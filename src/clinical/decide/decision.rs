//! The decision: a pure, total function of the rule book and the findings.
//!
//! Every rule is evaluated; the result is the join of those that are true and of what open questions demand. No rule
//! can lower anything, and the order of the rules does not matter.

use super::facts::Facts;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::{Class, tri};
use crate::clinical::model::outcome::{Level, Outcome};
use crate::clinical::model::rule::{Rule, Warning};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;
use crate::clinical::model::truth::Truth;

/// A rule that is unknown and whose effect is above the definite result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// Its place in the rule book.
    pub place: usize,
    /// Whether it refers and stays open whatever the unknown context questions would say.
    pub is_gate: bool,
}

/// Most decisions have no more reasons, so that their list never grows.
const USUAL_REASONS: usize = 8;

/// What was decided, and everything that the decision rests on.
#[derive(Clone, Debug)]
pub struct Decision<'b> {
    /// The rule book that decided.
    pub book: &'b RuleBook,
    /// What is known.
    pub facts: Facts,
    /// The value of each rule's condition, in the order of the rule book.
    pub truths: Vec<Truth>,
    /// The places of the rules that fired, those about open questions included, in the order of reasons.
    pub fired_places: Vec<usize>,
    /// The open rules, in the order of reasons.
    pub open: Vec<Open>,
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
    pub fn new(book: &'b RuleBook, findings: &Findings) -> Self {
        let facts = Facts::interpret(book, findings);
        let mut truths: Vec<Truth> = book.rules.iter().map(|rule| rule.value(&facts)).collect();
        let mut fired_places = Vec::with_capacity(USUAL_REASONS);
        fired_places
            .extend(truths.iter().enumerate().filter(|(_, truth)| **truth == Truth::True).map(|(place, _)| place));
        let least = rules_at(book, &fired_places).fold(Outcome::LOWEST, |join, rule| join.join(rule.effect));
        let in_scope = rules_at(book, &fired_places).all(|rule| rule.in_scope);
        let open = open_rules(book, findings, &facts, &truths, least);
        let mut result = least;
        for (is_gate, place) in [(true, book.gate), (false, book.context)] {
            let demanded = open.iter().any(|open| open.is_gate == is_gate);
            if let (true, Some(truth), Some(rule)) = (demanded, truths.get_mut(place), book.rules.get(place)) {
                *truth = Truth::True;
                fired_places.insert(fired_places.partition_point(|earlier| *earlier < place), place);
                result = result.join(rule.effect);
            }
        }
        let open_effects = open.iter().filter_map(|open| book.rules.get(open.place)).map(|rule| rule.effect);
        let most = open_effects.fold(least, Outcome::join);
        Self { book, facts, truths, fired_places, open, least, result, most, in_scope }
    }

    /// Whether an open question could still raise the answer.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.open.is_empty() { Status::Final } else { Status::Provisional }
    }

    /// The rules that fired, those about open questions included, in the order of reasons.
    pub fn fired(&self) -> impl Iterator<Item = &'b Rule> {
        rules_at(self.book, &self.fired_places)
    }

    /// The rules that fired by their own condition: those of the definite result.
    pub(super) fn fired_by_condition(&self) -> impl Iterator<Item = &'b Rule> {
        self.fired().filter(|rule| rule.condition.is_some())
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

fn rules_at<'b>(book: &'b RuleBook, places: &[usize]) -> impl Iterator<Item = &'b Rule> {
    places.iter().filter_map(|&place| book.rules.get(place))
}

/// The rules that are unknown and whose effect is above the definite result. None when that is an emergency: stop
/// asking, act.
fn open_rules(book: &RuleBook, findings: &Findings, facts: &Facts, truths: &[Truth], least: Outcome) -> Vec<Open> {
    let unknown = book.rules.iter().zip(truths).enumerate().filter(|(_, (_, truth))| **truth == Truth::Unknown);
    let above = unknown.filter(|(_, (rule, _))| rule.effect.exceeds(least)).map(|(place, _)| place);
    let mut open: Vec<Open> = above.map(|place| Open { place, is_gate: false }).collect();
    let refers = |open: &Open| book.rules.get(open.place).filter(|rule| rule.effect.level == Level::ReferWorkup);
    if open.iter().any(|open| refers(open).is_some()) {
        let facts = without_context(book, findings, facts);
        for open in &mut open {
            open.is_gate = refers(open).is_some_and(|rule| rule.value(&facts) == Truth::Unknown);
        }
    }
    open
}

/// What would be known if every unknown context question were answered "absent".
pub(in crate::clinical) fn without_context(book: &RuleBook, findings: &Findings, facts: &Facts) -> Facts {
    let mut findings = findings.clone();
    for (index, finding) in book.findings.iter().enumerate() {
        if finding.class == Class::U2 && facts.is_unknown(index) {
            findings.set(index, Answer::Choice(tri::ABSENT));
        }
    }
    Facts::interpret(book, &findings)
}

impl RuleBook {
    /// The decision for what a caller said. Total: every payload has exactly one.
    #[must_use]
    pub fn decide<'b>(&'b self, findings: &Findings) -> Decision<'b> {
        Decision::new(self, findings)
    }
}
