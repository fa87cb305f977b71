//! Every sign that could appear, tried at once: each rule is looked at once for all of them.

use super::change::{Change, appears, demands};
use super::decision::Decision;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::truth::Truth;

/// What becomes of the decision when one sign appears on which no other fact depends: each rule is looked at once for all
/// of them. Rules ask for the presence of signs, never for their absence, so that nothing else than this can happen: a
/// rule becomes true, or it becomes unknown.
pub(super) struct Appearing {
    /// By the index of a sign: the definite result with it.
    least: Vec<Outcome>,
    /// The signs that a rule reads which is unknown, or would be.
    open: FindingSet,
}

impl Appearing {
    pub(super) fn of(decision: &Decision) -> Self {
        let Decision { book, facts, least, truths, .. } = decision;
        let mut appearing = Self { least: vec![*least; book.findings.len()], open: FindingSet::default() };
        let above = book.rules.iter().zip(truths).filter(|(rule, _)| rule.effect.exceeds(*least));
        for (rule, truth) in above {
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

    /// The result of each change; none where rules have to be looked at for it.
    pub(super) fn results(&self, decision: &Decision, changes: &[Change]) -> Vec<Option<Outcome>> {
        let demand = demands(decision.book).into_iter().fold(Outcome::LOWEST, Outcome::join);
        let nothing_open = decision.open.is_empty();
        let result = |change: &Change| {
            let least = *self.least.get(change.index)?;
            if !decision.book.has_no_dependents(change.index) || !appears(decision.book, *change) {
                return None;
            }
            if !demand.exceeds(least) {
                return Some(least);
            }
            match self.open.contains(change.index) {
                true => None,
                false if least == decision.least => Some(decision.result),
                false => nothing_open.then_some(least),
            }
        };
        changes.iter().map(result).collect()
    }
}
