//! The body of a request: media type, size and time, before a byte of it is interpreted.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::mime::Mime;
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt as _;

use super::media_type::check_media_type;
use super::problem::Problem;
use super::timeout::timeout;
use crate::answer::problem::ProblemCode;
use crate::request::{MAX_PAYLOAD_BYTES, Rejection};

/// Reads a body of a media type in UTF-8, of at most [`MAX_PAYLOAD_BYTES`].
///
/// # Errors
///
/// Another media type, a body that is too large, or one that does not arrive in time.
pub async fn read(
    request: &HttpRequest,
    payload: Payload,
    media_type: &Mime,
    limit: Duration,
) -> Result<Bytes, Problem> {
    check_media_type(request, &[media_type.essence_str()])?;
    timeout(limit, read_all(request, payload))
        .await
        .ok_or_else(|| Problem::new(ProblemCode::RequestTimeout, late(limit)))?
}

/// Reads the body up to the bound. A body that announces too large a size is not read at all.
async fn read_all(request: &HttpRequest, mut payload: Payload) -> Result<Bytes, Problem> {
    let too_large = || Problem::from(Rejection::too_large());
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MAX_PAYLOAD_BYTES) {
        return Err(too_large());
    }
    // Most bodies arrive in one piece, which is used without a copy.
    let (mut whole, mut pieces) = (Bytes::new(), BytesMut::new());
    while let Some(chunk) = payload.next().await {
        let chunk =
            chunk.map_err(|_| Problem::new(ProblemCode::NotJson, "the body ended before its announced length"))?;
        if whole.len() + pieces.len() + chunk.len() > MAX_PAYLOAD_BYTES {
            return Err(too_large());
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
