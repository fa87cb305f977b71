//! What a request passes before a handler: the bound on requests in flight, access, the rate limit, and the clock.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderValue, WWW_AUTHENTICATE};
use actix_web::middleware::Next;
use actix_web::web::Data;
use ipnet::IpNet;

use super::access::{Access, Caller};
use super::client_address::{client_address, subscriber};
use super::in_flight::Slot;
use super::rate_limit::{Counted, RateLimit, Standing};
use super::reload::Reload;
use crate::answer::problem::ProblemCode;
use crate::http::problem::Problem;
use crate::http::state::HttpState;
use crate::http::timeout::timeout;
use crate::settings::Settings;

/// When to try again after an answer did not begin in time.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// What a request passes.
pub struct Gate {
    access: Access,
    rate_limit: Option<RateLimit>,
    trusted_proxies: Vec<IpNet>,
    max_in_flight: u32,
    handler_timeout: Duration,
    state: Data<HttpState>,
}

impl Gate {
    /// As the settings say.
    ///
    /// # Errors
    ///
    /// What is wrong with a file.
    pub fn of(settings: &Settings, state: Data<HttpState>) -> Result<Self, String> {
        Ok(Self {
            access: Access::of(&settings.access)?,
            rate_limit: RateLimit::per_minute(settings.limits.rate_limit_per_minute),
            trusted_proxies: settings.limits.trusted_proxies.clone(),
            max_in_flight: settings.limits.max_in_flight,
            handler_timeout: Duration::from_millis(settings.limits.handler_timeout_ms),
            state,
        })
    }

    /// Forgets callers who are gone, now and then.
    pub fn forget(&self) {
        self.rate_limit.iter().for_each(RateLimit::forget);
    }

    /// What is to be read again now and then.
    pub fn reloads(&self) -> Option<Arc<dyn Reload>> {
        self.access.reloads()
    }

    /// Lets a request through, or answers it.
    ///
    /// # Errors
    ///
    /// That the answer did not begin in time.
    pub async fn pass(
        &self,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        let slot = match self.slot(request.path()) {
            Ok(slot) => slot,
            Err(problem) => return Ok(request.error_response(problem).map_into_boxed_body()),
        };
        let standing = match self.admit(&request) {
            Ok(standing) => standing,
            Err(refused) => return Ok(refused.answer(request)),
        };
        let mut response =
            timeout(self.handler_timeout, next.call(request)).await.ok_or_else(late)??.map_into_boxed_body();
        if let Some(standing) = standing {
            standing.tell(response.headers_mut());
        }
        Ok(match slot {
            Some(slot) => slot.hold(response),
            None => response,
        })
    }

    /// A place among the requests in flight; those of operations need none.
    fn slot(&self, path: &str) -> Result<Option<Slot>, Problem> {
        if !self.state.routes.access(path).is_limited() {
            Ok(None)
        } else {
            Slot::take(&self.state.metrics, self.max_in_flight).map(Some)
        }
    }

    /// Whether a request may come in, and how its caller stands then.
    fn admit(&self, request: &ServiceRequest) -> Result<Option<Standing>, Box<Refused>> {
        let access = self.state.routes.access(request.path());
        let caller = if access.needs_key() { self.access.admit(request.headers()) } else { Ok(None) };
        let standing = match &self.rate_limit {
            // Who is turned away is counted too, so that nobody tries keys without end.
            Some(limit) if access.is_limited() => {
                Some(self.count(limit, caller.as_ref().ok().and_then(Option::as_ref), request)?)
            }
            _ => None,
        };
        match caller {
            Ok(_) => Ok(standing),
            Err(refusal) => {
                Err(Box::new(Refused { problem: refusal.problem(), challenge: Some(refusal.challenge()), standing }))
            }
        }
    }

    fn count(
        &self,
        limit: &RateLimit,
        caller: Option<&Caller>,
        request: &ServiceRequest,
    ) -> Result<Standing, Box<Refused>> {
        let counted = match caller {
            Some(caller) => Counted::Known(caller.clone()),
            None => Counted::Address(self.address(request)),
        };
        limit.count(&counted).map_err(|problem| {
            self.state.metrics.rate_limited.inc();
            Box::new(Refused { problem, challenge: None, standing: Some(limit.exhausted()) })
        })
    }

    fn address(&self, request: &ServiceRequest) -> IpAddr {
        let peer = request.peer_addr().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.ip());
        subscriber(client_address(peer, request.headers(), &self.trusted_proxies))
    }
}

/// A request that does not come in.
struct Refused {
    problem: Problem,
    challenge: Option<HeaderValue>,
    standing: Option<Standing>,
}

impl Refused {
    fn answer(self, request: ServiceRequest) -> ServiceResponse<BoxBody> {
        let mut response = request.error_response(self.problem).map_into_boxed_body();
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        if let Some(standing) = self.standing {
            standing.tell(response.headers_mut());
        }
        response
    }
}

fn late() -> Problem {
    Problem::new(ProblemCode::Overloaded, "the answer did not begin in time").retry_after(RETRY_AFTER)
}
