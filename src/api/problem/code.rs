//! Every code of an error: its word, its status, what it means and what the caller can do.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProblemCode)]
pub enum Code {
    /// The body is empty.
    EmptyBody,
    /// The body is not UTF-8.
    NotUtf8,
    /// The body is not JSON.
    NotJson,
    /// A number of the body fits into no double.
    NumberOutOfRange,
    /// The body is nested too deeply.
    TooDeep,
    /// A key stands twice in an object.
    DuplicateKey,
    /// A query parameter is unknown, doubled or has a value that it does not take.
    BadQuery,
    /// There is nothing at this path.
    NotFound,
    /// The path does not take this method.
    MethodNotAllowed,
    /// The service can give nothing of what the caller accepts.
    NotAcceptable,
    /// The body came too slowly.
    RequestTimeout,
    /// Another rule book is in force.
    RuleBookMismatch,
    /// The body is too large.
    BodyTooLarge,
    /// The body is not sent as plain JSON.
    UnsupportedMediaType,
    /// The body is JSON, but not a valid request.
    InvalidBody,
    /// No key or token, or one that is not taken.
    Unauthorized,
    /// The caller is known, but may not do this.
    Forbidden,
    /// The caller sent too many requests.
    RateLimited,
    /// The service has too much to do.
    Overloaded,
    /// The service will stop soon.
    Stopping,
    /// The service failed.
    Internal,
}

/// What a code means.
pub struct Meaning {
    /// The code.
    pub code: Code,
    /// Its word, as in `/problems/{code}`.
    pub word: &'static str,
    /// HTTP status.
    pub status: StatusCode,
    /// Short title.
    pub title: &'static str,
    /// What happened.
    pub meaning: &'static str,
    /// What the caller can do.
    pub remedy: &'static str,
}

macro_rules! meanings {
    ($($code:ident, $word:literal, $status:ident, $title:literal, $meaning:literal, $remedy:literal;)*) => {
        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// What the code means.
            #[must_use]
            pub fn meaning(self) -> &'static Meaning {
                match self {
                    $(Self::$code => &Meaning {
                        code: Code::$code,
                        word: $word,
                        status: StatusCode::$status,
                        title: $title,
                        meaning: $meaning,
                        remedy: $remedy,
                    }),*
                }
            }
        }
    };
}

meanings! {
    EmptyBody, "empty_body", BAD_REQUEST, "The body is empty",
        "The request has no body.",
        "Send a JSON object with at least the key `findings`; it may be empty: {\"findings\": {}}.";
    NotUtf8, "not_utf8", BAD_REQUEST, "The body is not UTF-8",
        "JSON is exchanged in UTF-8, and the bytes of the body are not.",
        "Encode the body as UTF-8, without a byte order mark.";
    NotJson, "not_json", BAD_REQUEST, "The body is not JSON",
        "The body cannot be read as one JSON text: a syntax error, half of a surrogate pair, or something after its end.",
        "Send exactly one JSON object. The detail names line and column.";
    NumberOutOfRange, "number_out_of_range", BAD_REQUEST, "A number is out of range",
        "A number of the body is so large that no double-precision number holds it.",
        "Send numbers within the ranges of the questionnaire.";
    TooDeep, "too_deep", BAD_REQUEST, "The body is nested too deeply",
        "Arrays and objects stand in each other more than 32 deep.",
        "Send the findings as one flat object.";
    DuplicateKey, "duplicate_key", BAD_REQUEST, "A key stands twice",
        "A key stands twice in one object, after escapes were resolved. Which of both was meant cannot be known.",
        "Send each key once.";
    BadQuery, "bad_query", BAD_REQUEST, "A query parameter is not known or not valid",
        "The query holds a parameter that this path does not take, takes only once, or a value that it does not take.",
        "See the parameters of the path in the OpenAPI document.";
    NotFound, "not_found", NOT_FOUND, "There is nothing here",
        "No resource has this path.",
        "See the paths in the OpenAPI document; ids are written as in the lists.";
    MethodNotAllowed, "method_not_allowed", METHOD_NOT_ALLOWED, "The method is not allowed",
        "The path exists, but does not take this method.",
        "Use a method of the header `Allow`. Findings are sent with POST only, so that they never stand in an address.";
    NotAcceptable, "not_acceptable", NOT_ACCEPTABLE, "Nothing acceptable",
        "The header `Accept` excludes everything that this path can give.",
        "Accept one of the media types that the OpenAPI document names for the path, or leave the header out.";
    RequestTimeout, "request_timeout", REQUEST_TIMEOUT, "The body came too slowly",
        "The body did not arrive within the time that the service waits for it.",
        "Send the request again.";
    RuleBookMismatch, "rule_book_mismatch", CONFLICT, "Another rule book is in force",
        "The request expects a version or a digest that is not the one in force. Nothing was decided.",
        "Fetch the questionnaire again, then send its version or digest, or leave `expected_rule_book` out.";
    BodyTooLarge, "body_too_large", PAYLOAD_TOO_LARGE, "The body is too large",
        "The body is larger than 64 KiB.",
        "Send findings only. Every finding spelt out takes about 4 KB.";
    UnsupportedMediaType, "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The body is not plain JSON",
        "The content type is missing or another one, the charset is not UTF-8, or the body is compressed.",
        "Send `Content-Type: application/json` and no `Content-Encoding`.";
    InvalidBody, "invalid_body", UNPROCESSABLE_ENTITY, "The body is not a valid request",
        "The body is JSON, but the schema refuses it. `errors` lists every fault with a JSON Pointer to its place.",
        "Mend each fault. A word near to a known one is suggested. What is not known is left out, null or `unknown`, never `false`.";
    Unauthorized, "unauthorized", UNAUTHORIZED, "A key or token is needed",
        "The service answers only callers whom it knows, and the request has no key or token, or one that is not taken.",
        "Send `Authorization: Bearer` with a key or token that the operator gave you; a token may have expired.";
    Forbidden, "forbidden", FORBIDDEN, "Not allowed",
        "The token does not hold the scope that is asked for, or the page comes from an origin that may not call.",
        "Ask the operator for the scope, or to add the origin.";
    RateLimited, "rate_limited", TOO_MANY_REQUESTS, "Too many requests",
        "The caller sent more requests than the operator allows in a minute. Nothing was decided.",
        "Wait as long as `Retry-After` says; the header `RateLimit` tells what is left.";
    Overloaded, "overloaded", SERVICE_UNAVAILABLE, "The service has too much to do",
        "More requests are in flight than the service takes, or the answer did not begin in time. Nothing was decided.",
        "Send the request again after as many seconds as `Retry-After` says.";
    Stopping, "stopping", SERVICE_UNAVAILABLE, "The service will stop soon",
        "The service was told to stop. It still answers what is sent, but wants no more to be sent.",
        "Send requests to another instance.";
    Internal, "internal", INTERNAL_SERVER_ERROR, "The service failed",
        "The fault is ours. Nothing was decided.",
        "Try again; if it happens again, tell the operator the request id.";
}
