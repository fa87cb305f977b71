//! The command line.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use twitch_triage::api::Service;
use twitch_triage::clinical::check::Fault;
use twitch_triage::clinical::rule_book::RuleBook;
use twitch_triage::command_line::batch::BatchSettings;
use twitch_triage::command_line::check::CheckSettings;
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
}

/// What went wrong, and the exit code that tells it.
enum Failure {
    /// Exit code 2: the rule book or a setting is not as it should be.
    Refused(Vec<String>),
    /// Exit code 1: the machine did not do what it should.
    Failed(String),
}

fn main() -> ExitCode {
    let line = CommandLine::parse();
    let done = match line.command.unwrap_or(Command::Serve(line.settings)) {
        Command::Serve(settings) => serve(&settings).map(|()| 0),
        Command::Check(settings) => service(&settings.knowledge)
            .and_then(|service| command_line::check::run(&service, &settings).map_err(failed)),
        Command::Batch(settings) => service(&settings.knowledge)
            .and_then(|service| command_line::batch::run(&service, &settings).map_err(failed)),
        Command::Openapi { lowered, knowledge } => openapi(&knowledge, lowered).map(|()| 0),
        Command::Health(settings) => server::health(&settings).map(|()| 0).map_err(Failure::Failed),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(Failure::Refused(faults)) => {
            faults.iter().for_each(|fault| eprintln!("twitch-triage: {fault}"));
            ExitCode::from(2)
        }
        Err(Failure::Failed(error)) => {
            eprintln!("twitch-triage: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(settings: &Settings) -> Result<(), Failure> {
    telemetry::init(&settings.log).map_err(|error| Failure::Refused(vec![error]))?;
    let book = rule_book(&settings.knowledge)?;
    actix_web::rt::System::new().block_on(async {
        let bound = server::bind(settings, book).map_err(failed)?;
        eprintln!("twitch-triage listens on http://{}", bound.address);
        bound.run().await.map_err(failed)
    })
}

fn openapi(knowledge: &KnowledgeSettings, lowered: bool) -> Result<(), Failure> {
    let mut document = api::openapi::document(&rule_book(knowledge)?);
    if lowered {
        document = api::openapi::lowered(&document);
    }
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &document).map_err(std::io::Error::from).map_err(failed)?;
    std::io::Write::write_all(&mut out, b"\n").map_err(failed)
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
