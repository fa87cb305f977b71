//! Which rule book it is, and when it was reviewed.

use serde::Deserialize;

/// Name, version and review of a rule book.
#[derive(Clone, Debug, Deserialize)]
pub struct Identity {
    /// Name of the rule book.
    pub id: String,
    /// Version, as SemVer.
    pub version: String,
    /// Date of the last clinical review; none when no clinician has reviewed it.
    #[serde(default)]
    pub reviewed: Option<String>,
    /// A new review is due this many months after the last one.
    pub review_interval_months: u32,
}
