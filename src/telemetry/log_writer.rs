//! Writes the log in a thread of its own, so that no request waits for whoever reads it. While the reader is stalled a
//! bounded number of lines is kept; further ones are dropped, counted, and reported once the log flows again.

use std::fs::File;
use std::io::{self, BufWriter, Write, stderr};
use std::os::fd::AsFd as _;
use std::sync::OnceLock;

use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};

/// Lines that wait for the writing thread; about 4 MB.
const MAX_QUEUED_LINES: usize = 16 * 1024;

/// Lines are written together: one system call for each would cost more than the line.
const BUFFER_BYTES: usize = 16 * 1024;

static DROPPED: OnceLock<ErrorCounter> = OnceLock::new();

/// The form of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    Text,
    /// For everything else.
    Json,
}

/// A writer to standard error that never blocks, and the guard that writes what is queued when it is dropped.
pub fn standard_error(format: Format) -> io::Result<(NonBlocking, WorkerGuard)> {
    // A handle of its own: a stalled write must not hold the lock of `std::io::stderr`.
    let file = File::from(stderr().as_fd().try_clone_to_owned()?);
    let output = ReportDropped { output: BufWriter::with_capacity(BUFFER_BYTES, file), format, reported: 0 };
    let builder = NonBlockingBuilder::default().lossy(true).buffered_lines_limit(MAX_QUEUED_LINES).thread_name("log");
    let (writer, guard) = builder.finish(output);
    // The counter of the first writer stays; there is one log in a process.
    let _ = DROPPED.set(writer.error_counter());
    Ok((writer, guard))
}

/// The time as it stands in a line.
pub fn now() -> String {
    let mut time = String::new();
    let _ = SystemTime.format_time(&mut Writer::new(&mut time));
    time
}

/// How many lines were dropped since the start.
pub fn dropped_lines() -> u64 {
    DROPPED.get().map_or(0, |counter| counter.dropped_lines() as u64)
}

/// Adds a line about dropped lines to the log; runs in the writing thread only.
struct ReportDropped<W: Write> {
    output: BufWriter<W>,
    format: Format,
    reported: u64,
}

impl<W: Write> ReportDropped<W> {
    fn report(&mut self, dropped: u64) -> io::Result<()> {
        let time = now();
        match self.format {
            Format::Text => writeln!(self.output, "{time}  WARN log lines were dropped dropped_lines={dropped}"),
            Format::Json => writeln!(
                self.output,
                "{{\"timestamp\":\"{time}\",\"level\":\"WARN\",\"message\":\"log lines were dropped\",\
                 \"dropped_lines\":{dropped},\"target\":\"{}\"}}",
                module_path!()
            ),
        }
    }
}

impl<W: Write> Write for ReportDropped<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let dropped = dropped_lines();
        if dropped > self.reported {
            self.report(dropped - self.reported)?;
            self.reported = dropped;
        }
        self.output.write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
