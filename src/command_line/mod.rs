//! The command line: its commands, and what each one does.

pub mod batch;
pub mod check;
mod failure;
mod knowledge;
mod line_reader;
mod progress;
mod resume;
mod serve;
mod summary;

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};

use self::batch::BatchSettings;
use self::check::CheckSettings;
pub use self::failure::{Failure, say};
use self::knowledge::{rule_book, triage_service};
use crate::rest::contract;
use crate::server::access::api_key::new_key;
use crate::server::health_probe;
use crate::settings::command_line_faults::every_fault;
use crate::settings::table::table;
use crate::settings::{KnowledgeSettings, Settings};

/// Stateless triage of muscle twitches
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Settings,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Serve over HTTP; this is what happens without a command
    Serve(Settings),
    /// Answer one payload; the exit code says how soon to act: 0 self-care, 10 routine, 11 soon, 12 today, 13 emergency,
    /// 3 not a valid payload
    Check(CheckSettings),
    /// Answer a file of payloads, one a line, from standard input to standard output; exit code 3 when a line was refused
    Batch(BatchSettings),
    /// Print the OpenAPI document
    Openapi {
        /// In OpenAPI 3.0.3 instead of 3.1
        #[arg(long)]
        lowered: bool,
        #[command(flatten)]
        #[allow(missing_docs, reason = "its fields say it")]
        knowledge: KnowledgeSettings,
    },
    /// Ask a running service whether it is ready; exit code 0 when it is
    Health(Settings),
    /// Make a key for a caller: the key itself, and its line for the file of `--api-keys`
    Key {
        /// Name of the caller, one word
        #[arg(value_parser = one_word)]
        name: String,
    },
    /// Print the settings as a table in Markdown
    Settings,
}

impl CommandLine {
    /// Parses a command line, whose first word is the program itself.
    ///
    /// # Errors
    ///
    /// Every fault, not only the one at which the parser stopped.
    ///
    /// # Exits
    ///
    /// With the text that was asked for, such as help, and with a single fault as the parser words it.
    pub fn read(line: impl Iterator<Item = OsString>) -> Result<Self, Failure> {
        let line: Vec<OsString> = line.collect();
        Self::try_parse_from(&line).map_err(|error| {
            let named = line.get(1).and_then(|word| word.to_str()).unwrap_or_default();
            let mut command = Self::command();
            let command = command.find_subcommand_mut(named).cloned().unwrap_or(command);
            let faults = match error.kind() {
                ErrorKind::ValueValidation | ErrorKind::InvalidValue => every_fault(&command, &line),
                _ => Vec::new(),
            };
            if faults.len() > 1 { Failure::Refused(faults) } else { error.exit() }
        })
    }

    /// Runs the command; returns the exit code.
    ///
    /// # Errors
    ///
    /// Why it failed.
    pub fn run(self) -> Result<u8, Failure> {
        match self.command.unwrap_or(Command::Serve(self.settings)) {
            Command::Serve(settings) => serve::run(&settings, &Self::command())?,
            Command::Check(settings) => return Ok(check::run(&triage_service(&settings.knowledge)?, &settings)?),
            Command::Batch(settings) => return Ok(batch::run(&triage_service(&settings.knowledge)?, &settings)?),
            Command::Openapi { lowered, knowledge } => print(&document(&knowledge, lowered)?)?,
            Command::Health(settings) => health_probe::probe(&settings).map_err(Failure::Failed)?,
            Command::Key { name } => {
                let (key, line) = new_key(&name);
                print(format!("{key}\n{line}\n").as_bytes())?;
            }
            Command::Settings => print(table().as_bytes())?,
        }
        Ok(0)
    }
}

fn document(knowledge: &KnowledgeSettings, lowered: bool) -> Result<Vec<u8>, Failure> {
    let mut document = contract::document(&rule_book(knowledge)?);
    if lowered {
        document = contract::lowered(&document);
    }
    let mut text = serde_json::to_vec_pretty(&document).map_err(io::Error::from)?;
    text.push(b'\n');
    Ok(text)
}

fn print(text: &[u8]) -> io::Result<()> {
    io::stdout().lock().write_all(text)
}

fn one_word(name: &str) -> Result<String, &'static str> {
    if name.is_empty() || name.contains(char::is_whitespace) { Err("must be one word") } else { Ok(name.to_owned()) }
}
