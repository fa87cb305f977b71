//! What we know: a pure function of the rule book and the findings.
//!
//! Begin with `knowledge/rules.toml`: it reads without Rust. No HTTP, no JSON shapes of the API, no clock and no
//! environment belongs in here.

pub mod advice;
pub mod answers;
pub mod change;
pub mod check;
pub mod condition;
pub mod derived;
pub mod evidence;
pub mod explain;
pub mod facts;
pub mod finding;
pub mod group;
pub mod intended_use;
pub mod interview;
pub mod knowledge;
pub mod outcome;
pub mod question;
pub mod rule;
pub mod rule_book;
pub mod slots;
pub mod text;
pub mod trace;
pub mod triage;
pub mod truth;
pub mod vector;
