//! HTTP/1.1 over TCP or TLS, with bounds that the framework does not keep by itself.
//!
//! HTTP/2 is not offered. Of the framework's HTTP/2 neither the number of streams nor the size of header lists can be
//! bounded, an idle connection outlives the shutdown, and unread answers have no time-out. A proxy in front speaks it.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::body::MessageBody;
use actix_http::error::DispatchError;
use actix_http::{HttpService, Request};
use actix_server::{GracefulShutdownSignal, Server};
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config};
use actix_tls::accept::TlsError;
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_web::dev::{AppConfig, ServiceResponse};
use actix_web::http::KeepAlive;
use actix_web::rt::net::{ActixStream, TcpStream};

use super::client_progress::ClientProgress;
use super::client_stream::ClientStream;
use super::tls::Certificate;
use crate::settings::Settings;
use crate::telemetry::metrics::Metrics;

/// How connections are served.
#[derive(Clone)]
pub struct Transport {
    metrics: Metrics,
    workers: usize,
    max_connections_per_worker: usize,
    shutdown_s: u64,
    keep_alive: KeepAlive,
    head_timeout: Duration,
    send_timeout: Duration,
}

impl Transport {
    /// As the settings say.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    pub fn new(settings: &Settings, metrics: Metrics) -> io::Result<Self> {
        let limits = &settings.limits;
        let workers = match settings.workers {
            0 => std::thread::available_parallelism()?.get(),
            workers => workers.into(),
        };
        let idle = Duration::from_secs(limits.keep_alive_s);
        Ok(Self {
            metrics,
            workers,
            max_connections_per_worker: usize::try_from(limits.max_connections).unwrap_or(usize::MAX).div_ceil(workers),
            shutdown_s: settings.shutdown_s,
            keep_alive: if limits.no_keep_alive { KeepAlive::Disabled } else { idle.into() },
            head_timeout: Duration::from_millis(limits.head_timeout_ms),
            send_timeout: Duration::from_secs(limits.send_timeout_s),
        })
    }

    /// Serves an app; it runs once the server is awaited.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    pub fn serve<A, I, S, B>(
        self,
        listeners: Vec<TcpListener>,
        certificate: Option<Certificate>,
        app: A,
    ) -> io::Result<Server>
    where
        A: Fn() -> I + Send + Clone + 'static,
        I: IntoServiceFactory<S, Request>,
        S: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<B>, Error = actix_web::Error>
            + 'static,
        S::InitError: fmt::Debug,
        S::Service: 'static,
        B: MessageBody + 'static,
    {
        let builder = Server::build()
            .workers(self.workers)
            .max_concurrent_connections(self.max_connections_per_worker)
            .shutdown_timeout(self.shutdown_s)
            .disable_signals();
        let stopping = builder.graceful_shutdown_signal();
        let encryption = certificate.map(Certificate::server_config).transpose().map_err(io::Error::other)?;
        let send_timeout = self.send_timeout;
        let builder = listeners.into_iter().try_fold(builder, |builder, listener| {
            let (transport, app, stopping) = (self.clone(), app.clone(), stopping.clone());
            match encryption.clone() {
                None => builder.listen("http", listener, move || {
                    let http = transport.http(app(), stopping.clone(), ClientStream::progress);
                    fn_service(move |connection: TcpStream| async move {
                        let peer = connection.peer_addr().ok();
                        Ok((ClientStream::new(connection, send_timeout), peer))
                    })
                    .and_then(http)
                }),
                Some(encryption) => builder.listen("https", listener, move || {
                    let progress = |stream: &TlsStream<ClientStream>| stream.get_ref().0.progress();
                    let http = transport.http(app(), stopping.clone(), progress);
                    fn_service(
                        move |connection: TcpStream| async move { Ok(ClientStream::new(connection, send_timeout)) },
                    )
                    .and_then(Acceptor::new(encryption.clone()).map_err(TlsError::into_service_error))
                    .map(|stream: TlsStream<ClientStream>| {
                        let peer = stream.get_ref().0.peer();
                        (stream, peer)
                    })
                    .and_then(http.map_err(TlsError::Service))
                }),
            }
        })?;
        Ok(builder.run())
    }

    /// HTTP over a stream that tells what its client has sent and taken.
    fn http<T, I, S, B>(
        &self,
        app: I,
        stopping: GracefulShutdownSignal,
        progress: fn(&T) -> ClientProgress,
    ) -> impl ServiceFactory<(T, Option<SocketAddr>), Config = (), Response = (), Error = DispatchError, InitError = ()>
    + use<T, I, S, B>
    where
        T: ActixStream + 'static,
        I: IntoServiceFactory<S, Request>,
        S: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<B>, Error = actix_web::Error>
            + 'static,
        S::InitError: fmt::Debug,
        S::Service: 'static,
        B: MessageBody + 'static,
    {
        let malformed_heads = self.metrics.malformed_heads.clone();
        HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(self.keep_alive)
            .client_request_timeout(self.head_timeout)
            .client_disconnect_timeout(self.send_timeout)
            .on_connect_ext(move |stream: &T, data| {
                data.insert(progress(stream));
            })
            .h1(map_config(app, |()| AppConfig::default()))
            .map_err(move |error| {
                if matches!(error, DispatchError::Parse(_)) {
                    malformed_heads.inc();
                }
                error
            })
    }
}
