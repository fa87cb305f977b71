//! One knowledge file: its content, or each place at which it is no TOML or JSON, or not what its schema allows.

use serde_json::Value;

use super::control_characters::control_characters;
use super::fault::{Fault, Position};
use super::schema_fault;
use super::unique_keys::{DUPLICATE_KEY, UniqueKeys};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// How far after the first place at which a file is no TOML others are believed, in lines: what comes later follows from
/// it. A list that is not closed makes thousands.
const BELIEVED: usize = 5;

/// How many of them are listed.
const MOST_LISTED: usize = 3;

/// Reads a file and holds it against its JSON Schema.
pub(super) fn read(name: &str, text: &str, schema: &str) -> Result<Value, Vec<Fault>> {
    let value: Value = if name == "vectors.json" {
        json(text).map_err(|error| vec![no_json(name, text, error.as_ref())])?
    } else {
        toml::from_str(text).map_err(|error| no_toml(name, text, &error))?
    };
    let mut refused = against_schema(name, &value, schema);
    refused.extend(control_characters(name, &value));
    if refused.is_empty() { Ok(value) } else { Err(refused) }
}

/// The first places at which a file is no TOML; where each value is TOML by itself, the one that cannot be read, such as
/// a number that is too large.
fn no_toml(name: &str, text: &str, error: &toml::de::Error) -> Vec<Fault> {
    let (_, errors) = toml::de::DeTable::parse_recoverable(text);
    let errors = if errors.is_empty() { std::slice::from_ref(error) } else { errors.as_slice() };
    let faults = errors.iter().map(|error| {
        let message = match error.message() {
            "JSON number out of range" => "the number is too large".to_owned(),
            message => message.replace('\n', ", "),
        };
        let byte = error.span().map_or(0, |span| span.start);
        let position = Position::of_byte(text, byte);
        (position, Fault::in_file(name, format!("is not TOML here: {message}")).positioned(position))
    });
    let mut faults: Vec<(Position, Fault)> = faults.collect();
    faults.sort();
    faults.dedup_by_key(|(position, _)| position.line);
    let first = faults.first().map_or(0, |(position, _)| position.line);
    let near = faults.into_iter().filter(|(position, _)| position.line <= first + BELIEVED);
    near.take(MOST_LISTED).map(|(_, fault)| fault).collect()
}

/// Reads JSON in which no key stands twice in one object; gives no error of the parser where a byte order mark is it.
fn json(text: &str) -> Result<Value, Option<serde_json::Error>> {
    if text.starts_with(BYTE_ORDER_MARK) {
        return Err(None);
    }
    serde_json::from_str::<UniqueKeys>(text).map(|UniqueKeys(value)| value).map_err(Some)
}

fn no_json(name: &str, file: &str, error: Option<&serde_json::Error>) -> Fault {
    let Some(error) = error else {
        let what = "begins with a byte order mark, which JSON does not have: save the file as UTF-8 without it";
        return Fault::in_file(name, what).positioned(Position::of_byte(file, 0));
    };
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let begins = file.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let mut byte = begins + error.column().saturating_sub(1);
    let what = match message.strip_prefix(DUPLICATE_KEY) {
        None => format!("is not JSON here: {message}"),
        Some(key) => {
            // The error is noticed at the end of the key.
            byte = file.get(..=byte).and_then(|before| before.rfind(&format!("\"{key}\""))).unwrap_or(byte);
            format!(
                "the key `{key}` is there twice in one object, and only the last one would count: remove one of them"
            )
        }
    };
    Fault::in_file(name, what).positioned(Position::of_byte(file, byte))
}

/// What the schema of a file refuses in it.
fn against_schema(name: &str, value: &Value, schema: &str) -> Vec<Fault> {
    let read = serde_json::from_str::<Value>(schema).map_err(|error| error.to_string()).and_then(|schema| {
        let compiled = jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())?;
        Ok((schema, compiled))
    });
    match read {
        Ok((schema, compiled)) => {
            compiled.iter_errors(value).flat_map(|error| schema_fault::faults(name, &schema, &error)).collect()
        }
        Err(error) => vec![Fault::in_file(name, error)],
    }
}
