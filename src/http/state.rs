//! What handlers share; immutable while the service runs, but for counts and for whether it is stopping.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::{Data, Payload};
use serde_json::Value;

use super::batch_limits::BatchLimits;
use super::body::{self, AcceptedBody};
use super::language::Languages;
use super::problem::Problem;
use super::route_table::RouteTable;
use crate::clinical::model::answers::Findings;
use crate::request::{JsonBounds, read_json};
use crate::telemetry::metrics::Metrics;
use crate::triage_service::{Language, LineOutcome, TriageService, Triaged};

/// What handlers share.
pub struct HttpState {
    /// The decision.
    pub triage: TriageService,
    /// Figures for those who run the service.
    pub metrics: Metrics,
    /// The languages in which it answers.
    pub languages: Languages,
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
        let languages = Languages::of_service(&triage)?;
        Ok(Self {
            triage,
            metrics,
            languages,
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

    /// Reads the body of a request and decides on it, to answer in the language that the caller wants.
    ///
    /// # Errors
    ///
    /// Everything that can be wrong with a body.
    pub async fn triage_body(&self, request: &HttpRequest, payload: Payload) -> Result<Triaged<'_>, Problem> {
        let body = body::read(request, payload, &body::PAYLOAD, self.body_timeout).await?;
        Ok(self.decide_in(self.languages.wanted(request), self.triage.read(&body)?))
    }

    /// Reads the body of a request as JSON and keeps all of it.
    ///
    /// # Errors
    ///
    /// Everything that can be wrong with a body before a value of it is looked at.
    pub async fn json_body(
        &self,
        request: &HttpRequest,
        payload: Payload,
        media_types: &'static [&'static str],
        bounds: &JsonBounds,
    ) -> Result<Value, Problem> {
        let accepted = AcceptedBody { media_types, max_bytes: bounds.max_bytes };
        let body = body::read(request, payload, &accepted, self.body_timeout).await?;
        Ok(read_json(&body, bounds)?)
    }

    /// Decides on what was read, and counts the decision.
    #[must_use]
    pub fn decide(&self, findings: Findings) -> Triaged<'_> {
        self.decide_in(Language::default(), findings)
    }

    /// The same, to answer in a language.
    #[must_use]
    pub fn decide_in(&self, language: Language, findings: Findings) -> Triaged<'_> {
        let triaged = self.triage.decide_in(language, findings);
        self.metrics.decided(triaged.decision.result.level, triaged.decision.status());
        triaged
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
