//! Graceful shutdown: at a signal the service reports that it is stopping, keeps serving while a proxy notices, accepts
//! no new connections, finishes the requests in flight, and exits.

use std::io;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use actix_web::rt::time::timeout;
use actix_web::web::Data;
use futures_util::future::{Either, select};

use crate::http::state::HttpState;

/// The signals that stop the service. Until they are listened for they end the process at once.
pub struct ShutdownSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl ShutdownSignals {
    /// Listens from now on.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    pub fn listen() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Stops the server at SIGTERM after draining, and at SIGINT at once. A second signal ends draining.
    pub(super) async fn shut_down(mut self, state: Data<HttpState>, server: ServerHandle, drain: Duration) {
        let drain = if self.next_is_terminate().await { drain } else { Duration::ZERO };
        tracing::info!(drain_s = drain.as_secs(), "stopping");
        state.start_stopping();
        let _ = timeout(drain, self.next_is_terminate()).await;
        server.stop(true).await;
    }

    /// Waits for a signal; whether it was SIGTERM.
    async fn next_is_terminate(&mut self) -> bool {
        let (terminate, interrupt) = (std::pin::pin!(self.terminate.recv()), std::pin::pin!(self.interrupt.recv()));
        matches!(select(terminate, interrupt).await, Either::Left(_))
    }
}
