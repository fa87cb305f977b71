//! The command line: what can be asked of it, and what each command does.

pub mod batch;
pub mod check;
mod knowledge;
mod line_reader;
mod progress;
mod resume;
mod serve;
mod summary;

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use self::batch::BatchSettings;
use self::check::CheckSettings;
use self::knowledge::knowledge_files;
use crate::clinical::load::fault::Fault;
use crate::clinical::model::rule_book::RuleBook;
use crate::rest::contract;
use crate::server::access::api_key::new_key;
use crate::server::health_probe;
use crate::settings::command_line_faults::every_fault;
use crate::settings::config_file;
use crate::settings::table::table;
use crate::settings::{KnowledgeSettings, Settings};
use crate::triage_service::TriageService;

/// Stateless triage of muscle twitches
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Settings,
}

/// What can be asked for.
#[derive(Subcommand)]
pub enum Command {
    /// Serve over HTTP; this is what happens without a command
    Serve(Settings),
    /// Answer one payload; the exit code tells how soon to act: 0 self-care, 10 routine, 11 soon, 12 today, 13 emergency,
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

/// What went wrong, and the exit code that tells it.
pub enum Failure {
    /// Exit code 2: the rule book or a setting is not as it should be.
    Refused(Vec<String>),
    /// Exit code 1: the machine did not do what it should.
    Failed(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl CommandLine {
    /// Reads a command line; the program itself stands before it.
    ///
    /// # Errors
    ///
    /// Every fault, not only the one at which the parser stopped.
    ///
    /// # Exits
    ///
    /// With the text that was asked for, such as help, and with a single fault as the parser tells it.
    pub fn read(line: impl Iterator<Item = OsString>) -> Result<Self, Failure> {
        let line: Vec<OsString> = line.collect();
        let mut command = Self::configured(&line).map_err(Failure::Refused)?;
        let matches = command.try_get_matches_from_mut(&line);
        matches.and_then(|matches| Self::from_arg_matches(&matches)).map_err(|error| {
            let named = line.get(1).and_then(|word| word.to_str()).unwrap_or_default();
            let command = command.find_subcommand_mut(named).cloned().unwrap_or(command);
            let faults = match error.kind() {
                ErrorKind::ValueValidation | ErrorKind::InvalidValue => every_fault(&command, &line),
                _ => Vec::new(),
            };
            if faults.len() > 1 { Failure::Refused(faults) } else { error.exit() }
        })
    }

    /// The parser, with the settings of a file where one is named.
    fn configured(line: &[OsString]) -> Result<clap::Command, Vec<String>> {
        let mut command = Self::command();
        let named = line.get(1).and_then(|word| word.to_str()).unwrap_or_default();
        if command.find_subcommand(named).is_none() {
            return config_file::apply(command, line);
        }
        if let Some(named) = command.find_subcommand_mut(named) {
            *named = config_file::apply(named.clone(), line)?;
        }
        Ok(command)
    }

    /// Does what it says; the exit code.
    ///
    /// # Errors
    ///
    /// Why it cannot.
    pub fn run(self) -> Result<u8, Failure> {
        match self.command.unwrap_or(Command::Serve(self.settings)) {
            Command::Serve(settings) => serve::run(&settings)?,
            Command::Check(settings) => return Ok(check::run(&service(&settings.knowledge)?, &settings)?),
            Command::Batch(settings) => return Ok(batch::run(&service(&settings.knowledge)?, &settings)?),
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

fn service(knowledge: &KnowledgeSettings) -> Result<TriageService, Failure> {
    TriageService::new(rule_book(knowledge)?).map_err(Failure::Failed)
}

fn rule_book(knowledge: &KnowledgeSettings) -> Result<RuleBook, Failure> {
    let refused = |faults: Vec<Fault>| Failure::Refused(faults.iter().map(Fault::to_string).collect());
    RuleBook::load(&knowledge_files(knowledge).map_err(refused)?).map_err(refused)
}

/// Writes a line to standard error. Nobody is served worse because a disk is full or nobody listens; `eprintln!` panics.
pub fn say(line: &str) {
    let _ = io::stderr().lock().write_all(format!("{line}\n").as_bytes());
}

fn print(text: &[u8]) -> io::Result<()> {
    io::stdout().lock().write_all(text)
}

fn one_word(name: &str) -> Result<String, &'static str> {
    if name.is_empty() || name.contains(char::is_whitespace) { Err("must be one word") } else { Ok(name.to_owned()) }
}
