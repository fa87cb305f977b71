//! `GET /metrics`: figures for those who run the service.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::mime;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use super::Service;
use super::negotiation::{NoParameters, acceptable, query};
use super::problem::{ErrorsOfAccept, ErrorsOfQuery, Problem};

/// The text format of Prometheus.
const PROMETHEUS_TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Metrics
///
/// Counts, durations and figures of the process in the text format of Prometheus; nothing about a person.
#[utoipa::path(tag = "operations", operation_id = "metrics", responses(
    (status = 200, description = "The figures", body = String, content_type = "text/plain"),
    ErrorsOfQuery, ErrorsOfAccept,
))]
#[get("/metrics")]
pub async fn metrics(request: HttpRequest, service: Data<Service>) -> Result<HttpResponse, Problem> {
    // Prometheus also accepts formats that it prefers to this one.
    acceptable(&request, &[&mime::TEXT_PLAIN])?;
    query::<NoParameters>(&request)?;
    let text = service.metrics.text().map_err(|_| Problem::internal())?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, PROMETHEUS_TEXT)).body(text))
}
