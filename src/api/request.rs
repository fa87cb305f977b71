//! A request: the typed reading of a good body, and every fault of a bad one.
//!
//! Both accept the same bodies; a property test holds them against each other.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::fault::faults;
use super::problem::{Code, Problem};
use super::request_schema::{self, RequestSchema};
use super::strict_json;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::findings_seed::{FindingsSeed, WordSeed};
use crate::clinical::model::rule_book::RuleBook;

/// Reads a body.
///
/// # Errors
///
/// What stands in the way of reading it as JSON; another rule book than the one in force; or every fault of a body
/// that the schema refuses.
pub fn read(book: &RuleBook, schema: &RequestSchema, body: &[u8]) -> Result<Findings, Problem> {
    if body.is_empty() {
        return Err(Problem::new(Code::EmptyBody, "the body is empty"));
    }
    let text = std::str::from_utf8(body)
        .map_err(|error| Problem::new(Code::NotUtf8, format!("at byte {}", error.valid_up_to())))?;
    match typed(book, text) {
        Some(Read { findings, expects_this: true }) => Ok(findings),
        Some(_) => Err(mismatch(book)),
        None => Err(what_is_wrong(book, schema, text)),
    }
}

/// What a good body says.
struct Read {
    findings: Findings,
    /// Whether the rule book in force is the one that the caller expects.
    expects_this: bool,
}

/// The reading of a good body; none when anything about it is not as it should be.
fn typed(book: &RuleBook, text: &str) -> Option<Read> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = RequestSeed(book).deserialize(&mut deserializer).ok()?;
    deserializer.end().ok().map(|()| read)
}

/// Finds out what is wrong with a body. An expectation of another rule book wins over faults of the findings.
fn what_is_wrong(book: &RuleBook, schema: &RequestSchema, text: &str) -> Problem {
    let value = match strict_json::parse(text) {
        Ok(value) => value,
        Err(problem) => return problem,
    };
    let expected = value.get(request_schema::EXPECTED_RULE_BOOK).and_then(Value::as_str);
    if expected.and_then(|expected| expectation(book, expected)) == Some(false) {
        return mismatch(book);
    }
    let faults = faults(schema, &value);
    if faults.is_empty() {
        // The typed reading refused what the schema accepts: a fault of ours, which a test excludes.
        tracing::error!("a valid body could not be read");
        return Problem::internal();
    }
    Problem::invalid_body(faults)
}

/// Whether the expected rule book is the one in force; none for a text that names no rule book.
fn expectation(book: &RuleBook, expected: &str) -> Option<bool> {
    request_schema::is_rule_book(expected).then(|| expected == book.identity.version || expected == book.digest)
}

fn mismatch(book: &RuleBook) -> Problem {
    let detail = format!("version {} with digest {} is in force", book.identity.version, book.digest);
    Problem::new(Code::RuleBookMismatch, detail)
}

/// Reads the whole request in one pass, straight into the places of the findings.
struct RequestSeed<'b>(&'b RuleBook);

impl<'de> DeserializeSeed<'de> for RequestSeed<'_> {
    type Value = Read;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Read, D::Error> {
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
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a request")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read, A::Error> {
        let (mut findings, mut screens, mut expects_this) = (None, None, None);
        while let Some(key) = map.next_key()? {
            match key {
                Key::Findings if findings.is_none() => findings = Some(map.next_value_seed(FindingsSeed(self.0))?),
                Key::ScreensCompleted if screens.is_none() => screens = Some(map.next_value_seed(ScreensSeed(self.0))?),
                Key::ExpectedRuleBook if expects_this.is_none() => {
                    expects_this = Some(
                        map.next_value_seed(WordSeed(|expected: &str| expectation(self.0, expected), "no rule book"))?,
                    );
                }
                _ => return Err(de::Error::custom("doubled key")),
            }
        }
        let mut findings = findings.ok_or_else(|| de::Error::missing_field("findings"))?;
        screens.unwrap_or_default().iter().for_each(|screen| findings.complete(screen));
        Ok(Read { findings, expects_this: expects_this.unwrap_or(true) })
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
            list.next_element_seed(WordSeed(|id: &str| self.0.completable_screen(id), "no such screen"))?
        {
            if screens.contains(screen) {
                return Err(de::Error::custom("doubled entry"));
            }
            screens.insert(screen);
        }
        Ok(screens)
    }
}
