//! What we know, tested without HTTP: the rule book, its knowledge files and the laws of the decision over them.
//!
//! Every test here can fail: a check over data is run on data with a planted fault too.
//!
//! The laws (I-01 and so on) are those of `SPECIFICATION.md`, the hazards (H01 and so on) those of `HAZARDS.md`;
//! `specification.rs` holds citations, documents and tests together.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::needless_pass_by_value,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    clippy::cast_possible_truncation,
    missing_docs,
    reason = "a test fails by panicking, and prints what it measured"
)]

mod changes;
mod faults;
mod group_questions;
mod hazards;
mod house;
mod invariants;
mod laws;
mod lint;
mod mutation;
mod possible;
mod questions;
mod rule_logic;
mod simulated_people;
mod specification;
mod support;
mod texts;
mod trace;
mod translations;
mod vignettes;
