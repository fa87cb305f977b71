//! The laws of the decision, tested without HTTP.
//!
//! The 29 invariants of the specification (section 7) and where each is tested:
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
//! | I-22 | with the questions |
//! | I-23 | the order: `invariants.rs`; that both ends are reached, and nothing beyond them: `possible.rs` |
//! | I-24 to I-27 | `invariants.rs` |
//! | I-28, I-29 | with the questions |

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it should be"
)]

mod invariants;
mod payload;
mod possible;
