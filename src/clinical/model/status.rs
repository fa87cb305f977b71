//! Whether an answer is final.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether an open question could still raise the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No open question can raise the answer.
    Final,
    /// An open question could raise the answer: it holds "so far".
    Provisional,
}

impl Status {
    /// Every one, in their order.
    pub const ALL: [Self; 2] = [Self::Final, Self::Provisional];

    /// The word for it in files and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Provisional => "provisional",
        }
    }
}
