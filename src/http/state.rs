//! What handlers share; immutable while the service runs, but for counts and for whether it is stopping.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::mime::Mime;
use actix_web::web::{Data, Payload};

use super::body;
use super::language::Languages;
use super::nearest_path::nearest;
use super::problem::Problem;
use super::route_table::RouteTable;
use crate::answer::problem::ProblemCode;
use crate::telemetry::metrics::Metrics;
use crate::triage_service::{LineOutcome, TriageService, Triaged};

/// What handlers share.
pub struct HttpState {
    /// The decision.
    pub triage: TriageService,
    /// Figures for those who run the service.
    pub metrics: Metrics,
    /// The languages in which it answers.
    pub languages: Languages,
    /// Every path that is mounted.
    pub routes: RouteTable,
    /// Time within which the body of a request, or the next part of a stream, must arrive.
    pub body_timeout: Duration,
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
        Ok(Self { triage, metrics, languages, routes, body_timeout, stopping: AtomicBool::new(false) })
    }

    /// Reads the body of a request and decides on it, to answer in the language that the caller wants.
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
        let triaged = self.triage.triage_in(self.languages.wanted(request), &body)?;
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

    /// The error for a request that no handler matches: no such path, or not this method.
    fn unmatched(&self, path: &str) -> Problem {
        match self.routes.methods(path) {
            None => Problem::new(ProblemCode::NotFound, no_such_path(&self.routes, path)),
            Some(methods) => Problem {
                allow: methods.into(),
                ..Problem::new(ProblemCode::MethodNotAllowed, "see the header `Allow`")
            },
        }
    }
}

/// Where everything is, and which path is near; never the caller's.
fn no_such_path(routes: &RouteTable, path: &str) -> String {
    let near = nearest(routes, path).map(|(path, method)| format!("; the nearest is `{method} {path}`"));
    format!("no such path{}; `/docs` describes all of them", near.unwrap_or_default())
}

/// Answers every request that no handler matches: `not_found` or `method_not_allowed`.
///
/// # Errors
///
/// None; the signature is that of a service.
pub async fn unmatched(request: ServiceRequest) -> Result<ServiceResponse, actix_web::Error> {
    let state = request.app_data::<Data<HttpState>>();
    let problem = state.map_or_else(Problem::internal, |state| state.unmatched(request.path()));
    Ok(request.error_response(problem))
}
