//! Errors: one form (RFC 9457) for every failure.

mod code;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

pub use self::code::{Code, Meaning};
use super::headers;

/// The header that carries the id of a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The media type of every error.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// One fault of a body that does not validate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FaultOfBody {
    /// JSON Pointer (RFC 6901) to the fault in the caller's body. A key that is not known is cut at 64 characters.
    #[schema(max_length = 1024, example = "/findings/muscle_wastin")]
    pub pointer: String,
    /// What kind of fault it is.
    pub code: FaultCode,
    /// What is wrong, without any value of the caller.
    #[schema(example = "no finding has this name")]
    pub detail: String,
    /// What was probably meant; null when nothing is near.
    #[schema(max_length = 128, example = "muscle_wasting")]
    pub suggestion: Option<String>,
}

/// The kind of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// The key has no meaning here.
    UnknownKey,
    /// A key is missing.
    MissingKey,
    /// The value has the wrong JSON type.
    WrongType,
    /// The value is none of the permitted ones.
    UnknownValue,
    /// The number is too small or too large.
    OutOfRange,
    /// The text is not written as it should be.
    WrongForm,
    /// An entry of a list stands twice.
    DoubledEntry,
    /// A list has too many entries.
    TooManyEntries,
}

/// An error on its way to the caller.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What went wrong.
    pub code: Code,
    /// What exactly, without any value of the caller.
    pub detail: String,
    /// Every fault of a body that does not validate.
    pub errors: Vec<FaultOfBody>,
    /// The methods that the path takes, for an error about the method.
    pub allow: Vec<Method>,
    /// When to try again, for an error about load.
    pub retry_after: Option<Duration>,
    /// The id of the request, once it is known.
    pub request_id: Option<String>,
}

/// The body of every error (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'p> {
    /// Where the service explains this error.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", max_length = 128, example = "/problems/invalid_body")]
    r#type: String,
    /// Short title, the same for every error of this code.
    #[schema(example = "The body is not a valid request")]
    title: &'p str,
    /// HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 422)]
    status: u16,
    /// What exactly went wrong.
    #[schema(example = "1 fault")]
    detail: &'p str,
    /// Id of the request, as in the header `X-Request-Id`.
    #[schema(max_length = 64, example = "1f0c9d5e-5a53-4a57-9a4e-5c1d4a1e7a10")]
    instance: &'p str,
    /// What went wrong, for programs.
    code: Code,
    /// Every fault of a body that does not validate, as many as a body has room for; left out for other errors.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(max_items = 16_384)]
    errors: &'p [FaultOfBody],
}

impl Problem {
    /// An error with the detail of this case.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { code, detail, errors: Vec::new(), allow: Vec::new(), retry_after: None, request_id: None }
    }

    /// The same, with when to try again.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), ..self }
    }

    /// A failure of the service, without detail.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(Code::Internal, "the request could not be answered")
    }

    /// A body that does not validate.
    #[must_use]
    pub fn invalid_body(errors: Vec<FaultOfBody>) -> Self {
        let detail = match errors.len() {
            1 => "1 fault".to_owned(),
            count => format!("{count} faults"),
        };
        Self { errors, ..Self::new(Code::InvalidBody, detail) }
    }
}

/// The documented errors of some codes; two codes of one status share an entry.
fn documented(codes: &[Code]) -> BTreeMap<String, RefOr<Response>> {
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
        responses.insert(meaning.status.as_str().to_owned(), response.into());
    }
    responses
}

macro_rules! documented_errors {
    ($($(#[$doc:meta])* $name:ident: $($code:ident),+;)*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                documented(&[$(Code::$code),+])
            }
        }
    )*};
}

documented_errors! {
    /// The errors of a path that takes a body, as the OpenAPI document lists them.
    ErrorsOfBody: EmptyBody, NotUtf8, NotJson, NumberOutOfRange, TooDeep, DuplicateKey, BadQuery, NotAcceptable,
        RequestTimeout, RuleBookMismatch, BodyTooLarge, UnsupportedMediaType, InvalidBody;
    /// The errors of a path that takes a stream of lines: a fault of a line stands in the place of its answer.
    ErrorsOfStream: UnsupportedMediaType;
    /// The errors of a path that looks at the query.
    ErrorsOfQuery: BadQuery;
    /// The errors of a path that looks at what the caller accepts.
    ErrorsOfAccept: NotAcceptable;
    /// The error of a path that holds an id.
    NoSuchDocument: NotFound;
    /// The error of a service that will stop soon.
    NotReady: Stopping;
    /// The errors of access and load, which many paths can have.
    ErrorsOfAccess: Unauthorized, Forbidden;
    /// The errors of load.
    ErrorsOfLoad: RateLimited, Overloaded;
}

impl Problem {
    /// The problem as JSON.
    #[must_use]
    pub fn json(&self) -> Vec<u8> {
        let meaning = self.code.meaning();
        let body = ProblemBody {
            r#type: format!("/problems/{}", meaning.word),
            title: meaning.title,
            status: meaning.status.as_u16(),
            detail: &self.detail,
            instance: self.request_id.as_deref().unwrap_or_default(),
            code: self.code,
            errors: &self.errors,
        };
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.meaning().word)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.meaning().status
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let meaning = self.code.meaning();
        let request_id = self.request_id.as_deref().unwrap_or_default();
        let mut response = HttpResponse::build(meaning.status);
        response.insert_header((CONTENT_TYPE, PROBLEM_JSON));
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
        let mut response = response.body(self.json());
        headers::complete(response.headers_mut());
        response
    }
}
