//! The publications behind the evidence.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What of a source was really seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = HowFarRead)]
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

/// A publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Source {
    /// Id to which evidence refers.
    #[schema(pattern = "^S[0-9]{2,3}$", example = "S01")]
    pub id: String,
    /// The publication, as it is cited.
    pub title: String,
    /// The organisation or journal that published it; null where the citation names none.
    #[serde(default)]
    pub publisher: Option<String>,
    /// Year of the publication; null when it states none.
    #[serde(default)]
    #[schema(minimum = 1800, maximum = 2200)]
    pub year: Option<i32>,
    /// Addresses of the publication; empty when it has none, and then `note` says why.
    #[schema(max_items = 20)]
    pub urls: Vec<String>,
    /// Kind of publication, such as guideline, cohort or review.
    pub kind: String,
    /// How far it was read: R that very page, S a secondary page, N the news article, B not at all.
    pub read: Read,
    /// Whether a page behind it is unreviewed, written by a machine, or a weak copy.
    #[serde(default)]
    pub weak: bool,
    /// A remark; of a source without an address, why it has none. Null where there is nothing to remark.
    #[serde(default)]
    pub note: Option<String>,
}
