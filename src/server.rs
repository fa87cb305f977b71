//! The app from settings and rule book: bind, serve, stop.

pub mod access;
mod client_address;
mod cors;
pub mod frame;
mod gate;
pub mod health;
mod in_flight;
mod rate_limit;
mod reload;
pub mod stop;
mod tls;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::KeepAlive;
use actix_web::middleware::{Condition, from_fn};
use actix_web::web::Data;
use actix_web::{App, HttpServer, dev};
use socket2::{Domain, Protocol, Socket, Type};

use self::frame::Frame;
use self::gate::Gate;
use self::reload::Reload;
use self::stop::Signals;
use self::tls::Certificate;
use crate::clinical::load::fault::Fault;
use crate::clinical::load::knowledge::KnowledgeFiles;
use crate::clinical::model::rule_book::RuleBook;
use crate::http::route_table::RouteTable;
use crate::http::state::{HttpState, unmatched};
use crate::rest;
use crate::settings::{KnowledgeSettings, Settings};
use crate::telemetry::traces::Traces;
use crate::triage_service::TriageService;

/// How many connections wait for a worker.
const BACKLOG: i32 = 1024;

/// A server that is bound and ready to run.
pub struct Bound {
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether it speaks TLS.
    pub encrypted: bool,
    service: Data<HttpState>,
    frame: Data<Frame>,
    server: dev::Server,
}

impl Bound {
    /// Serves until it is told to stop, then finishes what is in flight.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub async fn run(self) -> io::Result<()> {
        let served = self.server.await;
        self.frame.finish();
        served
    }

    /// Serves until a signal; after SIGTERM it goes on for a while, and says that it will stop.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub async fn run_until_signal(self, signals: Signals, drain: Duration) -> io::Result<()> {
        actix_web::rt::spawn(signals.stop(self.service.clone(), self.server.handle(), drain));
        self.run().await
    }

    /// A handle that stops the server.
    #[must_use]
    pub fn handle(&self) -> dev::ServerHandle {
        self.server.handle()
    }
}

/// Reads the knowledge files that the settings name.
///
/// # Errors
///
/// Every file that cannot be read.
pub fn knowledge(settings: &KnowledgeSettings) -> Result<KnowledgeFiles, Vec<Fault>> {
    let mut files = match &settings.rule_book {
        Some(folder) => KnowledgeFiles::from_dir(folder)?,
        None => KnowledgeFiles::built_in(),
    };
    if let Some(path) = &settings.locale {
        let locale = std::fs::read_to_string(path)
            .map_err(|error| vec![Fault::in_file("locale.toml", format!("cannot be read: {error}"))])?;
        files.set("locale.toml", locale);
    }
    Ok(files)
}

/// Why the service does not start.
#[derive(Debug)]
pub enum Refused {
    /// Every fault of the settings and of the files that they name.
    Settings(Vec<String>),
    /// The address cannot be bound, or a fault of ours.
    Machine(io::Error),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Machine(error)
    }
}

/// Binds the service; it answers from now on, once it runs.
///
/// # Errors
///
/// Every fault of the settings, or what the operating system says.
pub fn bind(settings: &Settings, book: RuleBook) -> Result<Bound, Refused> {
    let documents = Data::new(rest::Documents::prepare(&book).map_err(io::Error::other)?);
    let mut routes = RouteTable::default();
    rest::mount(&mut routes);
    let triage = TriageService::new(book).map_err(io::Error::other)?;
    let service = Data::new(HttpState::new(triage, routes, settings.body_timeout()).map_err(io::Error::other)?);
    let Guarded { gate, certificate, traces } = Guarded::of(settings, &service).map_err(Refused::Settings)?;
    let reloads = gate.reloads().into_iter().chain(certificate.as_ref().map(Certificate::reloads)).collect();
    let gate = Data::new(gate);
    actix_web::rt::spawn(tend(gate.clone(), reloads, Duration::from_secs(settings.tls.reload_s)));

    let encrypted = certificate.is_some();
    let frame = Data::new(Frame::of(service.clone(), traces, encrypted));
    let origins = settings.access.cors_origins.clone();
    let (served, framed) = (service.clone(), frame.clone());
    let app = move || {
        let (frame, gate) = (framed.clone(), gate.clone());
        let app = App::new().app_data(served.clone()).app_data(documents.clone()).configure(rest::mount);
        app.default_service(dev::fn_service(unmatched))
            .wrap(from_fn(move |request, next| {
                let gate = gate.clone();
                async move { gate.pass(request, next).await }
            }))
            .wrap(Condition::new(!origins.is_empty(), cors::cors(&origins)))
            .wrap(from_fn(move |request, next| {
                let frame = frame.clone();
                async move { frame.around(request, next).await }
            }))
    };

    let listener = listener(settings)?;
    let address = listener.local_addr()?;
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
    let server = match certificate {
        Some(certificate) => server.listen_rustls_0_23(listener, certificate.server().map_err(io::Error::other)?),
        None => server.listen(listener),
    };
    Ok(Bound { address, encrypted, service, frame, server: server?.run() })
}

/// What surrounds the service: who comes in, how it is encrypted, who is told.
struct Guarded {
    gate: Gate,
    certificate: Option<Certificate>,
    traces: Option<Traces>,
}

impl Guarded {
    /// As the settings say, or every fault of them.
    fn of(settings: &Settings, service: &Data<HttpState>) -> Result<Self, Vec<String>> {
        let mut faults = settings.faults();
        let gate = Gate::of(settings, service.clone()).map_err(|fault| faults.push(fault));
        let certificate = Certificate::of(&settings.tls).map_err(|fault| faults.push(fault));
        let collector = settings.otlp_endpoint.as_deref();
        let traces = collector.map(|collector| Traces::to(collector, settings.trace_ratio)).transpose();
        match (gate, certificate, traces.map_err(|fault| faults.push(fault))) {
            (Ok(gate), Ok(certificate), Ok(traces)) if faults.is_empty() => Ok(Self { gate, certificate, traces }),
            _ => Err(faults),
        }
    }
}

/// Does now and then what must not be done with every request.
async fn tend(gate: Data<Gate>, reloads: Vec<Arc<dyn Reload>>, every: Duration) {
    loop {
        actix_web::rt::time::sleep(every).await;
        gate.forget();
        reloads.iter().for_each(|reloaded| reloaded.reload());
    }
}

/// A socket that listens. Its connections end when the other side takes nothing for too long.
fn listener(settings: &Settings) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(settings.bind), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(Duration::from_secs(settings.limits.send_timeout_s)))?;
    socket.bind(&settings.bind.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
