//! The knowledge files that the settings name.

use crate::clinical::load::fault::Fault;
use crate::clinical::load::knowledge::{KnowledgeFiles, read_regular_file};
use crate::settings::KnowledgeSettings;

/// Reads the knowledge files that the settings name.
///
/// # Errors
///
/// Every file that cannot be read.
pub(super) fn knowledge_files(settings: &KnowledgeSettings) -> Result<KnowledgeFiles, Vec<Fault>> {
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
