//! What a caller can ask for besides the decision: one description for the query, the command line and the document.

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How much of the answer, which questions, and whether what would change it.
#[derive(Args, Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AnswerOptions {
    /// How much of the answer: `brief`, what an app shows to the person; `standard`, that and what a clinician needs,
    /// with every source; `full`, that, what would change it, the trace of every rule and what was understood.
    /// `standard` when left out
    #[arg(long, value_enum)]
    #[param(inline)]
    pub detail: Option<Detail>,

    /// Which questions: `none`; `1`, the first that was not asked yet; `screen`, every one of its screen that was not
    /// asked yet; `all`. When left out: `screen` for an interview, else `none` for a brief answer and `1` for any other
    #[arg(long, value_enum)]
    #[param(inline)]
    pub questions: Option<QuestionsWanted>,

    /// Also what would change the answer; a full answer has it anyway
    #[arg(long, value_enum)]
    #[param(inline)]
    pub explain: Option<Explain>,
}

impl AnswerOptions {
    /// How much of the answer is wanted.
    #[must_use]
    pub fn detail(self) -> Detail {
        self.detail.unwrap_or(Detail::Standard)
    }

    /// Which questions are wanted with a decision.
    #[must_use]
    pub fn questions(self) -> QuestionsWanted {
        self.questions.unwrap_or(match self.detail() {
            Detail::Brief => QuestionsWanted::None,
            Detail::Standard | Detail::Full => QuestionsWanted::One,
        })
    }

    /// Whether it is wanted what would change the answer.
    #[must_use]
    pub fn explains_changes(self) -> bool {
        self.explain.is_some() || self.detail() == Detail::Full
    }
}

/// How much of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// What an app shows to the person.
    Brief,
    /// That and what a clinician needs, with every source.
    Standard,
    /// That, what would change it, the trace of every rule and what was understood.
    Full,
}

/// Which questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema, ValueEnum)]
pub enum QuestionsWanted {
    /// No question.
    #[serde(rename = "none")]
    None,
    /// The first that was not asked yet.
    #[serde(rename = "1")]
    #[value(name = "1")]
    One,
    /// Every one of its screen that was not asked yet.
    #[serde(rename = "screen")]
    Screen,
    /// All of them.
    #[serde(rename = "all")]
    All,
}

/// What is explained besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Explain {
    /// What would change the answer.
    Changes,
}
