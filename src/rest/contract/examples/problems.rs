//! A problem for each status that an operation can be refused with, as the service words it.

use serde_json::{Value, json};

use super::example::Example;
use crate::answer::problem::{ProblemBody, ProblemCode};
use crate::request::Rejection;
use crate::rest::{compare, test_cases};
use crate::triage_service::TriageService;

/// The id of the request in every example.
const INSTANCE: &str = "1f0c9d5e-5a53-4a57-9a4e-5c1d4a1e7a10";

/// Payloads that are refused, each with the name of its example.
const REFUSED: [(&str, &str, &str); 3] = [
    ("400", "not_json", r#"{"findings": {}"#),
    ("409", "rule_book_mismatch", r#"{"findings": {}, "expected_rule_book": "0.0.0"}"#),
    ("422", "invalid_body", include_str!("../../../../examples/faults.json")),
];

/// The problems with payloads, which a service words.
pub(super) struct Problems {
    /// Status, name and body.
    refused: Vec<(&'static str, &'static str, Value)>,
}

impl Problems {
    /// Lets a service refuse the payloads that are to be refused.
    pub(super) fn collect(triage: &TriageService) -> Self {
        let refused = REFUSED.iter().filter_map(|(status, name, payload)| {
            let rejection = triage.read(payload.as_bytes()).err()?;
            Some((*status, *name, body(&ProblemBody::for_rejection(&rejection, INSTANCE))))
        });
        let too_large = body(&ProblemBody::for_rejection(&Rejection::too_large(), INSTANCE));
        Self { refused: refused.chain([("413", "body_too_large", too_large)]).collect() }
    }

    /// The problems of an operation with a status.
    pub(super) fn of(&self, operation_id: &str, status: &str) -> Vec<Example> {
        let reads_a_body = matches!(operation_id, "triage" | "interview" | "compare");
        let refused = self.refused.iter().filter(|(its, ..)| reads_a_body && *its == status);
        let refused = refused.map(|(_, name, body)| example(name, body));
        refused.chain(by_status(operation_id, status)).collect()
    }
}

/// The problem of a status that is no fault of a payload.
fn by_status(operation_id: &str, status: &str) -> Option<Example> {
    let problem = |name: &str, code, detail: &str, parameter| {
        Some(example(name, &body(&ProblemBody::new(code, detail, INSTANCE).with_parameter(parameter))))
    };
    let plain = |code: ProblemCode, detail: &str| problem(code.meaning().word, code, detail, None);
    let special = |code: ProblemCode, detail: &str| {
        problem(&format!("{}_{operation_id}", code.meaning().word), code, detail, None)
    };
    match (status, operation_id) {
        ("400", "triage" | "interview" | "batch") => problem(
            "bad_detail",
            ProblemCode::BadQuery,
            "`detail` must be one of `brief`, `standard` or `full`",
            Some("detail"),
        ),
        ("400", "rules" | "test_cases") => problem(
            "bad_finding",
            ProblemCode::BadQuery,
            "`finding` must be the name of a finding, perhaps `muscle_wasting` was meant; `/v1/questionnaire` lists the \
             findings",
            Some("finding"),
        ),
        ("400", _) => problem(
            "bad_query",
            ProblemCode::BadQuery,
            "unknown query parameter; this path takes no query parameters",
            Some("language"),
        ),
        ("401", _) => plain(ProblemCode::Unauthorized, "no key or token was sent: send `Authorization: Bearer KEY`"),
        ("403", _) => plain(ProblemCode::Forbidden, "the token does not have the required scope"),
        ("404", "rule" | "test_cases") => special(ProblemCode::NotFound, "no rule has this id; `/v1/rules` lists them"),
        ("404", "compare") => plain(ProblemCode::NoSecondRuleBook, compare::NO_SECOND_RULE_BOOK),
        ("404", "test_case") => special(ProblemCode::NotFound, test_cases::NO_SUCH_CASE),
        ("404", "evidence_record") => {
            special(ProblemCode::NotFound, "no evidence has this id; `/v1/evidence` lists them")
        }
        ("404", "problem") => special(
            ProblemCode::NotFound,
            "no error has this code; the nearest is `/problems/not_json`; `ProblemCode` in `/openapi.json` lists them",
        ),
        ("404", _) => special(ProblemCode::NotFound, "the page has no such asset; the page itself is `/docs`"),
        ("406", "triage") => special(ProblemCode::NotAcceptable, "this path produces application/json or text/plain"),
        ("406", "batch") => {
            special(ProblemCode::NotAcceptable, "this path produces application/x-ndjson or application/jsonl")
        }
        ("406", "test_cases") => {
            special(ProblemCode::NotAcceptable, "this path produces application/json or application/x-ndjson")
        }
        ("406", "rules") => special(ProblemCode::NotAcceptable, "this path produces application/json or text/html"),
        ("406", "docs") => special(ProblemCode::NotAcceptable, "this path produces text/html"),
        ("406", "metrics") => special(ProblemCode::NotAcceptable, "this path produces text/plain"),
        ("406", _) => plain(ProblemCode::NotAcceptable, "this path produces application/json"),
        ("408", _) => plain(ProblemCode::RequestTimeout, "the body did not arrive within 10000 ms"),
        ("415", "batch") => special(
            ProblemCode::UnsupportedMediaType,
            "the content type is application/x-www-form-urlencoded; this path accepts application/x-ndjson or \
             application/jsonl: curl needs `-H 'Content-Type: application/x-ndjson'`, and `--data-binary` in place of `-d`",
        ),
        ("415", _) => plain(
            ProblemCode::UnsupportedMediaType,
            "the content type is application/x-www-form-urlencoded; this path accepts application/json: curl needs \
             `--json` in place of `-d`, or `-H 'Content-Type: application/json'`",
        ),
        ("429", _) => plain(ProblemCode::RateLimited, "more than 60 requests a minute"),
        ("500", _) => plain(ProblemCode::Internal, "the request could not be answered"),
        ("503", "ready") => plain(ProblemCode::Stopping, "the service is stopping"),
        ("503", _) => plain(ProblemCode::Overloaded, "too many requests in flight"),
        _ => None,
    }
}

fn example(name: &str, body: &Value) -> Example {
    let title = body.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    Example::new(name, &title, body)
}

fn body(problem: &ProblemBody) -> Value {
    serde_json::to_value(problem).unwrap_or_else(|_| json!({}))
}
