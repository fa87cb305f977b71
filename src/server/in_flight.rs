//! The bound on requests in flight. Beyond it others are refused at once, so that those in flight are answered in time.

use std::time::Duration;

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
}

impl Drop for InFlightPermit {
    fn drop(&mut self) {
        self.0.dec();
    }
}
