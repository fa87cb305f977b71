//! Those who sign tokens, with real keys.

use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256};
use serde_json::{Value, json};

/// Who signs with one key.
pub struct Issuer {
    pub id: &'static str,
    pub algorithm: Algorithm,
    pub key: EncodingKey,
}

impl Issuer {
    pub fn new(id: &'static str, algorithm: Algorithm) -> Self {
        let pair = |kind| KeyPair::generate_for(kind).expect("a key").serialize_der();
        let key = match algorithm {
            Algorithm::ES256 => EncodingKey::from_ec_der(&pair(&PKCS_ECDSA_P256_SHA256)),
            Algorithm::ES384 => EncodingKey::from_ec_der(&pair(&PKCS_ECDSA_P384_SHA384)),
            Algorithm::EdDSA => EncodingKey::from_ed_der(&without_public_key(&pair(&PKCS_ED25519))),
            Algorithm::HS256 => EncodingKey::from_secret(&[7; 32]),
            _ => EncodingKey::from_rsa_pem(
                KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key").serialize_pem().as_bytes(),
            )
            .expect("a key"),
        };
        Self { id, algorithm, key }
    }

    /// The public key as it stands in a file.
    pub fn public(&self) -> Value {
        let mut key = Jwk::from_encoding_key(&self.key, self.algorithm).expect("a public key");
        key.common.key_id = Some(self.id.to_owned());
        key.common.public_key_use = Some(PublicKeyUse::Signature);
        serde_json::to_value(key).expect("JSON")
    }

    /// A token with these claims.
    pub fn token(&self, claims: &Value) -> String {
        self.token_with(claims, |_| {})
    }

    /// A token with these claims and another header.
    pub fn token_with(&self, claims: &Value, change: impl FnOnce(&mut Header)) -> String {
        let mut header = Header { kid: Some(self.id.to_owned()), ..Header::new(self.algorithm) };
        change(&mut header);
        encode(&header, claims, &self.key).expect("a token")
    }
}

/// An Ed25519 key in the older form of PKCS #8 (RFC 5208), the one from which a public key is derived here.
fn without_public_key(key: &[u8]) -> Vec<u8> {
    [&[0x30, 0x2e, 0x02, 0x01, 0x00], &key[5..48]].concat()
}

/// A file of public keys.
pub fn key_set(issuers: &[&Issuer]) -> String {
    json!({ "keys": issuers.iter().map(|issuer| issuer.public()).collect::<Vec<_>>() }).to_string()
}

/// Claims of a token that is taken: issuer `clinic`, audience `twitch-triage`, for another minute, with a scope.
pub fn claims() -> Value {
    json!({ "iss": "clinic", "aud": "twitch-triage", "sub": "app", "exp": now() + 60, "scope": "read triage" })
}

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}
