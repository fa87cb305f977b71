//! `twitch-triage batch --resume`: the output of an interrupted batch, what it answers already, and whether it belongs to
//! this input.
//!
//! Nothing is written before the file has proved to be the output of this batch: the same payload under the same rule
//! book and with the same options gives the same bytes, so lines of it are answered again and compared.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use super::line_reader::LineReader;
use crate::answer::AnswerOptions;
use crate::triage_service::TriageService;

/// No answer is as long as this, in bytes.
const MAX_ANSWER_BYTES: u64 = 4 * 1024 * 1024;

/// How many answers, evenly spread over the file, are compared at most; half as many at least. The last one and a broken
/// one after it always are.
const MAX_COMPARED: usize = 256;

/// An output that stops somewhere.
pub(super) struct InterruptedOutput {
    file: File,
    /// How many whole lines it has.
    lines: u64,
    /// The bytes of its whole lines.
    whole_bytes: u64,
    /// Some of its lines, with their numbers.
    compared: Vec<(u64, Vec<u8>)>,
    /// What follows the last whole line: the beginning of an answer that was cut off.
    broken: Vec<u8>,
}

impl InterruptedOutput {
    /// How many lines of the input it answers.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    /// Reads an output, or makes an empty one.
    ///
    /// # Errors
    ///
    /// What cannot be read; that it is not a regular file, in use by another batch, or not the output of a batch.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        // Before it is opened: to open a named pipe can wait for ever.
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) if !metadata.is_file() => return Err(refused("it is not a regular file")),
            _ => {}
        }
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(refused("another batch is writing to it")),
            Err(TryLockError::Error(error)) => return Err(error),
            Ok(()) => {}
        }
        let mut output = Self { file, lines: 0, whole_bytes: 0, compared: Vec::new(), broken: Vec::new() };
        output.scan()?;
        Ok(output)
    }

    /// Counts the whole lines and keeps those that are compared.
    fn scan(&mut self) -> io::Result<()> {
        let mut reader = BufReader::with_capacity(64 * 1024, &self.file);
        let (mut stride, mut last) = (1, None);
        loop {
            let mut line = Vec::new();
            reader.by_ref().take(MAX_ANSWER_BYTES).read_until(b'\n', &mut line)?;
            if line.last() != Some(&b'\n') {
                if line.len() as u64 == MAX_ANSWER_BYTES {
                    return Err(foreign());
                }
                self.broken = line;
                break;
            }
            let number = self.lines + 1;
            if !line.starts_with(format!("{{\"line\":{number},\"").as_bytes()) {
                return Err(foreign());
            }
            self.lines = number;
            self.whole_bytes += line.len() as u64;
            self.compared.extend(last.replace((number, line)).filter(|(number, _)| number % stride == 0));
            if self.compared.len() > MAX_COMPARED {
                stride *= 2;
                self.compared.retain(|(number, _)| number % stride == 0);
            }
        }
        self.compared.extend(last);
        self.compared.reverse();
        Ok(())
    }

    /// Reads the input up to where the output stops, and compares. Gives the file, ready to be appended to.
    ///
    /// # Errors
    ///
    /// What cannot be read, or that the output is not the one of this input.
    pub(super) fn verify(
        mut self,
        service: &TriageService,
        options: AnswerOptions,
        input: &mut LineReader<impl Read>,
    ) -> io::Result<File> {
        for number in 1..=self.lines {
            let line = input.next_line()?.ok_or_else(foreign)?;
            if self.compared.last().is_some_and(|(next, _)| *next == number) {
                let mut answer = Vec::new();
                service.answer_line(number, &line, options, &mut answer);
                if self.compared.pop().is_none_or(|(_, kept)| kept != answer) {
                    return Err(foreign());
                }
            }
        }
        if !self.broken.is_empty() {
            let line = input.peek_line()?.ok_or_else(foreign)?;
            let mut answer = Vec::new();
            service.answer_line(self.lines + 1, line, options, &mut answer);
            if !answer.starts_with(&self.broken) {
                return Err(foreign());
            }
            self.file.set_len(self.whole_bytes)?;
        }
        self.file.seek(SeekFrom::Start(self.whole_bytes))?;
        Ok(self.file)
    }
}

fn refused(why: &str) -> io::Error {
    io::Error::other(format!("{why}; the file is unchanged"))
}

fn foreign() -> io::Error {
    refused("it is not the output of this batch for this input, rule book and options")
}
