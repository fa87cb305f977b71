//! Lines of the log are gathered and written together: one call of the operating system for each line costs more than
//! the line. Warnings and errors are written at once, with all that came before them.

use std::io::{self, Write, stderr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// How long a line waits at most.
const LONGEST_WAIT: Duration = Duration::from_millis(100);

/// So many bytes are written without waiting.
const ENOUGH: usize = 16 * 1024;

/// What was not written yet.
static GATHERED: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Gathers lines for standard error.
pub struct Lines;

impl Lines {
    /// Starts to gather. A thread writes what would wait too long.
    ///
    /// # Errors
    ///
    /// A thread that cannot be started.
    pub fn gather() -> io::Result<Self> {
        thread::Builder::new().name("log".to_owned()).spawn(|| {
            loop {
                thread::sleep(LONGEST_WAIT);
                write_out();
            }
        })?;
        Ok(Self)
    }
}

/// Writes everything that was gathered. A log that cannot be written is lost: nobody is served worse for it.
pub fn write_out() {
    write(&mut gathered());
}

fn write(gathered: &mut Vec<u8>) {
    if !gathered.is_empty() {
        let _ = stderr().lock().write_all(gathered);
        gathered.clear();
    }
}

fn gathered() -> MutexGuard<'static, Vec<u8>> {
    GATHERED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl MakeWriter<'_> for Lines {
    type Writer = Line;

    fn make_writer(&self) -> Line {
        Line { at_once: false }
    }

    fn make_writer_for(&self, about: &Metadata<'_>) -> Line {
        Line { at_once: *about.level() <= Level::WARN }
    }
}

/// A line on its way.
pub struct Line {
    at_once: bool,
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut gathered = gathered();
        gathered.extend_from_slice(bytes);
        if self.at_once || gathered.len() >= ENOUGH {
            write(&mut gathered);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
