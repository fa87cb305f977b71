//! How rules combine into an answer: the one place, for a decision and for every decision tried with other answers.
//!
//! No rule can lower anything, and the order of the rules does not matter.

use crate::clinical::model::outcome::{Level, Outcome};
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::truth::Truth;

/// A rule that is unknown and whose effect is above the definite result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenRule {
    /// Its place in the rule book.
    pub place: usize,
    /// The place of the rule that fires because of it.
    pub demands: usize,
}

/// What some rules come to together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    /// The join of the rules that are true: the answer if all that is unknown were absent.
    pub least: Outcome,
    /// The safe answer: that, and what the open rules demand.
    pub result: Outcome,
    /// The answer if all that is unknown were present.
    pub most: Outcome,
    /// The open rules, in the order in which they came.
    pub open: Vec<OpenRule>,
}

/// Combines rules, by their places, with the values of their conditions; those that are false may be left out.
///
/// In a definite emergency no rule is open, for none is above it: stop asking, act. `without_context` gives the value
/// of a rule if every unknown context question were answered "absent".
pub(super) fn combine(
    book: &RuleBook,
    values: &(impl Iterator<Item = (usize, Truth)> + Clone),
    mut without_context: impl FnMut(&Rule) -> Truth,
) -> Combination {
    let with = |wanted: Truth| {
        let having = values.clone().filter(move |(_, value)| *value == wanted);
        having.filter_map(|(place, _)| Some((place, book.rules.get(place)?)))
    };
    let least = with(Truth::True).fold(Outcome::LOWEST, |join, (_, rule)| join.join(rule.effect));
    let mut combination = Combination { least, result: least, most: least, open: Vec::new() };
    for (place, rule) in with(Truth::Unknown).filter(|(_, rule)| rule.effect.exceeds(least)) {
        let stays_open = rule.effect.level > Level::BenignLifestyle
            && (!rule.depends_on.meets(book.context) || without_context(rule) == Truth::Unknown);
        let demands = match rule.effect.level {
            Level::ReferWorkup if stays_open => book.computed.referral_open,
            Level::CrampFasciculationSyndrome if stays_open => book.computed.cramp_fasciculation_open,
            _ => book.computed.other_open,
        };
        let demanded = book.rules.get(demands).map_or(Outcome::LOWEST, |rule| rule.effect);
        combination.result = combination.result.join(demanded);
        combination.most = combination.most.join(rule.effect);
        combination.open.push(OpenRule { place, demands });
    }
    combination
}
