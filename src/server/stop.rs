//! Stopping: at a signal the service says that it will stop, goes on for a while so that a proxy notices, takes no new
//! connections, finishes what is in flight, and ends.

use std::io;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use actix_web::rt::time::timeout;
use actix_web::web::Data;
use futures_util::future::{Either, select};

use crate::http::state::HttpState;

/// The signals that stop the service. Until they are listened to they end the process at once.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn listen() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Stops the server at SIGTERM after a while, and at SIGINT at once. A second signal cuts the wait short.
    pub(super) async fn stop(mut self, service: Data<HttpState>, server: ServerHandle, drain: Duration) {
        let drain = if self.next_is_terminate().await { drain } else { Duration::ZERO };
        tracing::info!(drain_s = drain.as_secs(), "stopping");
        service.start_stopping();
        let _ = timeout(drain, self.next_is_terminate()).await;
        server.stop(true).await;
    }

    /// Waits for a signal, and tells whether it was SIGTERM.
    async fn next_is_terminate(&mut self) -> bool {
        let (terminate, interrupt) = (std::pin::pin!(self.terminate.recv()), std::pin::pin!(self.interrupt.recv()));
        matches!(select(terminate, interrupt).await, Either::Left(_))
    }
}
