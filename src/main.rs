//! The command line.

use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};
use twitch_triage::api::Service;
use twitch_triage::clinical::check::Fault;
use twitch_triage::clinical::rule_book::RuleBook;
use twitch_triage::command_line::batch::BatchSettings;
use twitch_triage::command_line::check::CheckSettings;
use twitch_triage::server::Refused;
use twitch_triage::server::access::api_key::new_key;
use twitch_triage::settings::fault::every_fault;
use twitch_triage::settings::table::table;
use twitch_triage::settings::{KnowledgeSettings, Settings};
use twitch_triage::{api, command_line, server, telemetry};

/// Stateless triage of muscle twitches
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Command {
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
        knowledge: KnowledgeSettings,
    },
    /// Ask a running service whether it is ready; exit code 0 when it is
    Health(Settings),
    /// Make a key for a caller: the key itself, and its line for the file of `--api-keys`
    Key {
        /// Name of the caller
        #[arg(value_parser = |name: &str| if name.contains(char::is_whitespace) { Err("must be one word") } else { Ok(name.to_owned()) })]
        name: String,
    },
    /// Print the settings as a table in Markdown
    Settings,
}

/// What went wrong, and the exit code that tells it.
enum Failure {
    /// Exit code 2: the rule book or a setting is not as it should be.
    Refused(Vec<String>),
    /// Exit code 1: the machine did not do what it should.
    Failed(String),
}

fn main() -> ExitCode {
    let line = CommandLine::try_parse().unwrap_or_else(|error| refuse(&error));
    let done = match line.command.unwrap_or(Command::Serve(line.settings)) {
        Command::Serve(settings) => serve(&settings).map(|()| 0),
        Command::Check(settings) => service(&settings.knowledge)
            .and_then(|service| command_line::check::run(&service, &settings).map_err(failed)),
        Command::Batch(settings) => service(&settings.knowledge)
            .and_then(|service| command_line::batch::run(&service, &settings).map_err(failed)),
        Command::Openapi { lowered, knowledge } => openapi(&knowledge, lowered).map(|()| 0),
        Command::Health(settings) => server::health::health(&settings).map(|()| 0).map_err(Failure::Failed),
        Command::Key { name } => key(&name).map(|()| 0).map_err(failed),
        Command::Settings => print(table().as_bytes()).map(|()| 0).map_err(failed),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(Failure::Refused(faults)) => {
            faults.iter().for_each(|fault| say(&format!("twitch-triage: {fault}")));
            ExitCode::from(2)
        }
        Err(Failure::Failed(error)) => {
            say(&format!("twitch-triage: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Tells every fault of a command line, not only the one at which its parser stopped.
fn refuse(error: &clap::Error) -> ! {
    let line: Vec<_> = std::env::args_os().skip(1).collect();
    let named = line.first().and_then(|word| word.to_str()).unwrap_or_default();
    let mut command = CommandLine::command();
    let command = command.find_subcommand_mut(named).cloned().unwrap_or(command);
    let faults = match error.kind() {
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => every_fault(&command, &line),
        _ => Vec::new(),
    };
    if faults.len() < 2 {
        error.exit();
    }
    faults.iter().for_each(|fault| say(&format!("twitch-triage: {fault}")));
    std::process::exit(2)
}

fn serve(settings: &Settings) -> Result<(), Failure> {
    telemetry::init(&settings.log).map_err(|error| Failure::Refused(vec![error]))?;
    let book = rule_book(&settings.knowledge).map_err(|failure| match failure {
        Failure::Refused(faults) => Failure::Refused(faults.into_iter().chain(settings.faults()).collect()),
        failed @ Failure::Failed(_) => failed,
    })?;
    actix_web::rt::System::new().block_on(async {
        let bound = server::bind(settings, book).map_err(|refused| match refused {
            Refused::Settings(faults) => Failure::Refused(faults),
            Refused::Machine(error) => failed(error),
        })?;
        let scheme = if bound.encrypted { "https" } else { "http" };
        say(&format!("twitch-triage listens on {scheme}://{}", bound.address));
        bound.run_until_signal(Duration::from_secs(settings.drain_s)).await.map_err(failed)
    })
}

fn openapi(knowledge: &KnowledgeSettings, lowered: bool) -> Result<(), Failure> {
    let mut document = api::openapi::document(&rule_book(knowledge)?);
    if lowered {
        document = api::openapi::lowered(&document);
    }
    let mut text = serde_json::to_vec_pretty(&document).map_err(std::io::Error::from).map_err(failed)?;
    text.push(b'\n');
    print(&text).map_err(failed)
}

fn key(name: &str) -> std::io::Result<()> {
    let (key, line) = new_key(name);
    print(format!("{key}\n{line}\n").as_bytes())
}

/// Writes a line to standard error. Nobody is served worse because a disk is full or nobody listens; `eprintln!` panics.
fn say(line: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr().lock(), format!("{line}\n").as_bytes());
}

fn print(text: &[u8]) -> std::io::Result<()> {
    std::io::Write::write_all(&mut std::io::stdout().lock(), text)
}

fn service(knowledge: &KnowledgeSettings) -> Result<Service, Failure> {
    Service::new(rule_book(knowledge)?, Duration::MAX).map_err(Failure::Failed)
}

#[allow(clippy::needless_pass_by_value, reason = "an error is mapped by value")]
fn failed(error: std::io::Error) -> Failure {
    Failure::Failed(error.to_string())
}

fn rule_book(knowledge: &KnowledgeSettings) -> Result<RuleBook, Failure> {
    let refused = |faults: Vec<Fault>| Failure::Refused(faults.iter().map(Fault::to_string).collect());
    RuleBook::load(&server::knowledge(knowledge).map_err(refused)?).map_err(refused)
}
