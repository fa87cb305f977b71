//! The decision: a pure, total function of the rule book and the findings.
//!
//! Every rule is evaluated, and `combine` makes the answer of their values.

use std::cell::OnceCell;

use super::combination::{Combination, OpenRule, combine};
use super::facts::Facts;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::tri;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::rule::{Rule, Warning};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;
use crate::clinical::model::truth::Truth;

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
    pub open: Vec<OpenRule>,
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
        let values = truths.iter().copied().enumerate();
        let context_absent = OnceCell::new();
        let Combination { least, result, most, open } = combine(book, &values, |rule| {
            rule.value(context_absent.get_or_init(|| without_context(book, findings, &facts)))
        });
        for open in &open {
            truths.get_mut(open.demands).into_iter().for_each(|demanded| *demanded = Truth::True);
        }
        let mut fired_places = Vec::with_capacity(USUAL_REASONS);
        fired_places
            .extend(truths.iter().enumerate().filter(|(_, truth)| **truth == Truth::True).map(|(place, _)| place));
        let in_scope = rules_at(book, &fired_places).all(|rule| rule.in_scope);
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

/// What would be known if every unknown context question were answered "absent".
pub(in crate::clinical) fn without_context(book: &RuleBook, findings: &Findings, facts: &Facts) -> Facts {
    let mut findings = findings.clone();
    for index in book.context.intersection(facts.unknown()).iter() {
        findings.set(index, Answer::Choice(tri::ABSENT));
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
