//! The rule book that a command names: a folder, or `built-in`.

use std::path::{Path, PathBuf};

use crate::clinical::load::TranslatedRuleBook;
use crate::clinical::load::fault::Fault;
use crate::clinical::load::files::KnowledgeFiles;
use crate::clinical::model::rule_book::RuleBook;
use crate::command_line::failure::Failure;
use crate::command_line::knowledge::files_of_folder;
pub(super) use crate::command_line::knowledge::{in_folder, is_built_in};

/// Reads the files of a rule book.
///
/// # Errors
///
/// A single fault for a folder that is not there; otherwise every fault of reading, and a version that belongs to the
/// built-in rule book.
pub(super) fn files(book: &Path) -> Result<KnowledgeFiles, Vec<Fault>> {
    if is_built_in(book) {
        return Ok(KnowledgeFiles::built_in());
    }
    if !book.is_dir() {
        let what = if book.exists() {
            "is a file: name the folder that holds it, or `built-in`"
        } else {
            "no such folder: name the folder of a rule book, or `built-in`"
        };
        return Err(vec![Fault::in_file(&book.display().to_string(), what)]);
    }
    files_of_folder(book).map_err(|faults| in_folder(book, faults))
}

/// Loads a rule book.
///
/// # Errors
///
/// Every fault, each with the path of its file.
pub(super) fn load(book: &Path) -> Result<(KnowledgeFiles, RuleBook), Vec<Fault>> {
    let files = files(book)?;
    let loaded = load_files(book, &files)?;
    Ok((files, loaded))
}

/// Loads a rule book from files that are read already.
///
/// # Errors
///
/// Every fault, each with the path of its file.
pub(super) fn load_files(book: &Path, files: &KnowledgeFiles) -> Result<RuleBook, Vec<Fault>> {
    let mut faults = if is_built_in(book) { Vec::new() } else { files.borrowed_version() };
    let languages: Vec<&str> = files.languages().collect();
    match TranslatedRuleBook::load(files, &languages).map(|books| books.original) {
        Ok(loaded) if faults.is_empty() => return Ok(loaded),
        Ok(_) => {}
        Err(found) => faults.extend(found),
    }
    faults.sort();
    Err(in_folder(book, faults))
}

/// The same, with the faults as the failure of a command.
///
/// # Errors
///
/// Every fault.
pub(super) fn load_or_refuse(book: &Path) -> Result<(KnowledgeFiles, RuleBook), Failure> {
    load(book).map_err(refused)
}

/// Faults as the failure of a command.
pub(super) fn refused(faults: Vec<Fault>) -> Failure {
    Failure::Refused(faults.into_iter().map(|fault| fault.to_string()).collect())
}

/// The folder of the vignettes of a rule book: the one that is named, or the folder `vignettes` in it.
pub(super) fn vignettes(book: &Path, named: Option<&Path>) -> Option<PathBuf> {
    named.map(Path::to_path_buf).or_else(|| Some(book.join("vignettes")).filter(|folder| folder.is_dir()))
}
