//! The rule book that the settings name, loaded.

use super::failure::Failure;
use crate::clinical::load::TranslatedRuleBook;
use crate::clinical::load::fault::Fault;
use crate::clinical::load::knowledge::KnowledgeFiles;
use crate::clinical::model::rule_book::RuleBook;
use crate::settings::{KnowledgeSettings, file};
use crate::triage_service::{Language, TriageService};

/// Prepares the triage service of the rule book.
pub(super) fn triage_service(settings: &KnowledgeSettings) -> Result<TriageService, Failure> {
    let book = RuleBook::load(&knowledge_files(settings)?).map_err(|faults| refused(&faults))?;
    TriageService::new(book).map_err(Failure::Failed)
}

/// Loads the rule book and its translations into the languages that are wanted; all of them when none is named.
pub(super) fn translated_rule_book(
    settings: &KnowledgeSettings,
    wanted: Option<&[String]>,
) -> Result<TranslatedRuleBook, Failure> {
    let files = knowledge_files(settings)?;
    let there_are: Vec<&str> = files.languages().collect();
    let Some(wanted) = wanted else {
        return TranslatedRuleBook::load(&files, &there_are).map_err(|faults| refused(&faults));
    };
    let is_wanted = |language: &str| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(language));
    let languages: Vec<&str> = there_are.iter().copied().filter(|language| is_wanted(language)).collect();
    let books = TranslatedRuleBook::load(&files, &languages).map_err(|faults| refused(&faults))?;
    let own = &books.original.locale.language;
    let is_there = |wanted: &&String| {
        wanted.eq_ignore_ascii_case(own) || there_are.iter().any(|language| wanted.eq_ignore_ascii_case(language))
    };
    match wanted.iter().find(|wanted| !is_there(wanted)) {
        None => Ok(books),
        Some(_) => Err(Failure::Refused(vec![format!(
            "there is no translation into one of the languages that are named; there are {}",
            there_are.iter().chain([&own.as_str()]).map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", ")
        )])),
    }
}

/// Prepares the triage service of the rule book in a language besides its own, and which language that is.
pub(super) fn triage_service_in(
    settings: &KnowledgeSettings,
    wanted: Option<&String>,
) -> Result<(TriageService, Language), Failure> {
    let books = translated_rule_book(settings, Some(wanted.map_or(&[], std::slice::from_ref)))?;
    let service = TriageService::translated(books).map_err(Failure::Failed)?;
    let language = service.languages().last().unwrap_or_default();
    Ok((service, language))
}

/// The template of a translation.
pub(super) fn translation_template(settings: &KnowledgeSettings) -> Result<String, Failure> {
    RuleBook::translation_template(&knowledge_files(settings)?).map_err(|faults| refused(&faults))
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
