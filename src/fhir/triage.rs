//! `POST /fhir/$triage`: a response to the questionnaire in, the decision as a `GuidanceResponse` out.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use super::guidance;
use super::parameters;
use super::search::{self, FormatOnly};
use crate::fhir_resource::patient_reference::patient;
use crate::fhir_resource::response;
use crate::http::media_type::{FHIR_JSON, JSON};
use crate::http::negotiation::query;
use crate::http::problem::Problem;
use crate::http::state::HttpState;
use crate::request::JsonBounds;

/// The media types of a resource.
const MEDIA_TYPES: &[&str] = &[FHIR_JSON, JSON];

/// A response with its form takes about 200 KB and 7,000 values.
const BOUNDS: JsonBounds = JsonBounds { max_bytes: 512 * 1024, max_depth: 64, max_values: 50_000 };

/// Decides on a response.
pub async fn triage(request: HttpRequest, payload: Payload, state: Data<HttpState>) -> Result<HttpResponse, Problem> {
    let media_type = query::<FormatOnly>(&request)?.media_type(&request)?;
    let body = read(&request, payload, &state).await?;
    let book = &state.triage.book;
    let (resource, at) = parameters::response(&body)?;
    response::expect_version_in_force(book, resource)?;
    let answers = response::read(book, resource, at)?;
    let triaged = state.decide_in(state.languages.wanted(&request), answers.findings(book));
    let subject = patient(resource.get("subject"));
    Ok(search::resource(&state, triaged.language, media_type, &guidance::response(&triaged, subject.as_ref())))
}

/// Reads the body of an operation.
pub(super) async fn read(request: &HttpRequest, payload: Payload, state: &HttpState) -> Result<Value, Problem> {
    state.json_body(request, payload, MEDIA_TYPES, &BOUNDS).await
}
