//! `twitch-triage batch --resume`: going on with an earlier output, once it is certain that it is one.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use super::line_reader::LineReader;
use crate::triage_service::TriageService;

/// Bytes read at a time.
const READ_BYTES: usize = 64 * 1024;

/// An earlier output, as it was found.
#[derive(Default)]
struct EarlierOutput {
    lines: u64,
    /// Bytes of whole lines; the rest is a line that was cut off.
    whole_bytes: u64,
    first: Vec<u8>,
    last: Vec<u8>,
}

/// Opens the output of an earlier run to append to it, and skips the lines of the input that it answers. Creates the
/// file when there is none.
///
/// # Errors
///
/// A file that is not an output of this program for this input. Nothing in it was changed then.
pub(super) fn resume(
    path: &Path,
    service: &TriageService,
    input: &mut LineReader<impl Read>,
) -> io::Result<(u64, File)> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("`--resume`: {error}"));
    resume_unnamed(path, service, input).map_err(named)
}

fn resume_unnamed(path: &Path, service: &TriageService, input: &mut LineReader<impl Read>) -> io::Result<(u64, File)> {
    if path.exists() && !path.metadata()?.is_file() {
        return Err(refused("not a regular file"));
    }
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    file.try_lock().map_err(|_| refused("another run is writing to the file"))?;
    let earlier = inspect(&mut file)?;
    for number in 1..=earlier.lines {
        let line = input.next_line()?.ok_or_else(|| refused("the file has more lines than the input"))?;
        let expected = match number {
            1 => Some(&earlier.first),
            last if last == earlier.lines => Some(&earlier.last),
            _ => None,
        };
        let mut answer = Vec::new();
        if let Some(expected) = expected {
            service.answer_line(number, &line, &mut answer);
            if answer != *expected {
                return Err(refused("the file is not the output for this input with this rule book"));
            }
        }
    }
    file.set_len(earlier.whole_bytes)?;
    file.seek(SeekFrom::Start(earlier.whole_bytes))?;
    Ok((earlier.lines, file))
}

/// Reads an earlier output. Every line must be one that this program writes.
fn inspect(file: &mut File) -> io::Result<EarlierOutput> {
    let mut reader = BufReader::with_capacity(READ_BYTES, file);
    let (mut earlier, mut line) = (EarlierOutput::default(), Vec::new());
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(earlier);
        }
        let start = format!("{{\"line\":{},\"", earlier.lines + 1);
        if line.last() != Some(&b'\n') {
            let common = line.len().min(start.len());
            let is_cut_off = line.get(..common) == start.as_bytes().get(..common);
            return if is_cut_off { Ok(earlier) } else { Err(refused("the file is not an output of this program")) };
        }
        if !line.starts_with(start.as_bytes()) {
            return Err(refused("the file is not an output of this program"));
        }
        earlier.lines += 1;
        earlier.whole_bytes += line.len() as u64;
        if earlier.lines == 1 {
            earlier.first.clone_from(&line);
        }
        std::mem::swap(&mut earlier.last, &mut line);
    }
}

fn refused(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}
