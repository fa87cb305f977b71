//! `twitch-triage book page`: a rule book as one HTML page.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use super::cases::BookOnCases;
use super::source::load_or_refuse;
use crate::answer::rule_page::rule_page;
use crate::command_line::failure::Failure;

/// Prints the page.
pub(super) fn run(tried: &BookOnCases) -> Result<u8, Failure> {
    let (_, loaded) = load_or_refuse(&tried.book)?;
    let mut shown_by: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for case in tried.cases(&loaded)? {
        for rule in loaded.decide(&case.findings).fired() {
            shown_by.entry(rule.id.clone()).or_default().push((case.id.clone(), case.story.clone()));
        }
    }
    io::stdout().lock().write_all(rule_page(&loaded, &shown_by).as_bytes())?;
    Ok(0)
}
