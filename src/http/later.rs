//! What is prepared while the service already answers: nobody who asks for a decision waits for documents.

use std::sync::LazyLock;
use std::thread;

use actix_web::web::Data;

use super::problem::Problem;

type Prepare<T> = Box<dyn FnOnce() -> Result<T, String> + Send>;

/// Something that may still be prepared.
pub struct Later<T: 'static>(LazyLock<Result<T, String>, Prepare<T>>);

impl<T: Send + Sync> Later<T> {
    /// Begins to prepare it, beside what goes on.
    pub fn begin(prepare: impl FnOnce() -> Result<T, String> + Send + 'static) -> Data<Self> {
        let later = Data::new(Self(LazyLock::new(Box::new(prepare))));
        let same = later.clone();
        // Where there is no thread to be had, the first who asks prepares it.
        drop(thread::Builder::new().name("documents".to_owned()).spawn(move || same.0.is_ok()));
        later
    }

    /// It; waits until it is prepared.
    ///
    /// # Errors
    ///
    /// `internal` when it could not be prepared: a bug in this service, which the log names.
    pub fn get(&self) -> Result<&T, Problem> {
        self.0.as_ref().map_err(|error| {
            tracing::error!(%error, "a document could not be prepared");
            Problem::internal()
        })
    }
}
