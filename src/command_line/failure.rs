//! How a command fails, and the lines it writes to standard error.

use std::io::{self, Write as _};

use textwrap::{Options, WordSplitter, fill};

use crate::telemetry::logging::fault_line;

/// Columns of a terminal.
const WIDTH: usize = 80;

/// Why a command failed, and the exit code for it.
pub enum Failure {
    /// Exit code 2: faults of the rule book or of the settings.
    Refused(Vec<String>),
    /// Exit code 1: a fault of the machine, such as a file that cannot be written.
    Failed(String),
    /// Exit code 141, as of a program that SIGPIPE ends: nobody reads what it prints, as after `| head`. Nothing is said.
    Unread,
}

impl Failure {
    /// Writes every fault to standard error: as lines of a log in JSON, or as sentences.
    pub fn report(&self, as_json: bool) {
        let faults = match self {
            Self::Refused(faults) => faults.as_slice(),
            Self::Failed(fault) => std::slice::from_ref(fault),
            Self::Unread => &[],
        };
        for fault in faults {
            say(&if as_json { fault_line(fault) } else { format!("twitch-triage: {fault}") });
        }
    }

    /// The exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(_) => 2,
            Self::Failed(_) => 1,
            Self::Unread => 141,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// Writes a line to standard error. A full disk or a closed pipe must not stop the service; `eprintln!` would panic.
pub fn say(line: &str) {
    let _ = io::stderr().lock().write_all(format!("{line}\n").as_bytes());
}

/// Writes a sentence to standard error, broken at 80 columns. What follows the first line is indented.
pub fn say_wrapped(indent: &str, sentence: &str) {
    let rest = format!("{indent}  ");
    let options = Options::new(WIDTH).initial_indent(indent).subsequent_indent(&rest).break_words(false);
    // Ids such as R-S02 stay whole.
    let options = options.word_splitter(WordSplitter::NoHyphenation);
    say(&fill(sentence, options));
}
