//! The bound on requests in flight. Beyond it others are refused at once, so that those in flight are answered in time.

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

/// When a refused caller may try again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// A request in flight; it is over when this is dropped.
pub struct InFlightPermit(IntGauge);

impl InFlightPermit {
    /// Admits a request.
    ///
    /// # Errors
    ///
    /// That there are too many.
    pub fn acquire(metrics: &Metrics, max: u32) -> Result<Self, Problem> {
        let permit = Self(metrics.in_flight.clone());
        permit.0.inc();
        if permit.0.get() <= i64::from(max) {
            return Ok(permit);
        }
        metrics.shed.inc();
        Err(Problem::new(ProblemCode::Overloaded, "too many requests in flight").retry_after(RETRY_AFTER))
    }

    /// Keeps the permit for as long as the answer streams.
    pub fn hold_while_streaming(self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        match response.response().body().size() {
            BodySize::Stream => response.map_body(|_, body| BoxBody::new(Streaming { body, _permit: self })),
            _ => response,
        }
    }
}

impl Drop for InFlightPermit {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// A body that is still being made.
struct Streaming {
    body: BoxBody,
    _permit: InFlightPermit,
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
