//! The files of a rule book: which there are, where they come from, and their digest.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::banned_list::in_force;
use super::fault::Fault;
use super::knowledge_file;
use super::location::locate;
use crate::clinical::model::banned::Banned;

macro_rules! file {
    ($stem:literal, $form:literal) => {
        (
            concat!($stem, ".", $form),
            include_str!(concat!("../knowledge/", $stem, ".", $form)),
            include_str!(concat!("../knowledge_schema/", $stem, ".schema.json")),
        )
    };
}

/// The files of a rule book: name, built-in text, JSON Schema.
const FILES: [(&str, &str, &str); 16] = [
    file!("rule_book", "toml"),
    file!("findings", "toml"),
    file!("screens", "toml"),
    file!("interview", "toml"),
    file!("rules", "toml"),
    file!("evidence", "toml"),
    file!("sources", "toml"),
    file!("advice", "toml"),
    file!("groups", "toml"),
    file!("texts", "toml"),
    file!("locale", "toml"),
    file!("intended_use", "toml"),
    file!("records", "toml"),
    file!("record_texts", "toml"),
    file!("banned", "toml"),
    file!("vectors", "json"),
];

/// The folder of the translations, in the names of their files, and what these end with: translations, and lists of
/// what must not be said in a language.
const TRANSLATIONS: &str = "translations/";
const PO: &str = ".po";
const BANNED: &str = ".banned.toml";

/// The translations that are built in, and what must not be said in their languages: name, text.
const TRANSLATION_FILES: [(&str, &str); 2] = [
    ("translations/de.po", include_str!("../knowledge/translations/de.po")),
    ("translations/de.banned.toml", include_str!("../knowledge/translations/de.banned.toml")),
];

/// The files that a folder of an older rule book does not have yet, and what takes their place: without the table of
/// records nothing is read from a record; the texts and the banned phrases are then the built-in ones.
const OPTIONAL: [(&str, &str); 3] = [
    ("records.toml", "fact = []\n"),
    ("record_texts.toml", include_str!("../knowledge/record_texts.toml")),
    ("banned.toml", BANNED_EVERYWHERE),
];

/// What no text of any rule book may say.
pub(super) const BANNED_EVERYWHERE: &str = include_str!("../knowledge/banned.toml");

/// The text of every knowledge file, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnowledgeFiles(BTreeMap<String, String>);

impl KnowledgeFiles {
    /// The files that are compiled in.
    #[must_use]
    pub fn built_in() -> Self {
        let files = FILES.iter().map(|(name, text, _)| (*name, *text)).chain(TRANSLATION_FILES);
        Self(files.map(|(name, text)| (name.to_owned(), text.to_owned())).collect())
    }

    /// The files of the same names, each read by its name; none where there is no such file. What must not be said in a
    /// language is built in, unless a list of its own is set; translations are set one by one.
    ///
    /// # Errors
    ///
    /// A fault for each file that is missing or cannot be read, and what is wrong with each of the others by itself.
    pub fn read(read: impl Fn(&str) -> Result<Option<String>, String>) -> Result<Self, Vec<Fault>> {
        let banned = TRANSLATION_FILES.iter().filter(|(name, _)| name.ends_with(BANNED));
        let mut files = Self(banned.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect());
        let mut faults = Vec::new();
        for name in Self::names() {
            match read(name) {
                Ok(Some(text)) => files.set(name, text),
                Ok(None) => match OPTIONAL.iter().find(|(optional, _)| *optional == name) {
                    Some((_, instead)) => files.set(name, (*instead).to_owned()),
                    None => faults.push(Fault::in_file(name, "cannot be read: no such file")),
                },
                Err(why) => faults.push(Fault::in_file(name, format!("cannot be read: {why}"))),
            }
        }
        if faults.is_empty() {
            return Ok(files);
        }
        let own = files.0.iter().filter(|(name, _)| !name.starts_with(TRANSLATIONS));
        faults.extend(own.flat_map(|(name, text)| Self::faults_of(name, text)));
        Err(faults)
    }

    /// What is wrong with one file by itself: that it is not TOML or JSON, or what its schema refuses.
    #[must_use]
    pub fn faults_of(name: &str, text: &str) -> Vec<Fault> {
        let file = Self(BTreeMap::from([(name.to_owned(), text.to_owned())]));
        file.located(read(name, text).err().unwrap_or_default())
    }

    /// Faults of these files with their positions, each once, in the order of the files.
    #[must_use]
    pub fn located(&self, faults: Vec<Fault>) -> Vec<Fault> {
        locate(|file| self.0.get(file).map(String::as_str), faults)
    }

    /// The names of all files, in the order in which they are read.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(name, ..)| *name)
    }

    /// The languages of which there is a translation.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.0.keys().filter_map(|name| name.strip_prefix(TRANSLATIONS)?.strip_suffix(PO))
    }

    /// The name of the file of a translation.
    #[must_use]
    pub fn translation_file(language: &str) -> String {
        format!("{TRANSLATIONS}{language}{PO}")
    }

    /// What must not be said in a language, the built-in list included; nothing where there is no list.
    ///
    /// # Errors
    ///
    /// Every fault of the list.
    pub(super) fn banned_in(&self, language: &str) -> Result<Banned, Vec<Fault>> {
        let name = format!("{TRANSLATIONS}{language}{BANNED}");
        match self.0.get(&name) {
            None => Ok(Banned::default()),
            Some(text) => {
                let value = read(&name, text)?;
                let own = Banned::deserialize(value).map_err(|error| vec![Fault::in_file(&name, error.to_string())])?;
                let built_in = TRANSLATION_FILES.iter().find(|(file, _)| *file == name);
                Ok(built_in.map_or(own.clone(), |(_, text)| in_force(own, text)))
            }
        }
    }

    /// The text of a file; empty when there is none of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Replaces the text of a file.
    pub fn set(&mut self, name: &str, text: String) {
        self.0.insert(name.to_owned(), text);
    }

    /// SHA-256 over name, NUL, length in decimal, NUL and bytes of each file in the order of the names, as `sha256:`
    /// and 64 hexadecimal digits. Without the translations: they change no decision, and no answer in English.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (name, text) in self.0.iter().filter(|(name, _)| !name.starts_with(TRANSLATIONS)) {
            hash.update(name);
            hash.update([0]);
            hash.update(text.len().to_string());
            hash.update([0]);
            hash.update(text);
        }
        format!("sha256:{}", base16ct::lower::encode_string(&hash.finalize()))
    }
}

/// The names of the translations in a folder, and of the lists beside them; none where there are none.
#[must_use]
pub fn translation_files(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder.join(TRANSLATIONS)).into_iter().flatten().flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    let mut names: Vec<String> = names
        .filter(|name| name.ends_with(PO) || name.ends_with(BANNED))
        .map(|name| format!("{TRANSLATIONS}{name}"))
        .collect();
    names.sort();
    names
}

/// The JSON Schema of a knowledge file, by the name of the file.
#[must_use]
pub fn schema(name: &str) -> Option<&'static str> {
    let name = if name.ends_with(BANNED) { "banned.toml" } else { name };
    FILES.iter().find(|(file, _, _)| *file == name).map(|(_, _, schema)| *schema)
}

/// Reads one file and holds it against its JSON Schema.
pub(super) fn read(name: &str, text: &str) -> Result<Value, Vec<Fault>> {
    let schema = schema(name).ok_or_else(|| vec![Fault::in_file(name, "no such knowledge file")])?;
    knowledge_file::read(name, text, schema)
}
