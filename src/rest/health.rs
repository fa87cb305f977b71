//! `GET /health/live` and `/health/ready`.

use std::time::Duration;

use actix_web::mime;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::RuleBookInForce;
use crate::answer::problem::ProblemCode;
use crate::clinical::model::rule_book::RuleBook;
use crate::http::negotiation::{NoParameters, acceptable, query};
use crate::http::problem::{AcceptErrors, NotReadyError, Problem, QueryErrors};
use crate::http::state::HttpState;

/// When to ask a stopping service again: another may have replaced it.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Liveness
///
/// Answers as long as the process can answer at all.
#[utoipa::path(tag = "operations", operation_id = "live", responses(
    (status = 200, description = "Alive", body = Alive),
    QueryErrors, AcceptErrors,
))]
#[get("/health/live")]
pub async fn live(request: HttpRequest) -> Result<HttpResponse, Problem> {
    acceptable(&request, &[&mime::APPLICATION_JSON])?;
    query::<NoParameters>(&request)?;
    Ok(HttpResponse::Ok().json(Alive::now()))
}

/// Readiness
///
/// Answers once the rule book was loaded and its own vectors agreed; the service does not listen before. It names the
/// rule book and its last review. 503 once the service is stopping, so that a proxy sends no more requests.
#[utoipa::path(tag = "operations", operation_id = "ready", responses(
    (status = 200, description = "Ready", body = Ready),
    QueryErrors, AcceptErrors, NotReadyError,
))]
#[get("/health/ready")]
pub async fn ready(request: HttpRequest, state: Data<HttpState>) -> Result<HttpResponse, Problem> {
    acceptable(&request, &[&mime::APPLICATION_JSON])?;
    query::<NoParameters>(&request)?;
    if state.is_stopping() {
        return Err(Problem::new(ProblemCode::Stopping, "the service is stopping").retry_after(RETRY_AFTER));
    }
    Ok(HttpResponse::Ok().json(Ready::with(&state.triage.book)))
}

/// The state of the service.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Health {
    /// It answers.
    Live,
    /// It decides.
    Ready,
}

/// The service answers.
#[derive(Serialize, ToSchema)]
pub(super) struct Alive {
    /// Always `live`.
    status: Health,
}

/// The service decides.
#[derive(Serialize, ToSchema)]
pub(super) struct Ready<'a> {
    /// Always `ready`.
    status: Health,
    /// The rule book in force.
    rule_book: RuleBookInForce,
    /// How many vectors of the rule book agreed at start.
    #[schema(minimum = 1, maximum = 1_000_000)]
    vectors_agreed: usize,
    /// Date of the last clinical review; null when no clinician has reviewed the rule book.
    #[schema(format = Date)]
    reviewed: Option<&'a str>,
    /// A new review is due this many months after the last one.
    #[schema(minimum = 1, maximum = 120)]
    review_interval_months: u32,
}

impl Alive {
    /// The answer of a service that runs.
    pub(super) fn now() -> Self {
        Self { status: Health::Live }
    }
}

impl<'a> Ready<'a> {
    /// The answer of a service that decides with a rule book.
    pub(super) fn with(book: &'a RuleBook) -> Self {
        Self {
            status: Health::Ready,
            rule_book: RuleBookInForce::describe(book),
            vectors_agreed: book.vectors.vectors.len(),
            reviewed: book.identity.reviewed.as_deref(),
            review_interval_months: book.identity.review_interval_months,
        }
    }
}
