//! `twitch-triage ask`: the interview in a terminal and through pipes, on the built binary.

mod lines;
mod terminal;

use serde_json::Value;

use crate::support::service::service;

/// The answer of the service to findings.
fn answer_to(findings: &Value) -> Value {
    service().triage_of(findings)
}
