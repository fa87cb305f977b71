//! The rule book that the settings name, loaded.

use super::failure::Failure;
use crate::clinical::load::fault::Fault;
use crate::clinical::load::knowledge::KnowledgeFiles;
use crate::clinical::model::rule_book::RuleBook;
use crate::settings::{KnowledgeSettings, file};
use crate::triage_service::TriageService;

/// Loads the rule book.
pub(super) fn rule_book(settings: &KnowledgeSettings) -> Result<RuleBook, Failure> {
    RuleBook::load(&knowledge_files(settings)?).map_err(|faults| refused(&faults))
}

/// Prepares the triage service of the rule book.
pub(super) fn triage_service(settings: &KnowledgeSettings) -> Result<TriageService, Failure> {
    TriageService::new(rule_book(settings)?).map_err(Failure::Failed)
}

/// Reads the knowledge files; every file that cannot be read is a fault.
fn knowledge_files(settings: &KnowledgeSettings) -> Result<KnowledgeFiles, Failure> {
    let mut files = match &settings.rule_book {
        Some(folder) if !folder.is_dir() => {
            return Err(Failure::Refused(vec![format!("cannot read `{}`: no such folder", folder.display())]));
        }
        Some(folder) => KnowledgeFiles::from_dir(folder).map_err(|faults| refused(&faults))?,
        None => KnowledgeFiles::built_in(),
    };
    if let Some(path) = &settings.locale {
        let locale = std::fs::read_to_string(path)
            .map_err(|error| Failure::Refused(vec![file::cannot("read", path, &error).to_string()]))?;
        files.set("locale.toml", locale);
    }
    Ok(files)
}

fn refused(faults: &[Fault]) -> Failure {
    Failure::Refused(faults.iter().map(Fault::to_string).collect())
}
