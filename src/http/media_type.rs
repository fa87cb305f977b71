//! The media type of a body: which are accepted, and what to do about another one.

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::mime::{self, Mime};

pub use super::error_form::{FHIR_JSON, JSON};
use super::problem::Problem;
use crate::answer::problem::ProblemCode;

/// The version of FHIR (R4) that may be named with [`FHIR_JSON`].
const FHIR_VERSION: (&str, &str) = ("fhirversion", "4.0");

/// Lines of JSON, as most know them.
pub const NDJSON: &str = "application/x-ndjson";

/// The names of a stream of JSON lines: [`NDJSON`] first, then the other one in use. Neither is registered.
pub const JSON_LINES: [&str; 2] = [NDJSON, "application/jsonl"];

/// What `curl -d` says when nothing else is asked for.
const FORM: &str = "application/x-www-form-urlencoded";

/// Media types that may be named in an error; no other text of the caller is repeated.
const NAMED: [&str; 33] = [
    JSON,
    NDJSON,
    "application/jsonl",
    "application/jsonlines",
    "application/ndjson",
    "application/x-jsonlines",
    "application/json-seq",
    "application/json5",
    FHIR_JSON,
    "application/fhir+xml",
    "application/ld+json",
    "application/problem+json",
    "application/merge-patch+json",
    "application/vnd.api+json",
    "application/graphql",
    "application/javascript",
    "application/xml",
    "application/yaml",
    "application/x-yaml",
    "application/toml",
    "application/cbor",
    "application/msgpack",
    "application/x-protobuf",
    "application/octet-stream",
    "application/gzip",
    FORM,
    "multipart/form-data",
    "text/plain",
    "text/json",
    "text/html",
    "text/csv",
    "text/xml",
    "text/yaml",
];

/// Whether the body is declared to be of one of some media types.
#[must_use]
pub fn is_media_type(request: &HttpRequest, media_types: &[&str]) -> bool {
    let sent = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()?.parse::<Mime>().ok());
    sent.is_some_and(|sent| media_types.contains(&sent.essence_str()))
}

/// Checks that the body is declared to be of one of some media types, in UTF-8, not compressed.
///
/// # Errors
///
/// `unsupported_media_type` for anything else: what was sent, and what is accepted.
pub fn check_media_type(request: &HttpRequest, accepted: &[&str]) -> Result<(), Problem> {
    let refuse = |detail: &str| Err(Problem::new(ProblemCode::UnsupportedMediaType, detail));
    if request.headers().contains_key(CONTENT_ENCODING) {
        return refuse("content encoding is not supported; send the body uncompressed, without this header");
    }
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|sent| accepted.contains(&sent)) {
        return Ok(());
    }
    let Some(sent) = content_type.and_then(|value| value.parse::<Mime>().ok()) else {
        return refuse(&format!("the content type is missing or malformed; this path accepts {}", listed(accepted)));
    };
    if !accepted.contains(&sent.essence_str()) {
        return refuse(&another(sent.essence_str(), accepted));
    }
    if sent.get_param(FHIR_VERSION.0).is_some_and(|version| version != FHIR_VERSION.1) {
        return refuse("the version of FHIR must be 4.0");
    }
    match sent.get_param(mime::CHARSET) {
        Some(charset) if charset != mime::UTF_8 => refuse("the charset must be utf-8"),
        _ => Ok(()),
    }
}

/// What to do about another media type than those accepted.
fn another(sent: &str, accepted: &[&str]) -> String {
    let named = NAMED.iter().find(|known| **known == sent).map_or("another one", |known| known);
    let detail = format!("the content type is {named}; this path accepts {}", listed(accepted));
    let is_stream = accepted.contains(&NDJSON);
    if sent == FORM && is_stream {
        return format!("{detail}: curl needs `-H 'Content-Type: {NDJSON}'`, and `--data-binary` in place of `-d`");
    }
    if sent == FORM {
        return format!("{detail}: curl needs `--json` in place of `-d`, or `-H 'Content-Type: {JSON}'`");
    }
    if is_stream && sent == JSON {
        return format!("{detail}, one body on each line; a single body goes to `/v1/triage`");
    }
    if !is_stream && JSON_LINES.contains(&sent) {
        return format!("{detail}; a stream of lines goes to `/v1/triage/batch`");
    }
    detail
}

fn listed(media_types: &[&str]) -> String {
    media_types.join(" or ")
}
