//! The rule book in other languages: the texts of its knowledge files replaced, whole or not at all, and everything else
//! as it is. So a decision is the same in every language.

mod check;
mod key;
mod po;
mod template;

use std::collections::BTreeMap;

use super::fault::Fault;
use super::files::KnowledgeFiles;
use super::knowledge::KnowledgeValues;
use crate::clinical::model::banned::Banned;
use crate::clinical::model::translation::Translation;

use self::check::{BY_CLINICIAN, BY_NATIVE_SPEAKER, MADE_BY};
use self::po::PoFile;

/// Knowledge files in another language, and who has read it.
pub(super) struct Translated {
    pub(super) values: KnowledgeValues,
    pub(super) translation: Translation,
}

impl Translated {
    /// Puts the texts of a language in the place of those in the knowledge files; or lists every fault.
    pub(super) fn new(
        files: &KnowledgeFiles,
        language: &str,
        originals: &KnowledgeValues,
        banned: &Banned,
    ) -> Result<Self, Vec<Fault>> {
        let file = KnowledgeFiles::translation_file(language);
        let in_file = |faults: Vec<String>| -> Vec<Fault> {
            faults.into_iter().map(|what| Fault::in_file(&file, what)).collect()
        };
        let po = PoFile::read(files.get(&file)).map_err(in_file)?;
        let mut values = originals.clone();
        let mut texts = texts(&mut values);
        let in_force = texts.iter().map(|(key, text)| (key.clone(), (**text).clone())).collect();
        let faults = check::check(&file, language, &po, &in_force, banned);
        if !faults.is_empty() {
            return Err(faults);
        }
        let translations: BTreeMap<&str, &str> =
            po.entries.iter().map(|entry| (entry.key.as_str(), entry.translation.as_str())).collect();
        for (key, text) in &mut texts {
            if let Some(translation) = translations.get(key.as_str()) {
                (*translation).clone_into(text);
            }
        }
        let is_yes = |name: &str| po.header(name) == Some("yes");
        let translation = Translation {
            language: language.to_owned(),
            of: String::new(),
            reviewed_by_clinician: is_yes(BY_CLINICIAN),
            reviewed_by_native_speaker: is_yes(BY_NATIVE_SPEAKER),
            by_machine: po.header(MADE_BY).is_some_and(|how| how.starts_with("machine")),
        };
        Ok(Self { values, translation })
    }
}

/// The template of a translation of these knowledge files, as a POT file.
pub(super) fn template(version: &str, mut values: KnowledgeValues) -> String {
    let texts = texts(&mut values);
    template::template(version, texts.iter().map(|(key, text)| (key.as_str(), text.as_str())))
}

/// The texts of a translation by their keys; none where there is no such translation, or one that cannot be read.
pub(super) fn translations(files: &KnowledgeFiles, language: &str) -> BTreeMap<String, String> {
    let read = PoFile::read(files.get(&KnowledgeFiles::translation_file(language)));
    let entries = read.map(|file| file.entries).unwrap_or_default();
    entries.into_iter().map(|entry| (entry.key, entry.translation)).collect()
}

/// Every text that is translated, with its key, file by file.
fn texts(values: &mut KnowledgeValues) -> Vec<(String, &mut String)> {
    values.iter_mut().flat_map(|(file, content)| key::texts(file, content)).collect()
}
