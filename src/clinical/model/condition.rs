//! Conditions: clauses that must all hold, each one literal or "any of" some literals.
//!
//! There is no nesting, no score and no negation, so a condition cannot fail: its three-valued value is exact.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::finding_set::{FindingIndex, FindingSet};
use super::truth::Truth;

/// A comparison as it is written in a knowledge file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum LiteralText {
    /// A name: the answer is present; for a derived finding: yes.
    #[schema(title = "LiteralName")]
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
    #[schema(title = "AnyLiteral")]
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
    pub index: FindingIndex,
    /// The comparison.
    pub test: Test,
    /// The value while the fact is unknown: unknown for classes U1, U2 and scope; for M and O what the class says.
    pub when_unknown: Truth,
}

/// At least one literal must hold.
///
/// Most literals ask for the first answer of a finding ("present", "yes"); these are evaluated together, as sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    literals: Vec<Literal>,
    /// The findings of which the first answer is asked for.
    pub(in crate::clinical) first: FindingSet,
    /// Those of them that leave the clause open while they are unknown.
    pub(in crate::clinical) open: FindingSet,
    /// The literals that ask for something else.
    pub(in crate::clinical) rest: Vec<Literal>,
}

impl Clause {
    /// A clause of some literals.
    #[must_use]
    pub fn new(literals: Vec<Literal>) -> Self {
        let asks_for_first = |literal: &Literal| literal.test == Test::OneOf(1) && literal.when_unknown != Truth::True;
        let (first, rest): (Vec<Literal>, Vec<Literal>) = literals.iter().copied().partition(asks_for_first);
        let open = first.iter().filter(|literal| literal.when_unknown == Truth::Unknown);
        Self {
            open: open.map(|literal| literal.index).collect(),
            first: first.iter().map(|literal| literal.index).collect(),
            rest,
            literals,
        }
    }

    /// The literals in the order in which they are written.
    #[must_use]
    pub fn literals(&self) -> &[Literal] {
        &self.literals
    }
}

/// All clauses must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition(pub Vec<Clause>);

impl Condition {
    /// Every literal, clause by clause.
    pub fn literals(&self) -> impl Iterator<Item = &Literal> {
        self.0.iter().flat_map(Clause::literals)
    }

    /// The findings and derived findings that the condition names.
    #[must_use]
    pub fn findings(&self) -> FindingSet {
        self.literals().map(|literal| literal.index).collect()
    }
}
