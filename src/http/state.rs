//! What handlers share; immutable while the service runs, but for counts and for whether it is stopping.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::mime::Mime;
use actix_web::web::{Data, Payload};

use super::batch_limits::BatchLimits;
use super::body;
use super::problem::Problem;
use super::route_table::RouteTable;
use crate::telemetry::metrics::Metrics;
use crate::triage_service::{LineOutcome, TriageService, Triaged};

/// What handlers share.
pub struct HttpState {
    /// The decision.
    pub triage: TriageService,
    /// Figures for those who run the service.
    pub metrics: Metrics,
    /// Every path that is mounted.
    pub routes: Data<RouteTable>,
    /// Time within which the body of a request, or the next part of a stream, must arrive.
    pub body_timeout: Duration,
    /// Another rule book, with which `/v1/compare` compares; it answers nothing else.
    pub compare_with: Option<TriageService>,
    /// The bounds of one batch.
    pub batch_limits: BatchLimits,
    stopping: AtomicBool,
}

impl HttpState {
    /// The state of a service that is about to start.
    ///
    /// # Errors
    ///
    /// Metrics that cannot be registered: a bug in this service.
    pub fn new(triage: TriageService, routes: RouteTable, body_timeout: Duration) -> Result<Self, String> {
        let book = &triage.book;
        let metrics = Metrics::new(&book.identity.version, &book.digest).map_err(|error| error.to_string())?;
        Ok(Self {
            triage,
            metrics,
            routes: Data::new(routes),
            body_timeout,
            compare_with: None,
            batch_limits: BatchLimits::default(),
            stopping: AtomicBool::new(false),
        })
    }

    /// The same with other bounds for a batch.
    #[must_use]
    pub fn with_batch_limits(self, batch_limits: BatchLimits) -> Self {
        Self { batch_limits, ..self }
    }

    /// The same with another rule book to compare with.
    #[must_use]
    pub fn comparing_with(self, compare_with: Option<TriageService>) -> Self {
        Self { compare_with, ..self }
    }

    /// Reads the body of a request and decides on it.
    ///
    /// # Errors
    ///
    /// Everything that can be wrong with a body.
    pub async fn triage_body(
        &self,
        request: &HttpRequest,
        payload: Payload,
        media_type: &Mime,
    ) -> Result<Triaged<'_>, Problem> {
        let body = body::read(request, payload, media_type, self.body_timeout).await?;
        let triaged = self.triage.triage(&body)?;
        self.metrics.decided(triaged.decision.result.level, triaged.decision.status());
        Ok(triaged)
    }

    /// Counts the outcome of a line of a batch.
    pub fn count_line(&self, outcome: LineOutcome) {
        if let LineOutcome::Answered { level, status } = outcome {
            self.metrics.decided(level, status);
        }
    }

    /// From now on `/health/ready` answers that the service is stopping.
    pub fn start_stopping(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the service is stopping.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}
