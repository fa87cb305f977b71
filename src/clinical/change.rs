//! What would change the answer: every single answer that would raise it, and the smallest sets that would lower it.

use std::cmp::Reverse;

use super::answers::{Answer, Findings};
use super::derived::Derived;
use super::facts::{Fact, Facts};
use super::finding::{Class, Kind, tri};
use super::outcome::Outcome;
use super::rule::Rule;
use super::slots::{Slot, Slots};
use super::triage::Decision;
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
    /// What would change a decision. At most one decision for each answer and one for each pair of answers is made.
    #[must_use]
    pub fn of(decision: &Decision, findings: &Findings) -> Self {
        let depends_on = decision.book.rules.iter().map(|rule| rule.depends_on).collect();
        let trial = Trial { decision, findings, depends_on };
        let singles: Vec<Leading> = trial.candidates().into_iter().map(|change| trial.leading(vec![change])).collect();
        let mut down: Vec<Leading> = singles.iter().filter(|single| trial.lowers(single)).cloned().collect();
        if down.is_empty() && decision.result != Outcome::LOWEST {
            down = trial.lowering_pairs(&singles);
        }
        down.sort_by_key(|leading| (leading.result.by_urgency(), trial.ranks(leading)));
        let truncated = down.len() > MOST_LISTED;
        down.truncate(MOST_LISTED);
        Self {
            up: grouped(singles.into_iter().filter(|single| single.result.exceeds(decision.result))),
            down,
            truncated,
        }
    }
}

/// Single changes, put together by their results, the highest first.
fn grouped(singles: impl Iterator<Item = Leading>) -> Vec<Leading> {
    let mut groups: Vec<Leading> = Vec::new();
    for single in singles {
        match groups.iter_mut().find(|group| group.result == single.result) {
            Some(group) => group.changes.extend(single.changes),
            None => groups.push(single),
        }
    }
    groups.sort_by_key(|group| Reverse(group.result.by_urgency()));
    groups
}

fn slots_of(changes: &[Change]) -> Slots {
    changes.iter().map(|change| change.slot).collect()
}

/// Decides again with other answers.
struct Trial<'d, 'b> {
    decision: &'d Decision<'b>,
    findings: &'d Findings,
    /// What each rule depends on, close together.
    depends_on: Vec<Slots>,
}

impl Trial<'_, '_> {
    /// Every change that is looked at, in the order of questions: answers of class U that are known and asked for, the
    /// course, and the tempo while there is a decline. Never age, duration, sites, triggers, examination, or what is
    /// unknown.
    fn candidates(&self) -> Vec<Change> {
        let mut candidates = Vec::with_capacity(self.decision.book.findings.len());
        for &slot in &self.decision.book.ask_order {
            self.add_candidates_of(slot, &mut candidates);
        }
        candidates
    }

    fn add_candidates_of(&self, slot: Slot, candidates: &mut Vec<Change>) {
        let Decision { book, facts, .. } = self.decision;
        let (Fact::Choice(now), Some(finding)) = (facts.get(slot), book.finding(slot)) else { return };
        if facts.is_asked(book, slot) != Truth::True {
            return;
        }
        match finding.kind {
            Kind::Tri if finding.class.is_u() => {
                let other = if now == tri::PRESENT { tri::ABSENT } else { tri::PRESENT };
                candidates.push(Change { slot, to: Answer::Choice(other) });
            }
            Kind::OneOf if finding.class == Class::U1 && self.was_answered(slot) => {
                let offered = finding.answers.iter().zip(0..).filter(|(answer, _)| answer.offered);
                let others =
                    offered.filter(|(_, place)| *place != now).filter_map(|(answer, _)| finding.word(&answer.value));
                let known = others.filter(|answer| *answer != Answer::Unknown);
                candidates.extend(known.map(|to| Change { slot, to }));
            }
            _ => {}
        }
    }

    /// Whether an answer was sent, so that what is known is not a default.
    fn was_answered(&self, slot: Slot) -> bool {
        Fact::from(self.findings.get(slot)) != Fact::Unknown
    }

    /// The result of some changes.
    fn leading(&self, changes: Vec<Change>) -> Leading {
        let result = match changes.as_slice() {
            [change] => self.alone(*change),
            _ => Decision::of(self.decision.book, &self.changed(&changes)).result,
        };
        Leading { changes, result }
    }

    /// The result of one change: only the rules that depend on the finding are looked at again.
    fn alone(&self, change: Change) -> Outcome {
        if self.cannot_matter(change) {
            return self.decision.result;
        }
        let facts = self.facts_with(change);
        self.at_once(change, &facts).unwrap_or_else(|| self.again(change, facts))
    }

    /// What would be known.
    fn facts_with(&self, change: Change) -> Facts {
        let Decision { book, facts, .. } = self.decision;
        if !book.stands_alone(change.slot) {
            return Facts::of(book, &self.changed(&[change]));
        }
        let mut facts = facts.clone();
        facts.set(change.slot, change.to.into());
        facts
    }

    /// The result of a sign that appears while no question is open: the rules that depend on it can only join. None
    /// when it takes more than that.
    fn at_once(&self, change: Change, facts: &Facts) -> Option<Outcome> {
        let Decision { open, result, .. } = self.decision;
        if !self.appears(change) || !open.is_empty() {
            return None;
        }
        let above = self.dependent(change).filter(|(rule, _)| rule.effect.exceeds(*result));
        above.map(|(rule, _)| (rule, rule.value(facts))).try_fold(*result, |join, (rule, value)| match value {
            Truth::True => Some(join.join(rule.effect)),
            Truth::False => Some(join),
            Truth::Unknown => None,
        })
    }

    /// Decides again on what would be known.
    fn again(&self, change: Change, facts: Facts) -> Outcome {
        let Decision { book, truths, .. } = self.decision;
        let by_condition = book.rules.iter().zip(truths).map(|(rule, truth)| match &rule.condition {
            Some(condition) if rule.depends_on.contains(change.slot) => condition.value(&facts),
            Some(_) => *truth,
            None => Truth::False,
        });
        let truths = by_condition.collect();
        Decision::from_truths(book, &self.changed(&[change]), facts, truths).result
    }

    fn changed(&self, changes: &[Change]) -> Findings {
        let mut findings = self.findings.clone();
        changes.iter().for_each(|change| findings.set(change.slot, change.to));
        findings
    }

    /// Whether no rule that depends on the finding could move the answer: raise it when it is above, lower it when it
    /// holds or is open.
    fn cannot_matter(&self, change: Change) -> bool {
        if self.appears(change) {
            return !self.dependent(change).any(|(rule, _)| rule.effect.exceeds(self.decision.result));
        }
        let goes = self.is_tri(change) && change.to == Answer::Choice(tri::ABSENT);
        goes && self.dependent(change).all(|(_, truth)| truth == Truth::False)
    }

    /// The rules that depend on the finding, with their values as they are.
    fn dependent(&self, change: Change) -> impl Iterator<Item = (&Rule, Truth)> {
        let rules = self.decision.book.rules.iter().zip(&self.decision.truths).zip(&self.depends_on);
        let dependent = rules.filter(move |(_, depends_on)| depends_on.contains(change.slot));
        dependent.map(|((rule, truth), _)| (rule, *truth))
    }

    /// Whether a sign that is absent would be present.
    fn appears(&self, change: Change) -> bool {
        self.is_tri(change) && change.to == Answer::Choice(tri::PRESENT)
    }

    fn is_tri(&self, change: Change) -> bool {
        self.decision.book.finding(change.slot).is_some_and(|finding| finding.kind == Kind::Tri)
    }

    /// The places of the changes in the order of questions.
    fn ranks(&self, leading: &Leading) -> Vec<Option<&usize>> {
        leading.changes.iter().map(|change| self.decision.book.ask_rank.get(change.slot)).collect()
    }

    fn lowers(&self, leading: &Leading) -> bool {
        leading.result.is_below(self.decision.result)
    }

    /// The pairs that lower the answer although no single change does. A change that raises a finding cannot help.
    fn lowering_pairs(&self, singles: &[Leading]) -> Vec<Leading> {
        let helping: Vec<Change> = singles
            .iter()
            .flat_map(|single| single.changes.iter().copied())
            .filter(|change| !self.appears(*change))
            .collect();
        let mut pairs = Vec::new();
        for (place, &first) in helping.iter().enumerate() {
            let later = helping.iter().skip(place + 1).filter(|second| second.slot != first.slot);
            pairs.extend(later.map(|&second| vec![first, second]));
            pairs.extend(self.no_decline(first).map(|tempo| self.in_order(first, tempo)));
        }
        let holding = self.holding();
        pairs.retain(|pair| holding.iter().any(|rules| rules.iter().all(|rule| rule.meets(slots_of(pair)))));
        pairs.into_iter().map(|pair| self.leading(pair)).filter(|pair| self.lowers(pair)).collect()
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
        let after = Decision::of(book, &self.changed(&[with]));
        let declines = after.facts.get(book.derived_slot(Derived::AnyDecline));
        let none = Answer::Choice(book.landmark.tempo_none);
        (declines == Derived::NO).then_some(Change { slot: tempo, to: none })
    }

    /// Two changes in the order of questions.
    fn in_order(&self, first: Change, second: Change) -> Vec<Change> {
        let mut pair = vec![first, second];
        pair.sort_by_key(|change| self.decision.book.ask_rank.get(change.slot));
        pair
    }
}
