//! `POST /v1/triage`: findings in, the decision with every reason out.

use actix_web::body::MessageBody;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::mime;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};

use crate::answer::{AnswerOptions, TriageAnswer};
use crate::http::body_pool;
use crate::http::language::{AcceptedLanguages, Languages};
use crate::http::negotiation::{acceptable, query};
use crate::http::problem::{BodyErrors, Problem};
use crate::http::state::HttpState;
use crate::request::schema::TriageRequest;
use crate::triage_service::Language;

/// Triage
///
/// Sorts what is known about a person's muscle twitches into one of three levels and says how soon to act, with every
/// reason and its source. 200 for every valid body, complete or not: what is missing is unknown, never "no". `level`
/// and `urgency` are the safe answer; `possible` says what can still become of it. With `Accept: text/plain` the same
/// answer comes as a report for a terminal.
#[utoipa::path(
    tag = "triage",
    operation_id = "triage",
    params(AnswerOptions, AcceptedLanguages),
    request_body(content = TriageRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "The decision", content(
            (TriageAnswer = "application/json"), (String = "text/plain"))),
        BodyErrors,
    )
)]
#[post("/v1/triage")]
pub async fn triage(request: HttpRequest, payload: Payload, state: Data<HttpState>) -> Result<HttpResponse, Problem> {
    let form = acceptable(&request, &[&mime::APPLICATION_JSON, &mime::TEXT_PLAIN])?;
    let options: AnswerOptions = query(&request)?;
    let triaged = state.triage_body(&request, payload).await?;
    Ok(match form {
        0 => json(&state.languages, triaged.language, |out| triaged.write_json(options, out)),
        _ => negotiated(&state.languages, triaged.language, "text/plain; charset=utf-8", triaged.report(options)),
    })
}

/// A JSON answer about a person, written into a body.
pub(super) fn json(languages: &Languages, language: Language, write: impl FnOnce(&mut Vec<u8>)) -> HttpResponse {
    negotiated(languages, language, "application/json", body_pool::body(write))
}

/// An answer in one of the forms and languages between which the caller chooses with `Accept` and `Accept-Language`.
fn negotiated(
    languages: &Languages,
    language: Language,
    content_type: &'static str,
    body: impl MessageBody + 'static,
) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    languages.name(language, response.insert_header((CONTENT_TYPE, HeaderValue::from_static(content_type))));
    response.body(body)
}
