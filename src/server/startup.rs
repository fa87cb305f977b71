//! The app from settings and rule book: bind and serve.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::middleware::{Condition, from_fn};
use actix_web::web::Data;
use actix_web::{App, dev};

use super::admission::Admission;
use super::cors::cors;
use super::exchange::Exchange;
use super::listener::listen;
use super::maintenance::maintain;
use super::operations::Operations;
use super::parts::Parts;
use super::shutdown::ShutdownSignals;
use super::tls::Certificate;
use super::transport::Transport;
use crate::cds_hooks::{self, CdsHooks};
use crate::clinical::load::TranslatedRuleBook;
use crate::clinical::model::rule_book::RuleBook;
use crate::fhir::{self, FhirDocuments};
use crate::http::batch_limits::BatchLimits;
use crate::http::later::Later;
use crate::http::route_table::RouteTable;
use crate::http::state::HttpState;
use crate::http::unmatched::unmatched;
use crate::page::Page;
use crate::rest;
use crate::settings::Settings;
use crate::triage_service::TriageService;

/// A server that is bound and ready to run.
pub struct BoundServer {
    /// Where it listens; at least one address.
    pub addresses: Vec<SocketAddr>,
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
        let operations = self.operations.map(Operations::start);
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

    /// Where health and metrics have addresses of their own; empty when they have none.
    #[must_use]
    pub fn operations_addresses(&self) -> &[SocketAddr] {
        self.operations.as_ref().map_or(&[], Operations::addresses)
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

/// Begins to prepare what is served from memory. It takes longer than all else of a start.
fn begin_documents(
    state: &Data<HttpState>,
    public_url: Option<String>,
) -> (Data<Later<rest::Documents>>, Data<Later<FhirDocuments>>) {
    let (of_rest, of_fhir) = (state.clone(), state.clone());
    let documents = Later::begin(move || rest::Documents::prepare(&of_rest.triage));
    (documents, Later::begin(move || FhirDocuments::prepare(&of_fhir.triage, public_url.as_deref())))
}

/// Binds the service. It answers once it runs. Of `compare_with` only `/v1/compare` speaks.
///
/// # Errors
///
/// Every fault of the settings, or what the operating system reports.
pub fn bind(
    settings: &Settings,
    books: TranslatedRuleBook,
    compare_with: Option<RuleBook>,
) -> Result<BoundServer, StartError> {
    let with_metrics = settings.main_address_serves_metrics();
    let mut routes = RouteTable::default();
    rest::mount(&mut routes, with_metrics);
    fhir::mount(&mut routes);
    cds_hooks::mount(&mut routes);
    let triage = TriageService::translated(books).map_err(io::Error::other)?;
    let page = Data::new(Page::prepare(&triage).map_err(io::Error::other)?);
    let public_url = settings.public_url.as_deref();
    let cds_hooks = CdsHooks::prepare(&triage, public_url, settings.cds_quiet).map_err(io::Error::other)?;
    let cds_hooks = Data::new(cds_hooks);
    let limits = &settings.limits;
    let batch_limits = BatchLimits {
        max_bytes: limits.batch_max_bytes,
        max_answer_bytes: limits.batch_max_answer_bytes,
        max_duration: Duration::from_secs(limits.batch_max_s),
    };
    let state = HttpState::new(triage, routes, settings.body_timeout()).map_err(io::Error::other)?;
    let compare_with = compare_with.map(TriageService::new).transpose().map_err(io::Error::other)?;
    let state = Data::new(state.with_batch_limits(batch_limits).comparing_with(compare_with));
    let Parts { access, cds_clients, certificate, traces } = Parts::load(settings).map_err(StartError::Settings)?;
    let admission = Admission::new(access, cds_clients, settings, state.clone());
    let reloadable = admission.reloadable().chain(certificate.as_ref().map(Certificate::reloadable)).collect();
    let admission = Data::new(admission);
    actix_web::rt::spawn(maintain(
        admission.clone(),
        reloadable,
        Duration::from_secs(settings.tls.reload_s),
        state.clone(),
    ));

    let (documents, fhir_documents) = begin_documents(&state, settings.public_url.clone());
    let is_encrypted = certificate.is_some();
    let exchange = Data::new(Exchange::new(state.clone(), traces, is_encrypted));
    let origins = settings.access.cors_origins.clone();
    let (app_state, app_exchange) = (state.clone(), exchange.clone());
    let app = move || {
        let (exchange, admission) = (app_exchange.clone(), admission.clone());
        let app = App::new().app_data(app_state.clone()).app_data(app_state.routes.clone());
        let app = app.app_data(documents.clone()).app_data(page.clone());
        app.app_data(fhir_documents.clone())
            .app_data(cds_hooks.clone())
            .configure(|config| rest::mount(config, with_metrics))
            .configure(fhir::mount)
            .configure(cds_hooks::mount)
            .default_service(dev::fn_service(unmatched))
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

    let listeners = listen(settings.bind.addresses(), Duration::from_secs(limits.send_timeout_s))?;
    let addresses = listeners.iter().map(TcpListener::local_addr).collect::<io::Result<_>>()?;
    let operations = settings.metrics_bind.as_ref().map(|bind| Operations::bind(bind, settings, &state, &exchange));
    let operations = operations.transpose()?;
    let server = Transport::new(settings, state.metrics.clone())?.serve(listeners, certificate, app)?;
    Ok(BoundServer { addresses, is_encrypted, state, exchange, operations, server })
}
