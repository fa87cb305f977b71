//! `POST /v1/triage/batch`: a stream of payloads in, a stream of answers out, one line each, in order.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::mime::Mime;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use futures_util::stream::unfold;
use futures_util::{Stream, StreamExt as _};
use utoipa::ToSchema;

use super::Service;
use super::body::{MAX_BODY, is_plain};
use super::lines::{Line, Lines};
use super::negotiation::{NoParameters, acceptable, query};
use super::problem::{Code, ErrorsOfAccept, ErrorsOfQuery, ErrorsOfStream, Problem, ProblemBody};
use super::triage::TriageAnswer;
use super::within::within;
use crate::clinical::model::outcome::{Level, Outcome};

/// The media type of both streams.
const NDJSON: &str = "application/x-ndjson";

/// How many bytes of answers are gathered before they are sent.
const CHUNK: usize = 32 * 1024;

/// Batch
///
/// One payload a line in, one line `{"line": N, "answer": …}` or `{"line": N, "problem": …}` a payload out, in order
/// and while the payloads still come. A bad line gives a problem in its place and stops nothing. Memory does not grow
/// with the number of lines, and who reads slowly is sent to slowly.
#[utoipa::path(
    tag = "triage",
    operation_id = "batch",
    request_body(content = String, content_type = "application/x-ndjson", description = "One body of `/v1/triage` a line",
        examples(("two" = (summary = "Two payloads, of which one is not valid", value = json!("{\"findings\": {}}\n{\"findings\": []}\n"))))),
    responses(
        (status = 200, description = "One line for each payload", body = BatchLine, content_type = "application/x-ndjson"),
        ErrorsOfQuery, ErrorsOfAccept, ErrorsOfStream,
    )
)]
#[post("/v1/triage/batch")]
pub async fn batch(request: HttpRequest, payload: Payload, service: Data<Service>) -> Result<HttpResponse, Problem> {
    let ndjson: Mime = NDJSON.parse().map_err(|_| Problem::internal())?;
    acceptable(&request, &[&ndjson])?;
    query::<NoParameters>(&request)?;
    is_plain(&request, &ndjson)?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, NDJSON)).streaming(answers(service, payload)))
}

/// One line of the answers: the answer to a payload, or the problem with it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it stands for its schema only; the line is put together from JSON that is there")]
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

/// A batch on its way.
struct Batch {
    service: Data<Service>,
    payload: Payload,
    lines: Lines,
    number: u64,
    ended: bool,
}

/// The answers, made as they are asked for: who reads slowly is waited for.
fn answers(service: Data<Service>, payload: Payload) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    let start = Batch { service, payload, lines: Lines::default(), number: 0, ended: false };
    unfold(start, |mut stream| async move {
        let mut out = Vec::new();
        loop {
            while out.len() < CHUNK
                && let Some(line) = stream.lines.next_line()
            {
                stream.answer(Ok(&line), &mut out);
            }
            if !out.is_empty() {
                return Some((Ok(out.into()), stream));
            }
            if stream.ended {
                return None;
            }
            if let Err(error) = stream.receive(&mut out).await {
                stream.ended = true;
                return Some((Err(error), stream));
            }
        }
    })
}

impl Batch {
    /// Waits for more of the stream, and answers what its end leaves.
    async fn receive(&mut self, out: &mut Vec<u8>) -> Result<(), actix_web::Error> {
        match within(self.service.body_timeout, self.payload.next()).await {
            Some(Some(Ok(bytes))) => self.lines.push(&bytes),
            Some(Some(Err(error))) => return Err(error.into()),
            Some(None) => {
                self.ended = true;
                if let Some(line) = self.lines.last_line() {
                    self.answer(Ok(&line), out);
                }
            }
            None => {
                self.ended = true;
                self.answer(Err(Problem::new(Code::RequestTimeout, "the next line did not come in time")), out);
            }
        }
        Ok(())
    }

    fn answer(&mut self, line: Result<&Line, Problem>, out: &mut Vec<u8>) {
        self.number += 1;
        answer_line(&self.service, self.number, line, out);
    }
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineOutcome {
    /// It was decided on.
    Answered(Outcome),
    /// It was no valid payload.
    Refused,
}

impl LineOutcome {
    /// The level of an answer.
    #[must_use]
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Answered(outcome) => Some(outcome.level),
            Self::Refused => None,
        }
    }
}

/// Answers one line, or tells why there is none.
pub fn answer_line(service: &Service, number: u64, line: Result<&Line, Problem>, out: &mut Vec<u8>) -> LineOutcome {
    let triaged = line.and_then(|line| match line {
        Line::Whole(payload) => service.triage(payload),
        Line::TooLong => Err(Problem::new(Code::BodyTooLarge, format!("more than {MAX_BODY} bytes"))),
    });
    out.extend_from_slice(format!("{{\"line\":{number},").as_bytes());
    let outcome = match triaged {
        Ok(triaged) => {
            out.extend_from_slice(b"\"answer\":");
            triaged.write_json(out);
            LineOutcome::Answered(triaged.decision.result)
        }
        Err(problem) => {
            let problem = Problem { request_id: Some(format!("line-{number}")), ..problem };
            out.extend_from_slice(b"\"problem\":");
            out.extend_from_slice(&problem.json());
            LineOutcome::Refused
        }
    };
    out.extend_from_slice(b"}\n");
    outcome
}
