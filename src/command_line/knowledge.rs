//! The rule book that the settings name, loaded.

use std::path::Path;

use super::failure::Failure;
use crate::clinical::load::fault::Fault;
use crate::clinical::load::knowledge::KnowledgeFiles;
use crate::clinical::model::rule_book::RuleBook;
use crate::settings::{KnowledgeSettings, file};
use crate::triage_service::TriageService;

/// Loads the rule book.
pub(super) fn rule_book(settings: &KnowledgeSettings) -> Result<RuleBook, Failure> {
    let (files, mut faults) = knowledge_files(settings);
    match files.map(|files| RuleBook::load(&files)) {
        Some(Ok(book)) if faults.is_empty() => return Ok(book),
        Some(Err(found)) => faults.extend(sentences(&found)),
        _ => {}
    }
    Err(Failure::Refused(faults))
}

/// Prepares the triage service of the rule book.
pub(super) fn triage_service(settings: &KnowledgeSettings) -> Result<TriageService, Failure> {
    TriageService::new(rule_book(settings)?).map_err(Failure::Failed)
}

/// Reads the knowledge files, and every fault of reading them. Where the locale cannot be read, the files have the one of
/// the rule book, so that its other faults are found too.
fn knowledge_files(settings: &KnowledgeSettings) -> (Option<KnowledgeFiles>, Vec<String>) {
    let mut faults = Vec::new();
    let mut files = match &settings.rule_book {
        Some(folder) if !folder.is_dir() => {
            faults.push(format!("cannot read `{}`: no such folder", folder.display()));
            None
        }
        Some(folder) => match files_of_folder(folder) {
            Ok(files) => {
                faults.extend(sentences(&files.borrowed_version()));
                Some(files)
            }
            Err(found) => {
                faults.extend(sentences(&found));
                None
            }
        },
        None => Some(KnowledgeFiles::built_in()),
    };
    if let Some(path) = &settings.locale {
        match (file::read_text(path), &mut files) {
            (Err(why), _) => faults.push(format!("cannot read `{}`: {why}", path.display())),
            (Ok(locale), Some(files)) => files.set("locale.toml", locale),
            (Ok(locale), None) => faults.extend(sentences(&KnowledgeFiles::faults_of("locale.toml", &locale))),
        }
    }
    (files, faults)
}

/// The knowledge files of a folder.
///
/// # Errors
///
/// A fault for each file that cannot be read, and the faults of the others by themselves.
pub(super) fn files_of_folder(folder: &Path) -> Result<KnowledgeFiles, Vec<Fault>> {
    KnowledgeFiles::read(|name| file::read_text_if_there(&folder.join(name)))
}

fn sentences(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(Fault::to_string).collect()
}
