//! What would change the answer: every single answer that would raise it, and the smallest sets that would lower it.

use std::cmp::Reverse;

use super::appearing::Appearing;
use super::change::{Change, Changes, Counterfactual};
use super::decision::Decision;
use super::facts::Fact;
use super::trial::Trial;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::derived::Derived;
use crate::clinical::model::finding::{Class, Kind, tri};
use crate::clinical::model::finding_set::{FindingIndex, FindingSet};
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::truth::Truth;

/// The most sets of changes that are listed.
const MOST_LISTED: usize = 10;

impl Changes {
    /// What would change a decision: each other answer is tried alone and, where none lowers the answer, each two.
    #[must_use]
    pub fn for_decision(decision: &Decision, findings: &Findings) -> Self {
        let mut trial = Trial::new(decision, findings);
        let candidates = candidates(decision, findings).into_iter();
        let appearing = Appearing::for_decision(decision);
        let singles = candidates.map(|change| {
            let at_once = appearing.result(decision, &trial, change);
            (change, at_once.unwrap_or_else(|| trial.with(&[change]).result))
        });
        let singles: Vec<(Change, Outcome)> = singles.collect();
        let lowers = |result: Outcome| result.is_below(decision.result);
        let alone = singles.iter().filter(|(_, result)| lowers(*result));
        let mut down: Vec<Counterfactual> =
            alone.map(|&(change, result)| Counterfactual { changes: vec![change], result }).collect();
        if down.is_empty() && decision.result != Outcome::LOWEST {
            for pair in pairs(decision, &trial, &singles) {
                let result = trial.with(&pair).result;
                if lowers(result) {
                    down.push(Counterfactual { changes: pair.to_vec(), result });
                }
            }
        }
        down.sort_by_key(|found| (found.result.by_urgency(), ranks(decision.book, &found.changes)));
        let truncated = down.len() > MOST_LISTED;
        down.truncate(MOST_LISTED);
        Self { up: raising(&singles, decision.result), down, truncated }
    }
}

/// The places of some changes in the order of questions.
fn ranks(book: &RuleBook, changes: &[Change]) -> Vec<Option<usize>> {
    changes.iter().map(|change| book.ask_rank.get(change.index).copied()).collect()
}

/// The single changes that raise the answer, put together by their results, the highest first.
fn raising(singles: &[(Change, Outcome)], now: Outcome) -> Vec<Counterfactual> {
    let mut raising: Vec<(Change, Outcome)> =
        singles.iter().copied().filter(|(_, result)| result.exceeds(now)).collect();
    raising.sort_by_key(|(_, result)| Reverse(result.by_urgency()));
    let groups = raising.chunk_by(|(_, one), (_, next)| one == next);
    let group = |group: &[(Change, Outcome)]| {
        let changes = group.iter().map(|(change, _)| *change).collect();
        Some(Counterfactual { changes, result: group.first()?.1 })
    };
    groups.filter_map(group).collect()
}

/// The pairs of changes that could lower the answer, in the order of questions. A sign that appears cannot help, and
/// neither can a pair on which no rule that holds the level depends, and none that holds the urgency: with very many
/// signs nearly all pairs need not be tried.
fn pairs(decision: &Decision, trial: &Trial, singles: &[(Change, Outcome)]) -> Vec<[Change; 2]> {
    let book = decision.book;
    let helping = singles.iter().map(|(change, _)| *change).filter(|change| !change.is_a_sign_that_appears(book));
    let helping: Vec<Change> = helping.collect();
    let mut pairs = Vec::new();
    for (place, &first) in helping.iter().enumerate() {
        let later = helping.iter().skip(place + 1).filter(|second| second.index != first.index);
        pairs.extend(later.map(|&second| [first, second]));
        pairs.extend(no_decline(decision, trial, first).map(|tempo| in_order(book, [first, tempo])));
    }
    let holding = holding(decision);
    pairs.retain(|pair| holding.iter().any(|rules| rules.iter().all(|rule| rule.meets(trial.changing(pair)))));
    pairs
}

/// What the rules that hold the level up depend on, and the same of the urgency.
fn holding(decision: &Decision) -> [Vec<FindingSet>; 2] {
    let dependence = |holds: &dyn Fn(Outcome) -> bool| {
        decision.fired_by_condition().filter(|rule| holds(rule.effect)).map(|rule| rule.depends_on).collect()
    };
    let Outcome { level, urgency } = decision.result;
    [dependence(&|effect| effect.level == level), dependence(&|effect| effect.urgency == urgency)]
}

/// The tempo "none", which can go only with the change that leaves no decline.
fn no_decline(decision: &Decision, trial: &Trial, with: Change) -> Option<Change> {
    let Decision { book, facts, .. } = decision;
    let tempo = book.known.decline_tempo;
    if facts.is_unknown(tempo) || !book.known.decline.contains(&with.index) {
        return None;
    }
    let declines = trial.facts_with(&[with]).get(book.derived_index(Derived::AnyDecline));
    let none = Answer::Choice(book.known.tempo_none);
    (declines == Derived::NO).then_some(Change { index: tempo, to: none })
}

/// Two changes in the order of questions.
fn in_order(book: &RuleBook, mut pair: [Change; 2]) -> [Change; 2] {
    pair.sort_by_key(|change| book.ask_rank.get(change.index));
    pair
}

/// Every change that is looked at, in the order of questions: answers of class U that are known and asked for, the
/// course, and the tempo while there is a decline. Never age, duration, sites, triggers, examination, or what is
/// unknown. Of what a group question settled, the answer to that question.
fn candidates(decision: &Decision, findings: &Findings) -> Vec<Change> {
    let Decision { book, facts, .. } = decision;
    let mut candidates = Vec::with_capacity(book.findings.len());
    for &index in &book.ask_order {
        let (Fact::Choice(now), Some(finding)) = (facts.get(index), book.finding(index)) else { continue };
        if facts.is_asked(book, index) != Truth::True {
            continue;
        }
        match finding.kind {
            Kind::Tri if finding.class.is_u() && !settled_by_group(book, findings, index) => {
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

/// Whether the caller answered the group question, not this one; or whether this is a group question that the caller
/// did not answer.
fn settled_by_group(book: &RuleBook, findings: &Findings, index: FindingIndex) -> bool {
    if findings.was_sent(index) {
        return false;
    }
    book.group_question(index).is_some() || book.group_of(index).is_some_and(|group| findings.was_sent(group.index))
}
