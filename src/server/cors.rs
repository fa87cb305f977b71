//! Cross-origin requests: which origins may call. Without any, browsers allow none.

use actix_cors::Cors;
use actix_web::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER, WWW_AUTHENTICATE,
};

use super::rate_limit::{RATE_LIMIT, RATE_LIMIT_POLICY};
use crate::http::problem::REQUEST_ID;

/// Seconds for which a browser may cache a preflight.
const MAX_AGE_S: usize = 600;

/// CORS for exactly these origins.
pub fn cors(origins: &[String]) -> Cors {
    let cors = origins.iter().fold(Cors::default(), |cors, origin| cors.allowed_origin(origin));
    cors.allowed_methods(["GET", "HEAD", "POST"])
        .allowed_headers([ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, IF_NONE_MATCH, REQUEST_ID])
        .expose_headers([ETAG, RETRY_AFTER, WWW_AUTHENTICATE, REQUEST_ID, RATE_LIMIT, RATE_LIMIT_POLICY])
        .max_age(MAX_AGE_S)
}
