//! Settings from a file: TOML, each by the name of its flag. The environment and the command line win over it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command};
use toml::Value;

use super::command_line_faults::values;
use super::file;

/// The variable that names the file.
pub const VARIABLE: &str = "TWITCH_TRIAGE_CONFIG";

/// The flag that names the file.
const FLAG: &str = "config";

/// The largest file, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// Gives a command the settings of the file that its command line or environment names, as defaults. With it comes every
/// fault of the file but those of single values, which the parser finds with the others.
#[must_use]
pub fn apply(mut command: Command, line: &[OsString]) -> (Command, Vec<String>) {
    let Some(path) = path(&command, line) else { return (command, Vec::new()) };
    let settings = match read(&path) {
        Ok(settings) => settings,
        Err(fault) => return (command, vec![format!("{}: {fault}", path.display())]),
    };
    let mut faults = Vec::new();
    for (name, value) in settings {
        match default_values(&command, &name, &value) {
            Ok(values) => command = command.mut_arg(id(&name), |setting| setting.default_values(values)),
            Err(fault) => faults.push(format!("{}: `{}` {fault}", path.display(), shortened(&name))),
        }
    }
    (command, faults)
}

fn path(command: &Command, line: &[OsString]) -> Option<PathBuf> {
    let flag = command.get_arguments().find(|setting| setting.get_long() == Some(FLAG))?;
    values(flag, line).pop().map(PathBuf::from)
}

fn read(path: &Path) -> Result<toml::Table, String> {
    let text = file::read_text_at_most(path, MAX_BYTES).map_err(|why| format!("cannot be read: {why}"))?;
    // The message of the parser shows the line, which may hold a secret; its place is enough.
    toml::from_str(&text).map_err(|error| match error.span() {
        Some(span) => {
            format!("not TOML at line {}", text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1)
        }
        None => "not TOML".to_owned(),
    })
}

/// The values of a setting as the command line would have them.
fn default_values(command: &Command, name: &str, value: &Value) -> Result<Vec<OsString>, &'static str> {
    let is_named = |setting: &&Arg| setting.get_long() == Some(name) && name != FLAG;
    let setting = command.get_arguments().find(is_named).ok_or("is not a setting")?;
    let takes_text = setting.get_action().takes_values();
    match value {
        Value::Boolean(value) if matches!(setting.get_action(), ArgAction::SetTrue) => {
            Ok(vec![value.to_string().into()])
        }
        Value::String(text) if takes_text => Ok(vec![text.into()]),
        Value::Integer(number) if takes_text => Ok(vec![number.to_string().into()]),
        Value::Float(number) if takes_text => Ok(vec![number.to_string().into()]),
        Value::Array(list) if matches!(setting.get_action(), ArgAction::Append) => list
            .iter()
            .map(|entry| entry.as_str().map(OsString::from))
            .collect::<Option<_>>()
            .ok_or("must be a list of texts"),
        _ if takes_text => Err("must be a text or a number"),
        _ => Err("must be true or false"),
    }
}

/// The id of a setting in the parser: the name of its field.
fn id(name: &str) -> String {
    name.replace('-', "_")
}

/// A key as a message may repeat it.
fn shortened(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(64).collect()
}
