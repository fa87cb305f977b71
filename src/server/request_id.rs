//! The id of a request: the caller's own when it is well formed, else a new one.

use actix_web::http::header::{HeaderMap, HeaderValue};
use uuid::Uuid;

use crate::http::problem::REQUEST_ID;

/// The longest request id that is accepted from a caller.
const MAX_LENGTH: usize = 64;

/// The id of a request, of letters, digits and `._-`.
pub fn request_id(headers: &HeaderMap) -> HeaderValue {
    headers.get(REQUEST_ID).filter(|id| is_well_formed(id)).cloned().unwrap_or_else(new_id)
}

fn is_well_formed(id: &HeaderValue) -> bool {
    (1..=MAX_LENGTH).contains(&id.len())
        && id.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
}

fn new_id() -> HeaderValue {
    let mut text = Uuid::encode_buffer();
    let text = Uuid::new_v4().hyphenated().encode_lower(&mut text);
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("none"))
}
