//! Waiting for something, but not for ever.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use actix_web::rt::task::yield_now;
use actix_web::rt::time::timeout;

/// Waits for something no longer than a limit. What is there at once, or after others had their turn, costs no timer:
/// that is how nearly every body and every answer comes. None when the limit passed.
pub async fn within<F: Future>(limit: Duration, awaited: F) -> Option<F::Output> {
    let mut awaited = pin!(awaited);
    if let Poll::Ready(there) = poll_fn(|context| Poll::Ready(awaited.as_mut().poll(context))).await {
        return Some(there);
    }
    yield_now().await;
    timeout(limit, awaited).await.ok()
}
