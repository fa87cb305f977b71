//! `POST /v1/interview`: the same body in, what to ask next out; for a client that wants nothing but the loop.

use actix_web::mime;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};

use super::triage::json;
use crate::answer::{AnswerOptions, InterviewStep};
use crate::http::language::AcceptedLanguages;
use crate::http::negotiation::{acceptable, query};
use crate::http::problem::{BodyErrors, Problem};
use crate::http::state::HttpState;
use crate::request::schema::TriageRequest;

/// Interview
///
/// One step of an interview, stateless: send what is known, get what to ask next, whether to stop, and the answer so
/// far. Put each answer at the question's pointer and send the whole again; `unknown`, or null for a number or a list,
/// says that the person does not know.
#[utoipa::path(
    tag = "triage",
    operation_id = "interview",
    params(AnswerOptions, AcceptedLanguages),
    request_body(content = TriageRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "What to ask next, and the answer so far", body = InterviewStep),
        BodyErrors,
    )
)]
#[post("/v1/interview")]
pub async fn interview(
    request: HttpRequest,
    payload: Payload,
    state: Data<HttpState>,
) -> Result<HttpResponse, Problem> {
    acceptable(&request, &[&mime::APPLICATION_JSON])?;
    let options: AnswerOptions = query(&request)?;
    let triaged = state.triage_body(&request, payload).await?;
    Ok(json(&state.languages, triaged.language, |out| triaged.write_interview_step(options, out)))
}
