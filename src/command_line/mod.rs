//! The command line: its commands, and what each one does.

mod all_cores;
pub mod ask;
pub mod batch;
pub mod book;
pub mod check;
mod failure;
mod knowledge;
mod line_blocks;
mod line_reader;
mod progress;
mod resume;
mod serve;
mod summary;
mod version;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use clap_complete::Shell;

use self::ask::AskSettings;
use self::batch::BatchSettings;
use self::book::BookCommand;
use self::check::CheckSettings;
use self::failure::Failure;
use self::knowledge::{translation_template, triage_service, triage_service_in};
use crate::rest::contract;
use crate::server::access::api_key::new_key;
use crate::server::health_probe;
use crate::settings::command_line_faults::{every_fault, first_sentence};
use crate::settings::config_file;
use crate::settings::table::table;
use crate::settings::valid_settings::valid_settings;
use crate::settings::{KnowledgeSettings, Settings, file};
use crate::telemetry::logging;

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
    /// Interview a person in this terminal, then print the report; exit codes as for check, 130 after Ctrl-C
    Ask(AskSettings),
    /// Answer one payload; the exit code says how soon to act: 0 self-care, 10 routine, 11 soon, 12 today, 13 emergency,
    /// 3 not a valid payload
    Check(CheckSettings),
    /// Answer a file of payloads, one a line, on standard output; exit code 3 when a line was refused
    Batch(BatchSettings),
    /// Check, change, compare and read a rule book
    #[command(subcommand)]
    Book(BookCommand),
    /// Print the OpenAPI document
    Openapi {
        /// In OpenAPI 3.0.3 instead of 3.1
        #[arg(long)]
        lowered: bool,
        #[command(flatten)]
        #[allow(missing_docs, reason = "its fields say it")]
        knowledge: KnowledgeSettings,
    },
    /// Print the template of a translation: every text with its key, as a POT file (gettext)
    Translations(KnowledgeSettings),
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
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, or write the page of each command into a folder
    Man {
        /// Folder to write into
        folder: Option<PathBuf>,
    },
}

impl CommandLine {
    /// Runs a command line, whose first word is the program itself; gives the exit code.
    pub fn main(line: impl Iterator<Item = OsString>) -> u8 {
        let line: Vec<OsString> = line.collect();
        // A log in JSON has nothing else in it.
        let as_json = is_service(&line) && logging::is_json();
        match Self::read(&line, as_json).and_then(Self::run) {
            Ok(code) => code,
            Err(failure) => {
                failure.report(as_json);
                failure.exit_code()
            }
        }
    }

    /// Parses a command line, whose first word is the program itself.
    ///
    /// # Errors
    ///
    /// Every fault, not only the one at which the parser stopped; of a service also those of the files that it names.
    ///
    /// # Exits
    ///
    /// With the text that was asked for, such as help, and, unless `as_json`, with a single fault as the parser words it.
    fn read(line: &[OsString], as_json: bool) -> Result<Self, Failure> {
        let (mut command, mut faults) = Self::configured(line);
        let parsed = command.try_get_matches_from_mut(line).and_then(|matches| Self::from_arg_matches(&matches));
        let error = match parsed {
            Ok(parsed) if faults.is_empty() => return Ok(parsed),
            Ok(_) => None,
            Err(error) if error.kind() == ErrorKind::DisplayVersion => version::print_and_exit(),
            Err(error) if !error.use_stderr() => error.exit(),
            Err(error) => Some(error),
        };
        let command = named(&command, line);
        if let Some(error) = &error {
            let of_values = every_fault(command, line);
            if !matches!(error.kind(), ErrorKind::ValueValidation | ErrorKind::InvalidValue) || of_values.is_empty() {
                faults.push(first_sentence(error));
            }
            faults.extend(of_values);
        }
        if is_service(line)
            && let Some(settings) = valid_settings(command, line)
        {
            faults.extend(serve::faults(&settings));
        }
        match error {
            // It says more about a single fault, such as what was probably meant.
            Some(error) if faults.len() == 1 && !as_json => error.exit(),
            _ => Err(Failure::Refused(faults)),
        }
    }

    /// The parser with the settings of a file, where one is named, and the faults of that file.
    fn configured(line: &[OsString]) -> (clap::Command, Vec<String>) {
        let mut command = Self::command();
        let word = first_word(line);
        match command.find_subcommand_mut(word) {
            None => config_file::apply(command, line),
            Some(named) => {
                let (configured, faults) = config_file::apply(named.clone(), line);
                *named = configured;
                (command, faults)
            }
        }
    }

    /// Runs the command; returns the exit code.
    ///
    /// # Errors
    ///
    /// Why it failed.
    fn run(self) -> Result<u8, Failure> {
        match self.command.unwrap_or(Command::Serve(self.settings)) {
            Command::Serve(settings) => serve::run(&settings, &Self::command())?,
            Command::Ask(settings) => {
                return Ok(ask::run(&triage_service(&settings.knowledge, Some(&[]))?, &settings)?);
            }
            Command::Check(settings) => {
                let (service, language) = triage_service_in(&settings.knowledge, settings.lang.as_ref())?;
                return Ok(check::run(&service, language, &settings)?);
            }
            Command::Batch(settings) => {
                let (service, language) = triage_service_in(&settings.knowledge, settings.lang.as_ref())?;
                return Ok(batch::run(&service, language, &settings)?);
            }
            Command::Book(command) => return book::run(&command),
            Command::Openapi { lowered, knowledge } => print(&document(&knowledge, lowered)?)?,
            Command::Translations(knowledge) => print(translation_template(&knowledge)?.as_bytes())?,
            Command::Health(settings) => health_probe::probe(&settings).map_err(Failure::Failed)?,
            Command::Key { name } => {
                let (key, line) = new_key(&name);
                print(format!("{key}\n{line}\n").as_bytes())?;
            }
            Command::Settings => print(table().as_bytes())?,
            Command::Completions { shell } => {
                let mut completions = Vec::new();
                clap_complete::generate(shell, &mut Self::command(), "twitch-triage", &mut completions);
                print(&completions)?;
            }
            Command::Man { folder: None } => {
                let mut page = Vec::new();
                clap_mangen::Man::new(Self::command()).render(&mut page)?;
                print(&page)?;
            }
            Command::Man { folder: Some(folder) } => clap_mangen::generate_to(Self::command(), &folder)
                .map_err(|error| file::cannot("write into", &folder, &error))?,
        }
        Ok(0)
    }
}

/// Whether a command line serves: it names no other command.
fn is_service(line: &[OsString]) -> bool {
    line.get(1).and_then(|word| word.to_str()).is_none_or(|word| word == "serve" || word.starts_with('-'))
}

/// The command that a command line names, or the whole.
fn named<'c>(command: &'c clap::Command, line: &[OsString]) -> &'c clap::Command {
    command.find_subcommand(first_word(line)).unwrap_or(command)
}

fn first_word(line: &[OsString]) -> &str {
    line.get(1).and_then(|word| word.to_str()).unwrap_or_default()
}

fn document(knowledge: &KnowledgeSettings, lowered: bool) -> Result<Vec<u8>, Failure> {
    let mut document = contract::document(&triage_service(knowledge, None)?);
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
