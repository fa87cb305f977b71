//! The canonical URLs of what is served as FHIR, and codings of its code systems.

use serde_json::{Value, json};

use crate::clinical::model::rule_book::RuleBook;

/// Yes and no (HL7 v2 table 0136).
pub const YES_OR_NO: &str = "http://terminology.hl7.org/CodeSystem/v2-0136";

/// Why an answer is missing (HL7).
pub const ABSENT_REASON: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

/// The language of what only programs and those who write them read: it is not translated, as errors are not.
pub const CONTRACT_LANGUAGE: &str = "en-GB";

/// The form that is served whole.
pub const FORM: &str = "twitch-triage";

/// The form that is served one screen at a time.
pub const ADAPTIVE_FORM: &str = "twitch-triage-adaptive";

/// The code systems that are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the code system of that name")]
pub enum CodeSystem {
    Levels,
    Urgencies,
    Findings,
    Answers,
    Rules,
    Advice,
    Problems,
}

impl CodeSystem {
    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Levels => "levels",
            Self::Urgencies => "urgencies",
            Self::Findings => "findings",
            Self::Answers => "answers",
            Self::Rules => "rules",
            Self::Advice => "advice",
            Self::Problems => "problems",
        }
    }
}

/// The canonical URLs of a rule book.
#[derive(Clone, Copy)]
pub struct Canonical<'b> {
    base: &'b str,
    /// The version of every resource: that of the rule book.
    pub version: &'b str,
}

impl<'b> Canonical<'b> {
    /// Those of a rule book.
    #[must_use]
    pub fn for_book(book: &'b RuleBook) -> Self {
        Self { base: &book.identity.canonical, version: &book.identity.version }
    }

    /// The canonical URL of a resource.
    #[must_use]
    pub fn url(self, resource_type: &str, id: &str) -> String {
        format!("{}/{resource_type}/{id}", self.base)
    }

    /// The same with the version in force.
    #[must_use]
    pub fn versioned(self, resource_type: &str, id: &str) -> String {
        format!("{}/{resource_type}/{id}|{}", self.base, self.version)
    }

    /// The canonical URL of a code system.
    #[must_use]
    pub fn code_system(self, system: CodeSystem) -> String {
        self.url("CodeSystem", system.id())
    }

    /// A coding of a code system.
    #[must_use]
    pub fn coding(self, system: CodeSystem, code: &str) -> Value {
        json!({ "system": self.code_system(system), "version": self.version, "code": code })
    }

    /// A coding with words.
    #[must_use]
    pub fn coding_in_words(self, system: CodeSystem, code: &str, display: &str) -> Value {
        json!({ "system": self.code_system(system), "version": self.version, "code": code, "display": display })
    }
}
