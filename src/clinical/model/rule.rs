//! A rule: a condition, and what follows when it holds.

use super::condition::{ClauseText, Condition};
use super::finding_set::FindingSet;
use super::outcome::Outcome;

/// A rule, ready to be evaluated.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Id.
    pub id: String,
    /// What it leads to when it fires.
    pub effect: Outcome,
    /// False when it says that there is nothing to assess.
    pub in_scope: bool,
    /// The condition; none for the two rules about open questions, which are code.
    pub condition: Option<Condition>,
    /// The findings whose answers can change the condition's value: those it reads, those on which these are asked,
    /// and the twitch on which sites, duration and course depend.
    pub depends_on: FindingSet,
    /// The condition as it is written.
    pub when: Vec<ClauseText>,
    /// The reason for the person.
    pub person: String,
    /// The reason for a clinician.
    pub clinician: String,
    /// Places of its evidence in the rule book.
    pub evidence: Vec<usize>,
    /// Places of the groups that it suspects in the rule book.
    pub groups: Vec<usize>,
}

/// The rule about contradictions: a warning without an effect.
#[derive(Clone, Debug)]
pub struct Warning {
    /// Id.
    pub id: String,
    /// The warning for the person.
    pub person: String,
    /// The warning for a clinician.
    pub clinician: String,
}

/// Places in the rule book of the rules about open rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComputedRules {
    /// A referral is open whatever the unknown context questions would say.
    pub referral_open: usize,
    /// The same for a rule of the cramp-fasciculation level.
    pub cramp_fasciculation_open: usize,
    /// Any other rule is open.
    pub other_open: usize,
    /// What these rules demand together: the most that open rules can add to a definite result.
    pub demanded: Outcome,
}

impl ComputedRules {
    /// Finds the rules about open rules.
    #[must_use]
    pub fn find(rules: &[Rule]) -> Self {
        let place = |id: &str| rules.iter().position(|rule| rule.id == id).unwrap_or(usize::MAX);
        let [referral_open, cramp_fasciculation_open, other_open] =
            [computed::REFERRAL_OPEN, computed::CRAMP_FASCICULATION_OPEN, computed::OTHER_OPEN].map(place);
        let places = [referral_open, cramp_fasciculation_open, other_open];
        let effects = places.into_iter().filter_map(|place| rules.get(place));
        let demanded = effects.fold(Outcome::LOWEST, |join, rule| join.join(rule.effect));
        Self { referral_open, cramp_fasciculation_open, other_open, demanded }
    }
}

/// Ids of the four rules whose conditions are code.
pub mod computed {
    /// A level-3 rule is open, whatever the context questions would say.
    pub const REFERRAL_OPEN: &str = "R-K01";
    /// Any other rule is open.
    pub const OTHER_OPEN: &str = "R-K02";
    /// A level-2 rule is open, whatever the context questions would say.
    pub const CRAMP_FASCICULATION_OPEN: &str = "R-K04";
    /// A contradiction.
    pub const CONTRADICTION: &str = "R-K03";
}
