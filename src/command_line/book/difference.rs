//! A case that comes out otherwise than it expects, part by part.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::case::Case;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::vector::Expectation;

/// The parts of a decision that are expected and come out otherwise, by their names.
pub(super) struct Difference {
    /// The id of the vector or vignette.
    pub(super) id: String,
    case: String,
    before: Map<String, Value>,
    /// What comes out.
    pub(super) after: Map<String, Value>,
}

impl Difference {
    /// None when everything comes out as it is expected.
    pub(super) fn between(id: &str, case: &str, expected: &Expectation, actual: &Expectation) -> Option<Self> {
        let (mut before, mut after) = (members(expected), members(actual));
        before.retain(|key, value| after.get(key) != Some(value));
        after.retain(|key, _| before.contains_key(key));
        (!after.is_empty()).then(|| Self { id: id.to_owned(), case: case.to_owned(), before, after })
    }

    /// The same of a vignette; none of a vector.
    pub(super) fn of_vignette(book: &RuleBook, case: &Case) -> Option<Self> {
        let expected = case.expected.as_ref()?;
        Self::between(&case.id, &case.story, &expected.expectation, &Expectation::from_findings(book, &case.findings))
    }

    /// The names of the parts, with commas.
    pub(super) fn parts(&self) -> String {
        self.after.keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
    }

    /// As a reviewer reads it: each part before and after, and the texts of the rules that come and go.
    pub(super) fn in_words(&self, book: &RuleBook) -> String {
        let mut words = format!("{}  {}\n", self.id, self.case);
        for (key, before) in &self.before {
            let Some(after) = self.after.get(key) else { continue };
            if let (Value::Array(before), Value::Array(after)) = (before, after) {
                let (gone, new) = (only(book, before, after, "-"), only(book, after, before, "+"));
                let order = if gone.is_empty() && new.is_empty() { "    another order\n" } else { "" };
                let _ = write!(words, "  {key}\n{gone}{new}{order}");
            } else {
                let _ = writeln!(words, "  {key}  {} → {}", plain(before), plain(after));
            }
        }
        words + "\n"
    }
}

fn members(expectation: &Expectation) -> Map<String, Value> {
    match serde_json::to_value(expectation) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// The entries of one list that the other has not, a line each; a rule with its reason for the person.
fn only(book: &RuleBook, of: &[Value], other: &[Value], sign: &str) -> String {
    let mut lines = String::new();
    for entry in of.iter().filter(|entry| !other.contains(entry)).filter_map(Value::as_str) {
        let reason = book.rule(entry).map(|rule| format!("  “{}”", rule.person)).unwrap_or_default();
        let _ = writeln!(lines, "    {sign} {entry}{reason}");
    }
    lines
}

/// A value without the signs of JSON.
fn plain(value: &Value) -> String {
    let member = |(key, value): (&String, &Value)| match value {
        Value::Object(_) => format!("{key} {}", plain(value)),
        _ => plain(value),
    };
    match value {
        Value::String(text) => text.clone(),
        Value::Object(members) => members.iter().map(member).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}
