//! What `--version` says: the program, the commit that it was built from, and the built-in rule book.

use std::io::{self, Write as _};
use std::process::exit;

use crate::clinical::load::files::KnowledgeFiles;
use crate::clinical::model::rule_book::RuleBook;

/// Prints the version and ends the program, as the parser does for a text that was asked for.
pub fn print_and_exit() -> ! {
    let printed = io::stdout().lock().write_all(version().as_bytes());
    exit(i32::from(printed.is_err()))
}

fn version() -> String {
    let rule_book = match RuleBook::load(&KnowledgeFiles::built_in()) {
        Ok(book) => format!("rule book {} {}\n{}", book.identity.id, book.identity.version, book.digest),
        // A test excludes it.
        Err(_) => "rule book with faults".to_owned(),
    };
    format!("twitch-triage {}\ncommit {}\n{rule_book}\n", env!("CARGO_PKG_VERSION"), env!("BUILT_FROM_COMMIT"))
}
