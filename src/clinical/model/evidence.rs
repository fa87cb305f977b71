//! What is published: the statements on which rules and advice rest.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One published statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// Id that rules and advice cite.
    #[schema(pattern = "^E[0-9]{2,3}$", example = "E01")]
    pub id: String,
    /// What was found, paraphrased.
    pub statement: String,
    /// The figure behind it, where there is one.
    #[serde(default)]
    pub number: Option<String>,
    /// Id of the publication.
    #[schema(pattern = "^S[0-9]{2,3}$", example = "S01")]
    pub source: String,
    /// How it compares with other evidence.
    #[serde(default)]
    pub note: Option<String>,
}
