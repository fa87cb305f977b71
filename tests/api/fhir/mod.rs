//! FHIR R4: what REST decides is decided, and nothing is lost or made up on the way.

mod adaptive;
mod errors;
mod guidance;
pub mod resources;
mod same_as_rest;

use serde_json::Value;

use crate::support::client::Answer;
use crate::support::service::service;

/// Sends a resource to an operation.
#[track_caller]
fn operation(path: &str, body: &Value) -> Answer {
    service().send("POST", path, &[("content-type", "application/fhir+json")], Some(body.to_string()))
}

/// The answer of `$triage` to a response that must be valid.
#[track_caller]
fn triage(response: &Value) -> Value {
    operation("/fhir/$triage", response).expect(200)
}
