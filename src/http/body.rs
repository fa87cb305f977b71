//! The body of a request: media type, size and time, before a byte of it is interpreted.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt as _;

use super::media_type::{JSON, check_media_type};
use super::problem::Problem;
use super::timeout::timeout;
use crate::answer::problem::ProblemCode;
use crate::request::{MAX_PAYLOAD_BYTES, Rejection};

/// Which bodies a path accepts.
pub struct AcceptedBody {
    /// Their media types.
    pub media_types: &'static [&'static str],
    /// Their largest size in bytes.
    pub max_bytes: usize,
}

/// A payload: plain JSON.
pub const PAYLOAD: AcceptedBody = AcceptedBody { media_types: &[JSON], max_bytes: MAX_PAYLOAD_BYTES };

/// Reads a body in UTF-8 of a media type and a size that are accepted. One that announces too large a size is not read at all.
///
/// # Errors
///
/// Another media type, a body that is too large, or one that does not arrive in time.
pub async fn read(
    request: &HttpRequest,
    payload: Payload,
    accepted: &AcceptedBody,
    limit: Duration,
) -> Result<Bytes, Problem> {
    check_media_type(request, accepted.media_types)?;
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > accepted.max_bytes) {
        return Err(Rejection::larger_than(accepted.max_bytes).into());
    }
    timeout(limit, read_all(payload, accepted.max_bytes))
        .await
        .ok_or_else(|| Problem::new(ProblemCode::RequestTimeout, late(limit)))?
}

/// Reads the body up to the bound.
async fn read_all(mut payload: Payload, max_bytes: usize) -> Result<Bytes, Problem> {
    // Most bodies arrive in one piece, which is used without a copy.
    let (mut whole, mut pieces) = (Bytes::new(), BytesMut::new());
    while let Some(chunk) = payload.next().await {
        let chunk =
            chunk.map_err(|_| Problem::new(ProblemCode::NotJson, "the body ended before its announced length"))?;
        if whole.len() + pieces.len() + chunk.len() > max_bytes {
            return Err(Rejection::larger_than(max_bytes).into());
        }
        if whole.is_empty() && pieces.is_empty() {
            whole = chunk;
        } else {
            pieces.extend_from_slice(&std::mem::take(&mut whole));
            pieces.extend_from_slice(&chunk);
        }
    }
    Ok(if pieces.is_empty() { whole } else { pieces.freeze() })
}

fn late(limit: Duration) -> String {
    format!("the body did not arrive within {} ms", limit.as_millis())
}
