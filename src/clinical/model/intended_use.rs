//! What the service is for and how far it can be trusted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::outcome::Urgency;
use super::translation::Translation;

/// What the service is for, for whom, what it is not for, what the urgencies mean, and its known limits.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct IntendedUse {
    /// What it is for.
    pub intended_use: String,
    /// For whom it is meant.
    pub for_whom: Vec<String>,
    /// What it is not for.
    pub not_for: Vec<String>,
    /// What is known of its limits.
    pub known_limits: Vec<String>,
    /// What each urgency means.
    pub urgency: Vec<UrgencyMeaning>,
    /// How accurate it is, as far as that is known.
    pub accuracy: Accuracy,
    /// That the texts are a translation; left out in the language of the rule book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub translation: Option<Translation>,
}

impl IntendedUse {
    /// Every text, to fill placeholders in.
    pub(in crate::clinical) fn all_mut(&mut self) -> Vec<&mut String> {
        let mut all = vec![&mut self.intended_use, &mut self.accuracy.note];
        all.extend(self.accuracy.meaning.values_mut());
        for list in [&mut self.for_whom, &mut self.not_for, &mut self.known_limits] {
            all.extend(list);
        }
        for urgency in &mut self.urgency {
            all.push(&mut urgency.meaning);
            all.extend(&mut urgency.nice);
        }
        all
    }
}

/// What an urgency means for the person.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct UrgencyMeaning {
    /// The urgency.
    pub value: Urgency,
    /// What it means.
    pub meaning: String,
    /// The word that NICE uses (evidence E131); null where it has none.
    #[serde(default)]
    pub nice: Option<String>,
}

/// Counts from published cases, and how they came about.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Accuracy {
    /// How the counts came about and what they do not show.
    pub note: String,
    /// Whether a clinician has reviewed the labels.
    pub reviewed_by_clinician: bool,
    /// What each kind of cases is, by its name.
    pub meaning: BTreeMap<String, String>,
    /// Each rule book that was run on cases of one kind. Counts of different kinds are never added up.
    #[serde(alias = "run")]
    pub runs: Vec<AccuracyRun>,
}

/// What one rule book came to on the cases of one kind.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccuracyRun {
    /// The kind of the cases.
    pub cases_are: String,
    /// The version of the rule book.
    pub rule_book: String,
    /// The counts over all cases, by their names.
    pub all_labels: BTreeMap<String, u32>,
    /// The counts over the cases whose label is firm, by their names.
    pub firm_labels: BTreeMap<String, u32>,
}
