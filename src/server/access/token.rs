//! Bearer tokens (JWT), verified against public keys in a file (JWKS). Nothing is fetched.

use std::path::Path;
use std::sync::Arc;

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;

use super::caller::{AccessDenied, Caller};
use crate::server::reload::{Reload, ReloadedFiles};
use crate::settings::AccessSettings;

/// Asymmetric algorithms: who can verify a token cannot make one.
const ACCEPTED_ALGORITHMS: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Verifies tokens.
pub struct TokenVerifier {
    keys: ReloadedFiles<Vec<PublicKey>>,
    issuer: String,
    audience: String,
    scope: Option<String>,
    leeway_s: u64,
}

/// A public key.
pub(super) struct PublicKey {
    id: Option<String>,
    /// The only algorithm for which the file allows it, if it names one.
    algorithm: Option<Algorithm>,
    pub(super) key: DecodingKey,
}

/// A JSON Web Key Set.
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

/// The claims that are used.
#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    sub: String,
    #[serde(default)]
    scope: String,
}

impl TokenVerifier {
    /// Loads the public keys.
    ///
    /// # Errors
    ///
    /// Why their file cannot be loaded.
    pub fn load(file: &Path, settings: &AccessSettings) -> Result<Self, String> {
        Ok(Self {
            keys: ReloadedFiles::load_failing_closed(
                vec![file.to_owned()],
                Box::new(|files| parse_key_set(files.first().map(Vec::as_slice).unwrap_or_default())),
                settings.key_grace(),
                Vec::is_empty,
            )?,
            issuer: settings.jwt_issuer.clone().unwrap_or_default(),
            audience: settings.jwt_audience.clone().unwrap_or_default(),
            scope: settings.jwt_scope.clone(),
            leeway_s: settings.jwt_leeway_s,
        })
    }

    /// Whose token this is.
    ///
    /// # Errors
    ///
    /// That it is not valid, or lacks the scope.
    pub fn authenticate(&self, token: &str) -> Result<Caller, AccessDenied> {
        let header = decode_header(token).map_err(|_| AccessDenied::InvalidCredential)?;
        // No extension is supported, so none may be critical (RFC 7515, `crit`).
        if header.crit.is_some() {
            return Err(AccessDenied::InvalidCredential);
        }
        let keys = self.keys.current();
        let key = select_key(&keys, header.kid.as_deref(), header.alg).ok_or(AccessDenied::InvalidCredential)?;
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        validation.leeway = self.leeway_s;
        let claims =
            decode::<Claims>(token, &key.key, &validation).map_err(|_| AccessDenied::InvalidCredential)?.claims;
        let has_scope = |scope: &String| claims.scope.split(' ').any(|granted| granted == scope);
        if !self.scope.as_ref().is_none_or(has_scope) {
            return Err(AccessDenied::InsufficientScope);
        }
        Ok(Caller::Subject(Arc::from(claims.sub)))
    }
}

impl Reload for TokenVerifier {
    fn reload(&self) {
        self.keys.reload();
    }

    fn is_stale(&self) -> bool {
        self.keys.is_stale()
    }
}

/// The key that a token names; a token without a key id can only mean a single key.
pub(super) fn select_key<'k>(keys: &'k [PublicKey], id: Option<&str>, algorithm: Algorithm) -> Option<&'k PublicKey> {
    let key = match (id, keys) {
        (Some(id), _) => keys.iter().find(|key| key.id.as_deref() == Some(id)),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    key.filter(|key| ACCEPTED_ALGORITHMS.contains(&algorithm) && key.algorithm.is_none_or(|own| own == algorithm))
}

/// Reads a JSON Web Key Set; keys of another kind are ignored.
pub(super) fn parse_key_set(file: &[u8]) -> Result<Vec<PublicKey>, String> {
    let set: KeySet = serde_json::from_slice(file).map_err(|_| "not a JSON Web Key Set".to_owned())?;
    // A key of an unknown type or curve, or without a member that it needs, is ignored (RFC 7517).
    let known = set.keys.iter().zip(1..).filter_map(|(key, place)| Some((Jwk::deserialize(key).ok()?, place)));
    let signing = known.filter(|(key, _)| !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption)));
    let keys = signing.map(|(key, place)| parse_key(&key).map_err(|fault| format!("key {place} {fault}")));
    keys.filter_map(Result::transpose).collect()
}

/// The key; none of a type, curve or algorithm that is not known here. One with which others could sign is a fault.
fn parse_key(jwk: &Jwk) -> Result<Option<PublicKey>, String> {
    if matches!(jwk.algorithm, AlgorithmParameters::OctetKey(_)) {
        return Err("is symmetric: who can verify with it can also sign".to_owned());
    }
    let named = jwk.common.key_algorithm.map(|algorithm| algorithm.to_string().parse::<Algorithm>());
    let algorithm = match named {
        Some(Ok(algorithm)) if ACCEPTED_ALGORITHMS.contains(&algorithm) => Some(algorithm),
        Some(Ok(_)) => return Err("names an algorithm that is not accepted".to_owned()),
        Some(Err(_)) => return Ok(None),
        None => None,
    };
    let key = DecodingKey::from_jwk(jwk).ok();
    Ok(key.map(|key| PublicKey { id: jwk.common.key_id.clone(), algorithm, key }))
}
