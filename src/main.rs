//! The program: a command line, and an exit code.

use std::process::ExitCode;

use twitch_triage::command_line::{CommandLine, Failure, say};

fn main() -> ExitCode {
    match CommandLine::read(std::env::args_os()).and_then(CommandLine::run) {
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
