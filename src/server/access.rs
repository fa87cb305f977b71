//! Who may ask: everybody, those with a key, or those with a token.

pub mod api_key;
pub mod token;

use std::sync::Arc;

use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderValue};

use self::api_key::ApiKeys;
use self::token::Tokens;
use super::reload::{Reload, Reloaded};
use crate::answer::problem::ProblemCode;
use crate::http::problem::Problem;
use crate::settings::AccessSettings;

/// Who may ask.
pub enum Access {
    /// Everybody.
    Everybody,
    /// Those with a key.
    Keys(Arc<Reloaded<ApiKeys>>),
    /// Those with a token.
    Tokens(Arc<Tokens>),
}

/// Who asks, for the count of requests.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// By the name of the key.
    Key(Arc<str>),
    /// By the subject of the token.
    Subject(Arc<str>),
}

/// Why a caller is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No key or token was sent.
    Missing,
    /// It is not one of those that are taken.
    Wrong,
    /// It is one of them, but does not hold the scope.
    Scope,
}

impl Access {
    /// What the settings say.
    ///
    /// # Errors
    ///
    /// What is wrong with a file.
    pub fn of(settings: &AccessSettings) -> Result<Self, String> {
        match (&settings.api_keys, &settings.jwks) {
            (Some(file), _) => Ok(Self::Keys(Arc::new(Reloaded::load(vec![file.clone()], Box::new(ApiKeys::read))?))),
            (None, Some(file)) => Ok(Self::Tokens(Arc::new(Tokens::load(file, settings)?))),
            (None, None) => Ok(Self::Everybody),
        }
    }

    /// What is to be read again now and then.
    #[must_use]
    pub fn reloads(&self) -> Option<Arc<dyn Reload>> {
        match self {
            Self::Everybody => None,
            Self::Keys(keys) => Some(keys.clone()),
            Self::Tokens(tokens) => Some(tokens.clone()),
        }
    }

    /// Who asks; nobody in particular when everybody may.
    ///
    /// # Errors
    ///
    /// Why the caller is turned away.
    pub fn admit(&self, headers: &HeaderMap) -> Result<Option<Caller>, Refusal> {
        match self {
            Self::Everybody => Ok(None),
            Self::Keys(keys) => keys.now().admit(bearer(headers)?).map(Some),
            Self::Tokens(tokens) => tokens.admit(bearer(headers)?).map(Some),
        }
    }
}

/// The key or token of `Authorization: Bearer …`, which may stand there once.
fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut sent = headers.get_all(AUTHORIZATION);
    let first = sent.next().ok_or(Refusal::Missing)?;
    if sent.next().is_some() {
        return Err(Refusal::Wrong);
    }
    let (scheme, credential) = first.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Refusal::Wrong)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(credential.trim_start()) } else { Err(Refusal::Wrong) }
}

impl Refusal {
    /// It as an error.
    #[must_use]
    pub fn problem(self) -> Problem {
        match self {
            Self::Missing => Problem::new(ProblemCode::Unauthorized, "no bearer key or token was sent"),
            Self::Wrong => Problem::new(ProblemCode::Unauthorized, "the bearer key or token is not taken"),
            Self::Scope => Problem::new(ProblemCode::Forbidden, "the token does not hold the scope"),
        }
    }

    /// `WWW-Authenticate` (RFC 6750).
    #[must_use]
    pub fn challenge(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Missing => "Bearer realm=\"twitch-triage\"",
            Self::Wrong => "Bearer realm=\"twitch-triage\", error=\"invalid_token\"",
            Self::Scope => "Bearer realm=\"twitch-triage\", error=\"insufficient_scope\"",
        })
    }
}
