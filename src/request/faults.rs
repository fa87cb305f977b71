//! From errors of the schema validator to faults in words: pointer, code, detail, suggestion. Never a value of the caller.

use std::collections::BTreeMap;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::{Map, Value};

use super::rejection::{Fault, FaultCode};
use super::schema::{FINDINGS, RequestSchema};

/// The caller's own keys are cut at this many characters in a pointer.
const MAX_KEY: usize = 64;

/// How similar a word must be to be suggested: 1 is equal, 0 has nothing in common. Our own choice.
const SIMILAR: f64 = 0.7;

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
    let mut omitted = 0;
    for (parent, properties) in [("/findings", schema.findings()), ("", schema.request())] {
        if let Some(object) = value.pointer_mut(parent).and_then(Value::as_object_mut) {
            set_aside_long_lists(parent, object, properties, &mut faults);
            omitted += set_aside_unknown_keys(schema, parent, object, properties, &mut faults);
        }
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

/// Reports the first unknown keys and removes all of them; returns how many were not reported.
fn set_aside_unknown_keys(
    schema: &RequestSchema,
    parent: &str,
    object: &mut Map<String, Value>,
    properties: &Map<String, Value>,
    faults: &mut Faults,
) -> usize {
    let mut reported = 0;
    let mut omitted = 0;
    object.retain(|key, _| {
        if properties.contains_key(key) {
            return true;
        }
        if reported == MOST_FAULTS {
            omitted += 1;
        } else {
            reported += 1;
            let fault = unknown_key(schema, parent, key);
            faults.insert((fault.pointer.clone(), fault.code), fault);
        }
        false
    });
    omitted
}

/// The fault that an error of the validator means. Unknown keys and over-long lists were set aside before.
fn from_error(schema: &RequestSchema, error: &ValidationError) -> Fault {
    let pointer = error.instance_path().as_str();
    let fault = |code, detail: String, suggestion| Fault { pointer: cut(pointer), code, detail, suggestion };
    match error.kind() {
        ValidationErrorKind::Required { property } => fault(
            FaultCode::MissingKey,
            format!("the key `{}` is missing", property.as_str().unwrap_or_default()),
            None,
        ),
        ValidationErrorKind::Type { kind } => fault(FaultCode::WrongType, wrong_type(kind, error.instance()), None),
        ValidationErrorKind::Enum { options } => {
            let words: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let renamed = |word: &str| schema.renamed_screen(word).filter(|new| words.contains(new)).map(str::to_owned);
            let suggestion = error.instance().as_str();
            let suggestion = suggestion.and_then(|word| renamed(word).or_else(|| closest(word, words.iter().copied())));
            fault(FaultCode::UnknownValue, format!("must be one of {}", list(&words)), suggestion)
        }
        ValidationErrorKind::Minimum { limit } => {
            fault(FaultCode::OutOfRange, format!("must be {limit} or more"), None)
        }
        ValidationErrorKind::Maximum { limit } => {
            fault(FaultCode::OutOfRange, format!("must be {limit} or less"), None)
        }
        ValidationErrorKind::UniqueItems => fault(FaultCode::DoubledEntry, "duplicate entry".to_owned(), None),
        _ => fault(
            FaultCode::WrongForm,
            "must be a version such as 1.0.0, or `sha256:` and 64 hexadecimal digits".to_owned(),
            None,
        ),
    }
}

/// A key that is not known where it was sent.
fn unknown_key(schema: &RequestSchema, parent: &str, key: &str) -> Fault {
    let names = |properties: &'_ Map<String, Value>| closest(key, properties.keys().map(String::as_str));
    let (detail, suggestion) = if !parent.is_empty() {
        ("unknown finding", names(schema.findings()))
    } else if schema.findings().contains_key(key) {
        ("findings belong in `findings`", Some(format!("/{FINDINGS}/{key}")))
    } else {
        ("unknown key", names(schema.request()))
    };
    let short: String = key.chars().take(MAX_KEY).collect();
    let pointer = format!("{parent}/{}", short.replace('~', "~0").replace('/', "~1"));
    Fault { pointer, code: FaultCode::UnknownKey, detail: detail.to_owned(), suggestion }
}

/// What type a value should have, in words.
fn wrong_type(kind: &TypeKind, value: &Value) -> String {
    let expected: Vec<String> = match kind {
        TypeKind::Single(kind) => vec![kind.to_string()],
        TypeKind::Multiple(kinds) => kinds.iter().map(|kind| kind.to_string()).collect(),
    };
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let hint = match value {
        Value::Bool(_) if expected.contains(&"string") => "; use `present`, `absent` or `unknown`, never true or false",
        _ => "",
    };
    format!("must be {}{hint}", list(&expected))
}

/// An enumeration: `a`, `b` or `c`.
fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// The word most similar to a misspelt one, when one is similar enough.
fn closest<'w>(misspelt: &str, words: impl Iterator<Item = &'w str>) -> Option<String> {
    let misspelt = misspelt.to_lowercase().replace(['-', ' '], "_");
    let could_be = words.filter(|word| could_be_similar(&misspelt, word));
    let rated = could_be.map(|word| (strsim::normalized_damerau_levenshtein(&misspelt, word), word));
    let best = rated.max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(similarity, _)| *similarity >= SIMILAR).map(|(_, word)| word.to_owned())
}

/// Whether two words can be similar at all: each letter too many or too few takes an edit, and the length of the longer
/// word bounds how many edits are similar. Much cheaper than to rate every word.
#[allow(clippy::cast_precision_loss, reason = "lengths of at most 64 KiB are exact")]
fn could_be_similar(misspelt: &str, word: &str) -> bool {
    let longest = misspelt.len().max(word.len());
    let most_edits = (1.0 - SIMILAR) * longest as f64 + f64::EPSILON;
    if misspelt.len().abs_diff(word.len()) as f64 > most_edits {
        return false;
    }
    let mut surplus = [0i32; 256];
    misspelt.bytes().for_each(|byte| count(&mut surplus, byte, 1));
    word.bytes().for_each(|byte| count(&mut surplus, byte, -1));
    let too_many: i32 = surplus.iter().filter(|count| **count > 0).sum();
    let too_few: i32 = -surplus.iter().filter(|count| **count < 0).sum::<i32>();
    f64::from(too_many.max(too_few)) <= most_edits
}

fn count(surplus: &mut [i32; 256], byte: u8, by: i32) {
    if let Some(count) = surplus.get_mut(usize::from(byte)) {
        *count += by;
    }
}

/// A pointer that holds no more than a bounded part of the caller's text.
fn cut(pointer: &str) -> String {
    pointer.chars().take(4 * MAX_KEY).collect()
}
