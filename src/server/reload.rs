//! Files that are reloaded when they change, so that keys and certificates are replaced without a restart.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use crate::settings::file;

/// Parses a value from the contents of its files.
pub type Parser<T> = Box<dyn Fn(&[Vec<u8>]) -> Result<T, String> + Send + Sync>;

/// A value parsed from files, as of the last time that they were valid.
pub struct ReloadedFiles<T> {
    files: Vec<PathBuf>,
    parse: Parser<T>,
    current: ArcSwap<T>,
    last_contents: Mutex<Vec<Vec<u8>>>,
}

impl<T> ReloadedFiles<T> {
    /// Loads the files for the first time.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or why its contents are invalid; never the contents themselves.
    pub fn load(files: Vec<PathBuf>, parse: Parser<T>) -> Result<Self, String> {
        let contents = read_all(&files)?;
        let value = with_file_names(&files, parse(&contents))?;
        Ok(Self { files, parse, current: ArcSwap::from_pointee(value), last_contents: Mutex::new(contents) })
    }

    /// The value in force.
    pub fn current(&self) -> Arc<T> {
        self.current.load_full()
    }
}

/// What can be reloaded.
pub trait Reload: Send + Sync {
    /// Reloads the files if they changed. Invalid files leave the previous value in force.
    fn reload(&self);
}

impl<T: Send + Sync> Reload for ReloadedFiles<T> {
    fn reload(&self) {
        let mut last_contents = self.last_contents.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = read_all(&self.files).and_then(|contents| {
            if contents == *last_contents {
                return Ok(());
            }
            let value = with_file_names(&self.files, (self.parse)(&contents));
            // An invalid file is reported once, not at every reload.
            *last_contents = contents;
            self.current.store(Arc::new(value?));
            tracing::info!(files = ?self.files, "reloaded");
            Ok(())
        });
        if let Err(fault) = outcome {
            tracing::error!(fault, "reload failed; the previous contents stay in force");
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
