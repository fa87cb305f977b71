//! In what order questions are asked, and which answers can lower the result.

use serde::Deserialize;

/// The fixed order of questions, and the answers that could only lower the result.
#[derive(Clone, Debug, Deserialize)]
pub struct Interview {
    /// Names of findings, in the order in which questions of equal weight are asked.
    pub ask_order: Vec<String>,
    /// What is asked before the rest, the first tier first.
    pub tiers: Vec<Tier>,
    /// The answers that could only lower the result, in the order in which they are offered.
    #[serde(default)]
    pub lowering: Vec<Lowering>,
}

/// An answer that could only lower the result.
#[derive(Clone, Debug, Deserialize)]
pub struct Lowering {
    /// Name of the finding.
    pub finding: String,
    /// The answer that lowers.
    pub answer: String,
}

/// Questions that are asked before those of the next tier.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Tier {
    /// Those of a screen.
    Screen {
        /// Name of the screen.
        screen: String,
    },
    /// Those of some findings.
    Findings {
        /// Names of the findings.
        findings: Vec<String>,
    },
}
