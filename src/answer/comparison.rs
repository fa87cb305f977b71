//! Two decisions on one payload, by two rule books: what differs, and which rules did it.

use serde::Serialize;
use utoipa::ToSchema;

use super::decision::Possible;
use super::prepared_texts::RuleBookInForce;
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::rule::Rule;
use crate::clinical::model::status::Status;

/// How the second answer stands to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonKind {
    /// Level or urgency is lower, whatever else is higher.
    Lower,
    /// Level or urgency is higher, and neither is lower.
    Higher,
    /// Level and urgency are the same; reasons, texts or what is possible may differ.
    SameOutcome,
    /// The first rule book refuses the payload and the second answers it.
    RefusedByA,
    /// The second rule book refuses the payload and the first answers it.
    RefusedByB,
    /// Both refuse the payload. Only `twitch-triage book diff` says so: elsewhere it is a problem.
    RefusedByBoth,
}

/// A decision in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ComparedDecision<'a> {
    /// The rule book that decided; left out where it is the same for many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_book: Option<RuleBookInForce>,
    /// The level.
    pub level: Level,
    /// The urgency.
    pub urgency: Urgency,
    /// Whether an open question could raise it.
    pub status: Status,
    /// The least and the most that it can still become.
    pub possible: Possible,
    /// The rules that fired, in the order of reasons.
    #[schema(max_items = 200)]
    pub rules: Vec<&'a str>,
    /// Those of them that lead to the level and urgency of the answer themselves; where none leads to both, to one of them.
    #[schema(max_items = 200)]
    pub decided_by: Vec<&'a str>,
}

/// A rule that fired in both rule books and leads to something else in each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EffectChange<'a> {
    /// The id of the rule.
    pub rule: &'a str,
    /// Its level and urgency in the first rule book.
    pub a: Outcome,
    /// The same in the second one.
    pub b: Outcome,
}

/// What differs between two decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Differences<'a> {
    /// Rules that fired in the first rule book alone.
    pub only_a: Vec<&'a str>,
    /// Rules that fired in the second rule book alone.
    pub only_b: Vec<&'a str>,
    /// Rules that fired in both, with another level or urgency of their own.
    pub effects_changed: Vec<EffectChange<'a>>,
    /// Rules that fired in both, with another text.
    pub texts_changed: Vec<&'a str>,
}

impl<'a> ComparedDecision<'a> {
    /// A decision in brief, without its rule book.
    #[must_use]
    pub fn new(decision: &Decision<'a>) -> Self {
        Self {
            rule_book: None,
            level: decision.result.level,
            urgency: decision.result.urgency,
            status: decision.status(),
            possible: Possible { least: decision.least, most: decision.most },
            rules: decision.fired().map(|rule| rule.id.as_str()).collect(),
            decided_by: decided_by(decision),
        }
    }

    /// The same with its rule book.
    #[must_use]
    pub fn with_rule_book(decision: &Decision<'a>) -> Self {
        Self { rule_book: Some(RuleBookInForce::describe(decision.book)), ..Self::new(decision) }
    }
}

/// The rules that reach level and urgency of the answer, in the order of reasons; where none reaches both, those that reach
/// one of them.
fn decided_by<'a>(decision: &Decision<'a>) -> Vec<&'a str> {
    let ids = |is: &dyn Fn(Outcome) -> bool| -> Vec<&'a str> {
        decision.fired().filter(|rule| is(rule.effect)).map(|rule| rule.id.as_str()).collect()
    };
    let result = decision.result;
    let both = ids(&|effect| effect == result);
    if both.is_empty() { ids(&|effect| effect.level == result.level || effect.urgency == result.urgency) } else { both }
}

impl ComparisonKind {
    /// The word for it on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Higher => "higher",
            Self::SameOutcome => "same_outcome",
            Self::RefusedByA => "refused_by_a",
            Self::RefusedByB => "refused_by_b",
            Self::RefusedByBoth => "refused_by_both",
        }
    }

    /// How one decision stands to another.
    #[must_use]
    pub fn of_decisions(a: &Decision, b: &Decision) -> Self {
        if a.result.exceeds(b.result) {
            Self::Lower
        } else if b.result.exceeds(a.result) {
            Self::Higher
        } else {
            Self::SameOutcome
        }
    }
}

impl<'a> Differences<'a> {
    /// Whether the same rules fired with the same effects and texts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.only_a.is_empty()
            && self.only_b.is_empty()
            && self.effects_changed.is_empty()
            && self.texts_changed.is_empty()
    }

    /// What differs between two decisions.
    #[must_use]
    pub fn of_decisions(a: &Decision<'a>, b: &Decision<'a>) -> Self {
        let only = |of: &Decision<'a>, other: &Decision<'a>| {
            of.fired().filter(|rule| !other.has_fired(&rule.id)).map(|rule| rule.id.as_str()).collect()
        };
        let in_both: Vec<(&'a Rule, &'a Rule)> =
            a.fired().filter_map(|rule| Some((rule, b.fired().find(|same| same.id == rule.id)?))).collect();
        let effects = in_both.iter().filter(|(a, b)| a.effect != b.effect);
        let reworded = in_both.iter().filter(|(a, b)| (&a.person, &a.clinician) != (&b.person, &b.clinician));
        Self {
            only_a: only(a, b),
            only_b: only(b, a),
            effects_changed: effects.map(|(a, b)| EffectChange { rule: &a.id, a: a.effect, b: b.effect }).collect(),
            texts_changed: reworded.map(|(rule, _)| rule.id.as_str()).collect(),
        }
    }
}
