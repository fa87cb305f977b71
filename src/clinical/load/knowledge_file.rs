//! One knowledge file: its content, or each place at which it is no TOML or JSON, or not what its schema allows.

use serde_json::Value;

use super::control_characters::control_characters;
use super::fault::{Fault, Position};
use super::schema_fault;

/// Reads a file and holds it against its JSON Schema.
pub(super) fn read(name: &str, text: &str, schema: &str) -> Result<Value, Vec<Fault>> {
    let value: Value = if name == "vectors.json" {
        serde_json::from_str(text).map_err(|error| vec![no_json(name, &error)])?
    } else {
        toml::from_str(text).map_err(|error| no_toml(name, text, &error))?
    };
    let mut refused = against_schema(name, &value, schema);
    refused.extend(control_characters(name, &value));
    if refused.is_empty() { Ok(value) } else { Err(refused) }
}

/// The places at which a file is no TOML; where each value is TOML by itself, the one that cannot be read, such as a
/// number that is too large.
fn no_toml(name: &str, text: &str, error: &toml::de::Error) -> Vec<Fault> {
    let (_, errors) = toml::de::DeTable::parse_recoverable(text);
    let errors = if errors.is_empty() { std::slice::from_ref(error) } else { errors.as_slice() };
    let faults = errors.iter().map(|error| {
        let message = match error.message() {
            "JSON number out of range" => "the number is too large".to_owned(),
            message => message.replace('\n', ", "),
        };
        let what = format!("is not TOML here: {message}");
        let byte = error.span().map_or(0, |span| span.start);
        Fault::in_file(name, what).positioned(Position::of_byte(text, byte))
    });
    faults.collect()
}

fn no_json(name: &str, error: &serde_json::Error) -> Fault {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let position = Position { line: error.line(), column: error.column() };
    Fault::in_file(name, format!("is not JSON here: {message}")).positioned(position)
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
