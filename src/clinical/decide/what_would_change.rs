//! What would change the answer: every single answer that would raise it, and the smallest sets that would lower it.

use std::cmp::Reverse;

use super::appearing::Appearing;
use super::change::{Change, Changes, Counterfactual, Single};
use super::decision::Decision;
use super::facts::Fact;
use super::trial::Trial;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::{Class, Kind, tri};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::truth::Truth;

/// The most sets of changes that are listed.
const MOST_LISTED: usize = 10;

impl Changes {
    /// What would change a decision. Of each answer, and of each pair of answers, the rules that depend on it are looked
    /// at once.
    #[must_use]
    pub fn for_decision(decision: &Decision, findings: &Findings) -> Self {
        let candidates = candidates(decision, findings);
        let at_once = Appearing::of(decision).results(decision, &candidates);
        let rest = candidates.iter().zip(&at_once).filter(|(_, result)| result.is_none());
        let trial = Trial::of(decision, findings, rest.map(|(change, _)| change.index).collect());
        let mut facts = decision.facts.clone();
        let singles = candidates.into_iter().zip(at_once).map(|(change, at_once)| Single {
            change,
            result: at_once.unwrap_or_else(|| trial.result(&[change], &mut facts)),
        });
        let singles: Vec<Single> = singles.collect();
        let mut down: Vec<Counterfactual> =
            singles.iter().filter(|single| trial.lowers(single.result)).map(Counterfactual::from).collect();
        if down.is_empty() && decision.result != Outcome::LOWEST {
            down = trial.lowering_pairs(&singles, &mut facts);
        }
        down.sort_by_key(|leading| (leading.result.by_urgency(), trial.ranks(leading)));
        let truncated = down.len() > MOST_LISTED;
        down.truncate(MOST_LISTED);
        Self { up: raising(&singles, decision.result), down, truncated }
    }
}

/// The single changes that raise the answer, put together by their results, the highest first.
fn raising(singles: &[Single], now: Outcome) -> Vec<Counterfactual> {
    let mut groups: Vec<Counterfactual> = Vec::new();
    for Single { change, result } in singles.iter().filter(|single| single.result.exceeds(now)) {
        if let Some(group) = groups.iter_mut().find(|group| group.result == *result) {
            group.changes.push(*change);
        } else {
            let mut changes = Vec::with_capacity(singles.len());
            changes.push(*change);
            groups.push(Counterfactual { changes, result: *result });
        }
    }
    groups.sort_by_key(|group| Reverse(group.result.by_urgency()));
    groups
}

/// Every change that is looked at, in the order of questions: answers of class U that are known and asked for, the
/// course, and the tempo while there is a decline. Never age, duration, sites, triggers, examination, or what is
/// unknown.
fn candidates(decision: &Decision, findings: &Findings) -> Vec<Change> {
    let Decision { book, facts, .. } = decision;
    let mut candidates = Vec::with_capacity(book.findings.len());
    for &index in &book.ask_order {
        let (Fact::Choice(now), Some(finding)) = (facts.get(index), book.finding(index)) else { continue };
        if facts.is_asked(book, index) != Truth::True {
            continue;
        }
        match finding.kind {
            Kind::Tri if finding.class.is_u() => {
                let other = if now == tri::PRESENT { tri::ABSENT } else { tri::PRESENT };
                candidates.push(Change { index, to: Answer::Choice(other) });
            }
            Kind::OneOf if finding.class == Class::U1 && was_answered(findings, index) => {
                let offered = finding.answers.iter().zip(0..).filter(|(answer, _)| answer.offered);
                let others =
                    offered.filter(|(_, place)| *place != now).filter_map(|(answer, _)| finding.word(&answer.value));
                let known = others.filter(|answer| *answer != Answer::Unknown);
                candidates.extend(known.map(|to| Change { index, to }));
            }
            _ => {}
        }
    }
    candidates
}

/// Whether an answer was sent, so that what is known is not a default.
fn was_answered(findings: &Findings, index: FindingIndex) -> bool {
    Fact::from(findings.get(index)) != Fact::Unknown
}
