//! The service as a caller meets it: a real app on a real socket, or the built binary as a process. Every answer, in
//! whatever test, is held against the committed OpenAPI document.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop where it is"
)]
#![allow(clippy::doc_markdown, reason = "OpenAPI is a name, not code")]
#![allow(clippy::needless_pass_by_value, reason = "`json!` is written where it is used")]

mod access;
mod answer;
mod ask;
mod batch;
mod book;
mod cds_hooks;
mod commands;
mod config_file;
mod cors;
mod differential;
mod documentation;
mod documents;
mod encryption;
mod equivalence;
mod errors;
mod examples;
mod explanation;
mod fhir;
mod hostile;
mod languages;
mod listening;
mod load;
mod logs;
mod lowered;
mod metrics;
mod openapi;
mod process;
mod released;
mod report;
mod start;
mod support;
mod traces;
mod vectors;
