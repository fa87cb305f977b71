//! An authenticated caller, and why one is refused.

use std::sync::Arc;

use actix_web::http::header::HeaderValue;

use crate::answer::problem::ProblemCode;
use crate::http::problem::Problem;

/// An authenticated caller.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// By the name of the key.
    Key(Arc<str>),
    /// By the subject of the token.
    Subject(Arc<str>),
}

/// Why a caller is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessDenied {
    /// No key or token was sent.
    MissingCredential,
    /// The key or token is not accepted.
    InvalidCredential,
    /// The token is valid but lacks the required scope.
    InsufficientScope,
}

impl AccessDenied {
    /// The error that the caller receives.
    #[must_use]
    pub fn problem(self) -> Problem {
        match self {
            Self::MissingCredential => Problem::new(ProblemCode::Unauthorized, "no bearer key or token was sent"),
            Self::InvalidCredential => {
                Problem::new(ProblemCode::Unauthorized, "the bearer key or token is not accepted")
            }
            Self::InsufficientScope => {
                Problem::new(ProblemCode::Forbidden, "the token does not have the required scope")
            }
        }
    }

    /// `WWW-Authenticate` (RFC 6750).
    #[must_use]
    pub fn challenge(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::MissingCredential => "Bearer realm=\"twitch-triage\"",
            Self::InvalidCredential => "Bearer realm=\"twitch-triage\", error=\"invalid_token\"",
            Self::InsufficientScope => "Bearer realm=\"twitch-triage\", error=\"insufficient_scope\"",
        })
    }
}
