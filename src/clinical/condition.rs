//! Conditions: clauses that must all hold, each one literal or "any of" some literals.
//!
//! There is no nesting, no score and no negation, so a condition cannot fail: its three-valued value is exact.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::{Fact, Facts};
use super::slots::{Slot, Slots};
use super::truth::Truth;

/// A comparison as it is written in a knowledge file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum LiteralText {
    /// A name: the answer is present; for a derived finding: yes.
    Name(String),
    /// A finding compared with answers or with a number.
    Comparison(Comparison),
}

/// A finding with exactly one of `is`, `at_least`, `more_than`, `less_than`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Comparison {
    /// Name of the finding or derived finding.
    pub finding: String,
    /// Answers that make it true; for several answers: at least one of these was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<Vec<String>>,
    /// True from this number up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i32>,
    /// True above this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_than: Option<i32>,
    /// True below this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub less_than: Option<i32>,
}

/// A clause as it is written in a knowledge file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum ClauseText {
    /// At least one of the literals must hold.
    Any {
        /// The literals.
        any: Vec<LiteralText>,
    },
    /// The literal must hold.
    One(LiteralText),
}

impl ClauseText {
    /// The literals of the clause.
    #[must_use]
    pub fn literals(&self) -> &[LiteralText] {
        match self {
            Self::Any { any } => any,
            Self::One(literal) => std::slice::from_ref(literal),
        }
    }
}

impl LiteralText {
    /// The name of the finding that is compared.
    #[must_use]
    pub fn finding(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::Comparison(comparison) => &comparison.finding,
        }
    }
}

/// What a literal asks of a fact. Sets of answers are bit sets over the answers of the finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// The answer is one of these.
    OneOf(u32),
    /// At least one of these was named.
    AnyOf(u32),
    /// The number is this or higher.
    AtLeast(i32),
    /// The number is higher.
    MoreThan(i32),
    /// The number is lower.
    LessThan(i32),
}

/// One comparison, ready to be evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The finding or derived finding that is compared.
    pub slot: Slot,
    /// The comparison.
    pub test: Test,
    /// The value while the fact is unknown: unknown for classes U1, U2 and scope; for M and O what the class says.
    pub when_unknown: Truth,
}

impl Literal {
    /// The three-valued value of the literal.
    #[must_use]
    pub fn value(&self, facts: &Facts) -> Truth {
        match (facts.get(self.slot), self.test) {
            (Fact::Choice(answer), Test::OneOf(accepted)) => (accepted >> answer & 1 == 1).into(),
            (Fact::Several(answers), Test::AnyOf(accepted)) => (answers & accepted != 0).into(),
            (Fact::Number(number), Test::AtLeast(threshold)) => (number >= threshold).into(),
            (Fact::Number(number), Test::MoreThan(threshold)) => (number > threshold).into(),
            (Fact::Number(number), Test::LessThan(threshold)) => (number < threshold).into(),
            _ => self.when_unknown,
        }
    }
}

/// At least one literal must hold.
///
/// Most literals ask for the first answer of a finding ("present", "yes"); these are evaluated together, as sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    literals: Vec<Literal>,
    /// The findings of which the first answer is asked for.
    first: Slots,
    /// Those of them that leave the clause open while they are unknown.
    open: Slots,
    /// The literals that ask for something else.
    rest: Vec<Literal>,
}

impl Clause {
    /// A clause of some literals.
    #[must_use]
    pub fn new(literals: Vec<Literal>) -> Self {
        let asks_for_first = |literal: &Literal| literal.test == Test::OneOf(1) && literal.when_unknown != Truth::True;
        let (first, rest): (Vec<Literal>, Vec<Literal>) = literals.iter().copied().partition(asks_for_first);
        let open = first.iter().filter(|literal| literal.when_unknown == Truth::Unknown);
        Self {
            open: open.map(|literal| literal.slot).collect(),
            first: first.iter().map(|literal| literal.slot).collect(),
            rest,
            literals,
        }
    }

    /// The literals in the order in which they are written.
    #[must_use]
    pub fn literals(&self) -> &[Literal] {
        &self.literals
    }

    /// The three-valued value of the clause.
    #[must_use]
    pub fn value(&self, facts: &Facts) -> Truth {
        if self.first.meets(facts.first()) {
            return Truth::True;
        }
        let open = if self.open.meets(facts.unknown()) { Truth::Unknown } else { Truth::False };
        open.max(Truth::any(self.rest.iter().map(|literal| literal.value(facts))))
    }

    /// The findings and derived findings of the literals that are true.
    fn holding(&self, facts: &Facts) -> Slots {
        let rest = self.rest.iter().filter(|literal| literal.value(facts) == Truth::True);
        self.first.intersection(facts.first()).union(rest.map(|literal| literal.slot).collect())
    }
}

/// All clauses must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition(pub Vec<Clause>);

impl Condition {
    /// The three-valued value of the condition.
    #[must_use]
    pub fn value(&self, facts: &Facts) -> Truth {
        Truth::all(self.0.iter().map(|clause| clause.value(facts)))
    }

    /// Every literal, clause by clause.
    pub fn literals(&self) -> impl Iterator<Item = &Literal> {
        self.0.iter().flat_map(Clause::literals)
    }

    /// The findings and derived findings that the condition names.
    #[must_use]
    pub fn slots(&self) -> Slots {
        self.literals().map(|literal| literal.slot).collect()
    }

    /// The findings and derived findings of the literals that are true.
    #[must_use]
    pub fn holding(&self, facts: &Facts) -> Slots {
        self.0.iter().fold(Slots::default(), |holding, clause| holding.union(clause.holding(facts)))
    }

    /// The findings of which the first answer alone would make the condition true, and those of which it would at least
    /// leave no clause false: they stand in every clause that is not true, or in every false one.
    pub(super) fn one_answer_away(&self, facts: &Facts) -> (Slots, Slots) {
        let everything = Slots::up_to(Slots::CAPACITY);
        self.0.iter().fold((everything, everything), |(fires, opens), clause| match clause.value(facts) {
            Truth::True => (fires, opens),
            Truth::Unknown => (fires.intersection(clause.first), opens),
            Truth::False => (fires.intersection(clause.first), opens.intersection(clause.first)),
        })
    }

    /// The literals that keep an unknown condition open: the unknown ones of its unknown clauses.
    pub fn unknown_literals<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = &'a Literal> {
        self.0
            .iter()
            .filter(|clause| clause.value(facts) == Truth::Unknown)
            .flat_map(Clause::literals)
            .filter(|literal| literal.value(facts) == Truth::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::{Clause, Literal, Test};
    use crate::clinical::answers::{Answer, Findings};
    use crate::clinical::rule_book::RuleBook;
    use crate::clinical::truth::Truth;

    #[test]
    fn a_clause_has_the_value_of_its_literals_one_by_one_for_every_pair_and_every_answer() {
        let book = RuleBook::built_in().unwrap_or_else(|faults| unreachable!("{faults:?}"));
        let (a, b) = (book.landmark.weakness[0], book.landmark.course);
        for when_unknown in [Truth::False, Truth::Unknown, Truth::True] {
            for accepted in 1..8 {
                let literals = [
                    Literal { slot: a, test: Test::OneOf(1), when_unknown },
                    Literal { slot: b, test: Test::OneOf(accepted), when_unknown },
                ];
                let clause = Clause::new(literals.to_vec());
                for first in [Answer::Unknown, Answer::Choice(0), Answer::Choice(1)] {
                    for second in [Answer::Unknown, Answer::Choice(0), Answer::Choice(1), Answer::Choice(2)] {
                        let mut findings = Findings::none_of(&book);
                        findings.set(a, first);
                        findings.set(b, second);
                        let facts = book.decide(&findings).facts;
                        let one_by_one = Truth::any(literals.iter().map(|literal| literal.value(&facts)));
                        assert_eq!(clause.value(&facts), one_by_one, "{literals:?} with {first:?} and {second:?}");
                    }
                }
            }
        }
    }
}
