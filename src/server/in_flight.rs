//! The bound on requests in flight. Beyond it others are refused at once, so that those in flight are answered in time.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
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

/// The connection copies what it is given: it gets so much at a time, in bytes, so that an unread answer costs no more.
const PIECE_BYTES: usize = 32 * 1024;

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

    /// Keeps the permit until the last byte of the answer was sent, or the connection ended.
    pub fn hold_until_sent(
        self,
        response: ServiceResponse<BoxBody>,
        unsent: Option<UnsentAnswers>,
    ) -> ServiceResponse<BoxBody> {
        response.map_body(|_, body| BoxBody::new(AdmittedBody { body, rest: Bytes::new(), permit: Some(self), unsent }))
    }
}

impl Drop for InFlightPermit {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Permits of answers that a connection has in its buffers; shared by the connection and its answers.
#[derive(Clone, Default)]
pub struct UnsentAnswers(Rc<RefCell<Vec<InFlightPermit>>>);

impl UnsentAnswers {
    /// Everything was sent: the answers are no longer in flight.
    pub fn release(&self) {
        self.0.borrow_mut().clear();
    }
}

/// The body of an admitted request.
struct AdmittedBody {
    body: BoxBody,
    /// What the body gave and the connection did not get yet.
    rest: Bytes,
    permit: Option<InFlightPermit>,
    unsent: Option<UnsentAnswers>,
}

impl Drop for AdmittedBody {
    /// The body is in the buffer of the connection now, not yet sent.
    fn drop(&mut self) {
        if let (Some(unsent), Some(permit)) = (&self.unsent, self.permit.take()) {
            unsent.0.borrow_mut().push(permit);
        }
    }
}

impl MessageBody for AdmittedBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.rest.is_empty() {
            match Pin::new(&mut self.body).poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => self.rest = bytes,
                other => return other,
            }
        }
        let length = self.rest.len().min(PIECE_BYTES);
        Poll::Ready(Some(Ok(self.rest.split_to(length))))
    }
}
