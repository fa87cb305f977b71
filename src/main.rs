//! The program: a command line, and an exit code.

use std::process::ExitCode;

use twitch_triage::command_line::CommandLine;

fn main() -> ExitCode {
    CommandLine::main(std::env::args_os()).into()
}
