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
    /// By the name of the record system.
    Client(Arc<str>),
}

/// Why a caller is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessDenied {
    /// No key or token was sent.
    MissingCredential,
    /// Something was sent, but not as `Authorization: Bearer …`.
    NotBearer,
    /// A token was sent where keys are accepted.
    TokenForKey,
    /// A key was sent where tokens are accepted.
    KeyForToken,
    /// The key or token is not accepted.
    InvalidCredential,
    /// The token is valid but lacks the required scope.
    InsufficientScope,
}

impl AccessDenied {
    /// The error that the caller receives.
    #[must_use]
    pub fn problem(self) -> Problem {
        let (code, detail) = match self {
            Self::MissingCredential => {
                (ProblemCode::Unauthorized, "no key or token was sent: send `Authorization: Bearer KEY`")
            }
            Self::NotBearer => (
                ProblemCode::Unauthorized,
                "send `Authorization: Bearer KEY`: the word `Bearer`, then the key or token, in this header only",
            ),
            Self::TokenForKey => (ProblemCode::Unauthorized, "this service accepts keys, not tokens (JWT)"),
            Self::KeyForToken => (ProblemCode::Unauthorized, "this service accepts signed tokens (JWT), not keys"),
            Self::InvalidCredential => (ProblemCode::Unauthorized, "the bearer key or token is not accepted"),
            Self::InsufficientScope => (ProblemCode::Forbidden, "the token does not have the required scope"),
        };
        Problem::new(code, detail)
    }

    /// `WWW-Authenticate` (RFC 6750).
    #[must_use]
    pub fn challenge(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::MissingCredential | Self::NotBearer => "Bearer realm=\"twitch-triage\"",
            Self::TokenForKey | Self::KeyForToken | Self::InvalidCredential => {
                "Bearer realm=\"twitch-triage\", error=\"invalid_token\""
            }
            Self::InsufficientScope => "Bearer realm=\"twitch-triage\", error=\"insufficient_scope\"",
        })
    }
}
