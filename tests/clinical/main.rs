//! What we know, tested without HTTP: the rule book, its knowledge files and the decision over them.
//!
//! Every test here can fail: a check over data is run on data with a planted fault too.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "a test fails by panicking, and prints what it measured"
)]

mod body;
mod faults;
mod given;
mod hazards;
mod lint;
mod mutation;
mod plant;
mod rule_logic;
mod texts;
mod vignettes;
