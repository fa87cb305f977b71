//! The laws of the decision, tested without HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it should be"
)]

mod changes;
mod interview_payload;
#[allow(dead_code, clippy::needless_pass_by_value, reason = "it also serves tests that are not here")]
mod payload;
mod questions;
mod reading;
mod trace;
