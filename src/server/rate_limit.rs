//! How many requests a minute one caller may send.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::{StateInformationMiddleware, StateSnapshot};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::access::caller::Caller;
use crate::answer::problem::ProblemCode;
use crate::http::problem::Problem;

/// What a caller has left (draft-ietf-httpapi-ratelimit-headers-10).
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// The quota of each caller.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The window of the quota, in seconds.
const WINDOW_S: u32 = 60;

/// By what requests are counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RateLimitKey {
    /// An authenticated caller.
    Caller(Caller),
    /// Anybody else, by address.
    Address(IpAddr),
}

/// The limit, with what each caller has left.
pub struct RateLimit {
    quota: u32,
    limiter: RateLimiter<RateLimitKey, HashMapStateStore<RateLimitKey>, DefaultClock, StateInformationMiddleware>,
}

/// What a caller has left after a request.
pub struct RateLimitStatus {
    quota: u32,
    remaining: u32,
}

impl RateLimit {
    /// A limit of some requests a minute; none for 0.
    #[must_use]
    pub fn per_minute(quota: u32) -> Option<Self> {
        let limiter = RateLimiter::hashmap(Quota::per_minute(NonZeroU32::new(quota)?)).with_middleware();
        Some(Self { quota, limiter })
    }

    /// Counts a request.
    ///
    /// # Errors
    ///
    /// That the caller must wait, and how long.
    pub fn check(&self, key: &RateLimitKey) -> Result<RateLimitStatus, Problem> {
        let status = |snapshot: StateSnapshot| RateLimitStatus {
            quota: self.quota,
            remaining: snapshot.remaining_burst_capacity(),
        };
        self.limiter.check_key(key).map(status).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            let detail = format!("more than {} requests a minute", self.quota);
            Problem::new(ProblemCode::RateLimited, detail).retry_after(wait + Duration::from_secs(1))
        })
    }

    /// The status of a caller with nothing left.
    #[must_use]
    pub fn exhausted(&self) -> RateLimitStatus {
        RateLimitStatus { quota: self.quota, remaining: 0 }
    }

    /// Removes callers who have their whole quota again.
    pub fn remove_idle(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

impl RateLimitStatus {
    /// Writes the headers of the draft.
    pub fn write_headers(&self, headers: &mut HeaderMap) {
        let used = u64::from(self.quota.saturating_sub(self.remaining));
        let until_full = (used * u64::from(WINDOW_S)).div_ceil(u64::from(self.quota));
        let fields = [
            (RATE_LIMIT_POLICY, format!("\"caller\";q={};w={WINDOW_S}", self.quota)),
            (RATE_LIMIT, format!("\"caller\";r={};t={until_full}", self.remaining)),
        ];
        for (name, value) in fields {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}
