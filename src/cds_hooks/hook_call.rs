//! `POST /cds-services/twitch-triage`: a patient's chart is opened, or an encounter begins.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, mime};
use serde_json::json;

use super::card::{self, Card};
use super::card_context::CardContext;
use super::discovery::CdsHooks;
use super::hook_request::HookRequest;
use super::patient_record::PatientRecord;
use super::record_findings::JoinedFindings;
use crate::http::media_type::JSON;
use crate::http::negotiation::{NoParameters, acceptable, query};
use crate::http::problem::Problem;
use crate::http::state::HttpState;
use crate::request::JsonBounds;
use crate::triage_service::Language;

/// A record with some hundred conditions and medicines. What they take in time and memory is bounded by the
/// number of their values: reading the most costs 21 ms (release build, one core of a shared machine).
const BOUNDS: JsonBounds = JsonBounds { max_bytes: 2 * 1024 * 1024, max_depth: 64, max_values: 150_000 };

/// Answers with a card.
pub async fn call(
    request: HttpRequest,
    payload: Payload,
    state: Data<HttpState>,
    hooks: Data<CdsHooks>,
) -> Result<HttpResponse, Problem> {
    acceptable(&request, &[&mime::APPLICATION_JSON])?;
    query::<NoParameters>(&request)?;
    let body = state.json_body(&request, payload, &[JSON], &BOUNDS).await?;
    let call = HookRequest::read(&body)?;
    let language = state.languages.wanted(&request);
    let card = card_for(&state, &hooks, &call, language);
    card.iter().for_each(|card| state.metrics.card(card.indicator));
    let cards: Vec<_> = card.into_iter().map(|card| card.json).collect();
    let mut answer = HttpResponse::Ok();
    state.languages.name(language, &mut answer);
    Ok(answer.json(json!({ "cards": cards })))
}

/// The card; none only where the operator wants none for a record that was sent in full and says nothing of a twitch.
fn card_for(state: &HttpState, hooks: &CdsHooks, request: &HookRequest, language: Language) -> Option<Card> {
    let book = state.triage.book_in(language);
    let record = PatientRecord::read(book, request);
    let context = CardContext { book, hooks, request, record: &record };
    if record.is_deceased {
        return Some(card::not_assessed(&context));
    }
    let is_relevant = record.answers.is_some() || record.recorded.contains(book.known.twitch_present);
    if !is_relevant {
        let is_clear = record.is_whole() && !record.has_unreadable_answers && !record.has_other_patient;
        return (!(hooks.is_quiet && is_clear)).then(|| card::not_asked(&context));
    }
    let joined = JoinedFindings::join(book, &record);
    let triaged = state.decide_in(language, joined.findings.clone());
    Some(card::decision(&context, &triaged, &joined))
}
