//! What the files of a rule book hold: their records as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::banned_list::in_force;
use super::fault::Fault;
use super::files::{BANNED_EVERYWHERE, KnowledgeFiles, read};
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
        for name in KnowledgeFiles::names() {
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
        let banned = values.file("banned.toml", faults).map(|own| in_force(own, BANNED_EVERYWHERE));
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

fn in_scope() -> bool {
    true
}
