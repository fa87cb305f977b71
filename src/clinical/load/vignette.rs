//! A file of vignettes, read as the knowledge files are: held against a schema, every fault with its place.

use serde_json::Value;

use super::fault::{Fault, never_none};
use super::knowledge_file;
use super::location::locate;

const SCHEMA: &str = include_str!("../knowledge_schema/vignette.schema.json");

/// The content of a file of vignettes.
///
/// # Errors
///
/// That it is no TOML, or what the schema refuses.
pub fn read_vignettes(file: &str, text: &str) -> Result<Value, Vec<Fault>> {
    knowledge_file::read(file, text, SCHEMA).map_err(|faults| located_in(file, text, never_none(faults)))
}

/// Faults of one file with their positions in its text, each once.
#[must_use]
pub fn located_in(file: &str, text: &str, faults: Vec<Fault>) -> Vec<Fault> {
    locate(|name| (name == file).then_some(text), faults)
}
