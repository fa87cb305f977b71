//! Which rule book it is, and when it was reviewed.

use serde::Deserialize;

/// Name, version and review of a rule book.
#[derive(Clone, Debug, Deserialize)]
pub struct Identity {
    /// Name of the rule book.
    pub id: String,
    /// Version, as SemVer.
    pub version: String,
    /// Base of the canonical URLs of what is served as FHIR; that of the built-in rule book when left out.
    #[serde(default = "canonical")]
    pub canonical: String,
    /// Day of this version; that of the built-in rule book when left out.
    #[serde(default = "published")]
    pub published: String,
    /// Date of the last clinical review; none when no clinician has reviewed it.
    #[serde(default)]
    pub reviewed: Option<String>,
    /// A new review is due this many months after the last one.
    pub review_interval_months: u32,
}

fn canonical() -> String {
    "https://twitch-triage.example/fhir".to_owned()
}

fn published() -> String {
    "2026-11-28".to_owned()
}
