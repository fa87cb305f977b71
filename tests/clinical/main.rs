//! What we know, tested without HTTP: the rule book, its knowledge files and the laws of the decision over them.
//!
//! Every test here can fail: a check over data is run on data with a planted fault too.
//!
//! The 29 invariants of the specification and where each is tested:
//!
//! | Invariant | Where |
//! |---|---|
//! | I-01 | `invariants.rs`; that invalid payloads get 422: `tests/api` |
//! | I-02 to I-16 | `invariants.rs` |
//! | I-17 | `tests/api` |
//! | I-18 | `invariants.rs` |
//! | I-19 | `tests/api` |
//! | I-20 | `texts.rs` |
//! | I-21 | `invariants.rs` |
//! | I-22 | `questions.rs` |
//! | I-23 | the order: `invariants.rs`; that both ends are reached, and nothing beyond them: `possible.rs` |
//! | I-24 to I-27 | `invariants.rs` |
//! | I-28, I-29 | `questions.rs` |

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

mod body;
mod changes;
mod faults;
mod given;
mod group_questions;
mod hazards;
mod house;
mod interview_payload;
mod invariants;
mod lint;
mod mutation;
mod payload;
mod plant;
mod possible;
mod questions;
mod reading;
mod rule_logic;
mod spoken;
mod texts;
mod trace;
mod vignettes;
