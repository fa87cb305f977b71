//! `POST /v1/triage/batch`: a stream of payloads in, a stream of answers out, one line each, in order.

use std::time::Instant;

use actix_web::http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, VARY};
use actix_web::http::{ConnectionType, Version};
use actix_web::mime::Mime;
use actix_web::rt::task::yield_now;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, post};
use futures_util::stream::unfold;
use futures_util::{Stream, StreamExt as _};
use utoipa::ToSchema;

use crate::answer::problem::{ProblemBody, ProblemCode};
use crate::answer::{AnswerOptions, TriageAnswer};
use crate::http::language::AcceptedLanguages;
use crate::http::media_type::{JSON_LINES, NDJSON, check_media_type};
use crate::http::negotiation::{acceptable, query};
use crate::http::problem::{AcceptErrors, Problem, QueryErrors, StreamErrors};
use crate::http::rate_meter::RateMeter;
use crate::http::state::HttpState;
use crate::http::timeout::timeout;
use crate::request::line_splitter::{Line, LineSplitter};
use crate::triage_service::{Language, refuse_line};

/// Why a batch ends that takes too long.
const BATCH_TOO_LONG: &str = "the batch took longer than the operator allows";

/// How many bytes of answers are collected before they are sent.
const CHUNK_BYTES: usize = 32 * 1024;

/// Batch
///
/// One payload a line in, one line `{"line": N, "answer": …}` or `{"line": N, "problem": …}` a payload out, in order
/// and while the payloads still come. An invalid line gives a problem in its place and stops nothing. Memory does not grow
/// with the number of lines, and a slow reader slows the batch down. Where the operator limits requests, each line counts
/// as one. A batch that is beyond a limit of the operator ends with a problem in the place of its next line: send the
/// lines from there on again later.
#[utoipa::path(
    tag = "triage",
    operation_id = "batch",
    params(AnswerOptions, AcceptedLanguages),
    request_body(description = "One body of `/v1/triage` a line", content(
        (String = "application/x-ndjson"), (String = "application/jsonl"))),
    responses(
        (status = 200, description = "One line for each payload", content(
            (BatchLine = "application/x-ndjson"), (BatchLine = "application/jsonl"))),
        QueryErrors, AcceptErrors, StreamErrors,
    )
)]
#[post("/v1/triage/batch")]
pub async fn batch(request: HttpRequest, payload: Payload, state: Data<HttpState>) -> Result<HttpResponse, Problem> {
    let content_type = acceptable_lines(&request)?;
    let options: AnswerOptions = query(&request)?;
    check_media_type(&request, &JSON_LINES)?;
    // One for the whole stream.
    let language = state.languages.wanted(&request);
    Ok(stream(&request, content_type, payload, state, LineWork::Triage(options, language)))
}

/// What is done with each line of a stream.
#[derive(Clone, Copy)]
pub(super) enum LineWork {
    /// It is answered, in a language.
    Triage(AnswerOptions, Language),
    /// What another path does with it: state, number, line, and where the answer goes.
    Other(fn(&HttpState, u64, &Line, &mut Vec<u8>)),
}

/// Answers a stream of lines.
pub(super) fn stream(
    request: &HttpRequest,
    content_type: &'static str,
    payload: Payload,
    state: Data<HttpState>,
    work: LineWork,
) -> HttpResponse {
    // The request itself was charged, which covers the first line.
    let meter = request.extensions().get::<RateMeter>().cloned();
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, content_type));
    if let LineWork::Triage(_, language) = work {
        state.languages.name(language, &mut answer);
    } else {
        answer.insert_header((VARY, HeaderValue::from(ACCEPT)));
    }
    let mut answer = answer.streaming(answers(state, work, payload, meter));
    if request.version() < Version::HTTP_11 {
        // HTTP/1.0 knows no chunks: the end of the connection is the end of the stream.
        answer.head_mut().no_chunking(true);
        answer.head_mut().set_connection_type(ConnectionType::Close);
    }
    answer
}

/// The name by which the caller wants the lines to be called.
pub(super) fn acceptable_lines(request: &HttpRequest) -> Result<&'static str, Problem> {
    let offered = JSON_LINES.map(str::parse::<Mime>).into_iter().collect::<Result<Vec<_>, _>>();
    let offered = offered.map_err(|_| Problem::internal())?;
    let wanted = acceptable(request, &offered.iter().collect::<Vec<_>>())?;
    Ok(JSON_LINES.get(wanted).copied().unwrap_or(NDJSON))
}

/// One line of the answers: the answer to a payload, or the problem with it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used; a line is assembled from JSON")]
struct BatchLine<'a> {
    /// Number of the line, from 1.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    line: u64,
    /// The body of `/v1/triage`; left out when there is a problem.
    #[schema(nullable = false)]
    answer: Option<TriageAnswer<'a>>,
    /// The problem; left out when there is an answer. Its `instance` is `line-` and the number.
    #[schema(nullable = false)]
    problem: Option<ProblemBody<'a>>,
}

/// A batch in progress.
struct Batch {
    state: Data<HttpState>,
    work: LineWork,
    payload: Payload,
    lines: LineSplitter,
    number: u64,
    received_bytes: u64,
    answered_bytes: u64,
    deadline: Instant,
    meter: Option<RateMeter>,
    ended: bool,
}

/// The answers, made as they are asked for: a slow reader slows the batch down.
fn answers(
    state: Data<HttpState>,
    work: LineWork,
    payload: Payload,
    meter: Option<RateMeter>,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    let start = Batch {
        deadline: Instant::now() + state.batch_limits.max_duration,
        state,
        work,
        payload,
        meter,
        lines: LineSplitter::default(),
        number: 0,
        received_bytes: 0,
        answered_bytes: 0,
        ended: false,
    };
    unfold(start, |mut progress| async move {
        // Other callers have their turn.
        yield_now().await;
        let mut out = Vec::new();
        loop {
            while out.len() < CHUNK_BYTES
                && !progress.ended
                && let Some(line) = progress.lines.next_line()
            {
                progress.answer(&line, &mut out);
            }
            if !out.is_empty() {
                return Some((Ok(out.into()), progress));
            }
            if progress.ended {
                return None;
            }
            if let Err(error) = progress.receive(&mut out).await {
                progress.ended = true;
                return Some((Err(error), progress));
            }
        }
    })
}

impl Batch {
    /// Waits for more of the stream, and answers the last line at its end.
    async fn receive(&mut self, out: &mut Vec<u8>) -> Result<(), actix_web::Error> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        match timeout(self.state.body_timeout.min(left), self.payload.next()).await {
            Some(Some(Ok(bytes))) => {
                self.received_bytes += bytes.len() as u64;
                if self.received_bytes > self.state.batch_limits.max_bytes {
                    self.end(ProblemCode::BodyTooLarge, "the batch is larger than the operator allows", out);
                } else {
                    self.lines.push(&bytes);
                }
            }
            Some(Some(Err(error))) => return Err(error.into()),
            Some(None) => {
                self.ended = true;
                if let Some(line) = self.lines.last_line() {
                    self.answer(&line, out);
                }
            }
            None if Instant::now() >= self.deadline => {
                self.end(ProblemCode::RequestTimeout, BATCH_TOO_LONG, out);
            }
            None => self.end(ProblemCode::RequestTimeout, "the next line did not arrive in time", out),
        }
        Ok(())
    }

    fn answer(&mut self, line: &Line, out: &mut Vec<u8>) {
        if self.number > 0
            && let Some(Err(problem)) = self.meter.as_ref().map(RateMeter::charge)
        {
            self.state.metrics.rate_limited.inc();
            return self.end(problem.code, &problem.detail, out);
        }
        if Instant::now() >= self.deadline {
            return self.end(ProblemCode::RequestTimeout, BATCH_TOO_LONG, out);
        }
        if self.answered_bytes >= self.state.batch_limits.max_answer_bytes {
            return self.end(ProblemCode::BodyTooLarge, "the answers are larger than the operator allows", out);
        }
        self.number += 1;
        let before = out.len();
        match self.work {
            LineWork::Triage(options, language) => {
                self.state.count_line(self.state.triage.answer_line_in(language, self.number, line, options, out));
            }
            LineWork::Other(answer) => answer(&self.state, self.number, line, out),
        }
        self.answered_bytes += (out.len() - before) as u64;
    }

    /// Refuses the next line, and all that follow.
    fn end(&mut self, code: ProblemCode, detail: &str, out: &mut Vec<u8>) {
        self.ended = true;
        self.number += 1;
        refuse_line(self.number, code, detail, out);
    }
}
