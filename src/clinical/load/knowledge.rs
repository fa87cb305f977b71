//! The knowledge files: where they come from, their digest, and their records as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::control_characters::control_characters;
use super::fault::Fault;
use crate::clinical::model::advice::AdviceText;
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
const FILES: [(&str, &str, &str); 15] = [
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
    file!("vectors", "json"),
];

/// The files that a folder of an older rule book does not have yet, and what takes their place: without the table of
/// records nothing is read from a record; the texts are then the built-in ones.
const OPTIONAL: [(&str, &str); 2] =
    [("records.toml", "fact = []\n"), ("record_texts.toml", include_str!("../knowledge/record_texts.toml"))];

/// The text of every knowledge file, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnowledgeFiles(BTreeMap<String, String>);

impl KnowledgeFiles {
    /// The files that are compiled in.
    #[must_use]
    pub fn built_in() -> Self {
        Self(FILES.iter().map(|(name, text, _)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    /// The files of the same names, each read by its name.
    ///
    /// # Errors
    ///
    /// A fault for each file that cannot be read, and what is wrong with each of the others by itself.
    pub fn read(read: impl Fn(&str) -> Result<String, String>) -> Result<Self, Vec<Fault>> {
        let mut files = Self(BTreeMap::new());
        let mut faults = Vec::new();
        for (name, _, _) in FILES {
            match read(name) {
                Ok(text) => files.set(name, text),
                Err(why) => faults.push(Fault::in_file(name, format!("cannot be read: {why}"))),
            }
        }
        if faults.is_empty() {
            return Ok(files);
        }
        faults.extend(files.0.iter().flat_map(|(name, text)| Self::faults_of(name, text)));
        Err(faults)
    }

    /// What takes the place of a file that a folder may lack; none for a file that it must have.
    #[must_use]
    pub fn default_text(name: &str) -> Option<&'static str> {
        OPTIONAL.iter().find(|(optional, _)| *optional == name).map(|(_, text)| *text)
    }

    /// What is wrong with one file by itself: that it is not TOML or JSON, or what its schema refuses.
    #[must_use]
    pub fn faults_of(name: &str, text: &str) -> Vec<Fault> {
        let files = Self(BTreeMap::from([(name.to_owned(), text.to_owned())]));
        let mut reader = Reader { files: &files, faults: Vec::new() };
        let _: Option<Value> = reader.file(name);
        reader.faults
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
    pub records: Vec<RecordFactText>,
    pub record_texts: RecordTexts,
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
        let records: Option<ListFile<RecordFactText>> = reader.file("records.toml");
        let record_texts = reader.file("record_texts.toml");
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
                records: records?.list,
                record_texts: record_texts?,
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
        let parsed: Result<Value, String> = if name == "vectors.json" {
            serde_json::from_str(text).map_err(|error| error.to_string())
        } else {
            toml::from_str(text).map_err(|error| error.to_string())
        };
        let value = parsed.map_err(|error| self.faults.push(Fault::in_file(name, error))).ok()?;
        let mut refused = against_schema(name, &value);
        refused.extend(control_characters(name, &value));
        if !refused.is_empty() {
            self.faults.extend(refused);
            return None;
        }
        serde_json::from_value(value).map_err(|error| self.faults.push(Fault::in_file(name, error.to_string()))).ok()
    }
}

/// What the schema of a file refuses in it.
fn against_schema(name: &str, value: &Value) -> Vec<Fault> {
    let compiled = schema(name)
        .ok_or_else(|| "no such knowledge file".to_owned())
        .and_then(|schema| serde_json::from_str::<Value>(schema).map_err(|error| error.to_string()))
        .and_then(|schema| jsonschema::draft202012::new(&schema).map_err(|error| error.to_string()));
    match compiled {
        Ok(schema) => schema
            .iter_errors(value)
            .map(|error| Fault::at(name, error.instance_path().as_str(), error.to_string()))
            .collect(),
        Err(error) => vec![Fault::in_file(name, error)],
    }
}

fn in_scope() -> bool {
    true
}
