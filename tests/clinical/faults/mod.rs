//! A knowledge file that contradicts itself is refused, and every fault is listed with its file and place.
//!
//! Each check of loading has a plant: an edit of the built-in files that contains exactly that fault, and the list of
//! faults must hold exactly it. Loading has three stages, and a fault of one hides those of the next: what is no TOML
//! or JSON or breaks a schema; what contradicts itself; what does not come out.

mod files;
mod findings;
mod group_questions;
mod positions;
mod records;
mod rules;
mod texts;
mod vectors;

use crate::support::planted_fault::Planted;

fn plant() -> Planted {
    Planted::new()
}

/// An edit anywhere in a file.
fn edit(file: &str, from: &str, to: &str) -> Planted {
    plant().edit(file, "", from, to)
}
