//! The settings that are left when the faulty ones are left out, so that the files they name can be checked in the same
//! start.

use std::ffi::OsString;

use clap::{Args as _, Command, FromArgMatches as _};

use super::Settings;
use super::command_line_faults::valid_words;

/// The settings of a command of which the command line, the environment or a file has faults. A faulty one has its
/// default.
#[must_use]
pub fn valid_settings(command: &Command, line: &[OsString]) -> Option<Settings> {
    let fresh = Settings::augment_args(Command::new("serve").no_binary_name(true));
    let matches = fresh.mut_args(|setting| setting.env(None::<&str>)).try_get_matches_from(valid_words(command, line));
    Settings::from_arg_matches(&matches.ok()?).ok()
}
