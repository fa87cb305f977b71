//! The trace of a decision: every rule with its value, and the literals that decided it.

use super::decision::Decision;
use crate::clinical::model::condition::LiteralText;
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule::Rule;
use crate::clinical::model::truth::Truth;

/// A rule, its value, and why it has it.
#[derive(Clone, Debug)]
pub struct RuleTrace<'b> {
    /// The rule.
    pub rule: &'b Rule,
    /// The value of its condition.
    pub value: Truth,
    /// The literals that decided: of a true rule the true ones, of a false rule those of its false clauses, of an
    /// unknown rule the unknown ones of its unknown clauses.
    pub decided_by: Vec<LiteralTrace<'b>>,
    /// The open rules behind a rule about open questions.
    pub open: Vec<&'b Rule>,
}

/// A literal and its value.
#[derive(Clone, Copy, Debug)]
pub struct LiteralTrace<'b> {
    /// The literal as it is written.
    pub text: &'b LiteralText,
    /// The finding or derived finding that it compares.
    pub index: FindingIndex,
    /// Its value.
    pub value: Truth,
}

impl<'b> Decision<'b> {
    /// Every rule in the order of reasons, with its value and why it has it.
    #[must_use]
    pub fn trace(&self) -> Vec<RuleTrace<'b>> {
        let rules = self.book.rules.iter().zip(&self.truths).enumerate();
        rules
            .map(|(place, (rule, &value))| RuleTrace {
                rule,
                value,
                decided_by: self.decided_by(rule, value),
                open: self.open_behind(place),
            })
            .collect()
    }

    fn decided_by(&self, rule: &'b Rule, value: Truth) -> Vec<LiteralTrace<'b>> {
        let clauses = rule.condition.iter().flat_map(|condition| &condition.0).zip(&rule.when);
        let deciding = clauses.filter(|(clause, _)| clause.value(&self.facts) == value);
        let literals = deciding.flat_map(|(clause, text)| clause.literals().iter().zip(text.literals()));
        let traced = literals.map(|(literal, text)| LiteralTrace {
            text,
            index: literal.index,
            value: literal.value(&self.facts),
        });
        traced.filter(|literal| literal.value == value).collect()
    }

    fn open_behind(&self, place: usize) -> Vec<&'b Rule> {
        let behind = self.open.iter().filter(|open| open.demands == place);
        behind.filter_map(|open| self.book.rules.get(open.place)).collect()
    }
}
