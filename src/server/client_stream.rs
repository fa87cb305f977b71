//! The connection to a client, with a time-out of its own for sending.
//!
//! The server framework waits for ever for a client that reads nothing, and forgets an answer as soon as it is in its
//! buffer. Here a connection ends when nothing could be sent for too long, and an answer is in flight until its last
//! byte was handed to the operating system.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_codec::{AsyncRead, AsyncWrite, ReadBuf};
use actix_web::rt::net::{ActixStream, Ready, TcpStream};
use actix_web::rt::time::{Sleep, sleep};

use super::client_progress::ClientProgress;

/// How much is read before it is looked at, in bytes. The server framework would read on up to 128 KiB, thousands of
/// requests.
const READ_BYTES: usize = 4096;

/// A connection to a client.
pub struct ClientStream {
    connection: TcpStream,
    progress: ClientProgress,
    send_timeout: Duration,
    /// Runs while the client accepts nothing.
    stalled: Option<Pin<Box<Sleep>>>,
    /// Whether something was read that the server framework has not looked at yet.
    has_read: bool,
}

impl ClientStream {
    /// A connection that ends when nothing could be sent for some time.
    pub fn new(connection: TcpStream, send_timeout: Duration) -> Self {
        Self { connection, progress: ClientProgress::default(), send_timeout, stalled: None, has_read: false }
    }

    /// The address of the client.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.connection.peer_addr().ok()
    }

    /// What the client has sent and taken.
    pub fn progress(&self) -> ClientProgress {
        self.progress.clone()
    }

    /// What the connection says, unless it has been waiting for too long.
    fn unless_stalled<T>(&mut self, progress: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        self.progress.set_stalled(progress.is_pending());
        if progress.is_ready() {
            self.stalled = None;
            return progress;
        }
        let timer = self.stalled.get_or_insert_with(|| Box::pin(sleep(self.send_timeout)));
        timer.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for ClientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.progress.poll_needs_more(context));
        let has_read = std::mem::take(&mut self.has_read);
        if self.progress.has_begun() || has_read {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut bytes = [0; READ_BYTES];
        let length = buffer.remaining().min(READ_BYTES);
        let mut read = ReadBuf::new(bytes.get_mut(..length).unwrap_or_default());
        ready!(Pin::new(&mut self.connection).poll_read(context, &mut read))?;
        self.has_read = !read.filled().is_empty();
        buffer.put_slice(read.filled());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.connection).poll_write(context, bytes);
        self.unless_stalled(progress, context)
    }

    /// Called once everything before was written.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.progress.all_is_sent();
        Pin::new(&mut self.connection).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_shutdown(context)
    }
}

impl ActixStream for ClientStream {
    fn poll_read_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_read_ready(&self.connection, context)
    }

    fn poll_write_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_write_ready(&self.connection, context)
    }
}

impl Drop for ClientStream {
    fn drop(&mut self) {
        self.progress.all_is_sent();
    }
}
