//! `twitch-triage book`: what clinicians do with a rule book: check it, accept what changed, compare two, print one.

mod accept;
mod case;
mod cases;
mod check;
mod coverage;
mod diff;
mod diff_counts;
mod diff_report;
mod difference;
mod differing_case;
mod kept_lines;
mod mutant;
mod page;
mod paragraph;
mod random_payload;
mod replaced_file;
mod source;
mod vector_edit;
mod vignette;
mod warning;

use clap::Subcommand;

use self::cases::BookOnCases;
use super::failure::Failure;

/// Exit code of a comparison when something differs.
pub const DIFFERS: u8 = 20;

/// Exit code of a comparison when some answer is lower, or final where it was provisional.
pub const LOWER: u8 = 21;

/// What can be done with a rule book. A rule book is a folder, or `built-in`.
#[derive(Subcommand)]
pub enum BookCommand {
    /// Check a rule book: every fault with its file, line and column, and warnings; exit code 0 no fault, 2 a fault
    Check {
        #[command(flatten)]
        #[allow(missing_docs, reason = "its fields say it")]
        tried: BookOnCases,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Show what changed rules give for the vectors, and write it into vectors.json; exit code 0 accepted or nothing to accept,
    /// 2 a fault or a broken law: nothing is written, 20 something to accept with --dry-run
    Accept(accept::AcceptSettings),
    /// Compare two rule books, and their answers to cases; exit code 0 no difference, 20 a difference, 21 an answer became lower
    /// or is final where it was provisional, 3 a line that both refuse, 2 a fault
    Diff(diff::DiffSettings),
    /// Print a rule book as one HTML page, to read and to initial
    Page(BookOnCases),
    /// Show by which cases each rule and each of its clauses is tried, and which small changes no case notices; exit code 0
    Coverage {
        #[command(flatten)]
        #[allow(missing_docs, reason = "its fields say it")]
        tried: BookOnCases,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
}

/// Runs a command; gives the exit code.
///
/// # Errors
///
/// Why it failed.
pub(super) fn run(command: &BookCommand) -> Result<u8, Failure> {
    match command {
        BookCommand::Check { tried, json } => check::run(tried, *json),
        BookCommand::Accept(settings) => accept::run(settings),
        BookCommand::Diff(settings) => diff::run(settings),
        BookCommand::Page(tried) => page::run(tried),
        BookCommand::Coverage { tried, json } => coverage::run(tried, *json),
    }
}
