//! What surrounds every request: its id, the form of every error, headers of every answer, and one line in the log.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError as _};
use futures_util::FutureExt as _;

use crate::api::problem::{Code, Problem, REQUEST_ID};

/// The longest request id that is taken from a caller.
const LONGEST_ID: usize = 64;

/// Surrounds a request.
///
/// # Errors
///
/// A panic, as an error without detail.
pub async fn frame(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let start = Instant::now();
    let id = request_id(request.headers());
    let method = request.method().clone();
    if method == Method::HEAD {
        // The protocol layer remembers the method and leaves the body out.
        request.head_mut().method = Method::GET;
    }
    let answered = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    let mut response = match answered {
        Ok(Ok(response)) => in_form(response.map_into_boxed_body(), &id),
        Ok(Err(error)) => return Err(failed(problem(&error), &method, start, &id)),
        Err(_) => return Err(failed(Problem::internal(), &method, start, &id)),
    };
    complete(response.headers_mut(), &id);
    log(&method, response.request().match_pattern().as_deref(), response.status(), start, &id);
    Ok(response)
}

/// The caller's own id of the request when it is sane, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let sane = |id: &&str| {
        (1..=LONGEST_ID).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    let own = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(sane);
    own.map_or_else(|| uuid::Uuid::new_v4().to_string(), str::to_owned)
}

/// Gives an error the form of every error.
fn in_form(response: ServiceResponse, id: &str) -> ServiceResponse {
    let Some(error) = response.response().error() else { return response };
    let problem = with_id(problem(error), id).error_response();
    response.into_response(problem)
}

/// The error as ours; one that the framework made by itself is told by its status.
fn problem(error: &Error) -> Problem {
    match error.as_error::<Problem>() {
        Some(problem) => problem.clone(),
        None => match error.as_response_error().status_code() {
            StatusCode::NOT_FOUND => Problem::new(Code::NotFound, "no such path"),
            status if status.is_client_error() => Problem::new(Code::NotJson, "the request cannot be read"),
            _ => Problem::internal(),
        },
    }
}

/// An error without a request to answer, such as a panic.
fn failed(problem: Problem, method: &Method, start: Instant, id: &str) -> Error {
    log(method, None, problem.status_code(), start, id);
    with_id(problem, id).into()
}

fn with_id(problem: Problem, id: &str) -> Problem {
    Problem { request_id: Some(id.to_owned()), ..problem }
}

/// Headers of every answer. What is not said to be kept must not be kept.
fn complete(headers: &mut HeaderMap, id: &str) {
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// One line about a request: nothing of what was sent, not even its path.
fn log(method: &Method, route: Option<&str>, status: StatusCode, start: Instant, id: &str) {
    let method = match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::DELETE | Method::PATCH | Method::OPTIONS => {
            method.as_str()
        }
        _ => "other",
    };
    tracing::info!(
        http.method = method,
        http.route = route.unwrap_or("none"),
        http.status = status.as_u16(),
        duration_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX),
        request.id = id,
        "request"
    );
}
