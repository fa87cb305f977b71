//! `twitch-triage book page`: a rule book as one HTML page.

use std::io::{self, Write as _};

use super::cases::BookOnCases;
use super::source::{load_or_refuse, refused};
use crate::answer::rule_page::{rule_page, shown_by_vectors};
use crate::command_line::failure::Failure;

/// Prints the page.
pub(super) fn run(tried: &BookOnCases) -> Result<u8, Failure> {
    let (_, loaded) = load_or_refuse(&tried.book)?;
    let mut shown_by = shown_by_vectors(&loaded);
    // The vectors come first; what they show is known.
    for case in tried.cases(&loaded).map_err(refused)?.iter().skip(loaded.vectors.vectors.len()) {
        let decision = loaded.decide(&case.findings);
        let warning = decision.warning().map(|warning| &warning.id);
        for id in decision.fired().map(|rule| &rule.id).chain(warning) {
            shown_by.entry(id.clone()).or_default().vignettes.push((case.id.clone(), case.story.clone()));
        }
    }
    io::stdout().lock().write_all(rule_page(&loaded, &shown_by).as_bytes())?;
    Ok(0)
}
