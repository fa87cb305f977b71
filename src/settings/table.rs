//! The settings as a table in Markdown, for docs/operate.md: made from the code, so that it cannot say anything else.

use std::fmt::Write as _;

use clap::{Arg, Args as _, Command};

use super::Settings;

/// The table.
#[must_use]
pub fn table() -> String {
    let mut table = "| flag | variable | default | what it sets |\n|---|---|---|---|\n".to_owned();
    for setting in Settings::augment_args(Command::new("serve")).get_arguments() {
        let _ = writeln!(
            table,
            "| `--{}` | `{}` | {} | {} |",
            setting.get_long().unwrap_or_default(),
            setting.get_env().unwrap_or_default().display(),
            default(setting),
            setting.get_help().map(ToString::to_string).unwrap_or_default(),
        );
    }
    table
}

/// What holds when a setting is left out.
fn default(setting: &Arg) -> String {
    match setting.get_default_values() {
        [value] if setting.get_action().takes_values() => format!("`{}`", value.display()),
        _ => "–".to_owned(),
    }
}
