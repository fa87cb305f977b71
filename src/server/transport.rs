//! HTTP/1.1 over TCP or TLS, with bounds that the framework does not keep by itself.
//!
//! HTTP/2 is not offered. Of the framework's HTTP/2 neither the number of streams nor the size of header lists can be
//! bounded, an idle connection outlives the shutdown, and unread answers have no time-out. A proxy in front speaks it.

use std::fmt;
use std::io;
use std::net::TcpListener;
use std::time::Duration;

use actix_http::body::MessageBody;
use actix_http::{HttpService, Request};
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config};
use actix_tls::accept::TlsError;
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_web::dev::AppConfig;
use actix_web::dev::ServiceResponse;
use actix_web::http::KeepAlive;
use actix_web::rt::net::TcpStream;

use super::client_stream::ClientStream;
use super::tls::Certificate;
use crate::settings::Settings;

/// Serves an app; it runs once the server is awaited.
///
/// # Errors
///
/// What the operating system reports.
pub fn serve<A, I, S, B>(
    listener: TcpListener,
    certificate: Option<Certificate>,
    settings: &Settings,
    app: A,
) -> io::Result<Server>
where
    A: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
    S::InitError: fmt::Debug,
    S::Service: 'static,
    B: MessageBody + 'static,
{
    let limits = &settings.limits;
    let workers = match settings.workers {
        0 => std::thread::available_parallelism()?.get(),
        workers => workers.into(),
    };
    let connections = usize::try_from(limits.max_connections).unwrap_or(usize::MAX).div_ceil(workers);
    let builder = Server::build()
        .workers(workers)
        .max_concurrent_connections(connections)
        .shutdown_timeout(settings.shutdown_s)
        .disable_signals();
    let stopping = builder.graceful_shutdown_signal();
    let send_timeout = Duration::from_secs(limits.send_timeout_s);
    let head_timeout = Duration::from_millis(limits.head_timeout_ms);
    let keep_alive: KeepAlive =
        if limits.no_keep_alive { KeepAlive::Disabled } else { Duration::from_secs(limits.keep_alive_s).into() };
    let builder = match certificate {
        None => builder.listen("http", listener, move || {
            let stopping = stopping.clone();
            let http = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let stopping = stopping.clone();
                    async move { stopping.notified().await }
                })
                .keep_alive(keep_alive)
                .client_request_timeout(head_timeout)
                .client_disconnect_timeout(send_timeout)
                .on_connect_ext(|stream: &ClientStream, data| {
                    data.insert(stream.unsent());
                })
                .h1(map_config(app(), |()| AppConfig::default()));
            fn_service(move |connection: TcpStream| async move {
                let peer = connection.peer_addr().ok();
                Ok((ClientStream::new(connection, send_timeout), peer))
            })
            .and_then(http)
        }),
        Some(certificate) => {
            let tls = certificate.server_config().map_err(io::Error::other)?;
            builder.listen("https", listener, move || {
                let stopping = stopping.clone();
                let http = HttpService::build()
                    .graceful_shutdown_signal(move || {
                        let stopping = stopping.clone();
                        async move { stopping.notified().await }
                    })
                    .keep_alive(keep_alive)
                    .client_request_timeout(head_timeout)
                    .client_disconnect_timeout(send_timeout)
                    .on_connect_ext(|stream: &TlsStream<ClientStream>, data| {
                        data.insert(stream.get_ref().0.unsent());
                    })
                    .h1(map_config(app(), |()| AppConfig::default()));
                fn_service(move |connection: TcpStream| async move { Ok(ClientStream::new(connection, send_timeout)) })
                    .and_then(Acceptor::new(tls.clone()).map_err(TlsError::into_service_error))
                    .map(|stream: TlsStream<ClientStream>| {
                        let peer = stream.get_ref().0.peer();
                        (stream, peer)
                    })
                    .and_then(http.map_err(TlsError::Service))
            })
        }
    };
    Ok(builder?.run())
}
