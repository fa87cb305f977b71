//! What access control and limits add to each operation: whether a key is needed, and how a request is refused.

use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::IntoResponses;

use crate::http::problem::{AccessErrors, LoadErrors, RateLimitErrors};
use crate::http::route_table::PathAccess;

/// The name of the one scheme.
const BEARER: &str = "bearer";

/// How a key or token is sent.
pub fn schemes() -> Value {
    json!({ BEARER: { "type": "http", "scheme": "bearer",
        "description": "A key of the operator, or a signed token (JWT), where the operator asks for one." } })
}

/// Adds the answers of access control and of limits to an operation. Whether a key is required is up to the operator.
pub fn complete(access: PathAccess, operation: &mut Value) {
    let Some(operation) = operation.as_object_mut() else { return };
    let security = if access.needs_key() { json!([{}, { BEARER: [] }]) } else { json!([]) };
    operation.insert("security".to_owned(), security);
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    if access.needs_key() {
        add(responses, AccessErrors::responses(), &[("WWW-Authenticate", "What is asked for (RFC 6750)")]);
    }
    if access.is_limited() {
        add(responses, LoadErrors::responses(), &[("Retry-After", "Seconds after which to try again")]);
    } else if access.needs_key() {
        add(responses, RateLimitErrors::responses(), &[("Retry-After", "Seconds after which to try again")]);
    }
    if access.is_limited() || access.needs_key() {
        for response in responses.values_mut() {
            add_header(response, "RateLimit", "What is left, where the operator sets a limit");
            add_header(response, "RateLimit-Policy", "How much there is, where the operator sets a limit");
        }
    }
}

/// Adds responses with headers that they have.
fn add<R: Serialize>(
    responses: &mut Map<String, Value>,
    added: impl IntoIterator<Item = (String, R)>,
    headers: &[(&str, &str)],
) {
    for (status, response) in added {
        let mut response = json!(response);
        if status != "403" {
            headers.iter().for_each(|(name, description)| add_header(&mut response, name, description));
        }
        responses.entry(status).or_insert(response);
    }
}

fn add_header(response: &mut Value, name: &str, description: &str) {
    let headers = response.as_object_mut().map(|response| response.entry("headers").or_insert_with(|| json!({})));
    if let Some(headers) = headers.and_then(Value::as_object_mut) {
        headers.insert(name.to_owned(), json!({ "description": description, "schema": { "type": "string" } }));
    }
}
