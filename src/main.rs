//! The program: a command line, and an exit code.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;
use twitch_triage::command_line::CommandLine;

/// The allocator. That of the C library keeps for ever what many requests at once have needed; how soon this one gives
/// it back stands in `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    CommandLine::main(std::env::args_os()).into()
}
