//! A refusal as callers see it: one form (RFC 9457) for every failure, over HTTP and on a line of a batch.

mod code;
mod operation_outcome;

use serde::Serialize;
use utoipa::ToSchema;

pub use self::code::{CodeMeaning, ProblemCode};
pub use self::operation_outcome::{RefusedRequest, operation_outcome};
use crate::request::{Fault, Rejection, RejectionKind};

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
    code: ProblemCode,
    /// Every fault of a body that does not validate, or the first 100; left out for other errors.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(max_items = 100)]
    errors: &'p [Fault],
    /// How many faults there are beyond those listed; left out when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 65_536)]
    errors_omitted: Option<u32>,
    /// Name of the query parameter that is unknown, repeated or not valid, as sent, cut at 64 characters; left out for
    /// other errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 64, example = "question")]
    parameter: Option<&'p str>,
}

impl<'p> ProblemBody<'p> {
    /// An error with the detail of this case. `instance` is the id of the request, or names the line of a batch.
    #[must_use]
    pub fn new(code: ProblemCode, detail: &'p str, instance: &'p str) -> Self {
        let meaning = code.meaning();
        Self {
            r#type: format!("/problems/{}", meaning.word),
            title: meaning.title,
            status: meaning.status,
            detail,
            instance,
            code,
            errors: &[],
            errors_omitted: None,
            parameter: None,
        }
    }

    /// The error for a payload that is refused.
    #[must_use]
    pub fn for_rejection(rejection: &'p Rejection, instance: &'p str) -> Self {
        let Rejection { kind, detail, faults, faults_omitted } = rejection;
        Self::new((*kind).into(), detail, instance).with_errors(faults, *faults_omitted)
    }

    /// The same with faults of the body, and the number of those that are not listed.
    #[must_use]
    pub fn with_errors(self, errors: &'p [Fault], omitted: u32) -> Self {
        Self { errors, errors_omitted: (omitted > 0).then_some(omitted), ..self }
    }

    /// The same with the query parameter that it is about.
    #[must_use]
    pub fn with_parameter(self, parameter: Option<&'p str>) -> Self {
        Self { parameter, ..self }
    }

    /// The error as JSON. Writing it to memory cannot fail.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl From<RejectionKind> for ProblemCode {
    fn from(kind: RejectionKind) -> Self {
        match kind {
            RejectionKind::Empty => Self::EmptyBody,
            RejectionKind::NotUtf8 => Self::NotUtf8,
            RejectionKind::NotJson => Self::NotJson,
            RejectionKind::NumberOutOfRange => Self::NumberOutOfRange,
            RejectionKind::TooDeep => Self::TooDeep,
            RejectionKind::DuplicateKey => Self::DuplicateKey,
            RejectionKind::TooLarge => Self::BodyTooLarge,
            RejectionKind::RuleBookMismatch => Self::RuleBookMismatch,
            RejectionKind::Invalid => Self::InvalidBody,
            RejectionKind::Internal => Self::Internal,
        }
    }
}
