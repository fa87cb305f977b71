//! The rule book that the settings name, loaded.

use std::path::Path;

use super::failure::Failure;
use crate::clinical::load::TranslatedRuleBook;
use crate::clinical::load::fault::Fault;
use crate::clinical::load::files::{KnowledgeFiles, translation_files};
use crate::clinical::model::rule_book::RuleBook;
use crate::settings::{KnowledgeSettings, file};
use crate::triage_service::{Language, TriageService};

/// The name of the rule book that is compiled in, where a folder is named otherwise.
const BUILT_IN: &str = "built-in";

/// The file of a rule book in the place of which another one can be named.
const LOCALE: &str = "locale.toml";

/// Prepares the triage service of the rule book in its language and in those that are wanted; in all of which there is a
/// translation when none is named.
pub(super) fn triage_service(
    settings: &KnowledgeSettings,
    wanted: Option<&[String]>,
) -> Result<TriageService, Failure> {
    TriageService::translated(translated_rule_book(settings, wanted)?).map_err(Failure::Failed)
}

/// What is made of the knowledge files, or every fault of reading them and of making it.
fn with_files<T>(
    settings: &KnowledgeSettings,
    load: impl FnOnce(&KnowledgeFiles) -> Result<T, Vec<Fault>>,
) -> Result<T, Failure> {
    let (files, mut faults) = knowledge_files(settings);
    match files.map(|files| load(&files)) {
        Some(Ok(made)) if faults.is_empty() => return Ok(made),
        Some(Err(found)) => faults.extend(sentences(settings, found)),
        _ => {}
    }
    Err(Failure::Refused(faults))
}

/// Loads the rule book and its translations into the languages that are wanted; all of them when none is named.
pub(super) fn translated_rule_book(
    settings: &KnowledgeSettings,
    wanted: Option<&[String]>,
) -> Result<TranslatedRuleBook, Failure> {
    let mut there_are = Vec::new();
    let books = with_files(settings, |files| {
        there_are = files.languages().map(str::to_owned).collect();
        let is_wanted = |language: &&str| {
            wanted.is_none_or(|wanted| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(language)))
        };
        TranslatedRuleBook::load(files, &there_are.iter().map(String::as_str).filter(is_wanted).collect::<Vec<_>>())
    })?;
    there_are.push(books.original.locale.language.clone());
    let is_there = |wanted: &String| there_are.iter().any(|language| wanted.eq_ignore_ascii_case(language));
    if wanted.into_iter().flatten().all(is_there) {
        return Ok(books);
    }
    let there_are: Vec<String> = there_are.iter().map(|tag| format!("`{tag}`")).collect();
    Err(Failure::Refused(vec![format!(
        "there is no translation into one of the languages that are named; there are {}",
        there_are.join(", ")
    )]))
}

/// Prepares the triage service of the rule book in a language besides its own, and which language that is.
pub(super) fn triage_service_in(
    settings: &KnowledgeSettings,
    wanted: Option<&String>,
) -> Result<(TriageService, Language), Failure> {
    let service = triage_service(settings, Some(wanted.map_or(&[], std::slice::from_ref)))?;
    let language = service.languages().last().unwrap_or_default();
    Ok((service, language))
}

/// Loads the rule book in its own language.
pub(super) fn rule_book(settings: &KnowledgeSettings) -> Result<RuleBook, Failure> {
    translated_rule_book(settings, Some(&[])).map(|books| books.original)
}

/// The template of a translation.
pub(super) fn translation_template(settings: &KnowledgeSettings) -> Result<String, Failure> {
    with_files(settings, RuleBook::translation_template)
}

/// Reads the knowledge files, and every fault of reading them. Where the locale cannot be read, the files have the one of
/// the rule book, so that its other faults are found too.
fn knowledge_files(settings: &KnowledgeSettings) -> (Option<KnowledgeFiles>, Vec<String>) {
    let mut faults = Vec::new();
    let mut files = match settings.rule_book.as_ref().filter(|folder| !is_built_in(folder)) {
        Some(folder) if !folder.is_dir() => {
            faults.push(format!("cannot read `{}`: no such folder", folder.display()));
            None
        }
        Some(folder) => match files_of_folder(folder) {
            Ok(files) => {
                faults.extend(sentences(settings, files.borrowed_version()));
                Some(files)
            }
            Err(found) => {
                faults.extend(sentences(settings, found));
                None
            }
        },
        None => Some(KnowledgeFiles::built_in()),
    };
    if let Some(path) = &settings.locale {
        match (file::read_text(path), &mut files) {
            (Err(why), _) => faults.push(format!("cannot read `{}`: {why}", path.display())),
            (Ok(locale), Some(files)) => files.set(LOCALE, locale),
            (Ok(locale), None) => {
                let found = KnowledgeFiles::faults_of(LOCALE, &locale);
                faults.extend(sentences(settings, found));
            }
        }
    }
    (files, faults)
}

/// The knowledge files of a folder, with its translations.
///
/// # Errors
///
/// A fault for each file that cannot be read, and the faults of the others by themselves.
pub(super) fn files_of_folder(folder: &Path) -> Result<KnowledgeFiles, Vec<Fault>> {
    let mut files = KnowledgeFiles::read(|name| file::read_text_if_there(&folder.join(name)))?;
    let mut faults = Vec::new();
    for name in translation_files(folder) {
        match file::read_text(&folder.join(&name)) {
            Ok(text) => files.set(&name, text),
            Err(why) => faults.push(Fault::in_file(&name, format!("cannot be read: {why}"))),
        }
    }
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

/// Faults with the path of their file in the place of its name: editors open what is written so.
pub(super) fn in_folder(book: &Path, mut faults: Vec<Fault>) -> Vec<Fault> {
    if !is_built_in(book) {
        faults.iter_mut().for_each(|fault| fault.file = book.join(&fault.file).display().to_string());
    }
    faults
}

/// Whether it is the rule book that is compiled in.
pub(super) fn is_built_in(book: &Path) -> bool {
    book == Path::new(BUILT_IN)
}

/// Faults as sentences, each with the path of the file that the settings name.
fn sentences(settings: &KnowledgeSettings, faults: Vec<Fault>) -> Vec<String> {
    let (of_locale, others): (Vec<_>, Vec<_>) =
        faults.into_iter().partition(|fault| fault.file == LOCALE && settings.locale.is_some());
    let path = settings.locale.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    let of_locale = of_locale.into_iter().map(|mut fault| {
        fault.file.clone_from(&path);
        fault
    });
    let others = match &settings.rule_book {
        Some(folder) => in_folder(folder, others),
        None => others,
    };
    of_locale.chain(others).map(|fault| fault.to_string()).collect()
}
