//! Every invalid setting. The parser of the command line stops at the first; an operator wants all of them.

use std::ffi::{OsStr, OsString};

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};

/// The prefix of every variable.
const PREFIX: &str = "TWITCH_TRIAGE_";

/// Set for the build, not for the service: the commit that it is built from.
const OF_THE_BUILD: &str = "TWITCH_TRIAGE_COMMIT";

/// What is wrong with each setting of a command, on the command line, in the environment or in a file.
#[must_use]
pub fn every_fault(command: &Command, line: &[OsString]) -> Vec<String> {
    let of_setting = |setting: &Arg| -> Vec<String> {
        if setting.get_action().takes_values() {
            values(setting, line).iter().filter_map(|value| fault(setting, value)).collect()
        } else {
            is_set(setting, line).err().into_iter().collect()
        }
    };
    settings(command).flat_map(of_setting).collect()
}

/// The settings of a command as the words of a command line that has no fault: what is faulty is left out.
#[must_use]
pub fn valid_words(command: &Command, line: &[OsString]) -> Vec<OsString> {
    let of_setting = |setting: &Arg| -> Vec<OsString> {
        let Some(name) = setting.get_long() else { return Vec::new() };
        if !setting.get_action().takes_values() {
            return is_set(setting, line).unwrap_or_default().then(|| format!("--{name}").into()).into_iter().collect();
        }
        let valid = values(setting, line).into_iter().filter(|value| fault(setting, value).is_none());
        let word = |value: OsString| {
            let mut word = OsString::from(format!("--{name}="));
            word.push(value);
            word
        };
        valid.map(word).collect()
    };
    settings(command).flat_map(of_setting).collect()
}

fn settings(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|setting| !matches!(setting.get_action(), ArgAction::Help | ArgAction::Version))
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

/// Every value of a setting. The command line overrides the environment, and the environment a file.
pub(super) fn values(setting: &Arg, line: &[OsString]) -> Vec<OsString> {
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
    if values.is_empty() && setting.get_action().takes_values() {
        values.extend(setting.get_default_values().iter().map(clap::builder::OsStr::to_os_string));
    }
    values
}

/// Whether a setting that is on or off is on; or what is wrong with its variable.
fn is_set(setting: &Arg, line: &[OsString]) -> Result<bool, String> {
    let flag = format!("--{}", setting.get_long().unwrap_or_default());
    if line.iter().any(|word| word.as_os_str() == OsStr::new(&flag)) {
        return Ok(true);
    }
    let alone = Command::new("setting").no_binary_name(true).arg(setting.clone());
    let matches = alone.try_get_matches_from(None::<&str>).map_err(|error| first_sentence(&error))?;
    Ok(matches.get_flag(setting.get_id().as_str()))
}

/// What is wrong with one value, as the parser says it.
fn fault(setting: &Arg, value: &OsStr) -> Option<String> {
    let mut word = OsString::from(format!("--{}=", setting.get_long()?));
    word.push(value);
    let setting = setting.clone().env(None::<&str>).default_values(None::<&str>);
    let alone = Command::new("setting").no_binary_name(true).arg(setting);
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
