//! The app from settings and rule book: bind and serve.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::KeepAlive;
use actix_web::middleware::{Condition, from_fn};
use actix_web::web::Data;
use actix_web::{App, HttpServer, dev};

use super::admission::Admission;
use super::cors::cors;
use super::exchange::Exchange;
use super::listener::listen;
use super::reload::Reload;
use super::shutdown::ShutdownSignals;
use super::tls::Certificate;
use crate::clinical::load::TranslatedRuleBook;
use crate::http::route_table::RouteTable;
use crate::http::state::{HttpState, unmatched};
use crate::rest;
use crate::settings::Settings;
use crate::telemetry::traces::Traces;
use crate::triage_service::TriageService;

/// A server that is bound and ready to run.
pub struct BoundServer {
    /// Where it listens; at least one address.
    pub addresses: Vec<SocketAddr>,
    /// Whether it speaks TLS.
    pub is_encrypted: bool,
    state: Data<HttpState>,
    exchange: Data<Exchange>,
    server: dev::Server,
}

impl BoundServer {
    /// Serves until it is stopped, then finishes the requests in flight.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    pub async fn run(self) -> io::Result<()> {
        let outcome = self.server.await;
        self.exchange.finish();
        outcome
    }

    /// Serves until a signal; after SIGTERM it keeps serving while it drains.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    pub async fn run_until_signal(self, signals: ShutdownSignals, drain: Duration) -> io::Result<()> {
        actix_web::rt::spawn(signals.shut_down(self.state.clone(), self.server.handle(), drain));
        self.run().await
    }

    /// A handle that stops the server.
    #[must_use]
    pub fn handle(&self) -> dev::ServerHandle {
        self.server.handle()
    }
}

/// Why the service does not start.
#[derive(Debug)]
pub enum StartError {
    /// Every fault of the settings and of the files that they name.
    Settings(Vec<String>),
    /// What the operating system reports, such as an address that is in use; or a bug in this service.
    Io(io::Error),
}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Binds the service. It answers once it runs.
///
/// # Errors
///
/// Every fault of the settings, or what the operating system reports.
pub fn bind(settings: &Settings, books: TranslatedRuleBook) -> Result<BoundServer, StartError> {
    let mut routes = RouteTable::default();
    rest::mount(&mut routes);
    let triage = TriageService::translated(books).map_err(io::Error::other)?;
    let documents = Data::new(rest::Documents::prepare(&triage).map_err(io::Error::other)?);
    let state = Data::new(HttpState::new(triage, routes, settings.body_timeout()).map_err(io::Error::other)?);
    let Parts { admission, certificate, traces } = Parts::load(settings, &state).map_err(StartError::Settings)?;
    let reloadable =
        admission.reloadable().into_iter().chain(certificate.as_ref().map(Certificate::reloadable)).collect();
    let admission = Data::new(admission);
    actix_web::rt::spawn(maintain(admission.clone(), reloadable, Duration::from_secs(settings.tls.reload_s)));

    let is_encrypted = certificate.is_some();
    let exchange = Data::new(Exchange::new(state.clone(), traces, is_encrypted));
    let origins = settings.access.cors_origins.clone();
    let (app_state, app_exchange) = (state.clone(), exchange.clone());
    let app = move || {
        let (exchange, admission) = (app_exchange.clone(), admission.clone());
        let app = App::new().app_data(app_state.clone()).app_data(documents.clone()).configure(rest::mount);
        app.default_service(dev::fn_service(unmatched))
            .wrap(from_fn(move |request, next| {
                let admission = admission.clone();
                async move { admission.handle(request, next).await }
            }))
            .wrap(Condition::new(!origins.is_empty(), cors(&origins)))
            .wrap(from_fn(move |request, next| {
                let exchange = exchange.clone();
                async move { exchange.handle(request, next).await }
            }))
    };

    let listeners = listen(settings.bind.addresses(), Duration::from_secs(settings.limits.send_timeout_s))?;
    let addresses = listeners.iter().map(std::net::TcpListener::local_addr).collect::<io::Result<_>>()?;
    let limits = &settings.limits;
    let workers = match settings.workers {
        0 => std::thread::available_parallelism()?.get(),
        workers => workers.into(),
    };
    let server = HttpServer::new(app)
        .workers(workers)
        .max_connections(usize::try_from(limits.max_connections).unwrap_or(usize::MAX).div_ceil(workers))
        .client_request_timeout(Duration::from_millis(limits.head_timeout_ms))
        .keep_alive(if limits.no_keep_alive {
            KeepAlive::Disabled
        } else {
            Duration::from_secs(limits.keep_alive_s).into()
        })
        .shutdown_timeout(settings.shutdown_s)
        .disable_signals();
    let encryption = certificate.map(Certificate::server_config).transpose().map_err(io::Error::other)?;
    let server = listeners.into_iter().try_fold(server, |server, listener| match &encryption {
        Some(encryption) => server.listen_rustls_0_23(listener, encryption.clone()),
        None => server.listen(listener),
    })?;
    Ok(BoundServer { addresses, is_encrypted, state, exchange, server: server.run() })
}

/// What the settings configure around the handlers.
struct Parts {
    admission: Admission,
    certificate: Option<Certificate>,
    traces: Option<Traces>,
}

impl Parts {
    /// Loads everything, or reports every fault.
    fn load(settings: &Settings, state: &Data<HttpState>) -> Result<Self, Vec<String>> {
        let mut faults = settings.faults();
        let admission = Admission::new(settings, state.clone()).map_err(|fault| faults.push(fault));
        let certificate = Certificate::load(&settings.tls).map_err(|fault| faults.push(fault));
        let collector = settings.otlp_endpoint.as_deref();
        let traces = collector.map(|collector| Traces::new(collector, settings.trace_ratio)).transpose();
        match (admission, certificate, traces.map_err(|fault| faults.push(fault))) {
            (Ok(admission), Ok(certificate), Ok(traces)) if faults.is_empty() => {
                Ok(Self { admission, certificate, traces })
            }
            _ => Err(faults),
        }
    }
}

/// Does periodically what must not be done at every request.
async fn maintain(admission: Data<Admission>, reloadable: Vec<Arc<dyn Reload>>, interval: Duration) {
    loop {
        actix_web::rt::time::sleep(interval).await;
        admission.remove_idle_callers();
        reloadable.iter().for_each(|files| files.reload());
    }
}
