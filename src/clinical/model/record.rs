//! What a record of a patient may make present.

use serde::Deserialize;

use super::finding_set::{FindingIndex, FindingSet};

/// A longer text is no name of a medicine, in bytes. Not to read one costs a question, never a level.
const LONGEST_NAME: usize = 1024;

/// What of a record an entry is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordSource {
    /// An active condition.
    Condition,
    /// An active medicine.
    Medicine,
}

/// A finding with the codes and names that make it present, as it is written.
#[derive(Clone, Debug, Deserialize)]
pub struct RecordFactText {
    /// Name of the finding.
    pub finding: String,
    /// What it is read from.
    pub source: RecordSource,
    /// Beginnings of codes of ICD-10.
    #[serde(default)]
    pub icd10: Vec<String>,
    /// Concepts of SNOMED CT.
    #[serde(default)]
    pub snomed: Vec<String>,
    /// Beginnings of codes of ATC.
    #[serde(default)]
    pub atc: Vec<String>,
    /// Beginnings of codes of ATC that are left out.
    #[serde(default)]
    pub atc_except: Vec<String>,
    /// Whole words of the name of a medicine, in lower case.
    #[serde(default)]
    pub names: Vec<String>,
    /// Where the codes were read.
    pub read_in: String,
}

/// A code system that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordCode {
    /// ICD-10 or a national version of it.
    Icd10,
    /// SNOMED CT.
    Snomed,
    /// ATC.
    Atc,
}

/// What a record may make present: each finding by its index.
#[derive(Clone, Debug, Default)]
pub struct RecordTable(pub Vec<(FindingIndex, RecordFactText)>);

impl RecordTable {
    /// The findings that a code makes present. Points, a dagger and an asterisk in a code of ICD-10 do not count.
    #[must_use]
    pub fn with_code(&self, source: RecordSource, system: RecordCode, code: &str) -> FindingSet {
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
        let begins = |listed: &[String]| {
            listed.iter().any(|listed| {
                let mut listed = listed.bytes().filter(u8::is_ascii_alphanumeric);
                let mut code = code.bytes();
                listed.all(|byte| code.next() == Some(byte))
            })
        };
        self.matching(source, |fact| match system {
            RecordCode::Icd10 => begins(&fact.icd10),
            RecordCode::Snomed => fact.snomed.contains(&code),
            RecordCode::Atc => begins(&fact.atc) && !begins(&fact.atc_except),
        })
    }

    /// The findings that a name makes present: one of its words is listed.
    #[must_use]
    pub fn with_name(&self, source: RecordSource, name: &str) -> FindingSet {
        if name.len() > LONGEST_NAME {
            return FindingSet::default();
        }
        let name = name.to_lowercase();
        let words: Vec<&str> = name.split(|character: char| !character.is_alphabetic()).collect();
        self.matching(source, |fact| fact.names.iter().any(|listed| words.contains(&listed.as_str())))
    }

    fn matching(&self, source: RecordSource, matches: impl Fn(&RecordFactText) -> bool) -> FindingSet {
        let facts = self.0.iter().filter(|(_, fact)| fact.source == source && matches(fact));
        facts.map(|(index, _)| *index).collect()
    }
}
