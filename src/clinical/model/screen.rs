//! A screen of the questionnaire.

use serde::Deserialize;

/// A screen of the questionnaire, or a heading over the findings that belong to none.
#[derive(Clone, Debug, Deserialize)]
pub struct Screen {
    /// Name in `screens_completed`.
    pub id: String,
    /// Names that it had in earlier rule books, alone or as a part: what to suggest to an app that still sends them.
    #[serde(default)]
    pub former_names: Vec<String>,
    /// Set for a heading: it cannot be completed.
    #[serde(default)]
    pub heading_only: bool,
    /// Title for the person.
    pub title: String,
    /// Introduction for the person.
    pub introduction: String,
    /// What its questions are for.
    pub purpose: String,
}
