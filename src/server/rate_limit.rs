//! How many requests a minute one caller may send.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::{StateInformationMiddleware, StateSnapshot};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::access::Caller;
use crate::answer::problem::ProblemCode;
use crate::http::problem::Problem;

/// How much a caller has left (draft-ietf-httpapi-ratelimit-headers-10).
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// What there is for each caller.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Seconds of the window to which the quota belongs.
const WINDOW_S: u32 = 60;

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Counted {
    /// A caller who is known.
    Known(Caller),
    /// Anybody else, by address.
    Address(IpAddr),
}

/// The limit, with what each caller has left of it.
pub struct RateLimit {
    quota: u32,
    limiter: RateLimiter<Counted, HashMapStateStore<Counted>, DefaultClock, StateInformationMiddleware>,
}

/// How a caller stands after a request.
pub struct Standing {
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
    pub fn count(&self, counted: &Counted) -> Result<Standing, Problem> {
        let standing =
            |snapshot: StateSnapshot| Standing { quota: self.quota, remaining: snapshot.remaining_burst_capacity() };
        self.limiter.check_key(counted).map(standing).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            let detail = format!("more than {} requests a minute", self.quota);
            Problem::new(ProblemCode::RateLimited, detail).retry_after(wait + Duration::from_secs(1))
        })
    }

    /// How a caller stands who has nothing left.
    #[must_use]
    pub fn exhausted(&self) -> Standing {
        Standing { quota: self.quota, remaining: 0 }
    }

    /// Forgets callers who have all of their quota again.
    pub fn forget(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

impl Standing {
    /// Says it in the headers of an answer.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let used = u64::from(self.quota.saturating_sub(self.remaining));
        let until_full = (used * u64::from(WINDOW_S)).div_ceil(u64::from(self.quota));
        let lines = [
            (RATE_LIMIT_POLICY, format!("\"caller\";q={};w={WINDOW_S}", self.quota)),
            (RATE_LIMIT, format!("\"caller\";r={};t={until_full}", self.remaining)),
        ];
        for (name, line) in lines {
            if let Ok(line) = HeaderValue::from_str(&line) {
                headers.insert(name, line);
            }
        }
    }
}
