//! What one sign that appears comes to, for every sign at once: a shortcut before the trials, each of which looks at the
//! rules of one change.

use super::change::Change;
use super::decision::Decision;
use super::trial::Trial;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::truth::Truth;

/// What becomes of a decision when a sign appears on which no other fact depends.
///
/// No rule asks for the absence of a sign, so that a rule can only become true, or unknown. Where that settles the
/// result, it need not be tried; the open rules are weighed by `combine` alone.
pub(super) struct Appearing {
    /// By the index of a sign: the definite result with it.
    least: Vec<Outcome>,
    /// The signs that a rule reads which is unknown, or would be.
    open: FindingSet,
}

impl Appearing {
    pub(super) fn for_decision(decision: &Decision) -> Self {
        let Decision { book, facts, least, truths, .. } = decision;
        let mut appearing = Self { least: vec![*least; book.findings.len()], open: FindingSet::default() };
        let rules = book.rules.iter().zip(truths).filter(|(rule, _)| rule.effect.exceeds(*least));
        for (rule, truth) in rules {
            let Some(condition) = &rule.condition else { continue };
            let (fires, opens) = condition.one_answer_away(facts);
            for index in fires.intersection(rule.depends_on).iter() {
                if let Some(least) = appearing.least.get_mut(index) {
                    *least = least.join(rule.effect);
                }
            }
            let reach = if *truth == Truth::Unknown { rule.depends_on } else { opens.without(fires) };
            appearing.open = appearing.open.union(reach);
        }
        appearing
    }

    /// The result with one change; none where it has to be tried.
    pub(super) fn result(&self, decision: &Decision, trial: &Trial, change: Change) -> Option<Outcome> {
        let Decision { book, .. } = decision;
        let least = *self.least.get(change.index)?;
        if !change.is_a_sign_that_appears(book) || trial.settles(change.index) {
            None
        } else if !book.computed.demanded.exceeds(least) {
            Some(least)
        } else if self.open.contains(change.index) {
            None
        } else if least == decision.least {
            Some(decision.result)
        } else {
            decision.open.is_empty().then_some(least)
        }
    }
}
