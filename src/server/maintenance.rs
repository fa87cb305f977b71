//! What is done periodically, because it must not be done at every request.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use actix_web::rt::time::timeout;
use actix_web::web::{Data, block};

use super::admission::Admission;
use super::reload::Reload;
use crate::http::state::HttpState;

/// Forgets idle callers and reloads files, at every interval and at SIGHUP.
pub async fn maintain(
    admission: Data<Admission>,
    files: Vec<Arc<dyn Reload>>,
    interval: Duration,
    state: Data<HttpState>,
) {
    let mut hang_up = signal(SignalKind::hangup()).ok();
    loop {
        let _ = timeout(interval, next(hang_up.as_mut())).await;
        admission.remove_idle_callers();
        let files = files.clone();
        // Reading may wait for a disk; signals must not.
        let stale = block(move || reload(&files)).await;
        state.metrics.stale_files.set(stale.ok().and_then(|stale| i64::try_from(stale).ok()).unwrap_or(1));
    }
}

/// Waits for a signal, or for ever where there is none.
async fn next(signal: Option<&mut Signal>) {
    match signal {
        Some(signal) => {
            signal.recv().await;
        }
        None => pending().await,
    }
}

/// Reloads the files; how many are invalid.
fn reload(files: &[Arc<dyn Reload>]) -> usize {
    files.iter().for_each(|files| files.reload());
    files.iter().filter(|files| files.is_stale()).count()
}
