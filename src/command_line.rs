//! Ways in from a terminal: one payload, or a file of them.

pub mod batch;
pub mod check;
mod progress;
mod summary;
