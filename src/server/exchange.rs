//! What every request and response passes: request id, uniform errors, common headers, log, metrics and trace.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use actix_web::Error;
use actix_web::ResponseError as _;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ResponseHead, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_LENGTH, HeaderMap, HeaderValue, STRICT_TRANSPORT_SECURITY, TRANSFER_ENCODING};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::rt::task::yield_now;
use actix_web::web::Data;
use futures_util::FutureExt as _;
use opentelemetry::Context;

use super::client_progress::ClientProgress;
use super::problem_response::{as_problem_response, in_form, problem};
use super::request_id::request_id;
use crate::fhir_resource::canonical::{Canonical, CodeSystem};
use crate::http::error_form::OutcomeForm;
use crate::http::headers;
use crate::http::problem::{Problem, REQUEST_ID};
use crate::http::state::HttpState;
use crate::telemetry::traces::{RequestSpan, TRACE_RESPONSE, Traces};

/// For how long a browser may remember that this host speaks TLS only.
const ONE_YEAR: &str = "max-age=31536000";

/// The outermost middleware.
pub struct Exchange {
    state: Data<HttpState>,
    traces: Option<Traces>,
    /// Whether connections are encrypted.
    is_encrypted: bool,
    /// Canonical URL of the code system of problems, for errors of record systems.
    problems: Arc<str>,
}

/// Whether a body follows the head of a request.
fn has_body(headers: &HeaderMap) -> bool {
    headers.contains_key(TRANSFER_ENCODING) || headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0")
}

/// What is recorded of a request once it is answered.
struct RequestRecord {
    start: Instant,
    method: Method,
    id: HeaderValue,
    /// The form of an error, where it is one for record systems.
    outcome: Option<OutcomeForm>,
    /// When it began and to which trace it belongs, where traces are exported.
    trace: Option<(SystemTime, Context)>,
}

impl RequestRecord {
    fn id(&self) -> &str {
        self.id.to_str().unwrap_or_default()
    }
}

impl Exchange {
    /// The middleware of a service.
    #[must_use]
    pub fn new(state: Data<HttpState>, traces: Option<Traces>, is_encrypted: bool) -> Self {
        let problems = Canonical::for_book(&state.triage.book).code_system(CodeSystem::Problems).into();
        Self { state, traces, is_encrypted, problems }
    }

    /// Sends the spans that were not sent yet.
    pub fn finish(&self) {
        self.traces.iter().for_each(Traces::finish);
    }

    /// Handles a request.
    ///
    /// # Errors
    ///
    /// A panic, or an answer that did not begin in time.
    pub async fn handle(
        &self,
        mut request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        let record = RequestRecord {
            start: Instant::now(),
            method: request.method().clone(),
            id: request_id(request.headers()),
            outcome: OutcomeForm::for_path(request.path(), &self.problems),
            trace: self.traces.as_ref().map(|_| (SystemTime::now(), Traces::parent_context(request.headers()))),
        };
        if record.method == Method::HEAD {
            // The protocol layer remembers the method and leaves the body out.
            request.head_mut().method = Method::GET;
        }
        let client = request.request().conn_data::<ClientProgress>().cloned();
        client.iter().for_each(ClientProgress::request_begins);
        // Callers on other connections have their turn between two requests that one connection sends at once, and who
        // reads no answer gets no further ones.
        yield_now().await;
        if let Some(client) = &client {
            client.takes_something().await;
        }
        let _answered = client.filter(|_| !has_body(request.headers())).map(|client| client.begin());
        let outcome = AssertUnwindSafe(next.call(request)).catch_unwind().await;
        let mut response = match outcome {
            Ok(Ok(response)) => {
                as_problem_response(response.map_into_boxed_body(), record.id(), record.outcome.as_ref())
            }
            Ok(Err(error)) => return Err(self.failed(problem(&error), &record)),
            Err(_) => return Err(self.failed(Problem::internal(), &record)),
        };
        let trace_response = self.record(&record, response.request().match_pattern().as_deref(), response.status());
        let head = response.response_mut().head_mut();
        if let Some(trace_response) = trace_response {
            head.headers.insert(TRACE_RESPONSE, trace_response);
        }
        self.add_common_headers(head, record.id);
        Ok(response)
    }

    /// An error without a request to answer, such as a panic.
    fn failed(&self, problem: Problem, record: &RequestRecord) -> Error {
        self.record(record, None, problem.status_code());
        in_form(problem, record.id(), record.outcome.as_ref()).into()
    }

    fn add_common_headers(&self, head: &mut ResponseHead, id: HeaderValue) {
        head.headers.insert(REQUEST_ID, id);
        if self.is_encrypted {
            head.headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONE_YEAR));
        }
        headers::complete(&mut head.headers);
        if self.state.is_stopping() {
            head.set_connection_type(ConnectionType::Close);
        }
    }

    /// Counts a request, logs one line about it (nothing of what was sent, not even its path) and records its span.
    /// The value of `traceresponse`, where traces are exported.
    fn record(&self, record: &RequestRecord, route: Option<&str>, status: StatusCode) -> Option<HeaderValue> {
        let duration = record.start.elapsed();
        let method = bounded_method(&record.method);
        let route = route.unwrap_or("none");
        self.state.metrics.request_answered(method, route, status.as_str(), duration);
        let trace_response = self.traces.as_ref().zip(record.trace.clone()).and_then(|(traces, (start, parent))| {
            traces.record(&RequestSpan { start, parent, method, route, status: status.as_u16() })
        });
        tracing::info!(
            http.method = method,
            http.route = route,
            http.status = status.as_u16(),
            duration_us = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX),
            request.id = record.id(),
            trace.span = trace_response.as_ref().and_then(|value| value.to_str().ok()),
            "request"
        );
        trace_response
    }
}

/// The method as a label with a bounded number of values.
fn bounded_method(method: &Method) -> &str {
    match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::DELETE | Method::PATCH | Method::OPTIONS => {
            method.as_str()
        }
        _ => "other",
    }
}
