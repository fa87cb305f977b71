//! Changes tried one by one, or two together: what would be known with them, and the rules that depend on them.

use std::cell::OnceCell;

use super::change::{Change, Counterfactual, Single, appears, demands, findings_of_changes, is_tri};
use super::decision::{Decision, without_context};
use super::facts::Facts;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::derived::Derived;
use crate::clinical::model::finding::tri;
use crate::clinical::model::finding_set::{FindingIndex, FindingSet};
use crate::clinical::model::outcome::{Level, Outcome};
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::truth::Truth;

/// The rules that depend on each finding, of some findings.
struct Dependents<'b> {
    /// By the index of a finding: the last of its links.
    last: Vec<usize>,
    /// A rule, and the link before.
    links: Vec<(&'b Rule, usize)>,
}

impl<'b> Dependents<'b> {
    /// No link before.
    const NONE: usize = usize::MAX;

    /// The rules that depend on these findings.
    fn of(book: &'b RuleBook, findings: FindingSet) -> Self {
        let mut last = vec![Self::NONE; book.findings.len()];
        let mut links = Vec::with_capacity(4 * book.rules.len());
        for rule in &book.rules {
            for index in rule.depends_on.intersection(findings).iter() {
                if let Some(last) = last.get_mut(index) {
                    links.push((rule, *last));
                    *last = links.len() - 1;
                }
            }
        }
        Self { last, links }
    }

    /// The rules that depend on a finding.
    fn on(&self, index: FindingIndex) -> impl Iterator<Item = &'b Rule> {
        let mut link = self.last.get(index).copied().unwrap_or(Self::NONE);
        std::iter::from_fn(move || {
            let (rule, before) = self.links.get(link)?;
            link = *before;
            Some(*rule)
        })
    }
}

/// Decides again with other answers.
pub(super) struct Trial<'d, 'b> {
    decision: &'d Decision<'b>,
    findings: &'d Findings,
    /// The rules that depend on what may change.
    dependents: Dependents<'b>,
    /// The rules that fired by their own condition.
    fired: Vec<&'b Rule>,
    /// The rules that are unknown.
    unknown: Vec<&'b Rule>,
    /// What was known before the conditions of questions, and what would be known if all unknown context were absent:
    /// worked out when they are first needed.
    before_conditions: OnceCell<Facts>,
    without_context: OnceCell<Facts>,
}

impl<'d, 'b> Trial<'d, 'b> {
    pub(super) fn of(decision: &'d Decision<'b>, findings: &'d Findings, mut changing: FindingSet) -> Self {
        changing.insert(decision.book.known.decline_tempo);
        let rules = &decision.book.rules;
        let unknown = rules.iter().zip(&decision.truths).filter(|(_, truth)| **truth == Truth::Unknown);
        Self {
            decision,
            findings,
            dependents: Dependents::of(decision.book, changing),
            fired: decision.fired_by_condition().collect(),
            unknown: unknown.map(|(rule, _)| rule).collect(),
            before_conditions: OnceCell::new(),
            without_context: OnceCell::new(),
        }
    }

    /// The result of some changes. `facts` is what is known without them, and is so again afterwards.
    pub(super) fn result(&self, changes: &[Change], facts: &mut Facts) -> Outcome {
        let book = self.decision.book;
        if changes.iter().any(|change| !book.has_no_dependents(change.index)) {
            return match changes {
                [change] if self.cannot_matter(*change) => self.decision.result,
                _ => self.result_with(changes, &self.facts_after(changes)),
            };
        }
        changes.iter().for_each(|change| facts.set(change.index, change.to.into()));
        let result = self.result_with(changes, facts);
        changes.iter().for_each(|change| facts.set(change.index, self.decision.facts.get(change.index)));
        result
    }

    /// What would be known. Only "no twitch" reaches further than the conditions of questions.
    fn facts_after(&self, changes: &[Change]) -> Facts {
        let book = self.decision.book;
        let findings = self.changed(changes);
        if changes.iter().any(|change| change.index == book.known.twitch_present) {
            return Facts::interpret(book, &findings);
        }
        let before = self.before_conditions.get_or_init(|| Facts::before_conditions(book, self.findings));
        let mut facts = before.clone();
        changes.iter().for_each(|change| facts.set(change.index, change.to.into()));
        facts.settle_conditions(book, &findings);
        facts
    }

    /// The result of some changes, with which this is known: the rules that depend on them are looked at again.
    fn result_with(&self, changes: &[Change], facts: &Facts) -> Outcome {
        let changing = findings_of_changes(changes);
        let firm = self.fired.iter().filter(|rule| !rule.depends_on.meets(changing));
        let firm = firm.fold(Outcome::LOWEST, |join, rule| join.join(rule.effect));
        let (mut least, mut unknown) = (firm, Vec::new());
        for rule in self.dependent(changes).filter(|rule| rule.effect.exceeds(firm)) {
            match rule.value(facts) {
                Truth::True => least = least.join(rule.effect),
                Truth::Unknown => unknown.push(rule),
                Truth::False => {}
            }
        }
        self.with_open_questions(changes, facts, least, &unknown)
    }

    /// What open questions make of a definite result: those of the rules that do not depend on the changes, and of
    /// these, which do and are unknown.
    fn with_open_questions(&self, changes: &[Change], facts: &Facts, least: Outcome, unknown: &[&Rule]) -> Outcome {
        let book = self.decision.book;
        let [gate, context] = demands(book);
        let changing = findings_of_changes(changes);
        let untouched = self.unknown.iter().filter(|rule| !rule.depends_on.meets(changing));
        let is_open = |rule: &&&Rule| rule.effect.exceeds(least);
        let mut result = least;
        for rule in untouched.filter(is_open) {
            if !gate.join(context).exceeds(result) {
                return result;
            }
            let is_gate =
                rule.effect.level == Level::ReferWorkup && rule.value(self.without_context()) == Truth::Unknown;
            result = result.join(if is_gate { gate } else { context });
        }
        let then = OnceCell::new();
        for rule in unknown.iter().filter(is_open) {
            if !gate.join(context).exceeds(result) {
                return result;
            }
            let then = || then.get_or_init(|| without_context(book, &self.changed(changes), facts));
            let is_gate = rule.effect.level == Level::ReferWorkup && rule.value(then()) == Truth::Unknown;
            result = result.join(if is_gate { gate } else { context });
        }
        result
    }

    fn without_context(&self) -> &Facts {
        let Decision { book, facts, .. } = self.decision;
        self.without_context.get_or_init(|| without_context(book, self.findings, facts))
    }

    fn changed(&self, changes: &[Change]) -> Findings {
        let mut findings = self.findings.clone();
        changes.iter().for_each(|change| findings.set(change.index, change.to));
        findings
    }

    /// Whether no rule that depends on the finding could move the answer: raise it when it is above, lower it when it
    /// holds or is open.
    fn cannot_matter(&self, change: Change) -> bool {
        if appears(self.decision.book, change) {
            return !self.dependents.on(change.index).any(|rule| rule.effect.exceeds(self.decision.result));
        }
        let goes = is_tri(self.decision.book, change) && change.to == Answer::Choice(tri::ABSENT);
        let moves = |rule: &&Rule| rule.depends_on.contains(change.index);
        goes && !self.fired.iter().any(moves) && !self.unknown.iter().any(moves)
    }

    /// The rules that depend on some changes; one that depends on several comes several times.
    fn dependent(&self, changes: &[Change]) -> impl Iterator<Item = &'b Rule> {
        changes.iter().flat_map(|change| self.dependents.on(change.index))
    }

    /// The places of the changes in the order of questions.
    pub(super) fn ranks(&self, leading: &Counterfactual) -> Vec<Option<&usize>> {
        leading.changes.iter().map(|change| self.decision.book.ask_rank.get(change.index)).collect()
    }

    pub(super) fn lowers(&self, result: Outcome) -> bool {
        result.is_below(self.decision.result)
    }

    /// The pairs that lower the answer although no single change does. A change that raises a finding cannot help.
    pub(super) fn lowering_pairs(&self, singles: &[Single], facts: &mut Facts) -> Vec<Counterfactual> {
        let helping = singles.iter().map(|single| single.change).filter(|change| !appears(self.decision.book, *change));
        let helping: Vec<Change> = helping.collect();
        let mut pairs = Vec::new();
        for (place, &first) in helping.iter().enumerate() {
            let later = helping.iter().skip(place + 1).filter(|second| second.index != first.index);
            pairs.extend(later.map(|&second| [first, second]));
            pairs.extend(self.no_decline(first).map(|tempo| self.in_order(first, tempo)));
        }
        let holding = self.holding();
        pairs.retain(|pair| holding.iter().any(|rules| rules.iter().all(|rule| rule.meets(findings_of_changes(pair)))));
        let lowering = pairs.iter().filter_map(|pair| {
            let result = self.result(pair, facts);
            self.lowers(result).then(|| Counterfactual { changes: pair.to_vec(), result })
        });
        lowering.collect()
    }

    /// What the rules that hold the level up depend on, and the same of the urgency. Changes that leave one rule of
    /// each alone lower neither, so that they need not be tried: in a payload with very many findings nearly all.
    fn holding(&self) -> [Vec<FindingSet>; 2] {
        let result = self.decision.result;
        let of = |holds: &dyn Fn(Outcome) -> bool| {
            let rules = self.decision.fired_by_condition().filter(|rule| holds(rule.effect));
            rules.map(|rule| rule.depends_on).collect()
        };
        [of(&|effect| effect.level == result.level), of(&|effect| effect.urgency == result.urgency)]
    }

    /// The tempo "none", which can go only with the change that leaves no decline.
    fn no_decline(&self, with: Change) -> Option<Change> {
        let Decision { book, facts, .. } = self.decision;
        let tempo = book.known.decline_tempo;
        if facts.is_unknown(tempo) || !book.known.decline.contains(&with.index) {
            return None;
        }
        let declines = self.facts_after(&[with]).get(book.derived_index(Derived::AnyDecline));
        let none = Answer::Choice(book.known.tempo_none);
        (declines == Derived::NO).then_some(Change { index: tempo, to: none })
    }

    /// Two changes in the order of questions.
    fn in_order(&self, first: Change, second: Change) -> [Change; 2] {
        let mut pair = [first, second];
        pair.sort_by_key(|change| self.decision.book.ask_rank.get(change.index));
        pair
    }
}
