//! The reading of a valid payload: one pass, straight into the indices of the findings.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::schema::is_rule_book;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::findings_seed::{FindingsSeed, WordSeed};
use crate::clinical::model::rule_book::RuleBook;

/// What a valid payload says.
pub(super) struct TriageRequest {
    pub(super) findings: Findings,
    /// Whether the rule book in force is the one that the caller expects.
    pub(super) expects_this_rule_book: bool,
}

/// Reads a valid payload; none when anything about it is invalid.
pub(super) fn read(book: &RuleBook, text: &str) -> Option<TriageRequest> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let request = RequestSeed(book).deserialize(&mut deserializer).ok()?;
    deserializer.end().ok().map(|()| request)
}

/// Whether the expected rule book is the one in force; none for a text that does not name a rule book.
pub(super) fn expects_this(book: &RuleBook, expected: &str) -> Option<bool> {
    is_rule_book(expected).then(|| expected == book.identity.version || expected == book.digest)
}

/// Reads the whole request in one pass, straight into the places of the findings.
struct RequestSeed<'b>(&'b RuleBook);

impl<'de> DeserializeSeed<'de> for RequestSeed<'_> {
    type Value = TriageRequest;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<TriageRequest, D::Error> {
        deserializer.deserialize_map(self)
    }
}

/// The keys of a request.
#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Findings,
    ScreensCompleted,
    ExpectedRuleBook,
}

impl<'de> Visitor<'de> for RequestSeed<'_> {
    type Value = TriageRequest;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a request")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TriageRequest, A::Error> {
        let (mut findings, mut screens, mut expected) = (None, None, None);
        while let Some(key) = map.next_key()? {
            match key {
                Key::Findings if findings.is_none() => findings = Some(map.next_value_seed(FindingsSeed(self.0))?),
                Key::ScreensCompleted if screens.is_none() => {
                    screens = Some(map.next_value_seed(Nullable(ScreensSeed(self.0)))?);
                }
                Key::ExpectedRuleBook if expected.is_none() => {
                    let expects_this = |expected: &str| expects_this(self.0, expected);
                    expected = Some(map.next_value_seed(Nullable(WordSeed(expects_this, "not a rule book")))?);
                }
                _ => return Err(de::Error::custom("duplicate key")),
            }
        }
        let mut findings = findings.ok_or_else(|| de::Error::missing_field("findings"))?;
        screens.flatten().unwrap_or_default().iter().for_each(|screen| findings.complete(screen));
        Ok(TriageRequest { findings, expects_this_rule_book: expected.flatten().unwrap_or(true) })
    }
}

/// Reads a value, or null as none.
struct Nullable<S>(S);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Nullable<S> {
    type Value = Option<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Nullable<S> {
    type Value = Option<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(deserializer).map(Some)
    }
}

/// Reads the completed screens into their places in the rule book.
struct ScreensSeed<'b>(&'b RuleBook);

impl<'de> DeserializeSeed<'de> for ScreensSeed<'_> {
    type Value = FindingSet;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ScreensSeed<'_> {
    type Value = FindingSet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of screens")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut screens = FindingSet::default();
        while let Some(screen) =
            list.next_element_seed(WordSeed(|id: &str| self.0.completable_screen(id), "unknown screen"))?
        {
            if screens.contains(screen) {
                return Err(de::Error::custom("duplicate entry"));
            }
            screens.insert(screen);
        }
        Ok(screens)
    }
}
