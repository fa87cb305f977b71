//! Waiting for something, but not for ever.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use actix_web::rt::time::timeout;

/// Waits for something no longer than a limit. What is there at once, or when it is asked for a second time, costs no
/// timer: that is how nearly every body and every answer comes. None when the limit passed.
pub async fn within<F: Future>(limit: Duration, awaited: F) -> Option<F::Output> {
    let mut awaited = pin!(awaited);
    let mut asked = false;
    let at_once = poll_fn(|context| {
        if asked {
            return Poll::Ready(None);
        }
        asked = true;
        let there = awaited.as_mut().poll(context).map(Some);
        if there.is_pending() {
            context.waker().wake_by_ref();
        }
        there
    });
    match at_once.await {
        Some(there) => Some(there),
        None => timeout(limit, awaited).await.ok(),
    }
}
