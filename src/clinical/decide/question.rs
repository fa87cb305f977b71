//! What to ask next: questions that could raise the answer, questions that could only lower it, and when to stop.

use std::cmp::Reverse;

use serde::Serialize;
use utoipa::ToSchema;

use super::change::{Change, findings_of_changes};
use super::combination::Combination;
use super::decision::Decision;
use super::trial::Trial;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::condition::Condition;
use crate::clinical::model::finding::Class;
use crate::clinical::model::finding_set::{FindingIndex, FindingSet};
use crate::clinical::model::outcome::{Outcome, Urgency};
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;
use crate::clinical::model::truth::Truth;

/// A question that could raise the answer.
#[derive(Clone, Debug)]
pub struct NextQuestion<'b> {
    /// The finding to ask for.
    pub index: FindingIndex,
    /// The open rules concerned, in the order of reasons.
    pub why: Vec<&'b Rule>,
    /// The join of their effects and of the definite result.
    pub could_raise_to: Outcome,
    /// Whether it was asked already: the key was sent and still counts as unknown.
    pub asked: bool,
}

/// A question that could only lower the answer.
#[derive(Clone, Copy, Debug)]
pub struct LoweringQuestion {
    /// The finding to ask for.
    pub index: FindingIndex,
    /// The lowest definite result to which it can lead.
    pub could_lower_to: Outcome,
    /// Whether it was asked already.
    pub asked: bool,
}

/// Why nothing more needs to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// Stop asking, act.
    Emergency,
    /// No open question can raise the answer.
    Settled,
    /// What is open was asked already, and nobody knows.
    NothingLeftToAsk,
}

impl StopReason {
    /// The word for it in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Settled => "settled",
            Self::NothingLeftToAsk => "nothing_left_to_ask",
        }
    }
}

/// The questions of a decision.
#[derive(Clone, Debug)]
pub struct Questions<'b> {
    /// What could raise the answer, the most urgent first.
    pub next: Vec<NextQuestion<'b>>,
    /// What could only lower it.
    pub lowering: Vec<LoweringQuestion>,
    /// Why nothing more needs to be asked; none while something does.
    pub stop: Option<StopReason>,
}

impl<'b> Questions<'b> {
    /// The questions that a decision leaves.
    #[must_use]
    pub fn for_decision(decision: &Decision<'b>, findings: &Findings) -> Self {
        let next = next(decision, findings);
        let lowering = lowering(decision, findings);
        let asks = next.iter().any(|question| !question.asked) || lowering.iter().any(|question| !question.asked);
        let because = match decision.status() {
            _ if decision.least.urgency == Urgency::Emergency => StopReason::Emergency,
            Status::Final => StopReason::Settled,
            Status::Provisional => StopReason::NothingLeftToAsk,
        };
        Self { next, lowering, stop: (!asks).then_some(because) }
    }

    /// The findings to ask for together: those of one screen that were not asked yet, each once. The first question says
    /// which screen; what could only lower the answer comes last.
    #[must_use]
    pub fn on_first_screen(&self, book: &RuleBook) -> Vec<FindingIndex> {
        let next = self.next.iter().filter(|question| !question.asked).map(|question| question.index);
        let lowering = self.lowering.iter().filter(|question| !question.asked).map(|question| question.index);
        let mut due: Vec<FindingIndex> = Vec::new();
        for index in next.chain(lowering) {
            let is_beside = due.first().is_none_or(|first| book.screen_of(index) == book.screen_of(*first));
            if is_beside && !due.contains(&index) {
                due.push(index);
            }
        }
        due
    }
}

/// The questions that could raise the answer. None when no rule is open, as in a definite emergency.
fn next<'b>(decision: &Decision<'b>, findings: &Findings) -> Vec<NextQuestion<'b>> {
    if decision.open.is_empty() {
        return Vec::new();
    }
    let book = decision.book;
    let mut rules_of: Vec<Vec<&Rule>> = vec![Vec::new(); book.findings.len()];
    for rule in decision.open.iter().filter_map(|open| book.rules.get(open.place)) {
        for index in asked_for(decision, findings, rule).iter() {
            if let Some(rules) = rules_of.get_mut(index) {
                rules.push(rule);
            }
        }
    }
    let listed = rules_of.into_iter().enumerate().filter(|(_, why)| !why.is_empty());
    let mut questions: Vec<NextQuestion> = listed
        .map(|(index, why)| {
            let could_raise_to = why.iter().fold(decision.least, |join, rule| join.join(rule.effect));
            NextQuestion { index, why, could_raise_to, asked: findings.was_sent(index) }
        })
        .collect();
    questions.sort_by_key(|question| {
        // The rules stand in the order of reasons, so the first has the highest urgency, then the highest level.
        let best = question.why.first().map(|rule| rule.effect.by_urgency());
        (question.asked, book.ask_tier.get(question.index), Reverse(best), book.ask_rank.get(question.index))
    });
    questions
}

/// The findings to ask for on behalf of an open rule.
fn asked_for(decision: &Decision, findings: &Findings, rule: &Rule) -> FindingSet {
    let known = &decision.book.known;
    let unknown = rule.condition.as_ref().map(|condition| unknown_findings(decision, condition)).unwrap_or_default();
    let asking = unknown.iter().filter(|&index| decision.book.class(index).is_some_and(Class::is_open_when_unknown));
    let mut asked = asking.fold(FindingSet::default(), |asked, index| asked.union(askable(decision, findings, index)));
    if asked.contains(known.sites) && decision.facts.is_unknown(known.twitch_present) {
        asked.insert(known.twitch_present);
    }
    grouped(decision, findings, asked)
}

/// A group question takes the place of its members, until it was answered or a member is present.
fn grouped(decision: &Decision, findings: &Findings, mut asked: FindingSet) -> FindingSet {
    for group in &decision.book.group_questions {
        let missing = group.member_set.intersection(asked).without(findings.sent());
        let opened = findings.was_sent(group.index) || group.member_set.meets(decision.facts.first());
        if !opened && !missing.is_empty() {
            asked = asked.without(missing);
            asked.insert(group.index);
        }
    }
    asked
}

/// The unknown findings that keep a condition open.
fn unknown_findings(decision: &Decision, condition: &Condition) -> FindingSet {
    let facts = &decision.facts;
    let reads = condition.unknown_literals(facts).flat_map(|literal| decision.book.reads(literal.index).iter());
    reads.filter(|&index| facts.is_unknown(index)).collect()
}

/// A finding whose own condition is unknown is not asked for yet: the unknown findings of its condition take its place.
/// When all of those were asked already, nobody will learn more of the condition, and the finding itself is asked too.
fn askable(decision: &Decision, findings: &Findings, index: FindingIndex) -> FindingSet {
    let itself: FindingSet = [index].into_iter().collect();
    match decision.book.asked_when(index) {
        Some(condition) if condition.value(&decision.facts) == Truth::Unknown => {
            let behind = unknown_findings(decision, condition);
            let behind = behind
                .iter()
                .fold(FindingSet::default(), |behind, first| behind.union(askable(decision, findings, first)));
            if behind.without(findings.sent()).is_empty() { behind.union(itself) } else { behind }
        }
        _ => itself,
    }
}

/// The questions that could only lower the answer: those of which some set of lowering answers, this one among them,
/// lowers the definite result or the answer itself and raises neither, compared with the same set without it.
fn lowering(decision: &Decision, findings: &Findings) -> Vec<LoweringQuestion> {
    if decision.least.urgency == Urgency::Emergency || decision.result == Outcome::LOWEST {
        return Vec::new();
    }
    let answers = unanswered(decision);
    if answers.is_empty() {
        return Vec::new();
    }
    let results = lowered(decision, findings, &answers);
    let questions = answers.iter().enumerate().filter_map(|(place, answer)| {
        if decision.facts.is_asked(decision.book, answer.index) != Truth::True {
            return None;
        }
        let could_lower_to = lowest_thanks_to(&results, place)?;
        Some(LoweringQuestion { index: answer.index, could_lower_to, asked: findings.was_sent(answer.index) })
    });
    questions.collect()
}

/// The findings that are unknown and have an answer that lowers. "No twitch" lowers only while no site is given.
fn unanswered(decision: &Decision) -> Vec<Change> {
    let Decision { book, facts, .. } = decision;
    let sited = !facts.is_unknown(book.known.sites);
    let unknown = book.lowering.iter().filter(|(index, _)| facts.is_unknown(*index));
    let unknown = unknown.filter(|(index, _)| !(sited && *index == book.known.twitch_present));
    unknown.map(|&(index, answer)| Change { index, to: Answer::Choice(answer) }).collect()
}

/// The definite result and the answer itself for every set of lowering answers, by the bit set of those that are given.
/// None when the rules on which no such answer bears hold both up.
fn lowered(decision: &Decision, findings: &Findings, answers: &[Change]) -> Vec<[Outcome; 2]> {
    let mut trial = Trial::new(decision, findings);
    let firm = trial.without(findings_of_changes(answers));
    if (firm.least, firm.result) == (decision.least, decision.result) {
        return Vec::new();
    }
    let sets = 0..1usize << answers.len();
    let result = sets.map(|set| {
        let given = answers.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
        let given: Vec<Change> = given.map(|(_, answer)| *answer).collect();
        let Combination { least, result, .. } = trial.with(&given);
        [least, result]
    });
    result.collect()
}

/// The lowest definite result of a set that lowers thanks to the answer at this place.
fn lowest_thanks_to(results: &[[Outcome; 2]], place: usize) -> Option<Outcome> {
    let with = results.iter().enumerate().filter(|(set, _)| set >> place & 1 == 1);
    let lower = with.filter_map(|(set, with)| {
        let without = results.get(set & !(1 << place))?;
        let pairs = || with.iter().zip(without);
        let raises = pairs().any(|(with, without)| with.exceeds(*without));
        let lowers = pairs().any(|(with, without)| without.exceeds(*with));
        (lowers && !raises).then_some(with.first().copied()?)
    });
    lower.min_by_key(|result| result.by_urgency())
}
