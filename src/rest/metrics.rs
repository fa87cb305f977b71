//! `GET /metrics`: figures for those who run the service.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::mime;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use crate::http::negotiation::{NoParameters, acceptable, query};
use crate::http::problem::{AcceptErrors, Problem, QueryErrors};
use crate::http::state::HttpState;

/// The text format of Prometheus.
const PROMETHEUS_TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Metrics
///
/// Counts, durations and figures of the process in the text format of Prometheus; nothing about a person.
#[utoipa::path(tag = "operations", operation_id = "metrics", responses(
    (status = 200, description = "The figures", body = String, content_type = "text/plain"),
    QueryErrors, AcceptErrors,
))]
#[get("/metrics")]
pub async fn metrics(request: HttpRequest, state: Data<HttpState>) -> Result<HttpResponse, Problem> {
    // Prometheus also accepts formats that it prefers to this one.
    acceptable(&request, &[&mime::TEXT_PLAIN])?;
    query::<NoParameters>(&request)?;
    let text = state.metrics.text().map_err(|_| Problem::internal())?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, PROMETHEUS_TEXT)).body(text))
}
