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
    OneOf(u64),
    /// At least one of these was named.
    AnyOf(u64),
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause(pub Vec<Literal>);

impl Clause {
    /// The three-valued value of the clause.
    #[must_use]
    pub fn value(&self, facts: &Facts) -> Truth {
        Truth::any(self.0.iter().map(|literal| literal.value(facts)))
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
        self.0.iter().flat_map(|clause| &clause.0)
    }

    /// The findings and derived findings that the condition names.
    #[must_use]
    pub fn slots(&self) -> Slots {
        self.literals().map(|literal| literal.slot).collect()
    }

    /// The literals that keep an unknown condition open: the unknown ones of its unknown clauses.
    pub fn unknown_literals<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = &'a Literal> {
        self.0
            .iter()
            .filter(|clause| clause.value(facts) == Truth::Unknown)
            .flat_map(|clause| &clause.0)
            .filter(|literal| literal.value(facts) == Truth::Unknown)
    }
}
