//! What a request must pass before a handler runs: the bound on requests in flight, access control, the rate limit and
//! the time-out.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderValue, WWW_AUTHENTICATE};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _};
use ipnet::IpNet;

use super::access::caller::{AccessDenied, Caller};
use super::access::cds_clients::CdsClients;
use super::access::control::AccessControl;
use super::admitted_body::hold_until_sent;
use super::client_address::{client_address, subscriber_network};
use super::client_progress::ClientProgress;
use super::in_flight::InFlightPermit;
use super::path_check;
use super::rate_limit::{RateLimit, RateLimitKey, RateLimitStatus};
use super::reload::Reload;
use crate::answer::problem::ProblemCode;
use crate::http::error_form::CDS_SERVICES;
use crate::http::problem::Problem;
use crate::http::rate_meter::RateMeter;
use crate::http::state::HttpState;
use crate::http::timeout::timeout;
use crate::settings::Settings;

/// When to try again after an answer did not begin in time.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Decides which requests reach a handler.
pub struct Admission {
    access: AccessControl,
    cds_clients: Option<Arc<CdsClients>>,
    rate_limit: Option<Arc<RateLimit>>,
    trusted_proxies: Vec<IpNet>,
    max_in_flight: u32,
    handler_timeout: Duration,
    state: Data<HttpState>,
}

impl Admission {
    /// Admission as the settings define it, for those who have access.
    pub fn new(
        access: AccessControl,
        cds_clients: Option<Arc<CdsClients>>,
        settings: &Settings,
        state: Data<HttpState>,
    ) -> Self {
        Self {
            access,
            cds_clients,
            rate_limit: RateLimit::per_minute(settings.limits.rate_limit_per_minute).map(Arc::new),
            trusted_proxies: settings.limits.trusted_proxies.clone(),
            max_in_flight: settings.limits.max_in_flight,
            handler_timeout: Duration::from_millis(settings.limits.handler_timeout_ms),
            state,
        }
    }

    /// Removes idle callers from the rate limit; called periodically.
    pub fn remove_idle_callers(&self) {
        self.rate_limit.iter().for_each(|limit| limit.remove_idle());
    }

    /// The key files, to be reloaded when they change.
    pub fn reloadable(&self) -> impl Iterator<Item = Arc<dyn Reload>> {
        let clients = self.cds_clients.clone().map(|clients| clients as Arc<dyn Reload>);
        self.access.reloadable().into_iter().chain(clients)
    }

    /// Passes an admitted request on, or answers it.
    ///
    /// # Errors
    ///
    /// That the answer did not begin in time.
    pub async fn handle(
        &self,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        let admitted = path_check::check(request.uri().path()).and_then(|()| self.permit(request.path()));
        let permit = match admitted {
            Ok(permit) => permit,
            Err(problem) => return Ok(request.error_response(problem).map_into_boxed_body()),
        };
        let progress = request.request().conn_data::<ClientProgress>().cloned();
        let response = match self.check(&request) {
            Ok(status) => self.call(request, next, status).await?,
            Err(refusal) => refusal.respond(request),
        };
        Ok(match permit {
            Some(permit) => hold_until_sent(permit, response, progress),
            None => response,
        })
    }

    async fn call(
        &self,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
        status: Option<RateLimitStatus>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        let outcome = timeout(self.handler_timeout, next.call(request)).await;
        let mut response = outcome.ok_or_else(handler_timeout)??.map_into_boxed_body();
        if let Some(status) = status {
            status.write_headers(response.headers_mut());
        }
        Ok(response)
    }

    /// A permit among the requests in flight; health and metrics need none.
    fn permit(&self, path: &str) -> Result<Option<InFlightPermit>, Problem> {
        if self.state.routes.access(path).is_limited() {
            InFlightPermit::acquire(&self.state.metrics, self.max_in_flight).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Checks credential and rate limit.
    fn check(&self, request: &ServiceRequest) -> Result<Option<RateLimitStatus>, Box<Refusal>> {
        let access = self.state.routes.access(request.path());
        let caller = if access.needs_key() { self.authenticate(request) } else { Ok(None) };
        let status = match &self.rate_limit {
            // Refused callers are counted on every path, so that nobody tries keys without end.
            Some(limit) if access.is_limited() || caller.is_err() => {
                Some(self.check_rate(limit, caller.as_ref().ok().and_then(Option::as_ref), request)?)
            }
            _ => None,
        };
        match caller {
            Ok(_) => Ok(status),
            Err(denied) => {
                Err(Box::new(Refusal { problem: denied.problem(), challenge: Some(denied.challenge()), status }))
            }
        }
    }

    /// Who calls. Record systems with tokens of their own are known under the paths of CDS Hooks only; keys and tokens for
    /// everything are known there too.
    fn authenticate(&self, request: &ServiceRequest) -> Result<Option<Caller>, AccessDenied> {
        let is_of_hooks = request.path().starts_with(CDS_SERVICES);
        match self.cds_clients.as_ref().filter(|_| is_of_hooks) {
            Some(clients) => match clients.authenticate(request.headers(), request.path()) {
                Err(denied) if matches!(self.access, AccessControl::Everybody) => Err(denied),
                Err(_) => self.access.authenticate(request.headers()),
                Ok(caller) => Ok(Some(caller)),
            },
            None => self.access.authenticate(request.headers()),
        }
    }

    fn check_rate(
        &self,
        limit: &Arc<RateLimit>,
        caller: Option<&Caller>,
        request: &ServiceRequest,
    ) -> Result<RateLimitStatus, Box<Refusal>> {
        let key = match caller {
            Some(caller) => RateLimitKey::Caller(caller.clone()),
            None => RateLimitKey::Address(self.address(request)),
        };
        let status = limit.check(&key).map_err(|problem| {
            self.state.metrics.rate_limited.inc();
            Box::new(Refusal { problem, challenge: None, status: Some(limit.exhausted()) })
        })?;
        let limit = limit.clone();
        request.extensions_mut().insert(RateMeter::new(move || limit.check(&key).map(|_| ())));
        Ok(status)
    }

    fn address(&self, request: &ServiceRequest) -> IpAddr {
        let peer = request.peer_addr().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.ip());
        subscriber_network(client_address(peer, request.headers(), &self.trusted_proxies))
    }
}

/// Why a request is not admitted, and the headers that go with it.
struct Refusal {
    problem: Problem,
    challenge: Option<HeaderValue>,
    status: Option<RateLimitStatus>,
}

impl Refusal {
    fn respond(self, request: ServiceRequest) -> ServiceResponse<BoxBody> {
        let mut response = request.error_response(self.problem).map_into_boxed_body();
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        if let Some(status) = self.status {
            status.write_headers(response.headers_mut());
        }
        response
    }
}

fn handler_timeout() -> Problem {
    Problem::new(ProblemCode::Overloaded, "the answer did not begin in time").retry_after(RETRY_AFTER)
}
