//! What would change the answer: every single answer that would raise it, and the smallest sets that would lower it.

use std::cell::OnceCell;
use std::cmp::Reverse;

use super::answers::{Answer, Findings};
use super::derived::Derived;
use super::facts::{Fact, Facts};
use super::finding::{Class, Kind, tri};
use super::outcome::{Level, Outcome};
use super::rule::Rule;
use super::rule_book::RuleBook;
use super::slots::{Slot, Slots};
use super::triage::{self, Decision};
use super::truth::Truth;

/// The most sets of changes that are listed.
const MOST_LISTED: usize = 10;

/// One answer that would be another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The finding.
    pub slot: Slot,
    /// Its other answer.
    pub to: Answer,
}

/// Changes with the result to which they lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leading {
    /// In [`Changes::up`] each alone leads there, in [`Changes::down`] all together.
    pub changes: Vec<Change>,
    /// The result of the changed payload.
    pub result: Outcome,
}

/// What would change the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Every single change that raises level or urgency, by the result it leads to, the highest first.
    pub up: Vec<Leading>,
    /// The smallest sets that lower the answer and raise nothing, those of the largest effect first.
    pub down: Vec<Leading>,
    /// Whether there are more such sets than are listed.
    pub truncated: bool,
}

impl Changes {
    /// What would change a decision. Of each answer, and of each pair of answers, the rules that depend on it are looked
    /// at once.
    #[must_use]
    pub fn of(decision: &Decision, findings: &Findings) -> Self {
        let candidates = candidates(decision, findings);
        let at_once = Appearing::of(decision).results(decision, &candidates);
        let rest = candidates.iter().zip(&at_once).filter(|(_, result)| result.is_none());
        let trial = Trial::of(decision, findings, rest.map(|(change, _)| change.slot).collect());
        let mut facts = decision.facts.clone();
        let singles = candidates.into_iter().zip(at_once).map(|(change, at_once)| Single {
            change,
            result: at_once.unwrap_or_else(|| trial.result(&[change], &mut facts)),
        });
        let singles: Vec<Single> = singles.collect();
        let mut down: Vec<Leading> =
            singles.iter().filter(|single| trial.lowers(single.result)).map(Leading::from).collect();
        if down.is_empty() && decision.result != Outcome::LOWEST {
            down = trial.lowering_pairs(&singles, &mut facts);
        }
        down.sort_by_key(|leading| (leading.result.by_urgency(), trial.ranks(leading)));
        let truncated = down.len() > MOST_LISTED;
        down.truncate(MOST_LISTED);
        Self { up: raising(&singles, decision.result), down, truncated }
    }
}

/// A single change with its result.
struct Single {
    change: Change,
    result: Outcome,
}

impl From<&Single> for Leading {
    fn from(single: &Single) -> Self {
        Self { changes: vec![single.change], result: single.result }
    }
}

/// The single changes that raise the answer, put together by their results, the highest first.
fn raising(singles: &[Single], now: Outcome) -> Vec<Leading> {
    let mut groups: Vec<Leading> = Vec::new();
    for Single { change, result } in singles.iter().filter(|single| single.result.exceeds(now)) {
        if let Some(group) = groups.iter_mut().find(|group| group.result == *result) {
            group.changes.push(*change);
        } else {
            let mut changes = Vec::with_capacity(singles.len());
            changes.push(*change);
            groups.push(Leading { changes, result: *result });
        }
    }
    groups.sort_by_key(|group| Reverse(group.result.by_urgency()));
    groups
}

/// Whether a sign that is absent would be present.
fn appears(book: &RuleBook, change: Change) -> bool {
    is_tri(book, change) && change.to == Answer::Choice(tri::PRESENT)
}

fn is_tri(book: &RuleBook, change: Change) -> bool {
    book.finding(change.slot).is_some_and(|finding| finding.kind == Kind::Tri)
}

fn slots_of(changes: &[Change]) -> Slots {
    changes.iter().map(|change| change.slot).collect()
}

/// Every change that is looked at, in the order of questions: answers of class U that are known and asked for, the
/// course, and the tempo while there is a decline. Never age, duration, sites, triggers, examination, or what is
/// unknown.
fn candidates(decision: &Decision, findings: &Findings) -> Vec<Change> {
    let Decision { book, facts, .. } = decision;
    let mut candidates = Vec::with_capacity(book.findings.len());
    for &slot in &book.ask_order {
        let (Fact::Choice(now), Some(finding)) = (facts.get(slot), book.finding(slot)) else { continue };
        if facts.is_asked(book, slot) != Truth::True {
            continue;
        }
        match finding.kind {
            Kind::Tri if finding.class.is_u() => {
                let other = if now == tri::PRESENT { tri::ABSENT } else { tri::PRESENT };
                candidates.push(Change { slot, to: Answer::Choice(other) });
            }
            Kind::OneOf if finding.class == Class::U1 && was_answered(findings, slot) => {
                let offered = finding.answers.iter().zip(0..).filter(|(answer, _)| answer.offered);
                let others =
                    offered.filter(|(_, place)| *place != now).filter_map(|(answer, _)| finding.word(&answer.value));
                let known = others.filter(|answer| *answer != Answer::Unknown);
                candidates.extend(known.map(|to| Change { slot, to }));
            }
            _ => {}
        }
    }
    candidates
}

/// Whether an answer was sent, so that what is known is not a default.
fn was_answered(findings: &Findings, slot: Slot) -> bool {
    Fact::from(findings.get(slot)) != Fact::Unknown
}

/// What becomes of the decision when one sign appears on which no other fact depends: each rule is looked at once for all
/// of them. Rules ask for the presence of signs, never for their absence, so that nothing else than this can happen: a
/// rule becomes true, or it becomes unknown.
struct Appearing {
    /// By the slot of a sign: the definite result with it.
    least: Vec<Outcome>,
    /// The signs that a rule reads which is unknown, or would be.
    open: Slots,
}

impl Appearing {
    fn of(decision: &Decision) -> Self {
        let Decision { book, facts, least, truths, .. } = decision;
        let mut appearing = Self { least: vec![*least; book.findings.len()], open: Slots::default() };
        let above = book.rules.iter().zip(truths).filter(|(rule, _)| rule.effect.exceeds(*least));
        for (rule, truth) in above {
            let Some(condition) = &rule.condition else { continue };
            let (fires, opens) = condition.one_answer_away(facts);
            for slot in fires.intersection(rule.depends_on).iter() {
                if let Some(least) = appearing.least.get_mut(slot) {
                    *least = least.join(rule.effect);
                }
            }
            let reach = if *truth == Truth::Unknown { rule.depends_on } else { opens.without(fires) };
            appearing.open = appearing.open.union(reach);
        }
        appearing
    }

    /// The result of each change; none where rules have to be looked at for it.
    fn results(&self, decision: &Decision, changes: &[Change]) -> Vec<Option<Outcome>> {
        let demand = demands(decision.book).into_iter().fold(Outcome::LOWEST, Outcome::join);
        let nothing_open = decision.open.is_empty();
        let result = |change: &Change| {
            let least = *self.least.get(change.slot)?;
            if !decision.book.stands_alone(change.slot) || !appears(decision.book, *change) {
                return None;
            }
            if !demand.exceeds(least) {
                return Some(least);
            }
            match self.open.contains(change.slot) {
                true => None,
                false if least == decision.least => Some(decision.result),
                false => nothing_open.then_some(least),
            }
        };
        changes.iter().map(result).collect()
    }
}

/// What open questions demand: of a level-3 rule, and of any other.
fn demands(book: &RuleBook) -> [Outcome; 2] {
    [book.gate, book.context].map(|place| book.rules.get(place).map_or(Outcome::LOWEST, |rule| rule.effect))
}

/// The rules that depend on each finding, of some findings.
struct Dependents<'b> {
    /// By the slot of a finding: the last of its links.
    last: Vec<usize>,
    /// A rule, and the link before.
    links: Vec<(&'b Rule, usize)>,
}

impl<'b> Dependents<'b> {
    /// No link before.
    const NONE: usize = usize::MAX;

    /// The rules that depend on these findings.
    fn of(book: &'b RuleBook, findings: Slots) -> Self {
        let mut last = vec![Self::NONE; book.findings.len()];
        let mut links = Vec::with_capacity(4 * book.rules.len());
        for rule in &book.rules {
            for slot in rule.depends_on.intersection(findings).iter() {
                if let Some(last) = last.get_mut(slot) {
                    links.push((rule, *last));
                    *last = links.len() - 1;
                }
            }
        }
        Self { last, links }
    }

    /// The rules that depend on a finding.
    fn on(&self, slot: Slot) -> impl Iterator<Item = &'b Rule> {
        let mut link = self.last.get(slot).copied().unwrap_or(Self::NONE);
        std::iter::from_fn(move || {
            let (rule, before) = self.links.get(link)?;
            link = *before;
            Some(*rule)
        })
    }
}

/// Decides again with other answers.
struct Trial<'d, 'b> {
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
    fn of(decision: &'d Decision<'b>, findings: &'d Findings, mut changing: Slots) -> Self {
        changing.insert(decision.book.landmark.decline_tempo);
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
    fn result(&self, changes: &[Change], facts: &mut Facts) -> Outcome {
        let book = self.decision.book;
        if changes.iter().any(|change| !book.stands_alone(change.slot)) {
            return match changes {
                [change] if self.cannot_matter(*change) => self.decision.result,
                _ => self.result_with(changes, &self.facts_after(changes)),
            };
        }
        changes.iter().for_each(|change| facts.set(change.slot, change.to.into()));
        let result = self.result_with(changes, facts);
        changes.iter().for_each(|change| facts.set(change.slot, self.decision.facts.get(change.slot)));
        result
    }

    /// What would be known. Only "no twitch" reaches further than the conditions of questions.
    fn facts_after(&self, changes: &[Change]) -> Facts {
        let book = self.decision.book;
        let findings = self.changed(changes);
        if changes.iter().any(|change| change.slot == book.landmark.twitch_present) {
            return Facts::of(book, &findings);
        }
        let before = self.before_conditions.get_or_init(|| Facts::before_conditions(book, self.findings));
        let mut facts = before.clone();
        changes.iter().for_each(|change| facts.set(change.slot, change.to.into()));
        facts.settle_conditions(book, &findings);
        facts
    }

    /// The result of some changes, with which this is known: the rules that depend on them are looked at again.
    fn result_with(&self, changes: &[Change], facts: &Facts) -> Outcome {
        let changing = slots_of(changes);
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
        let changing = slots_of(changes);
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
            let then = || then.get_or_init(|| triage::without_context(book, &self.changed(changes), facts));
            let is_gate = rule.effect.level == Level::ReferWorkup && rule.value(then()) == Truth::Unknown;
            result = result.join(if is_gate { gate } else { context });
        }
        result
    }

    fn without_context(&self) -> &Facts {
        let Decision { book, facts, .. } = self.decision;
        self.without_context.get_or_init(|| triage::without_context(book, self.findings, facts))
    }

    fn changed(&self, changes: &[Change]) -> Findings {
        let mut findings = self.findings.clone();
        changes.iter().for_each(|change| findings.set(change.slot, change.to));
        findings
    }

    /// Whether no rule that depends on the finding could move the answer: raise it when it is above, lower it when it
    /// holds or is open.
    fn cannot_matter(&self, change: Change) -> bool {
        if appears(self.decision.book, change) {
            return !self.dependents.on(change.slot).any(|rule| rule.effect.exceeds(self.decision.result));
        }
        let goes = is_tri(self.decision.book, change) && change.to == Answer::Choice(tri::ABSENT);
        let moves = |rule: &&Rule| rule.depends_on.contains(change.slot);
        goes && !self.fired.iter().any(moves) && !self.unknown.iter().any(moves)
    }

    /// The rules that depend on some changes; one that depends on several comes several times.
    fn dependent(&self, changes: &[Change]) -> impl Iterator<Item = &'b Rule> {
        changes.iter().flat_map(|change| self.dependents.on(change.slot))
    }

    /// The places of the changes in the order of questions.
    fn ranks(&self, leading: &Leading) -> Vec<Option<&usize>> {
        leading.changes.iter().map(|change| self.decision.book.ask_rank.get(change.slot)).collect()
    }

    fn lowers(&self, result: Outcome) -> bool {
        result.is_below(self.decision.result)
    }

    /// The pairs that lower the answer although no single change does. A change that raises a finding cannot help.
    fn lowering_pairs(&self, singles: &[Single], facts: &mut Facts) -> Vec<Leading> {
        let helping = singles.iter().map(|single| single.change).filter(|change| !appears(self.decision.book, *change));
        let helping: Vec<Change> = helping.collect();
        let mut pairs = Vec::new();
        for (place, &first) in helping.iter().enumerate() {
            let later = helping.iter().skip(place + 1).filter(|second| second.slot != first.slot);
            pairs.extend(later.map(|&second| [first, second]));
            pairs.extend(self.no_decline(first).map(|tempo| self.in_order(first, tempo)));
        }
        let holding = self.holding();
        pairs.retain(|pair| holding.iter().any(|rules| rules.iter().all(|rule| rule.meets(slots_of(pair)))));
        let lowering = pairs.iter().filter_map(|pair| {
            let result = self.result(pair, facts);
            self.lowers(result).then(|| Leading { changes: pair.to_vec(), result })
        });
        lowering.collect()
    }

    /// What the rules that hold the level up depend on, and the same of the urgency. Changes that leave one rule of
    /// each alone lower neither, so that they need not be tried: in a payload with very many findings nearly all.
    fn holding(&self) -> [Vec<Slots>; 2] {
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
        let tempo = book.landmark.decline_tempo;
        if facts.is_unknown(tempo) || !book.landmark.decline.contains(&with.slot) {
            return None;
        }
        let declines = self.facts_after(&[with]).get(book.derived_slot(Derived::AnyDecline));
        let none = Answer::Choice(book.landmark.tempo_none);
        (declines == Derived::NO).then_some(Change { slot: tempo, to: none })
    }

    /// Two changes in the order of questions.
    fn in_order(&self, first: Change, second: Change) -> [Change; 2] {
        let mut pair = [first, second];
        pair.sort_by_key(|change| self.decision.book.ask_rank.get(change.slot));
        pair
    }
}
