//! The app from settings and rule book: bind, serve, drain.

pub mod frame;

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App, HttpServer, dev};
use utoipa_actix_web::AppExt;

use crate::api::{self, Service};
use crate::clinical::check::Fault;
use crate::clinical::knowledge::KnowledgeFiles;
use crate::clinical::rule_book::RuleBook;
use crate::settings::{KnowledgeSettings, Settings};

/// How many connections wait for a worker.
const BACKLOG: i32 = 1024;

/// How long the health command waits for an answer.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(3);

/// A server that is bound and ready to run.
pub struct Bound {
    /// Where it listens.
    pub address: SocketAddr,
    server: dev::Server,
}

impl Bound {
    /// Serves until it is told to stop, then finishes what is in flight.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub async fn run(self) -> io::Result<()> {
        self.server.await
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

/// Binds the service; it answers from now on, once it runs.
///
/// # Errors
///
/// An address that cannot be bound, or a fault of ours in preparing the documents.
pub fn bind(settings: &Settings, book: RuleBook) -> io::Result<Bound> {
    let service = Service::new(book, settings.body_timeout()).map_err(io::Error::other)?;
    let service = Data::new(service);
    let app = move || {
        let (app, _) = App::new().app_data(service.clone()).into_utoipa_app().configure(api::mount).split_for_parts();
        app.default_service(dev::fn_service(api::unmatched)).wrap(from_fn(frame::frame))
    };
    let listener = TcpListener::bind(settings.bind)?;
    let address = listener.local_addr()?;
    let mut server = HttpServer::new(app)
        .backlog(BACKLOG.cast_unsigned())
        .client_request_timeout(Duration::from_millis(settings.head_timeout_ms))
        .keep_alive(Duration::from_secs(settings.keep_alive_s))
        .shutdown_timeout(settings.shutdown_s);
    if settings.workers > 0 {
        server = server.workers(settings.workers.into());
    }
    Ok(Bound { address, server: server.listen(listener)?.run() })
}

/// Asks a running service of these settings whether it is ready.
///
/// # Errors
///
/// That it is not, and why.
pub fn health(settings: &Settings) -> Result<(), String> {
    let mut address = settings.bind;
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
    }
    let agent = ureq::Agent::config_builder().timeout_global(Some(HEALTH_TIMEOUT)).build().new_agent();
    agent
        .get(format!("http://{address}/health/ready"))
        .call()
        .map(|_| ())
        .map_err(|error| format!("not ready: {error}"))
}
