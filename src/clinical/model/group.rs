//! Groups of causes that a rule suspects, and the workup suggested to a clinician.

use serde::Deserialize;

use super::outcome::Urgency;

/// A group of causes.
#[derive(Clone, Debug, Deserialize)]
pub struct Group {
    /// Id that rules name.
    pub id: String,
    /// What a clinician calls it.
    pub name: String,
    /// Suggested workup, for a clinician.
    pub workup: String,
}

/// A further suggestion after those of the groups, as it is written.
#[derive(Clone, Debug, Deserialize)]
pub struct ExtraWorkupText {
    /// Id, given in the place of a group.
    pub id: String,
    /// What a clinician calls it.
    pub name: String,
    /// Given when one of these rules fired,
    #[serde(default)]
    pub fired: Vec<String>,
    /// or one of these groups is suspected,
    #[serde(default)]
    pub groups: Vec<String>,
    /// and the urgency is below this one.
    #[serde(default)]
    pub below_urgency: Option<Urgency>,
    /// Suggested workup, for a clinician.
    pub text: String,
}

/// A further suggestion, ready to be chosen: names are places in the rule book.
#[derive(Clone, Debug)]
pub struct ExtraWorkup {
    /// The suggestion as it is written.
    pub text: ExtraWorkupText,
    /// Places of the rules.
    pub fired: Vec<usize>,
    /// Places of the groups.
    pub groups: Vec<usize>,
}
