//! A case that comes out otherwise than it expects, part by part.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::case::Case;
use super::paragraph::paragraph;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::vector::{Expectation, Vector};

/// The parts of what is expected, in the order in which they are written and read: what matters most comes first.
pub(super) const PARTS: [&str; 12] = [
    "level",
    "urgency",
    "provisional",
    "in_scope",
    "possible",
    "rules",
    "warnings",
    "next_questions",
    "asked_already",
    "lowering_questions",
    "suspected_groups",
    "advice",
];

/// The parts of a decision that are expected and come out otherwise, by their names.
pub(super) struct Difference {
    /// The id of the vector or vignette.
    pub(super) id: String,
    case: String,
    /// Whether level or urgency is lower than it is expected.
    pub(super) is_lower: bool,
    /// What is expected; null where nothing is.
    before: Map<String, Value>,
    /// What comes out.
    pub(super) after: Map<String, Value>,
}

impl Difference {
    /// None when everything comes out as it is expected; the parts in `missing` are not expected yet.
    pub(super) fn between(vector: &Vector, missing: &[String], actual: &Expectation) -> Option<Self> {
        let mut before = members(&vector.expect);
        before.extend(missing.iter().map(|part| (part.clone(), Value::Null)));
        let is_lower = vector.expect.outcome().exceeds(actual.outcome());
        Self::of_members((&vector.id, &vector.case), is_lower, before, members(actual))
    }

    fn of_members(
        (id, case): (&str, &str),
        is_lower: bool,
        mut before: Map<String, Value>,
        mut after: Map<String, Value>,
    ) -> Option<Self> {
        before.retain(|key, value| after.get(key) != Some(value));
        after.retain(|key, _| before.contains_key(key));
        (!after.is_empty()).then(|| Self { id: id.to_owned(), case: case.to_owned(), is_lower, before, after })
    }

    /// The same of a vignette; none of a vector.
    pub(super) fn of_vignette(book: &RuleBook, case: &Case) -> Option<Self> {
        let expected = case.expected.as_ref()?;
        let actual = Expectation::from_findings(book, &case.findings);
        let is_lower = expected.expectation.outcome().exceeds(actual.outcome());
        let (mut before, mut after) = (members(&expected.expectation), members(&actual));
        let decision = book.decide(&case.findings);
        let groups =
            decision.suspected_groups().into_iter().filter_map(|place| Some(book.groups.get(place)?.id.clone()));
        let advice = decision.advice().into_iter().filter_map(|place| Some(book.advice.get(place)?.text.id.clone()));
        let ids = [
            ("suspected_groups", &expected.suspected_groups, groups.collect()),
            ("advice", &expected.advice, advice.collect::<Vec<_>>()),
        ];
        for (name, expected, given) in ids {
            before.insert(name.to_owned(), Value::from(expected.clone()));
            after.insert(name.to_owned(), Value::from(given));
        }
        Self::of_members((&case.id, &case.story), is_lower, before, after)
    }

    /// The names of the parts, with commas.
    pub(super) fn parts(&self) -> String {
        PARTS
            .iter()
            .filter(|key| self.after.contains_key(**key))
            .map(|key| format!("`{key}`"))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// As a reviewer reads it: each part before and after, and the texts of the rules that come and go.
    pub(super) fn in_words(&self, book: &RuleBook) -> String {
        let mut words = paragraph("", "    ", &format!("{}  {}", self.id, self.case));
        for key in PARTS {
            let (Some(before), Some(after)) = (self.before.get(key), self.after.get(key)) else { continue };
            match (before, after) {
                (Value::Array(before), Value::Array(after)) => {
                    let (gone, new) = (only(book, before, after, "-"), only(book, after, before, "+"));
                    let order = if gone.is_empty() && new.is_empty() { "    another order\n" } else { "" };
                    let _ = write!(words, "  {key}\n{gone}{new}{order}");
                }
                (Value::Null, Value::Array(after)) if after.is_empty() => {}
                (Value::Null, Value::Array(after)) => {
                    let _ = write!(words, "  {key}\n{}", only(book, after, &[], "+"));
                }
                (Value::Null, _) => words += &paragraph("  ", "      ", &format!("{key}  {}", plain(after))),
                _ => words += &paragraph("  ", "      ", &format!("{key}  {} → {}", plain(before), plain(after))),
            }
        }
        words + "\n"
    }
}

/// What is expected, by the names of its parts.
pub(super) fn members(expectation: &Expectation) -> Map<String, Value> {
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
        lines += &paragraph(&format!("    {sign} "), "      ", &format!("{entry}{reason}"));
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
