//! `POST /fhir/Questionnaire/$next-question`: one step of the form that is served a screen at a time, stateless.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::search::{self, FormatOnly};
use super::triage::read;
use super::{adaptive, parameters};
use crate::fhir_resource::response;
use crate::fhir_resource::response_fault::Faults;
use crate::http::negotiation::query;
use crate::http::problem::Problem;
use crate::http::state::HttpState;
use crate::request::FaultCode;

/// Answers with the next screen.
pub async fn next_question(
    request: HttpRequest,
    payload: Payload,
    state: Data<HttpState>,
) -> Result<HttpResponse, Problem> {
    let media_type = query::<FormatOnly>(&request)?.media_type(&request)?;
    let body = read(&request, payload, &state).await?;
    let book = &state.triage.book;
    let (resource, at) = parameters::response(&body)?;
    response::expect_version_in_force(book, resource)?;
    let answers = response::read(book, resource, at)?;
    if answers.shown.is_none() {
        let mut faults = Faults::default();
        let detail = "must be a contained form that is derived from `twitch-triage-adaptive`";
        faults.add(&format!("{at}/questionnaire"), FaultCode::UnknownValue, detail);
        return Err(faults.rejection().into());
    }
    let triaged = state.decide_in(state.languages.wanted(&request), answers.findings(book));
    Ok(search::resource(&state, triaged.language, media_type, &adaptive::step(&triaged, &answers, resource)))
}
