//! Health and metrics on addresses of their own, with a worker of their own: they are answered whatever the callers of the
//! main address do.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App, HttpServer, dev};

use super::exchange::Exchange;
use super::listener::listen;
use crate::http::route_table::RouteTable;
use crate::http::state::HttpState;
use crate::http::unmatched::unmatched;
use crate::rest;
use crate::settings::{BindAddress, Settings};

/// Connections at a time. A scraper and a probe need two.
const MAX_CONNECTIONS: usize = 256;

/// Seconds for which a scrape in flight delays the end.
const SHUTDOWN_S: u64 = 1;

/// The server of health and metrics.
pub struct Operations {
    addresses: Vec<SocketAddr>,
    server: dev::Server,
}

impl Operations {
    /// Binds the server. It answers once it is started.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    pub fn bind(
        bind: &BindAddress,
        settings: &Settings,
        state: &Data<HttpState>,
        exchange: &Data<Exchange>,
    ) -> io::Result<Self> {
        let listeners = listen(bind.addresses(), Duration::from_secs(settings.limits.send_timeout_s))?;
        let addresses = listeners.iter().map(TcpListener::local_addr).collect::<io::Result<_>>()?;
        let mut routes = RouteTable::default();
        rest::mount_operations(&mut routes);
        let (state, exchange, routes) = (state.clone(), exchange.clone(), Data::new(routes));
        let app = move || {
            let exchange = exchange.clone();
            App::new()
                .app_data(state.clone())
                .app_data(routes.clone())
                .configure(rest::mount_operations)
                .default_service(dev::fn_service(unmatched))
                .wrap(from_fn(move |request, next| {
                    let exchange = exchange.clone();
                    async move { exchange.handle(request, next).await }
                }))
        };
        let server = HttpServer::new(app)
            .workers(1)
            .max_connections(MAX_CONNECTIONS)
            .client_request_timeout(Duration::from_millis(settings.limits.head_timeout_ms))
            .shutdown_timeout(SHUTDOWN_S)
            .disable_signals();
        let server = listeners.into_iter().try_fold(server, HttpServer::listen)?.run();
        Ok(Self { addresses, server })
    }

    /// Where it listens; at least one address.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Starts answering; the handle ends it.
    pub fn start(self) -> dev::ServerHandle {
        let handle = self.server.handle();
        actix_web::rt::spawn(self.server);
        handle
    }
}
