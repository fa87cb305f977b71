//! `twitch-triage book page`: a rule book as one HTML page.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::Path;

use super::case::cases;
use super::source::load_or_refuse;
use crate::answer::rule_page::rule_page;
use crate::command_line::failure::Failure;

/// Prints the page.
pub(super) fn run(book: &Path, vignettes: Option<&Path>) -> Result<u8, Failure> {
    let (_, loaded) = load_or_refuse(book)?;
    let mut shown_by: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for case in cases(&loaded, book, vignettes)? {
        for rule in loaded.decide(&case.findings).fired() {
            shown_by.entry(rule.id.clone()).or_default().push((case.id.clone(), case.story.clone()));
        }
    }
    io::stdout().lock().write_all(rule_page(&loaded, &shown_by).as_bytes())?;
    Ok(0)
}
