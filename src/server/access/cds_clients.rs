//! Record systems that call CDS Hooks with tokens of their own. Nothing is fetched: their public keys come from files.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::http::header::HeaderMap;
use jsonwebtoken::{Validation, decode, decode_header};
use serde::Deserialize;

use super::caller::{AccessDenied, Caller};
use super::control::bearer;
use super::token::{PublicKey, parse_key_set, select_key};
use crate::server::reload::{Reload, ReloadedFiles};
use crate::settings::{AccessSettings, file};

/// A token may be valid for so long, in seconds (CDS Hooks: five minutes).
const LONGEST_VALIDITY_S: u64 = 300;

/// The longest id of a token, in bytes.
const LONGEST_TOKEN_ID: usize = 128;

/// The record systems that are known.
pub struct CdsClients {
    clients: ReloadedFiles<Vec<CdsClient>>,
    public_url: String,
    leeway_s: u64,
}

/// A record system.
struct CdsClient {
    name: Arc<str>,
    issuer: String,
    tenants: Vec<String>,
    keys: Vec<PublicKey>,
}

/// The file that lists them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientsFile {
    client: Vec<ClientText>,
}

/// A record system, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientText {
    name: String,
    issuer: String,
    jwks: PathBuf,
    #[serde(default)]
    tenants: Vec<String>,
}

/// The claims that are read besides those that the library checks.
#[derive(Deserialize)]
struct Claims {
    exp: u64,
    iat: u64,
    jti: String,
    #[serde(default)]
    tenant: Option<String>,
}

impl CdsClients {
    /// Loads the file of record systems, and the key file of each, which stands beside it.
    ///
    /// # Errors
    ///
    /// Why a file cannot be loaded.
    pub fn load(list: &Path, public_url: &str, settings: &AccessSettings) -> Result<Self, String> {
        let text = file::read(list).map_err(|error| error.to_string())?;
        let listed = parse_list(&text).map_err(|fault| format!("`{}`: {fault}", list.display()))?;
        let folder = list.parent().unwrap_or(Path::new(""));
        let names: Vec<PathBuf> = listed.into_iter().map(|client| client.jwks).collect();
        let files = std::iter::once(list.to_owned()).chain(names.iter().map(|name| folder.join(name))).collect();
        Ok(Self {
            clients: ReloadedFiles::load_failing_closed(
                files,
                Box::new(move |files| parse(files, &names)),
                settings.key_grace(),
                Vec::is_empty,
            )?,
            public_url: public_url.to_owned(),
            leeway_s: settings.jwt_leeway_s,
        })
    }

    /// Whose token a request for a path has.
    ///
    /// # Errors
    ///
    /// That it has none, or none that is accepted.
    pub fn authenticate(&self, headers: &HeaderMap, path: &str) -> Result<Caller, AccessDenied> {
        let token = bearer(headers)?;
        let audience = format!("{}{path}", self.public_url);
        let clients = self.clients.current();
        let known = clients.iter().find(|client| client.signed(token, &audience, self.leeway_s));
        known.map(|client| Caller::Client(client.name.clone())).ok_or(AccessDenied::InvalidCredential)
    }
}

impl Reload for CdsClients {
    fn reload(&self) {
        self.clients.reload();
    }

    fn is_stale(&self) -> bool {
        self.clients.is_stale()
    }
}

impl CdsClient {
    /// Whether this record system signed a token for this audience, and just now.
    fn signed(&self, token: &str, audience: &str, leeway_s: u64) -> bool {
        let Ok(header) = decode_header(token) else { return false };
        if header.typ.as_deref() != Some("JWT") || header.crit.is_some() || header.kid.is_none() {
            return false;
        }
        let Some(key) = select_key(&self.keys, header.kid.as_deref(), header.alg) else { return false };
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        validation.leeway = leeway_s;
        let Ok(token) = decode::<Claims>(token, &key.key, &validation) else { return false };
        let Claims { exp, iat, jti, tenant } = token.claims;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map(|now| now.as_secs()).unwrap_or_default();
        let is_of_tenant = || tenant.is_some_and(|tenant| self.tenants.contains(&tenant));
        iat <= now.saturating_add(leeway_s)
            && exp.saturating_sub(iat) <= LONGEST_VALIDITY_S
            && (1..=LONGEST_TOKEN_ID).contains(&jti.len())
            && (self.tenants.is_empty() || is_of_tenant())
    }
}

fn parse_list(text: &[u8]) -> Result<Vec<ClientText>, String> {
    let text = str::from_utf8(text).map_err(|_| "not UTF-8".to_owned())?;
    let list: ClientsFile = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    Ok(list.client)
}

/// The record systems with their keys. Which key files there are is settled at start.
fn parse(files: &[Vec<u8>], names: &[PathBuf]) -> Result<Vec<CdsClient>, String> {
    let (list, key_sets) = files.split_first().ok_or_else(|| "no file".to_owned())?;
    let listed = parse_list(list)?;
    if !listed.iter().map(|client| &client.jwks).eq(names) {
        return Err("names other key files than at start".to_owned());
    }
    let clients = listed.into_iter().zip(key_sets).map(|(client, key_set)| {
        let keys = parse_key_set(key_set).map_err(|fault| format!("the keys of a client: {fault}"))?;
        let ClientText { name, issuer, tenants, .. } = client;
        Ok(CdsClient { name: name.into(), issuer, tenants, keys })
    });
    clients.collect()
}
