//! The app from settings and rule book: bind and serve.

use std::future::pending;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::{Condition, from_fn};
use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::web::{Data, ServiceConfig, block};
use actix_web::{App, HttpServer, dev};
use socket2::{Domain, Protocol, Socket, Type};

use super::admission::Admission;
use super::cors::cors;
use super::exchange::Exchange;
use super::reload::Reload;
use super::shutdown::ShutdownSignals;
use super::tls::Certificate;
use super::transport;
use crate::clinical::model::rule_book::RuleBook;
use crate::http::batch_limits::BatchLimits;
use crate::http::route_table::RouteTable;
use crate::http::state::{HttpState, unmatched};
use crate::rest;
use crate::settings::Settings;
use crate::telemetry::traces::Traces;
use crate::triage_service::TriageService;

/// How many connections wait for a worker.
const BACKLOG: i32 = 1024;

/// What the kernel keeps of an answer that a client does not read, in bytes. It would grow to 4 MB by itself.
const SEND_BUFFER_BYTES: usize = 256 * 1024;

/// Connections to the address of health and metrics.
const MAX_OPERATIONS_CONNECTIONS: usize = 256;

/// The server of health and metrics.
struct Operations {
    address: SocketAddr,
    server: dev::Server,
}

/// A server that is bound and ready to run.
pub struct BoundServer {
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether it speaks TLS.
    pub is_encrypted: bool,
    state: Data<HttpState>,
    exchange: Data<Exchange>,
    operations: Option<Operations>,
    server: dev::Server,
}

impl BoundServer {
    /// Serves until it is stopped, then finishes the requests in flight.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    pub async fn run(self) -> io::Result<()> {
        let operations = self.operations.map(|operations| {
            let handle = operations.server.handle();
            actix_web::rt::spawn(operations.server);
            handle
        });
        let outcome = self.server.await;
        if let Some(operations) = operations {
            operations.stop(false).await;
        }
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

    /// Where health and metrics have an address of their own.
    #[must_use]
    pub fn operations_address(&self) -> Option<SocketAddr> {
        self.operations.as_ref().map(|operations| operations.address)
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
    /// The address cannot be bound, or a bug in this service.
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
pub fn bind(settings: &Settings, book: RuleBook) -> Result<BoundServer, StartError> {
    let documents = Data::new(rest::Documents::prepare(&book).map_err(io::Error::other)?);
    let mount: fn(&mut ServiceConfig) =
        if settings.main_address_serves_metrics() { rest::mount } else { rest::mount_api };
    let mut routes = RouteTable::default();
    rest::mount_api(&mut routes);
    if settings.main_address_serves_metrics() {
        rest::mount_metrics(&mut routes);
    }
    let triage = TriageService::new(book).map_err(io::Error::other)?;
    let limits = &settings.limits;
    let batch_limits =
        BatchLimits { max_bytes: limits.batch_max_bytes, max_duration: Duration::from_secs(limits.batch_max_s) };
    let state = HttpState::new(triage, routes, settings.body_timeout()).map_err(io::Error::other)?;
    let state = Data::new(state.with_batch_limits(batch_limits));
    let Parts { admission, certificate, traces } = Parts::load(settings, &state).map_err(StartError::Settings)?;
    let reloadable =
        admission.reloadable().into_iter().chain(certificate.as_ref().map(Certificate::reloadable)).collect();
    let admission = Data::new(admission);
    actix_web::rt::spawn(maintain(
        admission.clone(),
        reloadable,
        Duration::from_secs(settings.tls.reload_s),
        state.clone(),
    ));

    let is_encrypted = certificate.is_some();
    let exchange = Data::new(Exchange::new(state.clone(), traces, is_encrypted));
    let origins = settings.access.cors_origins.clone();
    let (app_state, app_exchange) = (state.clone(), exchange.clone());
    let app = move || {
        let (exchange, admission) = (app_exchange.clone(), admission.clone());
        let app = App::new().app_data(app_state.clone()).app_data(documents.clone()).configure(mount);
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

    let listener = listen(settings.bind, settings)?;
    let address = listener.local_addr()?;
    let operations = settings.metrics_bind.map(|address| serve_operations(address, settings, &state, &exchange));
    let operations = operations.transpose()?;
    let server = transport::serve(listener, certificate, settings, app)?;
    Ok(BoundServer { address, operations, is_encrypted, state, exchange, server })
}

/// Health and metrics on an address of their own, with a worker of their own: they are answered whatever the callers of
/// the main address do.
fn serve_operations(
    address: SocketAddr,
    settings: &Settings,
    state: &Data<HttpState>,
    exchange: &Data<Exchange>,
) -> io::Result<Operations> {
    let listener = listen(address, settings)?;
    let address = listener.local_addr()?;
    let (state, exchange) = (state.clone(), exchange.clone());
    let app = move || {
        let exchange = exchange.clone();
        App::new()
            .app_data(state.clone())
            .configure(rest::mount_operations)
            .default_service(dev::fn_service(unmatched))
            .wrap(from_fn(move |request, next| {
                let exchange = exchange.clone();
                async move { exchange.handle(request, next).await }
            }))
    };
    let server = HttpServer::new(app)
        .workers(1)
        .max_connections(MAX_OPERATIONS_CONNECTIONS)
        .client_request_timeout(Duration::from_millis(settings.limits.head_timeout_ms))
        .shutdown_timeout(1)
        .disable_signals()
        .listen(listener)?
        .run();
    Ok(Operations { address, server })
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
        let traces = collector
            .map(|collector| Traces::new(collector, settings.trace_ratio, settings.otlp_use_proxy))
            .transpose();
        match (admission, certificate, traces.map_err(|fault| faults.push(fault))) {
            (Ok(admission), Ok(certificate), Ok(traces)) if faults.is_empty() => {
                Ok(Self { admission, certificate, traces })
            }
            _ => Err(faults),
        }
    }
}

/// Does periodically what must not be done at every request.
async fn maintain(
    admission: Data<Admission>,
    reloadable: Vec<Arc<dyn Reload>>,
    interval: Duration,
    state: Data<HttpState>,
) {
    // SIGHUP asks for a reload now.
    let mut hang_up = signal(SignalKind::hangup()).ok();
    loop {
        let now = async {
            match &mut hang_up {
                Some(hang_up) => {
                    hang_up.recv().await;
                }
                None => pending().await,
            }
        };
        let _ = actix_web::rt::time::timeout(interval, now).await;
        admission.remove_idle_callers();
        let files = reloadable.clone();
        // Reading may wait for a disk; signals must not.
        let stale = block(move || {
            files
                .iter()
                .filter(|files| {
                    files.reload();
                    files.is_stale()
                })
                .count()
        })
        .await;
        state.metrics.stale_files.set(stale.ok().and_then(|stale| i64::try_from(stale).ok()).unwrap_or(1));
    }
}

/// A listening socket. Its connections end when the peer acknowledges nothing for too long.
fn listen(address: SocketAddr, settings: &Settings) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(Duration::from_secs(settings.limits.send_timeout_s)))?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
