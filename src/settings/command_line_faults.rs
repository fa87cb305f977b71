//! Every invalid setting. The parser of the command line stops at the first; an operator wants all of them.

use std::ffi::{OsStr, OsString};

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};

/// The prefix of every variable.
const PREFIX: &str = "TWITCH_TRIAGE_";

/// Set for the build, not for the service: the commit that it is built from.
const OF_THE_BUILD: &str = "TWITCH_TRIAGE_COMMIT";

/// What is wrong with each setting of a command, on the command line or in the environment.
#[must_use]
pub fn every_fault(command: &Command, line: &[OsString]) -> Vec<String> {
    let settings = command.get_arguments().filter(|setting| !matches!(setting.get_action(), ArgAction::Help));
    settings.flat_map(|setting| values(setting, line).into_iter().filter_map(|value| fault(setting, &value))).collect()
}

/// Names of variables that look like a setting but are none, such as a misspelt one. Those that Kubernetes makes from
/// the name of a service are left out.
#[must_use]
pub fn unknown_variables(command: &Command) -> Vec<String> {
    let known: Vec<&OsStr> = command.get_arguments().filter_map(Arg::get_env).collect();
    let names = std::env::vars_os().map(|(name, _)| name).filter(|name| !known.contains(&name.as_os_str()));
    let ours = names.filter_map(|name| name.into_string().ok()).filter(|name| name.starts_with(PREFIX));
    ours.filter(|name| name != OF_THE_BUILD && !name.contains("_SERVICE_") && !name.contains("_PORT")).collect()
}

/// Every value of a setting. The command line overrides the environment.
fn values(setting: &Arg, line: &[OsString]) -> Vec<OsString> {
    let Some(name) = setting.get_long() else { return Vec::new() };
    let flag = format!("--{name}");
    let with_value = format!("{flag}=");
    let mut values = Vec::new();
    let mut words = line.iter();
    while let Some(word) = words.next() {
        if word.as_os_str() == OsStr::new(&flag) && setting.get_action().takes_values() {
            values.extend(words.next().cloned());
        } else if let Some(value) = word.to_str().and_then(|word| word.strip_prefix(&with_value)) {
            values.push(value.into());
        }
    }
    if values.is_empty() {
        values.extend(setting.get_env().and_then(std::env::var_os).filter(|_| setting.get_action().takes_values()));
    }
    values
}

/// What is wrong with one value, as the parser says it.
fn fault(setting: &Arg, value: &OsStr) -> Option<String> {
    let mut word = OsString::from(format!("--{}=", setting.get_long()?));
    word.push(value);
    let alone = Command::new("setting").no_binary_name(true).arg(setting.clone().env(None::<&str>));
    let error = alone.try_get_matches_from([word]).err()?;
    if error.kind() == ErrorKind::DisplayHelp {
        return None;
    }
    Some(first_sentence(&error))
}

/// What the parser says first: the fault itself, without the hints below it.
#[must_use]
pub fn first_sentence(error: &clap::Error) -> String {
    let text = error.to_string();
    let sentence = text.lines().next().unwrap_or_default();
    sentence.strip_prefix("error: ").unwrap_or(sentence).to_owned()
}
