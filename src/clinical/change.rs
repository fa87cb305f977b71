//! What would change the answer: every single answer that would raise it, and the smallest sets that would lower it.

mod appearing;
mod trial;

use std::cmp::Reverse;

use self::appearing::Appearing;
use self::trial::Trial;
use super::answers::{Answer, Findings};
use super::facts::Fact;
use super::finding::{Class, Kind, tri};
use super::outcome::Outcome;
use super::rule_book::RuleBook;
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

/// What open questions demand: of a level-3 rule, and of any other.
fn demands(book: &RuleBook) -> [Outcome; 2] {
    [book.gate, book.context].map(|place| book.rules.get(place).map_or(Outcome::LOWEST, |rule| rule.effect))
}
