//! Keys of callers. The file holds their digests only; a key itself is shown once, when it is made.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};
use uuid::Uuid;

use super::{Caller, Refusal};

/// Before the digest of a key in its file.
const DIGEST: &str = "sha256:";

/// Before every key that is made here, so that one that leaked can be found.
const PREFIX: &str = "twitch-triage-";

/// The keys that are taken. Several of one name are fine: that is how a key is changed without a stop.
pub struct ApiKeys(Vec<ApiKey>);

struct ApiKey {
    name: Arc<str>,
    digest: [u8; 32],
}

impl ApiKeys {
    /// Reads the lines `NAME sha256:HEX` of a file; empty lines and those that start with `#` say nothing.
    ///
    /// # Errors
    ///
    /// The numbers of the lines that cannot be read, or that there is no key.
    pub fn read(files: &[Vec<u8>]) -> Result<Self, String> {
        let text = files.first().map(|bytes| str::from_utf8(bytes)).transpose().map_err(|_| "not UTF-8".to_owned())?;
        let lines = text.unwrap_or_default().lines().map(str::trim).enumerate();
        let mut keys = Vec::new();
        let mut faults = Vec::new();
        for (place, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            match ApiKey::read(line) {
                Some(key) => keys.push(key),
                None => faults.push(format!("line {} is not `NAME {DIGEST}` and 64 hex digits", place + 1)),
            }
        }
        match (faults.is_empty(), keys.is_empty()) {
            (false, _) => Err(faults.join("; ")),
            (true, true) => Err("holds no key".to_owned()),
            (true, false) => Ok(Self(keys)),
        }
    }

    /// Whose key this is. All are compared, each in constant time, so that time tells nothing.
    ///
    /// # Errors
    ///
    /// That it is none of them.
    pub fn admit(&self, key: &str) -> Result<Caller, Refusal> {
        let digest: [u8; 32] = Sha256::digest(key).into();
        let mut found = Choice::from(0);
        let mut place = 0_u64;
        for (at, key) in (0..).zip(&self.0) {
            let same = key.digest.ct_eq(&digest);
            place.conditional_assign(&at, same);
            found |= same;
        }
        let known = usize::try_from(place).ok().and_then(|place| self.0.get(place));
        known.filter(|_| found.into()).map(|key| Caller::Key(key.name.clone())).ok_or(Refusal::Wrong)
    }
}

impl ApiKey {
    fn read(line: &str) -> Option<Self> {
        let (name, digest) = line.split_once(char::is_whitespace)?;
        let hex = digest.trim().strip_prefix(DIGEST)?;
        let mut bytes = [0; 32];
        let digest = base16ct::mixed::decode(hex, &mut bytes).ok()?.try_into().ok()?;
        Some(Self { name: name.into(), digest })
    }
}

/// A new key, and its line for the file. It holds 244 random bits, so that a plain digest keeps it safe.
#[must_use]
pub fn new_key(name: &str) -> (String, String) {
    let key = format!("{PREFIX}{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let line = format!("{name} {DIGEST}{}", base16ct::lower::encode_string(&Sha256::digest(&key)));
    (key, line)
}
