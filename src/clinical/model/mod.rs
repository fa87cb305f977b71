//! What a rule book is made of. Nothing here decides.

pub mod advice;
pub mod answers;
pub mod banned;
pub mod condition;
pub mod derived;
pub mod evidence;
pub mod finding;
pub mod finding_set;
pub mod findings_seed;
pub mod group;
pub mod group_question;
pub mod identity;
pub mod intended_use;
pub mod interview;
pub mod known_findings;
pub mod outcome;
pub mod rule;
pub mod rule_book;
pub mod screen;
pub mod source;
pub mod status;
pub mod text;
pub mod truth;
pub mod vector;
