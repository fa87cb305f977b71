//! The program: a command line, and an exit code.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;
use twitch_triage::command_line::CommandLine;

/// That of the system keeps what many requests at once needed; how soon this one gives it back stands in
/// `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    CommandLine::main(std::env::args_os()).into()
}
