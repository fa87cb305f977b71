//! What surrounds every request: its id, the form of every error, headers of every answer, and one line in the log.

use std::panic::AssertUnwindSafe;
use std::time::{Instant, SystemTime};

use actix_cors::CorsError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ResponseHead, ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderValue, STRICT_TRANSPORT_SECURITY};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, ResponseError as _};
use futures_util::FutureExt as _;
use opentelemetry::Context;
use uuid::Uuid;

use crate::answer::problem::ProblemCode;
use crate::http::headers;
use crate::http::problem::{Problem, REQUEST_ID};
use crate::http::state::HttpState;
use crate::telemetry::traces::{TRACE_RESPONSE, Told, Traces};

/// For how long a browser may remember that this host speaks TLS only.
const ONE_YEAR: &str = "max-age=31536000";

/// The longest request id that is taken from a caller.
const LONGEST_ID: usize = 64;

/// What surrounds every request.
pub struct Frame {
    service: Data<HttpState>,
    traces: Option<Traces>,
    /// Whether connections are encrypted.
    secure: bool,
}

/// How an answer is told of.
struct Asked {
    start: Instant,
    method: Method,
    /// The id of the request, of letters, digits and marks.
    id: HeaderValue,
    /// When it began and to which trace it belongs, where traces are kept.
    traced: Option<(SystemTime, Context)>,
}

impl Asked {
    fn id(&self) -> &str {
        self.id.to_str().unwrap_or_default()
    }
}

impl Frame {
    /// Around a service.
    #[must_use]
    pub fn of(service: Data<HttpState>, traces: Option<Traces>, secure: bool) -> Self {
        Self { service, traces, secure }
    }

    /// Ends what goes on beside requests.
    pub fn finish(&self) {
        self.traces.iter().for_each(Traces::finish);
    }

    /// Surrounds a request.
    ///
    /// # Errors
    ///
    /// A panic, or an answer that did not begin in time.
    pub async fn around(
        &self,
        mut request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        let asked = Asked {
            start: Instant::now(),
            method: request.method().clone(),
            id: request_id(request.headers()),
            traced: self.traces.as_ref().map(|_| (SystemTime::now(), Traces::parent(request.headers()))),
        };
        if asked.method == Method::HEAD {
            // The protocol layer remembers the method and leaves the body out.
            request.head_mut().method = Method::GET;
        }
        let answered = AssertUnwindSafe(next.call(request)).catch_unwind().await;
        let mut response = match answered {
            Ok(Ok(response)) => in_form(response.map_into_boxed_body(), asked.id()),
            Ok(Err(error)) => return Err(self.failed(problem(&error), &asked)),
            Err(_) => return Err(self.failed(Problem::internal(), &asked)),
        };
        let traced = self.tell(&asked, response.request().match_pattern().as_deref(), response.status());
        let head = response.response_mut().head_mut();
        if let Some(traced) = traced {
            head.headers.insert(TRACE_RESPONSE, traced);
        }
        self.complete(head, asked.id);
        Ok(response)
    }

    /// An error without a request to answer, such as a panic.
    fn failed(&self, problem: Problem, asked: &Asked) -> Error {
        self.tell(asked, None, problem.status_code());
        with_id(problem, asked.id()).into()
    }

    /// What every answer has.
    fn complete(&self, head: &mut ResponseHead, id: HeaderValue) {
        head.headers.insert(REQUEST_ID, id);
        if self.secure {
            head.headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONE_YEAR));
        }
        headers::complete(&mut head.headers);
        if self.service.is_stopping() {
            head.set_connection_type(ConnectionType::Close);
        }
    }

    /// Counts a request, and writes one line about it: nothing of what was sent, not even its path. Where it stands in
    /// a trace, if it does.
    fn tell(&self, asked: &Asked, route: Option<&str>, status: StatusCode) -> Option<HeaderValue> {
        let took = asked.start.elapsed();
        let method = known(&asked.method);
        let route = route.unwrap_or("none");
        self.service.metrics.answered(method, route, status.as_str(), took);
        let traced = self.traces.as_ref().zip(asked.traced.clone()).and_then(|(traces, (start, parent))| {
            traces.tell(&Told { start, parent, method, route, status: status.as_u16() })
        });
        tracing::info!(
            http.method = method,
            http.route = route,
            http.status = status.as_u16(),
            duration_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            request.id = asked.id(),
            trace.span = traced.as_ref().and_then(|traced| traced.to_str().ok()),
            "request"
        );
        traced
    }
}

/// The method, of which there is a bounded number.
fn known(method: &Method) -> &str {
    match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::DELETE | Method::PATCH | Method::OPTIONS => {
            method.as_str()
        }
        _ => "other",
    }
}

/// The caller's own id of the request when it is sane, else a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let sane = |id: &&HeaderValue| {
        (1..=LONGEST_ID).contains(&id.len())
            && id.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
    };
    headers.get(REQUEST_ID).filter(sane).cloned().unwrap_or_else(new_id)
}

fn new_id() -> HeaderValue {
    let mut text = Uuid::encode_buffer();
    let text = Uuid::new_v4().hyphenated().encode_lower(&mut text);
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("none"))
}

/// Gives an error the form of every error. What was said about it in headers stays.
fn in_form(response: ServiceResponse, id: &str) -> ServiceResponse {
    let Some(error) = response.response().error() else { return response };
    let problem = with_id(problem(error), id).error_response();
    let said = response.headers().clone();
    let mut response = response.into_response(problem);
    for (name, value) in said {
        if !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The error as ours; one that the framework made by itself is told by its status.
fn problem(error: &Error) -> Problem {
    if error.as_error::<CorsError>().is_some() {
        return Problem::new(ProblemCode::Forbidden, "pages of this origin may not call so");
    }
    match error.as_error::<Problem>() {
        Some(problem) => problem.clone(),
        None => match error.as_response_error().status_code() {
            StatusCode::NOT_FOUND => Problem::new(ProblemCode::NotFound, "no such path"),
            status if status.is_client_error() => Problem::new(ProblemCode::NotJson, "the request cannot be read"),
            _ => Problem::internal(),
        },
    }
}

fn with_id(problem: Problem, id: &str) -> Problem {
    Problem { request_id: Some(id.to_owned()), ..problem }
}
