//! From errors of the schema validator to faults in words: pointer, code, detail, suggestion. Never a value of the caller.

use std::collections::BTreeMap;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Value};

use super::enumeration::any_of;
use super::expected_answer::{WrongAnswer, kind, list_of};
use super::rejection::{Fault, FaultCode};
use super::schema::{EXPECTED_RULE_BOOK, FINDINGS, RequestSchema, SCREENS_COMPLETED};
use super::similar_word::{closest, snake_case};
use super::unknown_key::{MAX_KEY, unknown_key};

/// At most this many faults are listed, so that no payload can make its answer large. The number of the others is given.
const MOST_FAULTS: usize = 100;

/// The faults of a payload.
pub(super) struct Found {
    /// The first ones, in the order of their pointers; one for each place and kind.
    pub(super) faults: Vec<Fault>,
    /// How many more there are.
    pub(super) omitted: usize,
}

/// Finds the faults of a value. Unknown keys and over-long lists are set aside before the validator sees the value: they
/// are the only parts of which there can be more than there are findings.
pub(super) fn find(schema: &RequestSchema, mut value: Value) -> Found {
    let mut faults = BTreeMap::new();
    let mut unknown = BTreeMap::new();
    let mut omitted = 0;
    for (parent, properties) in [("/findings", schema.findings()), ("", schema.request())] {
        if let Some(object) = value.pointer_mut(parent).and_then(Value::as_object_mut) {
            set_aside_long_lists(parent, object, properties, &mut faults);
            omitted += set_aside_unknown_keys(parent, object, properties, &mut unknown);
        }
    }
    omitted += unknown.len().saturating_sub(MOST_FAULTS);
    // What was meant is looked up only for those that are told.
    for (parent, key) in unknown.values().take(MOST_FAULTS) {
        let fault = unknown_key(schema, parent, key);
        faults.insert((fault.pointer.clone(), fault.code), fault);
    }
    for error in schema.validator().iter_errors(&value) {
        let fault = from_error(schema, &error);
        faults.entry((fault.pointer.clone(), fault.code)).or_insert(fault);
    }
    // A value of the wrong type is not one of the permitted values either; one fault is enough.
    let wrong_type: Vec<String> =
        faults.keys().filter(|(_, code)| *code == FaultCode::WrongType).map(|(pointer, _)| pointer.clone()).collect();
    for pointer in wrong_type {
        faults.remove(&(pointer, FaultCode::UnknownValue));
    }
    omitted += faults.len().saturating_sub(MOST_FAULTS);
    Found { faults: faults.into_values().take(MOST_FAULTS).collect(), omitted }
}

/// The faults by pointer and kind.
type Faults = BTreeMap<(String, FaultCode), Fault>;

/// Reports each list with more entries than its schema allows, and removes it: its entries need no look.
fn set_aside_long_lists(
    parent: &str,
    object: &mut Map<String, Value>,
    properties: &Map<String, Value>,
    faults: &mut Faults,
) {
    object.retain(|key, value| {
        let limit = properties.get(key).and_then(|schema| schema.get("maxItems")).and_then(Value::as_u64);
        let is_too_long = |limit: &u64| value.as_array().is_some_and(|entries| entries.len() as u64 > *limit);
        let Some(limit) = limit.filter(is_too_long) else { return true };
        let pointer = format!("{parent}/{key}");
        let fault = Fault {
            pointer: pointer.clone(),
            code: FaultCode::TooManyEntries,
            detail: format!("must have {limit} entries or fewer"),
            suggestion: None,
        };
        faults.insert((pointer, FaultCode::TooManyEntries), fault);
        false
    });
}

/// Removes all unknown keys and puts the first ones with those of other objects, by their pointers; returns how many there
/// are besides.
fn set_aside_unknown_keys<'p>(
    parent: &'p str,
    object: &mut Map<String, Value>,
    properties: &Map<String, Value>,
    unknown: &mut BTreeMap<String, (&'p str, String)>,
) -> usize {
    let (mut taken, mut omitted) = (0, 0);
    // Into a new object: to remove thousands of keys from the old one costs more.
    for (key, value) in std::mem::take(object) {
        if properties.contains_key(&key) {
            object.insert(key, value);
        } else if taken == MOST_FAULTS {
            omitted += 1;
        } else {
            taken += 1;
            unknown.insert(format!("{parent}/{key}"), (parent, key));
        }
    }
    omitted
}

/// The fault that an error of the validator means. Unknown keys and over-long lists were set aside before.
fn from_error(schema: &RequestSchema, error: &ValidationError) -> Fault {
    let pointer = error.instance_path().as_str();
    let wrong = match error.kind() {
        ValidationErrorKind::Required { property } => WrongAnswer {
            code: FaultCode::MissingKey,
            detail: format!(
                "the key `{}` is missing; {{\"{FINDINGS}\": {{}}}} is the smallest body",
                property.as_str().unwrap_or_default()
            ),
            suggestion: None,
        },
        ValidationErrorKind::UniqueItems => {
            WrongAnswer { code: FaultCode::DoubledEntry, detail: "duplicate entry".to_owned(), suggestion: None }
        }
        _ => wrong_value(schema, pointer, error.instance()),
    };
    let WrongAnswer { code, detail, suggestion } = wrong;
    Fault { pointer: cut(pointer), code, detail, suggestion }
}

/// What is wrong with the value at a pointer.
fn wrong_value(schema: &RequestSchema, pointer: &str, value: &Value) -> WrongAnswer {
    let mut keys = pointer.split('/').skip(1);
    match (keys.next(), keys.next(), keys.next()) {
        (Some(FINDINGS), Some(name), entry) => match (schema.answer(name), entry) {
            (Some(expected), None) => expected.wrong(value),
            (Some(expected), Some(_)) => expected.wrong_entry(value),
            (None, _) => wrong_type("must be an answer", value, None),
        },
        (Some(FINDINGS), None, _) => {
            let nothing = value.is_null().then(|| "{}".to_owned());
            wrong_type("must be an object of names and answers", value, nothing)
        }
        (Some(SCREENS_COMPLETED), None, _) => wrong_type("must be a list of screens", value, screens(schema, value)),
        (Some(SCREENS_COMPLETED), Some(_), _) => wrong_screen(schema, value),
        (Some(EXPECTED_RULE_BOOK), ..) => wrong_rule_book(schema, value),
        _ => wrong_type("must be an object", value, None),
    }
}

fn wrong_type(form: &str, value: &Value, suggestion: Option<String>) -> WrongAnswer {
    WrongAnswer { code: FaultCode::WrongType, detail: format!("{form}, not {}", kind(value)), suggestion }
}

fn wrong_screen(schema: &RequestSchema, value: &Value) -> WrongAnswer {
    let detail = format!("must be one of {}", any_of(&schema.screens().collect::<Vec<_>>()));
    let Some(word) = value.as_str() else { return wrong_type(&detail, value, None) };
    let suggestion = screen(schema, word).map(str::to_owned);
    WrongAnswer { code: FaultCode::UnknownValue, detail, suggestion }
}

/// The screen that a word means: by its former name, or a similar one.
fn screen<'s>(schema: &'s RequestSchema, word: &str) -> Option<&'s str> {
    let renamed = snake_case(word).and_then(|word| schema.renamed_screen(&word));
    renamed.or_else(|| closest(word, schema.screens()))
}

/// The list that is meant by screens in one text.
fn screens(schema: &RequestSchema, value: &Value) -> Option<String> {
    list_of(value.as_str()?.split([',', ';']).map(|word| screen(schema, word)))
}

fn wrong_rule_book(schema: &RequestSchema, value: &Value) -> WrongAnswer {
    let form = "must be a version such as 1.0.0, or `sha256:` and 64 hexadecimal digits";
    let Some(text) = value.as_str() else { return wrong_type(form, value, None) };
    let bare = text.trim().to_lowercase();
    let bare = bare.strip_prefix('v').unwrap_or(&bare);
    let suggestion = schema.rule_book().iter().find(|known| *known == bare).cloned();
    WrongAnswer { code: FaultCode::WrongForm, detail: form.to_owned(), suggestion }
}

/// A pointer that holds no more than a bounded part of the caller's text.
fn cut(pointer: &str) -> String {
    pointer.chars().take(4 * MAX_KEY).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use serde_json::Value;

    use super::RequestSchema;
    use crate::clinical::model::rule_book::RuleBook;
    use crate::request::strict_json::KEPT_ENTRIES;

    #[test]
    fn of_every_list_more_entries_are_kept_than_it_may_have() {
        let schema = RequestSchema::compile(&RuleBook::built_in().unwrap()).unwrap();
        let properties = schema.findings().values().chain(schema.request().values());
        let limits: Vec<u64> =
            properties.filter_map(|property| property.get("maxItems").and_then(Value::as_u64)).collect();
        assert!(limits.len() > 1 && limits.iter().all(|limit| *limit < KEPT_ENTRIES as u64), "{limits:?}");
    }
}
