//! The rule book that the settings name, loaded.

use super::failure::Failure;
use crate::clinical::load::fault::Fault;
use crate::clinical::load::knowledge::{KnowledgeFiles, read_regular_file};
use crate::clinical::model::rule_book::RuleBook;
use crate::settings::KnowledgeSettings;
use crate::triage_service::TriageService;

/// Loads the rule book.
pub(super) fn rule_book(settings: &KnowledgeSettings) -> Result<RuleBook, Failure> {
    let refused = |faults: Vec<Fault>| Failure::Refused(faults.iter().map(Fault::to_string).collect());
    RuleBook::load(&knowledge_files(settings).map_err(refused)?).map_err(refused)
}

/// Prepares the triage service of the rule book.
pub(super) fn triage_service(settings: &KnowledgeSettings) -> Result<TriageService, Failure> {
    TriageService::new(rule_book(settings)?).map_err(Failure::Failed)
}

/// Reads the knowledge files; every file that cannot be read is a fault.
fn knowledge_files(settings: &KnowledgeSettings) -> Result<KnowledgeFiles, Vec<Fault>> {
    let mut files = match &settings.rule_book {
        Some(folder) => KnowledgeFiles::from_dir(folder)?,
        None => KnowledgeFiles::built_in(),
    };
    if let Some(path) = &settings.locale {
        let locale = read_regular_file(path)
            .map_err(|error| vec![Fault::in_file("locale.toml", format!("cannot be read: {error}"))])?;
        files.set("locale.toml", locale);
    }
    Ok(files)
}
