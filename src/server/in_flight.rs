//! How many requests are in flight. Beyond a bound others are turned away at once, so that those that are in are
//! answered in time.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::web::Bytes;
use prometheus::IntGauge;

use crate::answer::problem::ProblemCode;
use crate::http::problem::Problem;
use crate::telemetry::metrics::Metrics;

/// When who was turned away may come again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// A request in flight; it is over when this is dropped.
pub struct Slot(IntGauge);

impl Slot {
    /// Takes a request in.
    ///
    /// # Errors
    ///
    /// That there are too many.
    pub fn take(metrics: &Metrics, most: u32) -> Result<Self, Problem> {
        let slot = Self(metrics.in_flight.clone());
        slot.0.inc();
        if slot.0.get() <= i64::from(most) {
            return Ok(slot);
        }
        metrics.shed.inc();
        Err(Problem::new(ProblemCode::Overloaded, "too many requests in flight").retry_after(RETRY_AFTER))
    }

    /// Holds on to the request for as long as its answer streams.
    pub fn hold(self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        match response.response().body().size() {
            BodySize::Stream => response.map_body(|_, body| BoxBody::new(Streaming { body, _slot: self })),
            _ => response,
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// A body that is still being made.
struct Streaming {
    body: BoxBody,
    _slot: Slot,
}

impl MessageBody for Streaming {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
