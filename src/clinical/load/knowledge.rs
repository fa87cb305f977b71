//! The knowledge files: where they come from, their digest, and their records as they are written.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::fault::Fault;
use super::knowledge_file;
use super::location::locate;
use crate::clinical::model::advice::AdviceText;
use crate::clinical::model::banned::Banned;
use crate::clinical::model::condition::ClauseText;
use crate::clinical::model::derived::DerivedText;
use crate::clinical::model::evidence::Evidence;
use crate::clinical::model::finding::Finding;
use crate::clinical::model::group::{ExtraWorkupText, Group};
use crate::clinical::model::identity::Identity;
use crate::clinical::model::intended_use::IntendedUse;
use crate::clinical::model::interview::Interview;
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::record::RecordFactText;
use crate::clinical::model::record_texts::RecordTexts;
use crate::clinical::model::screen::Screen;
use crate::clinical::model::source::Source;
use crate::clinical::model::text::{Locale, Texts};
use crate::clinical::model::vector::Vectors;

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
    ("banned.toml", include_str!("../knowledge/banned.toml")),
];

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
        locate(|file| self.get(file), faults)
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

    /// What must not be said in a language; nothing where there is no list.
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
                Banned::deserialize(value).map_err(|error| vec![Fault::in_file(&name, error.to_string())])
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

/// A rule as it is written.
#[derive(Clone, Debug, Deserialize)]
pub struct RuleText {
    /// Id.
    pub id: String,
    /// Set when the condition is code.
    #[serde(default)]
    pub computed: bool,
    /// Level it leads to.
    #[serde(default)]
    pub level: Option<Level>,
    /// Urgency it leads to.
    #[serde(default)]
    pub urgency: Option<Urgency>,
    /// False when the rule says that there is nothing to assess.
    #[serde(default = "in_scope")]
    pub in_scope: bool,
    /// The condition.
    #[serde(default)]
    pub when: Vec<ClauseText>,
    /// The reason for the person.
    pub person: String,
    /// The reason for a clinician.
    pub clinician: String,
    /// Ids of its evidence.
    pub evidence: Vec<String>,
    /// Ids of the groups that it suspects.
    #[serde(default)]
    pub groups: Vec<String>,
}

/// All records of a rule book, as they are written.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the file of that name")]
pub struct Knowledge {
    pub identity: Identity,
    pub findings: Vec<Finding>,
    pub derived: Vec<DerivedText>,
    pub screens: Vec<Screen>,
    pub interview: Interview,
    pub rules: Vec<RuleText>,
    pub evidence: Vec<Evidence>,
    pub sources: Vec<Source>,
    pub advice: Vec<AdviceText>,
    pub groups: Vec<Group>,
    pub extra_workup: Vec<ExtraWorkupText>,
    pub texts: Texts,
    pub locale: Locale,
    pub intended_use: IntendedUse,
    pub records: Vec<RecordFactText>,
    pub record_texts: RecordTexts,
    pub banned: Banned,
    pub vectors: Vectors,
}

#[derive(Deserialize)]
struct FindingsFile {
    finding: Vec<Finding>,
    derived: Vec<DerivedText>,
}

#[derive(Deserialize)]
struct GroupsFile {
    group: Vec<Group>,
    #[serde(default)]
    extra_workup: Vec<ExtraWorkupText>,
}

/// A file that is one list under one key.
#[derive(Deserialize)]
struct ListFile<T> {
    #[serde(alias = "screen", alias = "rule", alias = "evidence", alias = "source", alias = "advice", alias = "fact")]
    list: Vec<T>,
}

/// The content of every knowledge file, each as its schema allows it.
#[derive(Clone, Debug)]
pub struct KnowledgeValues(BTreeMap<&'static str, Value>);

impl KnowledgeValues {
    /// Reads every file and holds it against its JSON Schema. What has faults is left out.
    #[must_use]
    pub fn read(files: &KnowledgeFiles) -> (Self, Vec<Fault>) {
        let (mut values, mut faults) = (BTreeMap::new(), Vec::new());
        for (name, _, _) in FILES {
            match read(name, files.get(name)) {
                Ok(value) => {
                    values.insert(name, value);
                }
                Err(refused) => faults.extend(refused),
            }
        }
        (Self(values), faults)
    }

    /// The content of every file, by its name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// The same, to change texts.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut Value)> {
        self.0.iter_mut().map(|(name, value)| (*name, value))
    }

    /// The records of a file; none when it has faults, which are noted.
    fn file<T: serde::de::DeserializeOwned>(&self, name: &str, faults: &mut Vec<Fault>) -> Option<T> {
        let value = self.0.get(name)?;
        T::deserialize(value).map_err(|error| faults.push(Fault::in_file(name, error.to_string()))).ok()
    }
}

impl Knowledge {
    /// Reads every file and holds it against its JSON Schema.
    ///
    /// # Errors
    ///
    /// Every fault of every file: what is not TOML or JSON, and what its schema refuses.
    pub fn read(files: &KnowledgeFiles) -> Result<Self, Vec<Fault>> {
        let (values, faults) = KnowledgeValues::read(files);
        Self::from_values(&values, faults)
    }

    /// The records of all files.
    ///
    /// # Errors
    ///
    /// The faults that are known, and those of the records.
    pub fn from_values(values: &KnowledgeValues, mut faults: Vec<Fault>) -> Result<Self, Vec<Fault>> {
        let faults = &mut faults;
        let identity = values.file("rule_book.toml", faults);
        let findings: Option<FindingsFile> = values.file("findings.toml", faults);
        let screens: Option<ListFile<Screen>> = values.file("screens.toml", faults);
        let interview = values.file("interview.toml", faults);
        let rules: Option<ListFile<RuleText>> = values.file("rules.toml", faults);
        let evidence: Option<ListFile<Evidence>> = values.file("evidence.toml", faults);
        let sources: Option<ListFile<Source>> = values.file("sources.toml", faults);
        let advice: Option<ListFile<AdviceText>> = values.file("advice.toml", faults);
        let groups: Option<GroupsFile> = values.file("groups.toml", faults);
        let texts = values.file("texts.toml", faults);
        let locale = values.file("locale.toml", faults);
        let intended_use = values.file("intended_use.toml", faults);
        let records: Option<ListFile<RecordFactText>> = values.file("records.toml", faults);
        let record_texts = values.file("record_texts.toml", faults);
        let banned = values.file("banned.toml", faults);
        let vectors = values.file("vectors.json", faults);
        let knowledge = (|| {
            let (findings, groups) = (findings?, groups?);
            Some(Self {
                identity: identity?,
                findings: findings.finding,
                derived: findings.derived,
                screens: screens?.list,
                interview: interview?,
                rules: rules?.list,
                evidence: evidence?.list,
                sources: sources?.list,
                advice: advice?.list,
                groups: groups.group,
                extra_workup: groups.extra_workup,
                texts: texts?,
                locale: locale?,
                intended_use: intended_use?,
                records: records?.list,
                record_texts: record_texts?,
                banned: banned?,
                vectors: vectors?,
            })
        })();
        knowledge.filter(|_| faults.is_empty()).ok_or_else(|| std::mem::take(faults))
    }
}

/// Reads one file and holds it against its JSON Schema.
fn read(name: &str, text: &str) -> Result<Value, Vec<Fault>> {
    let schema = schema(name).ok_or_else(|| vec![Fault::in_file(name, "no such knowledge file")])?;
    knowledge_file::read(name, text, schema)
}

fn in_scope() -> bool {
    true
}
