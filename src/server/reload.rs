//! What stands in files and is read again when they change, so that keys and certificates are changed without a stop.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

/// Reads something from the bytes of its files.
pub type Read<T> = Box<dyn Fn(&[Vec<u8>]) -> Result<T, String> + Send + Sync>;

/// Something from files, as it was when they last could be read.
pub struct Reloaded<T> {
    files: Vec<PathBuf>,
    read: Read<T>,
    now: ArcSwap<T>,
    seen: Mutex<Vec<Vec<u8>>>,
}

impl<T> Reloaded<T> {
    /// Reads it for the first time.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or what is wrong with what it holds, without what it holds.
    pub fn load(files: Vec<PathBuf>, read: Read<T>) -> Result<Self, String> {
        let seen = bytes(&files)?;
        let now = ArcSwap::from_pointee(named(&files, read(&seen))?);
        Ok(Self { files, read, now, seen: Mutex::new(seen) })
    }

    /// It as it is now.
    pub fn now(&self) -> Arc<T> {
        self.now.load_full()
    }
}

/// What can be read again.
pub trait Reload: Send + Sync {
    /// Looks whether the files changed, and reads them again if so. What cannot be read leaves all as it was.
    fn reload(&self);
}

impl<T: Send + Sync> Reload for Reloaded<T> {
    fn reload(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let read = bytes(&self.files).and_then(|bytes| {
            if bytes == *seen {
                return Ok(());
            }
            let next = named(&self.files, (self.read)(&bytes));
            // What is wrong is told once, not every time.
            *seen = bytes;
            self.now.store(Arc::new(next?));
            tracing::info!(files = ?self.files, "read again");
            Ok(())
        });
        if let Err(fault) = read {
            tracing::error!(fault, "what was read before stays in force");
        }
    }
}

fn bytes(files: &[PathBuf]) -> Result<Vec<Vec<u8>>, String> {
    files
        .iter()
        .map(|file| named(std::slice::from_ref(file), std::fs::read(file).map_err(|error| error.to_string())))
        .collect()
}

/// A fault with the names of the files that have it.
fn named<T>(files: &[PathBuf], read: Result<T, String>) -> Result<T, String> {
    read.map_err(|fault| {
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        format!("{}: {fault}", names.join(", "))
    })
}
