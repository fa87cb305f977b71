//! Errors over HTTP: one form (RFC 9457) for every failure, with the headers that go with it.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema as _};

use super::error_form::OutcomeForm;
use super::headers;
use crate::answer::problem::{ProblemBody, ProblemCode, RefusedRequest, operation_outcome};
use crate::request::{Fault, Rejection};

/// The header that carries the id of a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The media type of every error.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// The caller's own name of a query parameter is cut at this many characters.
const MAX_PARAMETER: usize = 64;

/// An error that a request is answered with.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What went wrong.
    pub code: ProblemCode,
    /// What exactly, without any value of the caller.
    pub detail: String,
    /// The first faults of a body that does not validate.
    pub errors: Vec<Fault>,
    /// How many more faults there are.
    pub errors_omitted: u32,
    /// The query parameter that is unknown, repeated or not valid, as sent, for an error about the query.
    pub parameter: Option<Box<str>>,
    /// The methods that the path supports, for an error about the method.
    pub allow: Box<[Method]>,
    /// When to try again, for an error about load.
    pub retry_after: Option<Duration>,
    /// The request that it answers, once that is known.
    pub answered: Option<Box<AnsweredRequest>>,
}

/// What an error takes from the request that it answers.
#[derive(Clone, Debug)]
pub struct AnsweredRequest {
    /// The id of the request.
    pub id: Box<str>,
    /// The form for record systems, where the path asks for it.
    pub outcome: Option<OutcomeForm>,
}

impl Problem {
    /// An error with the detail of this case.
    #[must_use]
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self {
            code,
            detail,
            errors: Vec::new(),
            errors_omitted: 0,
            parameter: None,
            allow: Box::default(),
            retry_after: None,
            answered: None,
        }
    }

    /// The same, with the query parameter that it is about, cut.
    #[must_use]
    pub fn parameter(self, name: &str) -> Self {
        Self { parameter: Some(name.chars().take(MAX_PARAMETER).collect()), ..self }
    }

    /// The same, with when to try again.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), ..self }
    }

    /// A failure of the service, without detail.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(ProblemCode::Internal, "the request could not be answered")
    }
}

impl Problem {
    fn outcome(&self) -> Option<&OutcomeForm> {
        self.answered.as_ref().and_then(|request| request.outcome.as_ref())
    }

    fn body(&self, request_id: &str) -> Vec<u8> {
        if let Some(form) = self.outcome() {
            let refused = RefusedRequest {
                code: self.code,
                detail: &self.detail,
                faults: &self.errors,
                faults_omitted: self.errors_omitted,
            };
            return operation_outcome(&refused, &form.code_system, form.is_resource);
        }
        let body = ProblemBody::new(self.code, &self.detail, request_id);
        body.with_errors(&self.errors, self.errors_omitted).with_parameter(self.parameter.as_deref()).to_json()
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let Rejection { kind, detail, faults, faults_omitted } = rejection;
        Self { errors: faults, errors_omitted: faults_omitted, ..Self::new(kind.into(), detail) }
    }
}

/// The documented errors of some codes; two codes of one status share an entry.
fn documented(codes: &[ProblemCode]) -> BTreeMap<String, RefOr<Response>> {
    let mut responses = BTreeMap::new();
    for meaning in codes.iter().map(|code| code.meaning()) {
        let titles: Vec<&str> = codes
            .iter()
            .map(|code| code.meaning())
            .filter(|other| other.status == meaning.status)
            .map(|other| other.title)
            .collect();
        let content = Content::new(Some(Ref::from_schema_name(ProblemBody::name())));
        let response = ResponseBuilder::new().description(titles.join("; ")).content(PROBLEM_JSON, content).build();
        responses.insert(meaning.status.to_string(), response.into());
    }
    responses
}

macro_rules! documented_errors {
    ($($(#[$doc:meta])* $name:ident: $($code:ident),+;)*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                documented(&[$(ProblemCode::$code),+])
            }
        }
    )*};
}

documented_errors! {
    /// The errors of a path that accepts a body, as the OpenAPI document lists them.
    BodyErrors: EmptyBody, NotUtf8, NotJson, NumberOutOfRange, TooDeep, DuplicateKey, BadQuery, NotAcceptable,
        RequestTimeout, RuleBookMismatch, BodyTooLarge, UnsupportedMediaType, InvalidBody;
    /// The errors of a path that accepts a stream of lines: a fault of a line takes the place of its answer.
    StreamErrors: UnsupportedMediaType;
    /// The errors of a path that reads the query.
    QueryErrors: BadQuery;
    /// The errors of a path that negotiates the media type.
    AcceptErrors: NotAcceptable;
    /// The error of a path with an id.
    NotFoundError: NotFound;
    /// The error of a service that is shutting down.
    NotReadyError: Stopping;
    /// The errors of access and load, which many paths can have.
    AccessErrors: Unauthorized, Forbidden;
    /// The error of a path that counts refused callers only.
    RateLimitErrors: RateLimited;
    /// The errors of load.
    LoadErrors: RateLimited, Overloaded;
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.meaning().word)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.meaning().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let request_id = self.answered.as_ref().map(|request| &*request.id).unwrap_or_default();
        let status = self.status_code();
        let mut response = HttpResponse::build(self.outcome().map_or(status, |form| form.status(status)));
        response.insert_header((CONTENT_TYPE, self.outcome().map_or(PROBLEM_JSON, |form| form.media_type)));
        if let Ok(id) = HeaderValue::from_str(request_id) {
            response.insert_header((REQUEST_ID, id));
        }
        if !self.allow.is_empty() {
            let methods: Vec<&str> = self.allow.iter().map(Method::as_str).collect();
            response.insert_header((ALLOW, methods.join(", ")));
        }
        if let Some(wait) = self.retry_after {
            response.insert_header((RETRY_AFTER, wait.as_secs().max(1)));
        }
        let mut response = response.body(self.body(request_id));
        headers::complete(response.headers_mut());
        response
    }
}
