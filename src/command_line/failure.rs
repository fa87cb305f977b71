//! How a command fails, and the lines it writes to standard error.

use std::io::{self, Write as _};

/// Why a command failed, and the exit code for it.
pub enum Failure {
    /// Exit code 2: faults of the rule book or of the settings.
    Refused(Vec<String>),
    /// Exit code 1: a fault of the machine, such as a file that cannot be written.
    Failed(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Writes a line to standard error. A full disk or a closed pipe must not stop the service; `eprintln!` would panic.
pub fn say(line: &str) {
    let _ = io::stderr().lock().write_all(format!("{line}\n").as_bytes());
}
