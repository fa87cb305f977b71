//! What we know: a pure function of the rule book and the findings.
//!
//! Begin with `knowledge/rules.toml`: it reads without Rust. No HTTP, no JSON shapes of the API, no clock and no
//! environment belongs in here. `decide` uses `model`, `load` uses both, and nothing points back.

pub mod decide;
pub mod load;
pub mod model;
