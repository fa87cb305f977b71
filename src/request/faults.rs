//! From errors of the schema validator to faults in words: pointer, code, detail, suggestion. Never a value of the caller.

use std::collections::BTreeMap;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::{Map, Value};

use super::rejection::{Fault, FaultCode, FaultList};
use super::schema::{FINDINGS, RequestSchema, TRIAGE_REQUEST};

/// The caller's own keys are cut at this many characters in a pointer.
const MAX_KEY: usize = 64;

/// How many faults of one payload are reported.
pub const MAX_FAULTS: usize = 100;

/// How similar a word must be to be suggested: 1 is equal, 0 has nothing in common. Our own choice.
const SIMILAR: f64 = 0.7;

/// The schema of each object that a request consists of: where it is in the payload and its name.
const OBJECTS: [(&str, &str); 2] = [("", TRIAGE_REQUEST), ("/findings", "Findings")];

/// The faults of a value in the order of their pointers, one for each place and kind; the first [`MAX_FAULTS`], and how
/// many more there are.
///
/// The payload of a hostile caller has tens of thousands of faults. Only what is reported is worded, and the validator
/// gets a value whose size the schema bounds: unknown keys and lists that are too long are taken out before.
#[must_use]
pub fn find(schema: &RequestSchema, mut value: Value) -> FaultList {
    let mut omitted = 0;
    let mut faults = BTreeMap::new();
    for (pointer, name) in OBJECTS {
        let Some(object) = value.pointer_mut(pointer).and_then(Value::as_object_mut) else { continue };
        let properties = schema.properties(name);
        let (unknown, more) = take_unknown_keys(object, properties);
        omitted += more;
        let unknown = unknown.iter().map(|key| unknown_key(schema, pointer, key));
        let too_long = take_long_lists(object, properties).map(|(key, limit)| too_many_entries(pointer, &key, limit));
        for fault in unknown.chain(too_long) {
            faults.entry((fault.pointer.clone(), fault.code)).or_insert(fault);
        }
    }
    for fault in schema.validator().iter_errors(&value).map(|error| from_error(&error)) {
        faults.entry((fault.pointer.clone(), fault.code)).or_insert(fault);
    }
    // A value of the wrong type is also none of the permitted ones; once is enough.
    let wrong_type: Vec<String> =
        faults.keys().filter(|(_, code)| *code == FaultCode::WrongType).map(|(pointer, _)| pointer.clone()).collect();
    for pointer in wrong_type {
        faults.remove(&(pointer, FaultCode::UnknownValue));
    }
    omitted += faults.len().saturating_sub(MAX_FAULTS);
    FaultList { faults: faults.into_values().take(MAX_FAULTS).collect(), omitted }
}

/// Removes the keys that are not known: the first of them, and how many more there were.
fn take_unknown_keys(object: &mut Map<String, Value>, known: &Map<String, Value>) -> (Vec<String>, usize) {
    let (mut unknown, mut more) = (Vec::new(), 0);
    object.retain(|key, _| {
        let is_known = known.contains_key(key);
        if !is_known && unknown.len() < MAX_FAULTS {
            unknown.push(key.clone());
        } else if !is_known {
            more += 1;
        }
        is_known
    });
    (unknown, more)
}

/// Removes the lists that are too long, each with how long it may be.
fn take_long_lists(
    object: &mut Map<String, Value>,
    properties: &Map<String, Value>,
) -> impl Iterator<Item = (String, u64)> {
    let mut too_long = Vec::new();
    object.retain(|key, value| {
        let limit = properties.get(key).and_then(|property| property.get("maxItems")).and_then(Value::as_u64);
        let length = value.as_array().map_or(0, Vec::len) as u64;
        let exceeded = limit.filter(|limit| length > *limit);
        too_long.extend(exceeded.map(|limit| (key.clone(), limit)));
        exceeded.is_none()
    });
    too_long.into_iter()
}

fn too_many_entries(parent: &str, key: &str, limit: u64) -> Fault {
    let detail = format!("must have {limit} entries or fewer");
    Fault { pointer: format!("{parent}/{key}"), code: FaultCode::TooManyEntries, detail, suggestion: None }
}

/// The fault that an error of the validator means.
fn from_error(error: &ValidationError) -> Fault {
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
            let suggestion = error.instance().as_str().and_then(|word| closest(word, words.iter().copied()));
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
    let names = |object: &str| schema.properties(object).keys().map(String::as_str);
    let (detail, suggestion) = if !parent.is_empty() {
        ("unknown finding", closest(key, names("Findings")))
    } else if schema.properties("Findings").contains_key(key) {
        ("findings belong in `findings`", Some(format!("/{FINDINGS}/{key}")))
    } else {
        ("unknown key", closest(key, names(TRIAGE_REQUEST)))
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
