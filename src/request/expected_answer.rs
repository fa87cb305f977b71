//! What a finding can be answered with, and what is wrong with another value: in words, with what was probably meant.
//! Suggestions are words of the rule book or numbers that were parsed, never the caller's text.

use std::collections::BTreeSet;

use serde_json::Value;

use super::enumeration::any_of;
use super::rejection::FaultCode;
use super::similar_word::{closest, snake_case};
use crate::clinical::model::finding::tri::{ABSENT_WORD, PRESENT_WORD};
use crate::clinical::model::finding::{Finding, Kind, UNKNOWN};

/// Words that mean yes.
const YES: [&str; 12] = ["yes", "y", "yeah", "yep", "true", "t", "1", "on", "positive", "pos", "has", "confirmed"];
/// Words that mean no.
const NO: [&str; 13] =
    ["no", "n", "nope", "false", "f", "0", "off", "negative", "neg", "none", "not_present", "never", "denied"];
/// Words that mean that it is not known, and what programs write for nothing. An empty text is one of them.
const NOT_KNOWN: [&str; 21] = [
    "unknown",
    "",
    "?",
    "maybe",
    "unsure",
    "not_sure",
    "dont_know",
    "do_not_know",
    "i_dont_know",
    "idk",
    "unk",
    "n/a",
    "na",
    "not_known",
    "not_asked",
    "unanswered",
    "null",
    "nil",
    "undefined",
    "nan",
    "possibly",
];
/// How Python writes nothing: not the English word, which is a no.
const NOTHING_IN_PYTHON: &str = "None";

/// Keys under which other interfaces put the answer.
const INSIDE: [&str; 4] = ["value", "answer", "choice_id", "status"];

/// A suggestion may be as long as this.
const LONGEST_SUGGESTION: usize = 128;

/// A text or an object of more words than this is not read as a list.
const MOST_WORDS: usize = 32;

/// What is wrong with a value.
pub(super) struct WrongAnswer {
    pub(super) code: FaultCode,
    pub(super) detail: String,
    pub(super) suggestion: Option<String>,
}

/// What a finding can be answered with.
pub(super) struct ExpectedAnswer {
    kind: Kind,
    words: Vec<String>,
    unit: String,
    minimum: i32,
    maximum: i32,
}

impl ExpectedAnswer {
    pub(super) fn of(finding: &Finding) -> Self {
        Self {
            kind: finding.kind,
            words: finding.answers.iter().map(|answer| answer.value.clone()).collect(),
            unit: finding.unit.clone().unwrap_or_default(),
            minimum: finding.minimum,
            maximum: finding.maximum,
        }
    }

    /// What is wrong with a value that the finding does not accept.
    pub(super) fn wrong(&self, value: &Value) -> WrongAnswer {
        match self.kind {
            Kind::Tri | Kind::OneOf => self.wrong_word(value),
            Kind::SomeOf => self.wrong_list(value),
            Kind::Integer => self.wrong_number(value),
        }
    }

    /// What is wrong with an entry of a list.
    pub(super) fn wrong_entry(&self, entry: &Value) -> WrongAnswer {
        let WrongAnswer { code, mut detail, suggestion } = self.wrong_word(entry);
        if is_not_known(entry) {
            detail.push_str("; leave the list out or send null when nothing is known");
        }
        WrongAnswer { code, detail, suggestion }
    }

    fn words(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }

    fn wrong_word(&self, value: &Value) -> WrongAnswer {
        let detail = format!("must be one of {}", any_of(&self.words()));
        let suggestion = self.word(value).map(str::to_owned);
        match value {
            Value::String(_) => WrongAnswer { code: FaultCode::UnknownValue, detail, suggestion },
            Value::Bool(_) => {
                WrongAnswer { code: FaultCode::WrongType, detail: format!("{detail}, never true or false"), suggestion }
            }
            other => {
                WrongAnswer { code: FaultCode::WrongType, detail: format!("{detail}, not {}", kind(other)), suggestion }
            }
        }
    }

    /// The word that a value means.
    fn word(&self, value: &Value) -> Option<&str> {
        let known = |word: &str| self.words.iter().map(String::as_str).find(|known| *known == word);
        if let Value::String(text) = value {
            let spelt = snake_case(text).and_then(|word| known(&word));
            if let Some(word) = spelt.or_else(|| closest(text, self.words().into_iter())) {
                return known(word);
            }
        }
        if is_not_known(value) {
            return known(UNKNOWN);
        }
        let yes_or_no = match value {
            Value::Bool(yes) => Some(*yes),
            Value::Number(number) => number.as_u64().filter(|number| *number < 2).map(|number| number == 1),
            Value::String(text) => yes_or_no(text),
            Value::Array(_) | Value::Object(_) => return inside(value).and_then(|inner| self.word_itself(inner)),
            Value::Null => None,
        };
        match (self.kind, yes_or_no?) {
            (Kind::Tri, true) => known(PRESENT_WORD),
            (Kind::Tri, false) => known(ABSENT_WORD),
            (_, true) => None,
            (_, false) => known("none"),
        }
    }

    /// As [`Self::word`], or the word itself.
    fn word_itself(&self, inner: &Value) -> Option<&str> {
        if inner.is_array() || inner.is_object() { None } else { self.word(inner) }
    }

    fn wrong_list(&self, value: &Value) -> WrongAnswer {
        let first = self.words.first().map(String::as_str).unwrap_or_default();
        let besides = match value {
            not_known if is_not_known(not_known) => "; leave it out or send null when nothing is known",
            Value::String(_) => ", also when there is one entry",
            Value::Object(_) => ", not an object",
            _ => "",
        };
        let detail = format!("must be a list such as [\"{first}\"]{besides}");
        let suggestion = match value {
            Value::String(text) => list_of(text.split([',', ';']).map(|part| self.named(part))),
            Value::Object(object) => {
                let chosen = object.iter().filter(|(_, value)| means_yes(value));
                list_of(chosen.map(|(key, _)| self.named(key)))
            }
            _ => None,
        };
        WrongAnswer { code: FaultCode::WrongType, detail, suggestion }
    }

    /// The word of the list that a text names.
    fn named(&self, text: &str) -> Option<&str> {
        closest(text, self.words().into_iter())
    }

    fn wrong_number(&self, value: &Value) -> WrongAnswer {
        let whole = format!("must be a whole number of {}", self.unit);
        let (code, detail, number) = match value {
            Value::Number(number) => return self.wrong_size(number.as_f64().unwrap_or_default(), whole),
            Value::String(text) => match self.parsed(text) {
                Some(number) => (FaultCode::WrongType, "must be a number without quotes".to_owned(), Some(number)),
                None if is_not_known(value) => {
                    let detail = format!("{whole}; leave it out or send null when it is not known");
                    (FaultCode::WrongType, detail, None)
                }
                None => (FaultCode::WrongType, format!("{whole}, without quotes and without a unit"), None),
            },
            other => {
                let number = inside(other).and_then(|inner| match inner {
                    Value::Number(number) => number.as_i64().and_then(|number| i32::try_from(number).ok()),
                    Value::String(text) => self.parsed(text),
                    _ => None,
                });
                (FaultCode::WrongType, format!("{whole}, not {}", kind(other)), number)
            }
        };
        let in_range = number.filter(|number| (self.minimum..=self.maximum).contains(number));
        WrongAnswer { code, detail, suggestion: in_range.map(|number| number.to_string()) }
    }

    fn wrong_size(&self, number: f64, whole: String) -> WrongAnswer {
        let (code, detail) = if number.fract() != 0.0 {
            (FaultCode::WrongType, whole)
        } else if number < f64::from(self.minimum) {
            (FaultCode::OutOfRange, format!("must be {} or more", self.minimum))
        } else {
            (FaultCode::OutOfRange, format!("must be {} or less", self.maximum))
        };
        WrongAnswer { code, detail, suggestion: None }
    }

    /// A whole number in a text, alone or with the unit of the finding.
    fn parsed(&self, text: &str) -> Option<i32> {
        let text = text.trim();
        let number =
            text.strip_suffix(self.unit.as_str()).or_else(|| text.strip_suffix(self.unit.trim_end_matches('s')));
        let number = number.filter(|_| !self.unit.is_empty()).unwrap_or(text).trim();
        number.strip_suffix(".0").unwrap_or(number).parse().ok()
    }
}

/// What kind of value it is, in words.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Words as a list in JSON: all of them known, not too many, none twice, and short enough. No word is looked at after one
/// that is not known.
pub(super) fn list_of<'w>(mut words: impl Iterator<Item = Option<&'w str>>) -> Option<String> {
    let known: BTreeSet<&str> = words.by_ref().take(MOST_WORDS).collect::<Option<_>>()?;
    let list = format!("[{}]", known.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", "));
    (!known.is_empty() && words.next().is_none() && list.len() <= LONGEST_SUGGESTION).then_some(list)
}

/// The one value in a list of one, or under a key that other interfaces use.
fn inside(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(list) if list.len() == 1 => list.first(),
        Value::Object(object) => INSIDE.iter().find_map(|key| object.get(*key)),
        _ => None,
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    let word = plain(text)?;
    if YES.contains(&word.as_str()) { Some(true) } else { NO.contains(&word.as_str()).then_some(false) }
}

fn means_yes(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => *yes,
        Value::String(text) => text == PRESENT_WORD || yes_or_no(text) == Some(true),
        Value::Number(number) => number.as_u64() == Some(1),
        _ => false,
    }
}

fn is_not_known(value: &Value) -> bool {
    let Some(text) = value.as_str() else { return false };
    text == NOTHING_IN_PYTHON || plain(text).is_some_and(|word| NOT_KNOWN.contains(&word.as_str()))
}

/// A short text without case, marks and apostrophes.
fn plain(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['.', '!']);
    (text.len() <= 32 && text != NOTHING_IN_PYTHON)
        .then(|| text.to_lowercase().replace(['\'', '’'], "").replace([' ', '-'], "_"))
}
