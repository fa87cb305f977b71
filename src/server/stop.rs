//! Stopping: at a signal the service says that it will stop, goes on for a while so that a proxy notices, takes no new
//! connections, finishes what is in flight, and ends.

use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use actix_web::rt::time::timeout;
use actix_web::web::Data;
use futures_util::future::{Either, select};

use crate::api::Service;

/// Stops the server at SIGTERM, and at SIGINT without waiting for a proxy. A second signal cuts the wait short.
pub async fn on_signal(service: Data<Service>, server: ServerHandle, drain: Duration) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return tracing::error!("signals cannot be heard");
    };
    let drain = if is_first(&mut terminate, &mut interrupt).await { drain } else { Duration::ZERO };
    tracing::info!(drain_s = drain.as_secs(), "stopping");
    service.stop_soon();
    let _ = timeout(drain, is_first(&mut terminate, &mut interrupt)).await;
    server.stop(true).await;
}

/// Waits for one of two signals, and tells whether it was the first.
async fn is_first(first: &mut Signal, second: &mut Signal) -> bool {
    let (first, second) = (std::pin::pin!(first.recv()), std::pin::pin!(second.recv()));
    matches!(select(first, second).await, Either::Left(_))
}
