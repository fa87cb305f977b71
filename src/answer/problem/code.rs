//! Every code of an error: its HTTP status, what it means and what the caller can do.

use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The body is empty.
    EmptyBody,
    /// The body is not UTF-8.
    NotUtf8,
    /// The body is not JSON.
    NotJson,
    /// A number in the body does not fit into a double.
    NumberOutOfRange,
    /// The body is nested too deeply.
    TooDeep,
    /// An object has the same key twice.
    DuplicateKey,
    /// A query parameter is unknown, repeated or has an invalid value.
    BadQuery,
    /// There is nothing at this path.
    NotFound,
    /// There is no second rule book to compare with.
    NoSecondRuleBook,
    /// The path does not support this method.
    MethodNotAllowed,
    /// The service cannot produce anything that the caller accepts.
    NotAcceptable,
    /// The body arrived too slowly.
    RequestTimeout,
    /// Another rule book is in force.
    RuleBookMismatch,
    /// The body is too large.
    BodyTooLarge,
    /// The body was not sent as plain JSON.
    UnsupportedMediaType,
    /// The body is JSON, but not a valid request.
    InvalidBody,
    /// No key or token, or one that is not accepted.
    Unauthorized,
    /// The caller is known, but may not do this.
    Forbidden,
    /// The caller sent too many requests.
    RateLimited,
    /// The service is overloaded.
    Overloaded,
    /// The service will stop soon.
    Stopping,
    /// The service failed.
    Internal,
}

/// What a code means.
pub struct CodeMeaning {
    /// The code.
    pub code: ProblemCode,
    /// Its name on the wire, as in `/problems/{code}`.
    pub word: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Short title.
    pub title: &'static str,
    /// What happened.
    pub meaning: &'static str,
    /// What the caller can do.
    pub remedy: &'static str,
}

macro_rules! meanings {
    ($($code:ident, $word:literal, $status:literal, $title:literal, $meaning:literal, $remedy:literal;)*) => {
        impl ProblemCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// What the code means.
            #[must_use]
            pub fn meaning(self) -> &'static CodeMeaning {
                match self {
                    $(Self::$code => &CodeMeaning {
                        code: ProblemCode::$code,
                        word: $word,
                        status: $status,
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
    EmptyBody, "empty_body", 400, "The body is empty",
        "The request has no body.",
        "Send a JSON object with at least the key `findings`; it may be empty: {\"findings\": {}}.";
    NotUtf8, "not_utf8", 400, "The body is not UTF-8",
        "JSON is exchanged in UTF-8, and the bytes of the body are not.",
        "Encode the body as UTF-8. A byte order mark at its start is skipped.";
    NotJson, "not_json", 400, "The body is not JSON",
        "The body cannot be read as one JSON text: a syntax error, half of a surrogate pair, or trailing characters.",
        "Send exactly one JSON object; to a batch, one on each line, with `--data-binary` when curl sends it. The detail names line and column.";
    NumberOutOfRange, "number_out_of_range", 400, "A number is out of range",
        "A number in the body is too large for a double-precision number.",
        "Send numbers within the ranges of the questionnaire.";
    TooDeep, "too_deep", 400, "The body is nested too deeply",
        "Arrays and objects are nested more than 32 levels deep, or 64 in what record systems send.",
        "Send the findings as one flat object.";
    DuplicateKey, "duplicate_key", 400, "Duplicate key",
        "An object has the same key twice, after escapes are resolved. Which of the two was meant cannot be known.",
        "Send each key once.";
    BadQuery, "bad_query", 400, "A query parameter is not known or not valid",
        "The query has an unknown parameter, a repeated one, or one with an invalid value.",
        "The detail says which parameters there are and what they may be; `parameter` names the one that was sent.";
    NotFound, "not_found", 404, "There is nothing here",
        "No resource has this path.",
        "The detail names the nearest path or where the ids are listed; `/docs` describes every path.";
    NoSecondRuleBook, "no_second_rule_book", 404, "There is no second rule book",
        "The service compares only when its operator has loaded another rule book beside the one in force.",
        "Ask the operator to set `--compare-with`, or compare two rule books with `twitch-triage book diff`.";
    MethodNotAllowed, "method_not_allowed", 405, "The method is not allowed",
        "The path exists, but does not support this method.",
        "Use a method listed in the header `Allow`. Findings are sent with POST only, so that they never appear in a URL.";
    NotAcceptable, "not_acceptable", 406, "Nothing acceptable",
        "The header `Accept` excludes everything that this path can produce.",
        "Accept one of the media types that the OpenAPI document lists for the path, or omit the header.";
    RequestTimeout, "request_timeout", 408, "The body arrived too slowly",
        "The body did not arrive in time.",
        "Send the request again.";
    RuleBookMismatch, "rule_book_mismatch", 409, "Another rule book is in force",
        "The request expects a version or a digest that is not the one in force. Nothing was decided.",
        "Fetch the questionnaire again, then send its version or digest, or omit `expected_rule_book`.";
    BodyTooLarge, "body_too_large", 413, "The body is too large",
        "The body is larger than 64 KiB. What record systems send may be larger: 512 KiB, or 2 MiB, and a bounded number of values.",
        "Send findings only. Every finding spelt out takes about 4 KB.";
    UnsupportedMediaType, "unsupported_media_type", 415, "The body is not plain JSON",
        "The content type is missing or not supported, the charset is not UTF-8, or the body is compressed.",
        "Send `Content-Type: application/json`, to a batch `application/x-ndjson` or `application/jsonl`, under `/fhir` also `application/fhir+json`, and no `Content-Encoding`. With curl, `--json` in place of `-d` does the first.";
    InvalidBody, "invalid_body", 422, "The body is not a valid request",
        "The body is JSON, but does not match the schema. `errors` lists every fault with a JSON Pointer to it.",
        "Fix each fault; what was probably meant is suggested, and `/v1/questionnaire` lists every name. Leave out what is not known, or send null or `unknown`, never `false`.";
    Unauthorized, "unauthorized", 401, "A key or token is needed",
        "The service answers known callers only, and the request has no key or token, or one that is not accepted.",
        "Send `Authorization: Bearer KEY` with the key or token that the operator gave you in the place of KEY; a token may have expired.";
    Forbidden, "forbidden", 403, "Not allowed",
        "The token lacks the required scope, or the page comes from an origin that is not allowed.",
        "Ask the operator for the scope, or to allow the origin.";
    RateLimited, "rate_limited", 429, "Too many requests",
        "The caller sent more requests than the operator allows in a minute. Nothing was decided.",
        "Wait as long as `Retry-After` says; the header `RateLimit` shows what is left.";
    Overloaded, "overloaded", 503, "The service is overloaded",
        "More requests are in flight than the service accepts, or the answer did not begin in time. Nothing was decided.",
        "Send the request again after as many seconds as `Retry-After` says.";
    Stopping, "stopping", 503, "The service will stop soon",
        "The service is shutting down. It still answers requests, but send new ones elsewhere.",
        "Send requests to another instance.";
    Internal, "internal", 500, "The service failed",
        "This is a bug in the service. Nothing was decided.",
        "Try again; if it happens again, report the request id to the operator.";
}
