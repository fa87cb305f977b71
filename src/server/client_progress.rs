//! What a client has sent and taken, so that neither its requests nor its answers pile up here.
//!
//! The server framework reads ahead, parses every request that it has read, and keeps every answer until it is sent. A
//! request of 40 bytes becomes 6 kB here, and its answer 700 bytes.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::in_flight::InFlightPermit;

/// Shared by a connection, its requests and its answers.
#[derive(Clone, Default)]
pub struct ClientProgress(Rc<Shared>);

#[derive(Default)]
struct Shared {
    /// Of the answers that are not sent yet.
    permits: RefCell<Vec<InFlightPermit>>,
    /// Whether the client takes nothing at the moment.
    is_stalled: Cell<bool>,
    /// Whether a request is being answered that needs nothing more from the client.
    is_busy: Cell<bool>,
    /// Whether the handling of a request has begun since it was last asked. Others may have been read with it, which come
    /// first.
    has_begun: Cell<bool>,
    /// The request that waits until the client takes something. A connection handles one at a time.
    request: RefCell<Option<Waker>>,
    /// The reading that waits until something more is needed from the client.
    reading: RefCell<Option<Waker>>,
}

impl ClientProgress {
    /// Keeps the permit of an answer until it is sent.
    pub fn keep(&self, permit: InFlightPermit) {
        self.0.permits.borrow_mut().push(permit);
    }

    /// Everything was sent: the answers are no longer in flight.
    pub fn all_is_sent(&self) {
        self.0.permits.borrow_mut().clear();
    }

    /// Says whether the client takes something.
    pub fn set_stalled(&self, is_stalled: bool) {
        self.0.is_stalled.set(is_stalled);
        if !is_stalled {
            self.0.request.take().into_iter().chain(self.0.reading.take()).for_each(Waker::wake);
        }
    }

    /// Waits while the client takes nothing: it gets no further answers.
    pub async fn takes_something(&self) {
        poll_fn(|context| wait_while(&self.0.is_stalled, &self.0.request, context)).await;
    }

    /// Waits while nothing more is needed from the client.
    pub fn poll_needs_more(&self, context: &mut Context<'_>) -> Poll<()> {
        let stalled = wait_while(&self.0.is_stalled, &self.0.reading, context);
        if stalled.is_pending() { stalled } else { wait_while(&self.0.is_busy, &self.0.reading, context) }
    }

    /// The handling of a request begins.
    pub fn request_begins(&self) {
        self.0.has_begun.set(true);
    }

    /// Whether the handling of a request has begun since this was last asked: until none does, not all that were read
    /// are being answered.
    pub fn has_begun(&self) -> bool {
        self.0.has_begun.take()
    }

    /// A request without a body is being answered, until this is dropped.
    #[must_use]
    pub fn begin(&self) -> AnsweredRequest {
        self.0.is_busy.set(true);
        AnsweredRequest(self.clone())
    }
}

fn wait_while(condition: &Cell<bool>, waker: &RefCell<Option<Waker>>, context: &Context<'_>) -> Poll<()> {
    if condition.get() {
        waker.replace(Some(context.waker().clone()));
        return Poll::Pending;
    }
    Poll::Ready(())
}

/// A request that needs nothing more from its client.
pub struct AnsweredRequest(ClientProgress);

impl Drop for AnsweredRequest {
    fn drop(&mut self) {
        let shared = &self.0.0;
        shared.is_busy.set(false);
        shared.reading.take().into_iter().for_each(Waker::wake);
    }
}
