//! Files that an operator names: read, or named in the error.

use std::io::{self, ErrorKind};
use std::path::Path;

/// Reads a file.
///
/// # Errors
///
/// Which file cannot be read, and why.
pub fn read(file: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(file).map_err(|error| cannot("read", file, &error))
}

/// An error with the file that it is about: "cannot read `FILE`: no such file".
#[must_use]
pub fn cannot(verb: &str, file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot {verb} `{}`: {}", file.display(), reason(error)))
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "a part of the path is no folder".to_owned(),
        ErrorKind::InvalidData => "it is not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}
