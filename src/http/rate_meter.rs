//! Charges a caller for what one request holds many of, such as the lines of a batch.

use std::rc::Rc;

use super::problem::Problem;

/// The meter of the caller of a request; part of the request's extensions where a rate limit is set.
#[derive(Clone)]
pub struct RateMeter(Rc<dyn Fn() -> Result<(), Problem>>);

impl RateMeter {
    /// A meter that calls this for each unit.
    pub fn new(charge: impl Fn() -> Result<(), Problem> + 'static) -> Self {
        Self(Rc::new(charge))
    }

    /// Charges one unit.
    ///
    /// # Errors
    ///
    /// `rate_limited` when nothing is left.
    pub fn charge(&self) -> Result<(), Problem> {
        (self.0)()
    }
}
