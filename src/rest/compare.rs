//! `POST /v1/compare`: what another rule book would answer, beside the one in force.

use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::mime;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use serde::Serialize;
use utoipa::ToSchema;

use super::batch::{self, LineWork};
use crate::answer::comparison::{ComparedDecision, ComparisonKind, Differences, EffectChange};
use crate::answer::problem::{ProblemBody, ProblemCode};
use crate::http::body;
use crate::http::media_type::{JSON_LINES, check_media_type, is_media_type};
use crate::http::negotiation::{NoParameters, acceptable, query};
use crate::http::problem::{BodyErrors, NotFoundError, Problem};
use crate::http::state::HttpState;
use crate::request::Rejection;
use crate::request::line_splitter::Line;
use crate::request::schema::TriageRequest;
use crate::triage_service::TriageService;

/// Why nothing is compared.
pub(super) const NO_SECOND_RULE_BOOK: &str =
    "this service has no second rule book; its operator names one with `--compare-with`";

/// Compare
///
/// Answers a body of `/v1/triage` by two rule books, the one in force (`a`) and another one that the operator is trying out
/// (`b`), both in brief, and says what differs. The body is read by the one in force; where the other one refuses it, `b` is
/// the problem. `expected_rule_book` is not looked at: no body can expect both. 404 when the operator has loaded no other rule book (`--compare-with`). With the media type
/// `application/x-ndjson`, a stream of bodies, one a line, as `/v1/triage/batch`. For those who maintain the rule book: what
/// a person is told comes from `/v1/triage` alone.
#[utoipa::path(
    tag = "rule book",
    operation_id = "compare",
    request_body(content((TriageRequest = "application/json"), (String = "application/x-ndjson"))),
    responses(
        (status = 200, description = "Both answers, and what differs", content(
            (ComparisonAnswer = "application/json"), (ComparisonLine = "application/x-ndjson"))),
        BodyErrors, NotFoundError,
    )
)]
#[post("/v1/compare")]
pub async fn compare(request: HttpRequest, payload: Payload, state: Data<HttpState>) -> Result<HttpResponse, Problem> {
    let Some(other) = &state.compare_with else {
        return Err(Problem::new(ProblemCode::NoSecondRuleBook, NO_SECOND_RULE_BOOK));
    };
    if is_media_type(&request, &JSON_LINES) {
        query::<NoParameters>(&request)?;
        check_media_type(&request, &JSON_LINES)?;
        let content_type = batch::acceptable_lines(&request)?;
        return Ok(batch::stream(&request, content_type, payload, state, LineWork::Other(compare_line)));
    }
    acceptable(&request, &[&mime::APPLICATION_JSON])?;
    query::<NoParameters>(&request)?;
    let body = body::read(&request, payload, &body::PAYLOAD, state.body_timeout).await?;
    let mut answer = Vec::new();
    let kind = write_comparison(&state.triage, other, &body, "payload", &mut answer)?;
    state.metrics.compared(kind.word());
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json"))).body(answer))
}

/// Appends `{"line": N, "comparison": …}`, or `{"line": N, "problem": …}` when the rule book in force refuses the line.
fn compare_line(state: &HttpState, number: u64, line: &Line, out: &mut Vec<u8>) {
    if let Some(other) = &state.compare_with
        && let Some(kind) = answer_line(&state.triage, other, number, line, out)
    {
        state.metrics.compared(kind.word());
    }
}

/// The same by two rule books; gives how the second answer stands to the first.
pub(super) fn answer_line(
    a: &TriageService,
    b: &TriageService,
    number: u64,
    line: &Line,
    out: &mut Vec<u8>,
) -> Option<ComparisonKind> {
    let start = out.len();
    out.extend_from_slice(format!("{{\"line\":{number},\"comparison\":").as_bytes());
    let instance = format!("line-{number}");
    let written = match line {
        Line::Whole(payload) => write_comparison(a, b, payload, &instance, out),
        Line::TooLong => Err(Rejection::too_large()),
    };
    if let Err(rejection) = &written {
        out.truncate(start);
        out.extend_from_slice(format!("{{\"line\":{number},\"problem\":").as_bytes());
        out.extend_from_slice(&ProblemBody::for_rejection(rejection, &instance).to_json());
    }
    out.extend_from_slice(b"}\n");
    written.ok()
}

/// Writes both answers to a payload and what differs.
pub(super) fn write_comparison(
    a: &TriageService,
    b: &TriageService,
    payload: &[u8],
    instance: &str,
    out: &mut Vec<u8>,
) -> Result<ComparisonKind, Rejection> {
    let decided_a = a.triage_by_any(payload)?;
    let brief_a = ComparedDecision::with_rule_book(&decided_a.decision);
    let answer = match b.triage_by_any(payload) {
        Ok(decided_b) => {
            let (a, b) = (&decided_a.decision, &decided_b.decision);
            let kind = ComparisonKind::of_decisions(a, b);
            let Differences { only_a, only_b, effects_changed, texts_changed } = Differences::of_decisions(a, b);
            write(
                out,
                &ComparisonAnswer {
                    kind,
                    a: brief_a,
                    b: ComparedDecision::with_rule_book(b).into(),
                    only_a,
                    only_b,
                    effects_changed,
                    texts_changed,
                },
            );
            kind
        }
        Err(rejection) => {
            let problem = ProblemBody::for_rejection(&rejection, instance);
            let kind = ComparisonKind::RefusedByB;
            let none = Vec::new;
            write(
                out,
                &ComparisonAnswer {
                    kind,
                    a: brief_a,
                    b: Compared::Refused(problem),
                    only_a: none(),
                    only_b: none(),
                    effects_changed: Vec::new(),
                    texts_changed: none(),
                },
            );
            kind
        }
    };
    Ok(answer)
}

fn write(out: &mut Vec<u8>, answer: &ComparisonAnswer) {
    let written = serde_json::to_writer(out, answer);
    debug_assert!(written.is_ok(), "an answer can be written");
}

/// The answers of two rule books to one body.
#[derive(Serialize, ToSchema)]
pub struct ComparisonAnswer<'a> {
    /// How the second answer stands to the first.
    kind: ComparisonKind,
    /// The answer of the rule book in force.
    a: ComparedDecision<'a>,
    /// The answer of the other rule book, or the problem for which it refuses the body.
    b: Compared<'a>,
    /// Rules that fired in the first alone.
    #[schema(max_items = 200)]
    only_a: Vec<&'a str>,
    /// Rules that fired in the second alone.
    #[schema(max_items = 200)]
    only_b: Vec<&'a str>,
    /// Rules that fired in both, with another level or urgency of their own.
    #[schema(max_items = 200)]
    effects_changed: Vec<EffectChange<'a>>,
    /// Rules that fired in both, with another text.
    #[schema(max_items = 200)]
    texts_changed: Vec<&'a str>,
}

/// One line of a stream: the comparison of a payload, or the problem with it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used; a line is assembled from JSON")]
struct ComparisonLine<'a> {
    /// Number of the line, from 1.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    line: u64,
    /// Both answers; left out when there is a problem.
    #[schema(nullable = false)]
    comparison: Option<ComparisonAnswer<'a>>,
    /// The problem for which the rule book in force refuses the line; left out when there is a comparison.
    #[schema(nullable = false)]
    problem: Option<ProblemBody<'a>>,
}

/// The answer of the other rule book, or why it refuses the body.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Compared<'a> {
    /// Its answer.
    Decided(ComparedDecision<'a>),
    /// Its problem.
    #[schema(title = "ComparedProblem")]
    Refused(ProblemBody<'a>),
}

impl<'a> From<ComparedDecision<'a>> for Compared<'a> {
    fn from(decision: ComparedDecision<'a>) -> Self {
        Self::Decided(decision)
    }
}
