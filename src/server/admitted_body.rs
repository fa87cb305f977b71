//! The body of an answer whose request is in flight until its last byte was sent.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::web::Bytes;

use super::client_progress::ClientProgress;
use super::in_flight::InFlightPermit;

/// The connection copies what it is given: it gets so much at a time, in bytes, so that an unread answer costs no more.
const PIECE_BYTES: usize = 32 * 1024;

/// Keeps a permit until the last byte of the answer was sent, or the connection ended.
pub fn hold_until_sent(
    permit: InFlightPermit,
    response: ServiceResponse<BoxBody>,
    progress: Option<ClientProgress>,
) -> ServiceResponse<BoxBody> {
    response.map_body(|_, body| BoxBody::new(AdmittedBody { body, rest: Bytes::new(), permit: Some(permit), progress }))
}

/// The body of an admitted request.
struct AdmittedBody {
    body: BoxBody,
    /// What the body gave and the connection did not get yet.
    rest: Bytes,
    permit: Option<InFlightPermit>,
    progress: Option<ClientProgress>,
}

impl Drop for AdmittedBody {
    /// The body is in the buffer of the connection now, not yet sent.
    fn drop(&mut self) {
        if let (Some(progress), Some(permit)) = (&self.progress, self.permit.take()) {
            progress.keep(permit);
        }
    }
}

impl MessageBody for AdmittedBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.rest.is_empty() {
            match Pin::new(&mut self.body).poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => self.rest = bytes,
                other => return other,
            }
        }
        let length = self.rest.len().min(PIECE_BYTES);
        Poll::Ready(Some(Ok(self.rest.split_to(length))))
    }
}
