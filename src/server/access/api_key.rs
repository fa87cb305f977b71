//! API keys. The file holds their digests only; a key itself is shown once, when it is made.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};
use uuid::Uuid;

use super::caller::{AccessDenied, Caller};

/// The prefix of a digest in the file.
const DIGEST: &str = "sha256:";

/// The prefix of every key that is made here, so that a leaked one can be found.
const PREFIX: &str = "twitch-triage-";

/// The accepted keys, of which there may be none. Several may share a name: that is how a key is replaced without a restart.
#[derive(Default)]
pub struct ApiKeys(Vec<ApiKey>);

struct ApiKey {
    name: Arc<str>,
    digest: [u8; 32],
}

impl ApiKeys {
    /// Parses the lines `NAME sha256:HEX` of a file; empty lines and lines that start with `#` are skipped.
    ///
    /// # Errors
    ///
    /// The numbers of the invalid lines.
    pub fn parse(files: &[Vec<u8>]) -> Result<Self, String> {
        let text = files.first().map(|bytes| str::from_utf8(bytes)).transpose().map_err(|_| "not UTF-8".to_owned())?;
        let lines = text.unwrap_or_default().lines().map(str::trim).enumerate();
        let mut keys = Vec::new();
        let mut faults = Vec::new();
        for (index, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            match ApiKey::parse(line) {
                Some(key) => keys.push(key),
                None => faults.push(format!("line {} is not `NAME {DIGEST}` and 64 hex digits", index + 1)),
            }
        }
        if faults.is_empty() { Ok(Self(keys)) } else { Err(faults.join("; ")) }
    }

    /// Whether nobody has a key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whose key this is. All are compared, each in constant time, so that the time reveals nothing.
    ///
    /// # Errors
    ///
    /// That it is none of them.
    pub fn authenticate(&self, key: &str) -> Result<Caller, AccessDenied> {
        let digest: [u8; 32] = Sha256::digest(key).into();
        let mut found = Choice::from(0);
        let mut matching = 0_u64;
        for (index, key) in (0..).zip(&self.0) {
            let same = key.digest.ct_eq(&digest);
            matching.conditional_assign(&index, same);
            found |= same;
        }
        let known = usize::try_from(matching).ok().and_then(|index| self.0.get(index));
        known.filter(|_| found.into()).map(|key| Caller::Key(key.name.clone())).ok_or(AccessDenied::InvalidCredential)
    }
}

impl ApiKey {
    fn parse(line: &str) -> Option<Self> {
        let (name, digest) = line.split_once(char::is_whitespace)?;
        let hex = digest.trim().strip_prefix(DIGEST)?;
        let mut bytes = [0; 32];
        let digest = base16ct::mixed::decode(hex, &mut bytes).ok()?.try_into().ok()?;
        Some(Self { name: name.into(), digest })
    }
}

/// Whether a credential has the form of a key that is made here.
#[must_use]
pub fn is_key(credential: &str) -> bool {
    credential.starts_with(PREFIX)
}

/// A new key, and its line for the file. It holds 244 random bits, so that a plain digest keeps it safe.
#[must_use]
pub fn new_key(name: &str) -> (String, String) {
    let key = format!("{PREFIX}{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let line = format!("{name} {DIGEST}{}", base16ct::lower::encode_string(&Sha256::digest(&key)));
    (key, line)
}
