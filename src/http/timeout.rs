//! Waiting with a time limit.

use std::time::Duration;

use actix_web::rt::time;

/// Waits for something no longer than a limit; none when the limit passed.
pub async fn timeout<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    time::timeout(limit, future).await.ok()
}
