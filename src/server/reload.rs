//! Files that are reloaded when they change, so that keys and certificates are replaced without a restart.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use crate::settings::file;

/// Parses a value from the contents of its files.
pub type Parser<T> = Box<dyn Fn(&[Vec<u8>]) -> Result<T, String> + Send + Sync>;

/// A value parsed from files, as of the last time that they were valid.
pub struct ReloadedFiles<T> {
    files: Vec<PathBuf>,
    parse: Parser<T>,
    current: ArcSwap<T>,
    progress: Mutex<Progress>,
    fails_closed: Option<FailsClosed<T>>,
}

/// What takes the place of a value whose files stay invalid, and after how long.
struct FailsClosed<T> {
    grace: Duration,
    value: fn() -> T,
}

/// What is known of the files from one reload to the next.
struct Progress {
    contents: Vec<Vec<u8>>,
    /// The fault of the last reload, and since when the files are invalid.
    fault: Option<(String, Instant)>,
    is_closed: bool,
}

impl<T> ReloadedFiles<T> {
    /// Loads the files for the first time. While they are invalid later, the previous value stays in force.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or why its contents are invalid; never the contents themselves.
    pub fn load(files: Vec<PathBuf>, parse: Parser<T>) -> Result<Self, String> {
        let contents = read_all(&files)?;
        let value = with_file_names(&files, parse(&contents))?;
        let progress = Mutex::new(Progress { contents, fault: None, is_closed: false });
        Ok(Self { files, parse, current: ArcSwap::from_pointee(value), progress, fails_closed: None })
    }

    /// The value in force.
    pub fn current(&self) -> Arc<T> {
        self.current.load_full()
    }
}

impl<T: Default> ReloadedFiles<T> {
    /// Loads the files for the first time. While they are invalid later, the previous value stays in force for some
    /// time, or without end; then the default takes its place.
    ///
    /// # Errors
    ///
    /// As [`ReloadedFiles::load`], and files that are valid but empty: later that means nobody, at the start a mistake.
    pub fn load_failing_closed(
        files: Vec<PathBuf>,
        parse: Parser<T>,
        grace: Option<Duration>,
        is_empty: fn(&T) -> bool,
    ) -> Result<Self, String> {
        let loaded = Self::load(files, parse)?;
        if is_empty(&loaded.current()) {
            return with_file_names(&loaded.files, Err("contains no key".to_owned()));
        }
        Ok(Self { fails_closed: grace.map(|grace| FailsClosed { grace, value: T::default }), ..loaded })
    }
}

/// What can be reloaded.
pub trait Reload: Send + Sync {
    /// Reloads the files if they changed. It may wait for a disk.
    fn reload(&self);

    /// Whether the files are invalid, so that what is in force is not what they say.
    fn is_stale(&self) -> bool;
}

impl<T: Send + Sync> Reload for ReloadedFiles<T> {
    fn reload(&self) {
        let read = read_all(&self.files);
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let parsed = read.and_then(|contents| {
            if contents == progress.contents && progress.fault.is_none() {
                return Ok(None);
            }
            let value = with_file_names(&self.files, (self.parse)(&contents));
            progress.contents = contents;
            value.map(Some)
        });
        match parsed {
            Ok(None) => {}
            Ok(Some(value)) => {
                self.current.store(Arc::new(value));
                progress.fault = None;
                progress.is_closed = false;
                tracing::info!(files = ?self.files, "reloaded");
            }
            Err(fault) => self.keep_or_close(&mut progress, fault),
        }
    }

    fn is_stale(&self) -> bool {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).fault.is_some()
    }
}

impl<T> ReloadedFiles<T> {
    /// Keeps the previous value for as long as it may stay. A fault is logged once, not at every reload.
    fn keep_or_close(&self, progress: &mut Progress, fault: String) {
        let since = progress.fault.as_ref().map_or_else(Instant::now, |(_, since)| *since);
        if progress.fault.as_ref().is_none_or(|(known, _)| *known != fault) {
            tracing::error!(fault, "reload failed; the previous contents stay in force for now");
        }
        progress.fault = Some((fault, since));
        if let Some(closed) = self.fails_closed.as_ref().filter(|closed| since.elapsed() >= closed.grace)
            && !progress.is_closed
        {
            progress.is_closed = true;
            self.current.store(Arc::new((closed.value)()));
            tracing::error!("the files are still invalid: nobody is let in");
        }
    }
}

fn read_all(files: &[PathBuf]) -> Result<Vec<Vec<u8>>, String> {
    files.iter().map(|file| file::read(file).map_err(|error| error.to_string())).collect()
}

/// An error with the names of the files that it is about.
fn with_file_names<T>(files: &[PathBuf], outcome: Result<T, String>) -> Result<T, String> {
    outcome.map_err(|fault| {
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        format!("{}: {fault}", names.join(", "))
    })
}
