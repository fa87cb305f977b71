//! A decision as callers see it: in words, as JSON, as a report; its questions and its explanation; and a refusal.

mod decision;
mod explanation;
mod json;
mod prepared_texts;
mod preserialized;
pub mod problem;
mod questions;
mod report;
mod sent_answers;
mod triage_answer;

pub use self::explanation::Explain;
pub use self::json::object as write_object;
pub use self::prepared_texts::{PreparedTexts, RuleBookInForce, TextForBoth, evidence_ids};
pub use self::questions::QuestionsWanted;
pub use self::triage_answer::{AnswerOptions, InterviewStep, TriageAnswer};
