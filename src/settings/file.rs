//! Files that an operator names: read, or named in the error.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Reads a regular file of at most 4 MiB: a pipe or a device could block, or never end.
///
/// # Errors
///
/// Which file cannot be read, and why.
pub fn read(file: &Path) -> io::Result<Vec<u8>> {
    read_regular(file, MAX_BYTES).map_err(|error| cannot("read", file, &error))
}

/// Reads a regular file of at most 4 MiB as text.
///
/// # Errors
///
/// Why it cannot be read; the file is not named.
pub fn read_text(file: &Path) -> Result<String, String> {
    read_text_at_most(file, MAX_BYTES)
}

/// Reads a regular file of at most 4 MiB as text; none when there is no such file.
///
/// # Errors
///
/// Why it cannot be read; the file is not named.
pub fn read_text_if_there(file: &Path) -> Result<Option<String>, String> {
    match std::fs::metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        _ => read_text(file).map(Some),
    }
}

/// Reads a regular file of at most so many bytes as text.
///
/// # Errors
///
/// Why it cannot be read; the file is not named.
pub fn read_text_at_most(file: &Path, max_bytes: u64) -> Result<String, String> {
    let bytes = read_regular(file, max_bytes).map_err(|error| reason(&error))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = valid.split(|byte| *byte == b'\n').count();
        format!("it is not UTF-8, in line {line}: save it as UTF-8")
    })
}

fn read_regular(file: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    let metadata = std::fs::metadata(file)?;
    if metadata.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut contents = Vec::new();
    File::open(file)?.take(max_bytes + 1).read_to_end(&mut contents)?;
    if contents.len() as u64 > max_bytes {
        return Err(io::Error::other(format!("it is larger than {} KiB", max_bytes / 1024)));
    }
    Ok(contents)
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
