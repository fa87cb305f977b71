//! A decision as callers see it: in words, as JSON, as a report; its questions and its explanation; and a refusal.

mod brief;
pub mod comparison;
pub mod condition_wording;
mod decision;
mod explanation;
mod json;
mod options;
mod prepared_texts;
mod preserialized;
pub mod problem;
mod question_wording;
mod questions;
mod report;
pub mod rule_page;
mod sent_answers;
mod triage_answer;

pub use self::decision::Possible;
pub use self::json::WriteJson;
pub use self::options::{AnswerOptions, Detail, Explain, QuestionsWanted};
pub use self::prepared_texts::{PreparedTexts, RuleBookInForce, TextForBoth, evidence_ids};
pub use self::preserialized::Preserialized;
pub use self::question_wording::{AnswerChoice, QuestionWording};
pub use self::questions::{Question, RuleIds};
pub use self::report::ReportContents;
pub use self::triage_answer::{InterviewStep, TriageAnswer};
