//! The knowledge files: where they come from, their digest, and their records as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::control_characters::control_characters;
use super::fault::{Fault, Position};
use super::location::locate;
use super::schema_fault;
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
const FILES: [(&str, &str, &str); 14] = [
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
    file!("banned", "toml"),
    file!("vectors", "json"),
];

/// The file that a folder may lack: the built-in one counts then, so that older folders still load.
const OPTIONAL: &str = "banned.toml";

/// The text of every knowledge file, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnowledgeFiles(BTreeMap<String, String>);

impl KnowledgeFiles {
    /// The files that are compiled in.
    #[must_use]
    pub fn built_in() -> Self {
        Self(FILES.iter().map(|(name, text, _)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    /// The files of the same names, each read by its name; none where there is no such file.
    ///
    /// # Errors
    ///
    /// A fault for each file that is missing or cannot be read, and what is wrong with each of the others by itself.
    pub fn read(read: impl Fn(&str) -> Result<Option<String>, String>) -> Result<Self, Vec<Fault>> {
        let mut files = Self(BTreeMap::new());
        let mut faults = Vec::new();
        for (name, built_in, _) in FILES {
            match read(name) {
                Ok(Some(text)) => files.set(name, text),
                Ok(None) if name == OPTIONAL => files.set(name, built_in.to_owned()),
                Ok(None) => faults.push(Fault::in_file(name, "cannot be read: no such file")),
                Err(why) => faults.push(Fault::in_file(name, format!("cannot be read: {why}"))),
            }
        }
        if faults.is_empty() {
            return Ok(files);
        }
        faults.extend(files.0.iter().flat_map(|(name, text)| Self::faults_of(name, text)));
        Err(faults)
    }

    /// What is wrong with one file by itself: that it is not TOML or JSON, or what its schema refuses.
    #[must_use]
    pub fn faults_of(name: &str, text: &str) -> Vec<Fault> {
        let files = Self(BTreeMap::from([(name.to_owned(), text.to_owned())]));
        let mut reader = Reader { files: &files, faults: Vec::new() };
        let _: Option<Value> = reader.file(name);
        files.located(reader.faults)
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
    /// and 64 hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (name, text) in &self.0 {
            hash.update(name);
            hash.update([0]);
            hash.update(text.len().to_string());
            hash.update([0]);
            hash.update(text);
        }
        format!("sha256:{}", base16ct::lower::encode_string(&hash.finalize()))
    }
}

/// The JSON Schema of a knowledge file, by the name of the file.
#[must_use]
pub fn schema(name: &str) -> Option<&'static str> {
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
    #[serde(alias = "screen", alias = "rule", alias = "evidence", alias = "source", alias = "advice")]
    list: Vec<T>,
}

impl Knowledge {
    /// Reads every file and holds it against its JSON Schema.
    ///
    /// # Errors
    ///
    /// Every fault of every file: what is not TOML or JSON, and what its schema refuses.
    pub fn read(files: &KnowledgeFiles) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader { files, faults: Vec::new() };
        let identity = reader.file("rule_book.toml");
        let findings: Option<FindingsFile> = reader.file("findings.toml");
        let screens: Option<ListFile<Screen>> = reader.file("screens.toml");
        let interview = reader.file("interview.toml");
        let rules: Option<ListFile<RuleText>> = reader.file("rules.toml");
        let evidence: Option<ListFile<Evidence>> = reader.file("evidence.toml");
        let sources: Option<ListFile<Source>> = reader.file("sources.toml");
        let advice: Option<ListFile<AdviceText>> = reader.file("advice.toml");
        let groups: Option<GroupsFile> = reader.file("groups.toml");
        let texts = reader.file("texts.toml");
        let locale = reader.file("locale.toml");
        let intended_use = reader.file("intended_use.toml");
        let banned = reader.file("banned.toml");
        let vectors = reader.file("vectors.json");
        let faults = reader.faults;
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
                banned: banned?,
                vectors: vectors?,
            })
        })();
        knowledge.filter(|_| faults.is_empty()).ok_or(faults)
    }
}

struct Reader<'f> {
    files: &'f KnowledgeFiles,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    /// Reads one file; notes what is wrong with it.
    fn file<T: serde::de::DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let text = self.files.get(name);
        let parsed: Result<Value, Vec<Fault>> = if name == "vectors.json" {
            serde_json::from_str(text).map_err(|error| vec![no_json(name, &error)])
        } else {
            toml::from_str(text).map_err(|_| no_toml(name, text))
        };
        let value = parsed.map_err(|faults| self.faults.extend(faults)).ok()?;
        let mut refused = against_schema(name, &value);
        refused.extend(control_characters(name, &value));
        if !refused.is_empty() {
            self.faults.extend(refused);
            return None;
        }
        serde_json::from_value(value).map_err(|error| self.faults.push(Fault::in_file(name, error.to_string()))).ok()
    }
}

/// Every place at which a file is no TOML.
fn no_toml(name: &str, text: &str) -> Vec<Fault> {
    let (_, errors) = toml::de::DeTable::parse_recoverable(text);
    let faults = errors.iter().map(|error| {
        let what = format!("is not TOML here: {}", error.message().replace('\n', ", "));
        let fault = Fault::in_file(name, what);
        match error.span() {
            Some(span) => fault.positioned(Position::of_byte(text, span.start)),
            None => fault,
        }
    });
    faults.collect()
}

fn no_json(name: &str, error: &serde_json::Error) -> Fault {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let position = Position { line: error.line(), column: error.column() };
    Fault::in_file(name, format!("is not JSON here: {message}")).positioned(position)
}

/// What the schema of a file refuses in it.
fn against_schema(name: &str, value: &Value) -> Vec<Fault> {
    let read = schema(name)
        .ok_or_else(|| "no such knowledge file".to_owned())
        .and_then(|schema| serde_json::from_str::<Value>(schema).map_err(|error| error.to_string()))
        .and_then(|schema| {
            let compiled = jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())?;
            Ok((schema, compiled))
        });
    match read {
        Ok((schema, compiled)) => {
            compiled.iter_errors(value).flat_map(|error| schema_fault::faults(name, &schema, &error)).collect()
        }
        Err(error) => vec![Fault::in_file(name, error)],
    }
}

fn in_scope() -> bool {
    true
}
