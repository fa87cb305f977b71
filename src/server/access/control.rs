//! Access control as the settings define it.

use std::sync::Arc;

use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName};

use super::api_key::{ApiKeys, is_key};
use super::caller::{AccessDenied, Caller};
use super::token::TokenVerifier;
use crate::server::reload::{Reload, ReloadedFiles};
use crate::settings::AccessSettings;

/// Who may call.
pub enum AccessControl {
    /// Everybody.
    Everybody,
    /// Callers with an API key.
    ApiKeys(Arc<ReloadedFiles<ApiKeys>>),
    /// Callers with a token.
    Tokens(Arc<TokenVerifier>),
}

impl AccessControl {
    /// Loads the key files that the settings name.
    ///
    /// # Errors
    ///
    /// Why a file cannot be loaded.
    pub fn load(settings: &AccessSettings) -> Result<Self, String> {
        match (&settings.api_keys, &settings.jwks) {
            (Some(file), _) => {
                let keys = ReloadedFiles::load_failing_closed(
                    vec![file.clone()],
                    Box::new(ApiKeys::parse),
                    settings.key_grace(),
                    ApiKeys::is_empty,
                )?;
                Ok(Self::ApiKeys(Arc::new(keys)))
            }
            (None, Some(file)) => Ok(Self::Tokens(Arc::new(TokenVerifier::load(file, settings)?))),
            (None, None) => Ok(Self::Everybody),
        }
    }

    /// The key file, to be reloaded when it changes.
    #[must_use]
    pub fn reloadable(&self) -> Option<Arc<dyn Reload>> {
        match self {
            Self::Everybody => None,
            Self::ApiKeys(keys) => Some(keys.clone()),
            Self::Tokens(tokens) => Some(tokens.clone()),
        }
    }

    /// Authenticates a caller; `None` where no credential is required.
    ///
    /// # Errors
    ///
    /// Why the caller is refused.
    pub fn authenticate(&self, headers: &HeaderMap) -> Result<Option<Caller>, AccessDenied> {
        match self {
            Self::Everybody => Ok(None),
            Self::ApiKeys(keys) => {
                let credential = bearer(headers)?;
                let caller = keys.current().authenticate(credential);
                caller.map(Some).map_err(|denied| of_kind(denied, is_token(credential), AccessDenied::TokenForKey))
            }
            Self::Tokens(tokens) => {
                let credential = bearer(headers)?;
                let caller = tokens.authenticate(credential);
                caller.map(Some).map_err(|denied| of_kind(denied, is_key(credential), AccessDenied::KeyForToken))
            }
        }
    }
}

/// Headers in which other services expect a key.
const OTHER_HEADERS: [HeaderName; 4] = [
    HeaderName::from_static("x-api-key"),
    HeaderName::from_static("api-key"),
    HeaderName::from_static("apikey"),
    HeaderName::from_static("x-auth-token"),
];

/// The credential of `Authorization: Bearer …`; a repeated header is refused.
pub(super) fn bearer(headers: &HeaderMap) -> Result<&str, AccessDenied> {
    let mut values = headers.get_all(AUTHORIZATION);
    let Some(value) = values.next() else {
        let elsewhere = OTHER_HEADERS.iter().any(|name| headers.contains_key(name));
        return Err(if elsewhere { AccessDenied::NotBearer } else { AccessDenied::MissingCredential });
    };
    if values.next().is_some() {
        return Err(AccessDenied::InvalidCredential);
    }
    let parts = value.to_str().ok().and_then(|text| text.split_once(' '));
    let (scheme, credential) = parts.ok_or(AccessDenied::NotBearer)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(credential.trim_start()) } else { Err(AccessDenied::NotBearer) }
}

/// Whether a credential has the form of a signed token: three parts between dots, the first of which begins an object.
fn is_token(credential: &str) -> bool {
    credential.starts_with("eyJ") && credential.split('.').count() == 3
}

/// The same refusal, or that the credential is not of the kind that is accepted.
fn of_kind(denied: AccessDenied, other_kind: bool, refusal: AccessDenied) -> AccessDenied {
    if denied == AccessDenied::InvalidCredential && other_kind { refusal } else { denied }
}
