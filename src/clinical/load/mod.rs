//! From knowledge files to a rule book: every contradiction in them is found and listed before anything is decided.

pub mod banned;
mod banned_list;
mod citation;
mod compile;
mod condition;
mod control_characters;
mod dependence;
pub mod fault;
pub mod files;
mod group_question;
pub mod knowledge;
pub mod knowledge_change;
mod knowledge_file;
mod local_word;
mod location;
mod name;
mod never_holds;
pub mod reader_text;
pub mod reading_ease;
mod record;
mod schema_fault;
mod similar;
pub mod source_tree;
mod text;
mod translation;
mod unique_keys;
pub mod vector;
mod version;
pub mod vignette;

use std::panic::resume_unwind;
use std::thread;

use self::fault::{Fault, never_none};
use self::files::KnowledgeFiles;
use self::knowledge::{Knowledge, KnowledgeValues};
use self::translation::Translated;
use super::model::rule_book::RuleBook;

impl RuleBook {
    /// The rule book that is compiled in.
    ///
    /// # Errors
    ///
    /// Every fault of the knowledge files.
    pub fn built_in() -> Result<Self, Vec<Fault>> {
        Self::load(&KnowledgeFiles::built_in())
    }

    /// Reads, checks and compiles a rule book, then holds it against its own vectors.
    ///
    /// # Errors
    ///
    /// Every fault of the files; when there is none, every vector that does not come out.
    pub fn load(files: &KnowledgeFiles) -> Result<Self, Vec<Fault>> {
        TranslatedRuleBook::load(files, &[]).map(|books| books.original)
    }

    /// Reads, checks and compiles a rule book, whatever its vectors expect.
    ///
    /// # Errors
    ///
    /// Every fault of the files.
    pub fn compile(files: &KnowledgeFiles) -> Result<Self, Vec<Fault>> {
        let compiled =
            Knowledge::read(files).and_then(|knowledge| compile::compile_whatever_expected(knowledge, files.digest()));
        compiled.map_err(|faults| files.located(never_none(faults)))
    }

    /// The template of a translation: every text with its key, as a POT file (gettext).
    ///
    /// # Errors
    ///
    /// Every fault of the files.
    pub fn translation_template(files: &KnowledgeFiles) -> Result<String, Vec<Fault>> {
        let (values, faults) = KnowledgeValues::read(files);
        let knowledge = Knowledge::from_values(&values, faults).map_err(|faults| files.located(never_none(faults)))?;
        let version = knowledge.identity.version;
        Ok(translation::template(&version, values))
    }
}

/// The rule book, and the same with its texts in other languages.
#[derive(Clone, Debug)]
pub struct TranslatedRuleBook {
    /// The rule book as it is written.
    pub original: RuleBook,
    /// The same rules and questions with other texts, in the order of the languages. Without what only the
    /// original is asked for: vectors, synonyms, and remarks on evidence.
    pub translations: Vec<RuleBook>,
}

impl TranslatedRuleBook {
    /// The rule book that is compiled in, in every language of which there is a translation.
    ///
    /// # Errors
    ///
    /// Every fault of the knowledge files and translations.
    pub fn built_in() -> Result<Self, Vec<Fault>> {
        let files = KnowledgeFiles::built_in();
        let languages: Vec<&str> = files.languages().collect();
        Self::load(&files, &languages)
    }

    /// Reads, checks and compiles a rule book and its translations into some languages.
    ///
    /// # Errors
    ///
    /// Every fault of the files; when the rule book has none, those of its vectors and of every translation.
    pub fn load(files: &KnowledgeFiles, languages: &[&str]) -> Result<Self, Vec<Fault>> {
        Self::load_unlocated(files, languages).map_err(|faults| files.located(never_none(faults)))
    }

    fn load_unlocated(files: &KnowledgeFiles, languages: &[&str]) -> Result<Self, Vec<Fault>> {
        let (values, faults) = KnowledgeValues::read(files);
        let original = compile::compile(Knowledge::from_values(&values, faults)?, files.digest())?;
        let (mut faults, translated) = beside(
            || original.vectors.run(&original),
            languages.iter().map(|language| || translated(files, language, &values, &original)),
        );
        let mut translations = Vec::new();
        for translated in translated {
            match translated {
                Ok(book) => translations.push(book),
                Err(wrong) => faults.extend(never_none(wrong)),
            }
        }
        if faults.is_empty() { Ok(Self { original, translations }) } else { Err(faults) }
    }
}

/// Does some work, and other work beside it: each piece in a thread of its own.
fn beside<T, O: Send>(
    work: impl FnOnce() -> T,
    others: impl Iterator<Item = impl FnOnce() -> O + Send>,
) -> (T, Vec<O>) {
    thread::scope(|scope| {
        let others: Vec<_> = others.map(|other| scope.spawn(other)).collect();
        let done = work();
        let others = others.into_iter().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        (done, others.collect())
    })
}

/// The rule book in another language.
fn translated(
    files: &KnowledgeFiles,
    language: &str,
    values: &KnowledgeValues,
    original: &RuleBook,
) -> Result<RuleBook, Vec<Fault>> {
    let banned = files.banned_in(language)?;
    let Translated { values, mut translation } = Translated::new(files, language, values, &banned)?;
    translation.of.clone_from(&original.locale.language);
    let mut knowledge = Knowledge { banned, ..Knowledge::from_values(&values, Vec::new())? };
    language.clone_into(&mut knowledge.locale.language);
    // The original has no faults: what is wrong now was brought in by the translation.
    let mut book = compile::compile(knowledge, original.digest.clone()).map_err(|faults| {
        let file = KnowledgeFiles::translation_file(language);
        faults
            .into_iter()
            .map(|fault| {
                let stem = fault.file.split('.').next().unwrap_or_default();
                let key = if fault.place.is_empty() { stem.to_owned() } else { format!("{stem}.{}", fault.place) };
                Fault::at(&file, &key, fault.what)
            })
            .collect::<Vec<_>>()
    })?;
    book.intended_use.translation = Some(translation.clone());
    book.translation = Some(translation);
    // What only the original is asked for is not kept twice.
    book.vectors.vectors = Vec::new();
    book.findings.iter_mut().for_each(|finding| finding.synonyms = Vec::new());
    book.evidence.iter_mut().for_each(|statement| (statement.number, statement.note) = (None, None));
    Ok(book)
}
