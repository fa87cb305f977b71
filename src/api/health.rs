//! `GET /health/live` and `/health/ready`.

use std::time::Duration;

use actix_web::mime;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use super::negotiation::{NoParameters, acceptable, query};
use super::problem::{Code, ErrorsOfAccept, ErrorsOfQuery, NotReady, Problem};
use super::wording::RuleBookInForce;

/// When to ask again a service that stops: another may have taken its place.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Liveness
///
/// Answers as long as the process can answer at all.
#[utoipa::path(tag = "operations", operation_id = "live", responses(
    (status = 200, description = "Alive", body = Alive),
    ErrorsOfQuery, ErrorsOfAccept,
))]
#[get("/health/live")]
pub async fn live(request: HttpRequest) -> Result<HttpResponse, Problem> {
    acceptable(&request, &[&mime::APPLICATION_JSON])?;
    query::<NoParameters>(&request)?;
    Ok(HttpResponse::Ok().json(Alive { status: Health::Live }))
}

/// Readiness
///
/// Answers once the rule book was loaded and its own vectors agreed; the service does not listen before. It names the
/// rule book and its last review. 503 once it was told to stop, so that a proxy sends nothing more.
#[utoipa::path(tag = "operations", operation_id = "ready", responses(
    (status = 200, description = "Ready", body = Ready),
    ErrorsOfQuery, ErrorsOfAccept, NotReady,
))]
#[get("/health/ready")]
pub async fn ready(request: HttpRequest, service: Data<Service>) -> Result<HttpResponse, Problem> {
    acceptable(&request, &[&mime::APPLICATION_JSON])?;
    query::<NoParameters>(&request)?;
    if service.is_stopping() {
        return Err(Problem::new(Code::Stopping, "the service will stop soon").retry_after(RETRY_AFTER));
    }
    let book = &service.book;
    Ok(HttpResponse::Ok().json(Ready {
        status: Health::Ready,
        rule_book: RuleBookInForce::of(book),
        vectors_agreed: book.vectors.vectors.len(),
        reviewed: book.identity.reviewed.as_deref(),
        review_interval_months: book.identity.review_interval_months,
    }))
}

/// How the service is.
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
struct Alive {
    /// Always `live`.
    status: Health,
}

/// The service decides.
#[derive(Serialize, ToSchema)]
struct Ready<'a> {
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
