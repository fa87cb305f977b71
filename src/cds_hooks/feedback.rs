//! `POST /cds-services/twitch-triage/feedback`: what became of a card. Counted and forgotten.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::hook_request::{HookFaults, is_uuid};
use super::override_reason;
use crate::http::media_type::JSON;
use crate::http::negotiation::{NoParameters, query};
use crate::http::problem::Problem;
use crate::http::state::HttpState;
use crate::request::{FaultCode, JsonBounds, MAX_PAYLOAD_BYTES};

/// The largest feedback.
const BOUNDS: JsonBounds = JsonBounds { max_bytes: MAX_PAYLOAD_BYTES, max_depth: 64, max_values: 10_000 };

/// So many cards at once.
const MOST_ENTRIES: usize = 100;

/// The longest comment, in bytes. Nobody reads it.
const LONGEST_COMMENT: usize = 8 * 1024;

/// The outcomes of a card.
const OUTCOMES: [&str; 2] = ["accepted", "overridden"];

/// Counts feedback.
pub async fn feedback(request: HttpRequest, payload: Payload, state: Data<HttpState>) -> Result<HttpResponse, Problem> {
    query::<NoParameters>(&request)?;
    let body = state.json_body(&request, payload, &[JSON], &BOUNDS).await?;
    for (outcome, reason) in read(&body)? {
        state.metrics.feedback(outcome, reason);
    }
    Ok(HttpResponse::Ok().finish())
}

/// What is counted of each entry: the outcome and the reason.
fn read(body: &Value) -> Result<Vec<(&'static str, &'static str)>, Problem> {
    let mut faults = HookFaults::default();
    let entries = body.get("feedback").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if !(1..=MOST_ENTRIES).contains(&entries.len()) {
        let detail = format!("feedback must be a list of 1 to {MOST_ENTRIES} entries");
        faults.add("feedback", FaultCode::WrongForm, &detail);
    }
    let counted = entries.iter().take(MOST_ENTRIES).enumerate();
    let counted: Vec<_> = counted.filter_map(|(place, entry)| entry_of(entry, place, &mut faults)).collect();
    faults.problem().map_or(Ok(counted), Err)
}

fn entry_of(entry: &Value, place: usize, faults: &mut HookFaults) -> Option<(&'static str, &'static str)> {
    let key = |name: &str| format!("feedback.{place}.{name}");
    faults.text(entry, &key("card"), "a UUID", is_uuid);
    let form = "a time of RFC 3339";
    let is_time = |text: &str| OffsetDateTime::parse(text, &Rfc3339).is_ok();
    faults.text(entry, &key("outcomeTimestamp"), form, is_time);
    let outcome = faults.text(entry, &key("outcome"), "`accepted` or `overridden`", |text| OUTCOMES.contains(&text));
    let outcome = OUTCOMES.into_iter().find(|known| outcome == Some(*known))?;
    if outcome == "accepted" {
        let accepted =
            entry.get("acceptedSuggestions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let has_id = |one: &Value| one.get("id").is_some_and(|id| id.as_str().is_some_and(|id| !id.is_empty()));
        if accepted.is_empty() || !accepted.iter().all(has_id) {
            let name = key("acceptedSuggestions");
            let detail = format!("{name} must list the suggestions that were accepted, each with its id");
            faults.add(&name, FaultCode::MissingKey, &detail);
        }
        return Some((outcome, "none"));
    }
    let reason = entry.get("overrideReason");
    let comment = reason.and_then(|reason| reason.get("userComment")).filter(|comment| !comment.is_null());
    if comment.is_some_and(|comment| comment.as_str().is_none_or(|text| text.len() > LONGEST_COMMENT)) {
        let name = key("overrideReason.userComment");
        faults.add(&name, FaultCode::WrongForm, &format!("{name} must be a text of at most {LONGEST_COMMENT} bytes"));
    }
    Some((outcome, override_reason::counted(reason.and_then(|reason| reason.get("reason")))))
}
