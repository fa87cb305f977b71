//! Bearer tokens (JWT), verified against public keys in a file (JWKS). Nothing is fetched.

use std::path::Path;
use std::sync::Arc;

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use super::{Caller, Refusal};
use crate::server::reload::{Reload, Reloaded};
use crate::settings::AccessSettings;

/// Asymmetric algorithms: who can verify a token cannot make one.
const TAKEN: &[Algorithm] = &[
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

/// The tokens that are taken.
pub struct Tokens {
    keys: Reloaded<Vec<Key>>,
    issuer: String,
    audience: String,
    scope: Option<String>,
    leeway_s: u64,
}

/// A public key.
struct Key {
    id: Option<String>,
    /// The one algorithm that its file names for it, if it names one.
    algorithm: Option<Algorithm>,
    key: DecodingKey,
}

/// What is read of a token.
#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    sub: String,
    #[serde(default)]
    scope: String,
}

impl Tokens {
    /// Reads the public keys.
    ///
    /// # Errors
    ///
    /// What is wrong with their file.
    pub fn load(file: &Path, settings: &AccessSettings) -> Result<Self, String> {
        Ok(Self {
            keys: Reloaded::load(vec![file.to_owned()], Box::new(read_keys))?,
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
    /// That it is not valid, or does not hold the scope.
    pub fn admit(&self, token: &str) -> Result<Caller, Refusal> {
        let header = decode_header(token).map_err(|_| Refusal::Wrong)?;
        let keys = self.keys.now();
        let key = key_of(&keys, header.kid.as_deref(), header.alg).ok_or(Refusal::Wrong)?;
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        validation.leeway = self.leeway_s;
        let claims = decode::<Claims>(token, &key.key, &validation).map_err(|_| Refusal::Wrong)?.claims;
        let held = |scope: &String| claims.scope.split(' ').any(|held| held == scope);
        if !self.scope.as_ref().is_none_or(held) {
            return Err(Refusal::Scope);
        }
        Ok(Caller::Subject(Arc::from(claims.sub)))
    }
}

impl Reload for Tokens {
    fn reload(&self) {
        self.keys.reload();
    }
}

/// The key that a token names; one that names none can only mean the only one.
fn key_of<'k>(keys: &'k [Key], id: Option<&str>, algorithm: Algorithm) -> Option<&'k Key> {
    let key = match (id, keys) {
        (Some(id), _) => keys.iter().find(|key| key.id.as_deref() == Some(id)),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    key.filter(|key| TAKEN.contains(&algorithm) && key.algorithm.is_none_or(|own| own == algorithm))
}

fn read_keys(files: &[Vec<u8>]) -> Result<Vec<Key>, String> {
    let file = files.first().map(Vec::as_slice).unwrap_or_default();
    let set: JwkSet = serde_json::from_slice(file).map_err(|_| "not a JSON Web Key Set".to_owned())?;
    let signing = set.keys.iter().filter(|key| !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption)));
    let keys = signing.zip(1..).map(|(key, place)| read_key(key).map_err(|fault| format!("key {place} {fault}")));
    let keys: Vec<Key> = keys.collect::<Result<_, _>>()?;
    if keys.is_empty() { Err("holds no key".to_owned()) } else { Ok(keys) }
}

fn read_key(jwk: &Jwk) -> Result<Key, String> {
    if matches!(jwk.algorithm, AlgorithmParameters::OctetKey(_)) {
        return Err("is symmetric: who can verify with it can also sign".to_owned());
    }
    let named = jwk.common.key_algorithm.map(|algorithm| algorithm.to_string().parse::<Algorithm>());
    let algorithm = match named {
        Some(Ok(algorithm)) if TAKEN.contains(&algorithm) => Some(algorithm),
        None => None,
        _ => return Err("names an algorithm that is not taken".to_owned()),
    };
    let key = DecodingKey::from_jwk(jwk).map_err(|_| "cannot be read".to_owned())?;
    Ok(Key { id: jwk.common.key_id.clone(), algorithm, key })
}
