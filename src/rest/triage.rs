//! `POST /v1/triage`: findings in, the decision with every reason out.

use actix_web::body::MessageBody;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue, VARY};
use actix_web::mime;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::answer::{AnswerOptions, Explain, QuestionsWanted, TriageAnswer};
use crate::http::body_pool;
use crate::http::negotiation::{acceptable, query};
use crate::http::problem::{BodyErrors, Problem};
use crate::http::state::HttpState;
use crate::request::schema::TriageRequest;

/// What a caller can ask for besides the decision.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TriageQuery {
    /// `1`: only the first question that was not asked yet. `screen`: every question of its screen that was not asked
    /// yet. Left out: all questions.
    #[param(inline)]
    questions: Option<QuestionsWanted>,
    /// `changes`: also what would change the answer. `full`: that, the trace of every rule, and what was understood.
    #[param(inline)]
    explain: Option<Explain>,
}

/// Triage
///
/// Sorts what is known about a person's muscle twitches into one of three levels and says how soon to act, with every
/// reason and its source. 200 for every valid body, complete or not: what is missing is unknown, never "no". `level`
/// and `urgency` are the safe answer; `possible` says what can still become of it. With `Accept: text/plain` the same
/// answer comes as a report for a terminal.
#[utoipa::path(
    tag = "triage",
    operation_id = "triage",
    params(TriageQuery),
    request_body(content = TriageRequest, content_type = "application/json", examples(
        ("eyelid" = (summary = "An eyelid that twitches, every question answered", value = json!({
            "findings": { "age_years": 34, "twitch_present": "present", "sites": ["eyelid"], "duration_days": 3,
                          "course": "stable", "caffeine_high": "present", "poor_sleep": "present" },
            "screens_completed": ["emergency", "strength_and_nerves", "movement", "general_health",
                                  "medicines_and_context", "cramps", "triggers"],
        }))),
        ("weakness" = (summary = "Loss of function over months", value = json!({
            "findings": { "age_years": 61, "sites": ["hand", "forearm"], "duration_days": 120, "course": "worsening",
                          "weakness_functional": "present", "decline_tempo": "months" },
            "screens_completed": ["emergency", "strength_and_nerves"],
        }))),
        ("nothing" = (summary = "Nothing known yet", value = json!({ "findings": {} }))),
    )),
    responses(
        (status = 200, description = "The decision", content(
            (TriageAnswer = "application/json"), (String = "text/plain"))),
        BodyErrors,
    )
)]
#[post("/v1/triage")]
pub async fn triage(request: HttpRequest, payload: Payload, state: Data<HttpState>) -> Result<HttpResponse, Problem> {
    let form = acceptable(&request, &[&mime::APPLICATION_JSON, &mime::TEXT_PLAIN])?;
    let TriageQuery { questions, explain } = query(&request)?;
    let options = AnswerOptions { questions, explain };
    let triaged = state.triage_body(&request, payload, &mime::APPLICATION_JSON).await?;
    Ok(match form {
        0 => json(|out| triaged.write_json(options, out)),
        _ => negotiated("text/plain; charset=utf-8", triaged.report(options)),
    })
}

/// A JSON answer about a person, written into a body.
pub(super) fn json(write: impl FnOnce(&mut Vec<u8>)) -> HttpResponse {
    negotiated("application/json", body_pool::body(write))
}

/// An answer in one of the forms between which the caller chooses with `Accept`.
fn negotiated(content_type: &'static str, body: impl MessageBody + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(content_type)))
        .insert_header((VARY, HeaderValue::from_static("Accept")))
        .body(body)
}
