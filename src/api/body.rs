//! The body of a request: media type, size and time, before a byte of it is understood.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::mime::{self, Mime};
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt as _;

use super::Service;
use super::problem::{Code, Problem};
use super::request;
use super::within::within;
use crate::clinical::model::answers::Findings;

/// The largest body, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// Reads the findings of a body.
///
/// # Errors
///
/// Everything that can be wrong with a body.
pub async fn findings(request: &HttpRequest, payload: Payload, service: &Service) -> Result<Findings, Problem> {
    is_plain(request, &mime::APPLICATION_JSON)?;
    let body = within(service.body_timeout, read(request, payload))
        .await
        .ok_or_else(|| Problem::new(Code::RequestTimeout, late(service.body_timeout)))??;
    request::read(&service.book, &service.schema, &body)
}

/// Whether the body says that it is of a media type in UTF-8, not compressed.
pub(super) fn is_plain(request: &HttpRequest, expected: &Mime) -> Result<(), Problem> {
    let refuse = |detail: &str| Err(Problem::new(Code::UnsupportedMediaType, detail));
    if request.headers().contains_key(CONTENT_ENCODING) {
        return refuse("a content encoding is not taken");
    }
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type == Some(expected.essence_str()) {
        return Ok(());
    }
    let Some(content_type) = content_type.and_then(|value| value.parse::<Mime>().ok()) else {
        return refuse("the content type is missing or cannot be read");
    };
    if content_type.essence_str() != expected.essence_str() {
        return refuse(&format!("the content type must be {}", expected.essence_str()));
    }
    match content_type.get_param(mime::CHARSET) {
        Some(charset) if charset != mime::UTF_8 => refuse("the charset must be utf-8"),
        _ => Ok(()),
    }
}

/// Reads the body as far as it may go. A body that announces too large a size is not read at all.
async fn read(request: &HttpRequest, mut payload: Payload) -> Result<Bytes, Problem> {
    let too_large = || Problem::new(Code::BodyTooLarge, format!("more than {MAX_BODY} bytes"));
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MAX_BODY) {
        return Err(too_large());
    }
    // Most bodies come in one piece, which is taken as it is.
    let (mut whole, mut pieces) = (Bytes::new(), BytesMut::new());
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::new(Code::NotJson, "the body ended before its announced length"))?;
        if whole.len() + pieces.len() + chunk.len() > MAX_BODY {
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
    format!("the body was not there after {} ms", limit.as_millis())
}
