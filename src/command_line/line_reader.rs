//! Lines of the input of a batch, as they come.

use std::io::{self, Read};

use crate::request::line_splitter::{Line, LineSplitter};

/// Bytes read at a time.
const READ_BYTES: usize = 64 * 1024;

/// Reads an input line by line.
pub(super) struct LineReader<R> {
    input: R,
    splitter: LineSplitter,
    buffer: Vec<u8>,
    /// Bytes that were read so far.
    pub(super) read_bytes: u64,
    is_ended: bool,
    peeked: Option<Line>,
}

impl<R: Read> LineReader<R> {
    pub(super) fn new(input: R) -> Self {
        let (splitter, buffer) = (LineSplitter::default(), vec![0; READ_BYTES]);
        Self { input, splitter, buffer, read_bytes: 0, is_ended: false, peeked: None }
    }

    /// The next line that has arrived already; none when the input must be read for it.
    pub(super) fn arrived_line(&mut self) -> Option<Line> {
        self.peeked.take().or_else(|| self.splitter.next_line())
    }

    /// The next line, which stays the next one; waits for it. None at the end.
    ///
    /// # Errors
    ///
    /// What cannot be read.
    pub(super) fn peek_line(&mut self) -> io::Result<Option<&Line>> {
        self.peeked = self.next_line()?;
        Ok(self.peeked.as_ref())
    }

    /// The next line; waits for it. None at the end.
    ///
    /// # Errors
    ///
    /// What cannot be read.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Line>> {
        loop {
            if let Some(line) = self.arrived_line() {
                return Ok(Some(line));
            }
            if self.is_ended {
                return Ok(self.splitter.last_line());
            }
            let read = self.input.read(&mut self.buffer)?;
            self.is_ended = read == 0;
            self.read_bytes += read as u64;
            self.splitter.push(self.buffer.get(..read).unwrap_or_default());
        }
    }
}
