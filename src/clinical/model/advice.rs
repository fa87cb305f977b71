//! Advice for the person, and when it is given.

use serde::Deserialize;

use super::finding_set::FindingIndex;
use super::outcome::{Level, Urgency};
use super::status::Status;

/// One item of advice as it is written. It is given when all its conditions hold; those that are left out always hold.
#[derive(Clone, Debug, Deserialize)]
pub struct AdviceText {
    /// Id.
    pub id: String,
    /// One of these rules fired.
    #[serde(default)]
    pub fired: Vec<String>,
    /// The level is one of these.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// The urgency is one of these.
    #[serde(default)]
    pub urgencies: Vec<Urgency>,
    /// The status is this.
    #[serde(default)]
    pub status: Option<Status>,
    /// Whether a twitch was reported.
    #[serde(default)]
    pub in_scope: Option<bool>,
    /// This finding is present.
    #[serde(default)]
    pub present: Option<String>,
    /// None of these items was given before it.
    #[serde(default)]
    pub unless_given: Vec<String>,
    /// Nothing is known of any trigger.
    #[serde(default)]
    pub no_trigger_answered: bool,
    /// Given at emergency too; every other item is withheld then.
    #[serde(default)]
    pub at_emergency: bool,
    /// What the person reads.
    pub text: String,
    /// Ids of its evidence; empty for background knowledge that nobody has verified.
    pub evidence: Vec<String>,
}

/// One item of advice, ready to be chosen: names are places in the rule book.
#[derive(Clone, Debug)]
pub struct Advice {
    /// The item as it is written.
    pub text: AdviceText,
    /// Places of the rules of which one must have fired; empty when none need.
    pub fired: Vec<usize>,
    /// The finding that must be present.
    pub present: Option<FindingIndex>,
    /// Places of the items that must not have been given.
    pub unless_given: Vec<usize>,
    /// Places of its evidence.
    pub evidence: Vec<usize>,
}
