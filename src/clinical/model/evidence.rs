//! The sources behind rules and advice.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What of a source was really seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Read {
    /// An excerpt of that very page or abstract.
    R,
    /// A secondary page that summarises the source: one step weaker.
    S,
    /// The news article with which the project began.
    N,
    /// Background knowledge that nobody has verified: kept, never shown as a source.
    B,
}

/// One published finding and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// Id that rules and advice cite.
    pub id: String,
    /// What was found, paraphrased.
    pub finding: String,
    /// The figure behind it, where there is one.
    #[serde(default)]
    pub number: Option<String>,
    /// The publication.
    pub source: String,
    /// Year of the publication; null when it states none.
    #[serde(default)]
    pub year: Option<i32>,
    /// Addresses of the publication.
    pub urls: Vec<String>,
    /// Kind of publication, such as guideline, cohort or review.
    pub kind: String,
    /// What of it was really seen.
    pub read: Read,
    /// Whether a page behind it is unreviewed, written by a machine, or a weak copy.
    #[serde(default)]
    pub weak: bool,
    /// How it compares with other evidence.
    #[serde(default)]
    pub note: Option<String>,
}
