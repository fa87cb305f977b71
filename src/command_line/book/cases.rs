//! The cases on which a rule book is tried: its vectors, and vignettes.

use std::path::{Path, PathBuf};

use clap::Args;

use super::case::Case;
use super::source;
use super::vignette::of_folder;
use crate::clinical::load::fault::Fault;
use crate::clinical::model::rule_book::RuleBook;

/// A rule book, and the cases on which it is tried.
#[derive(Args)]
pub struct BookOnCases {
    /// Folder of the rule book, or `built-in`
    #[arg(value_name = "DIR")]
    pub book: PathBuf,

    /// Folder of vignettes, which count as cases beside the vectors; the folder `vignettes` of the rule book when left out
    #[arg(long, value_name = "DIR")]
    pub vignettes: Option<PathBuf>,
}

impl BookOnCases {
    /// The cases, read by the rule book once it is loaded.
    ///
    /// # Errors
    ///
    /// As those of [`cases`].
    pub(super) fn cases(&self, book: &RuleBook) -> Result<Vec<Case>, Vec<Fault>> {
        cases(book, &self.book, self.vignettes.as_deref())
    }
}

/// The vectors of a rule book, and the vignettes of a folder.
///
/// # Errors
///
/// Vignettes that cannot be read, or that the rule book does not take, each with its place.
pub(super) fn cases(book: &RuleBook, folder: &Path, vignettes: Option<&Path>) -> Result<Vec<Case>, Vec<Fault>> {
    let vectors = book.vectors.vectors.iter().filter_map(|vector| {
        let findings = book.vectors.read(book, vector).ok()?;
        Some(Case {
            id: vector.id.clone(),
            story: vector.case.clone(),
            answers: book.vectors.findings_of(vector),
            screens_completed: vector.screens_completed.clone(),
            findings,
            expected: None,
        })
    });
    let mut cases: Vec<Case> = vectors.collect();
    if let Some(folder) = source::vignettes(folder, vignettes) {
        of_folder(book, &folder, &mut cases)?;
    }
    Ok(cases)
}
