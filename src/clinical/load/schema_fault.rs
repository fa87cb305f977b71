//! What a JSON Schema refuses, in words for people who do not know JSON Schema.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use super::fault::Fault;
use super::similar::{hint, listed};

/// A day of the calendar, but for 29 February in years without it: to check formats would bring 1.1 MB of code along.
const A_DAY: &str =
    "^[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$";

/// The forms of ids and texts, each in words.
const FORMS: [(&str, &str); 16] = [
    ("\\S", "must not be empty: write the text, or remove the key where it may be left out"),
    ("^[^{}]*[^\\s{}][^{}]*$", "must not be empty, and must not hold braces"),
    ("^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)$", "must be a version of three numbers, such as `1.2.0`"),
    ("^.*\\S\\?$", "must end with a question mark"),
    ("^A[0-9]{2,5}$", "must be an id of advice, such as `A01`"),
    ("^E[0-9]{2,3}$", "must be an id of evidence, such as `E01`"),
    ("^R-[A-Z][0-9]{2,5}$", "must be an id of a rule, such as `R-S02`"),
    ("^S[0-9]{2,3}$", "must be an id of a source, such as `S01`"),
    ("^V[0-9]{2,5}$", "must be an id of a vector, such as `V01`"),
    (A_DAY, "must be a date of the calendar, such as `2027-01-31`"),
    ("^[A-Z]{0,3}:?[0-9]+(-[0-9])?$", "must be a code, such as `HP:0002380`"),
    ("^[a-z].*[^.\\s]$", "must begin with a small letter and end without a full stop"),
    ("^[a-z][a-z0-9-]{0,63}$", "must be of small letters, digits and hyphens"),
    ("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", "must be a name of small letters and digits joined by `_`"),
    ("^[a-z][a-z0-9_]{0,79}$", "must be a name of small letters, digits and `_`"),
    ("^https?://[^\\s]+$", "must be an address that begins with `https://`"),
];

/// The faults that an error of the validator means.
pub(super) fn faults(file: &str, schema: &Value, error: &ValidationError) -> Vec<Fault> {
    let place = error.instance_path().as_str();
    if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() {
        let known = known_keys(schema, error);
        let unknown = unexpected.iter().map(|key| {
            let what = format!(
                "unknown key `{key}`{}; permitted keys are {}",
                hint(key, known.iter().copied()),
                listed(&known)
            );
            Fault::at(file, place, what)
        });
        return unknown.collect();
    }
    vec![Fault::at(file, place, sentence(error))]
}

fn sentence(error: &ValidationError) -> String {
    let value = in_words(error.instance());
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            format!("the key `{key}` is missing: add `{key} = …`")
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let near = error.instance().as_str().map(|word| hint(word, options.iter().copied())).unwrap_or_default();
            format!("{value} is not permitted here{near}; permitted: {}", listed(&options))
        }
        ValidationErrorKind::Constant { expected_value } => {
            format!("{value} is not permitted here; permitted: {}", in_words(expected_value))
        }
        ValidationErrorKind::Pattern { pattern } => {
            let form = FORMS.iter().find(|(known, _)| known == pattern).map(|(_, form)| *form);
            let form = form.map_or_else(|| format!("must have the form `{pattern}`"), str::to_owned);
            if error.instance().as_str().is_some_and(|text| text.trim().is_empty()) {
                form
            } else {
                format!("{value} {form}")
            }
        }
        ValidationErrorKind::Type { kind } => format!("must be {}, not {value}", types(kind)),
        ValidationErrorKind::MinLength { .. } => {
            "must not be empty: write the text, or remove the key where it may be left out".to_owned()
        }
        ValidationErrorKind::MaxLength { limit } => format!("must have at most {limit} characters: shorten it"),
        ValidationErrorKind::MinItems { limit } => {
            format!("must have at least {limit} {}: add what is missing", entries(*limit))
        }
        ValidationErrorKind::MaxItems { limit } => {
            format!("must have at most {limit} {}: remove the others", entries(*limit))
        }
        ValidationErrorKind::Minimum { limit } => format!("{value} is too small: must be {limit} or more"),
        ValidationErrorKind::Maximum { limit } => format!("{value} is too large: must be {limit} or less"),
        ValidationErrorKind::UniqueItems => "holds an entry twice: remove one of them".to_owned(),
        ValidationErrorKind::FalseSchema => "is not permitted here: remove it".to_owned(),
        ValidationErrorKind::MinProperties { .. } | ValidationErrorKind::MaxProperties { .. } => {
            "needs `finding` and exactly one of `is`, `at_least`, `more_than` or `less_than`".to_owned()
        }
        ValidationErrorKind::AnyOf { .. }
        | ValidationErrorKind::OneOfNotValid { .. }
        | ValidationErrorKind::OneOfMultipleValid { .. } => {
            format!("{value} has none of the permitted forms; the beginning of the file says which there are")
        }
        ValidationErrorKind::PropertyNames { error } => format!("has a key that is not permitted: {}", sentence(error)),
        _ => format!("{error}: see the schema of the file in knowledge_schema"),
    }
}

fn entries(count: u64) -> &'static str {
    if count == 1 { "entry" } else { "entries" }
}

/// A value as a sentence names it.
fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a table".to_owned(),
        Value::Null => "nothing".to_owned(),
        other => format!("`{other}`"),
    }
}

fn types(kind: &TypeKind) -> String {
    let word = |name: &str| match name {
        "string" => "a text in quotes",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "a table",
        _ => "nothing",
    };
    match kind {
        TypeKind::Single(kind) => word(kind.as_str()).to_owned(),
        TypeKind::Multiple(kinds) => kinds.iter().map(|kind| word(kind.as_str())).collect::<Vec<_>>().join(" or "),
    }
}

/// The keys that the schema knows where it refused one.
fn known_keys<'s>(schema: &'s Value, error: &ValidationError) -> Vec<&'s str> {
    let path = error.schema_path().as_str();
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let found = schema.pointer(parent).or_else(|| {
        // The path goes through a reference: what it refers to stands under its name.
        let (_, after) = parent.rsplit_once("/$ref").unwrap_or(("", parent));
        schema.pointer(after)
    });
    let properties = found.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().map(String::as_str)).collect()
}
