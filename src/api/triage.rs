//! `POST /v1/triage`: findings in, the decision with every reason out.

use actix_web::body::MessageBody;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue, VARY};
use actix_web::mime;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Service;
use super::answer::DecisionShown;
use super::body;
use super::explanation::{Explain, Explanation, understood};
use super::negotiation::{acceptable, query};
use super::problem::{ErrorsOfBody, Problem};
use super::questions::{QuestionsAsked, QuestionsShown};
use super::report;
use super::request;
use super::request_schema::TriageRequest;
use super::spare::{self, USUAL_SIZE};
use super::wording::Wording;
use super::written::{Members, members, object};
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::answers::Findings;

/// What a caller can ask for besides the decision.
#[derive(Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Options {
    /// `1`: only the first question that was not asked yet. `screen`: every question of its screen that was not asked
    /// yet. Left out: all questions.
    #[param(inline)]
    questions: Option<QuestionsAsked>,
    /// `changes`: also what would change the answer. `full`: that, the trace of every rule, and what was understood.
    #[param(inline)]
    explain: Option<Explain>,
}

/// Triage
///
/// Sorts what is known about a person's muscle twitches into one of three levels and says how soon to act, with every
/// reason and its source. 200 for every valid body, complete or not: what is missing is unknown, never "no". `level`
/// and `urgency` are the safe answer; `possible` says what can still become of it. With `Accept: text/plain` the same
/// answer comes as a report for a terminal.
#[utoipa::path(
    tag = "triage",
    operation_id = "triage",
    params(Options),
    request_body(content = TriageRequest, content_type = "application/json", examples(
        ("eyelid" = (summary = "An eyelid that twitches, every question answered", value = json!({
            "findings": { "age_years": 34, "twitch_present": "present", "sites": ["eyelid"], "duration_days": 3,
                          "course": "stable", "caffeine_high": "present", "poor_sleep": "present" },
            "screens_completed": ["emergency", "strength_and_nerves", "movement", "general_health",
                                  "medicines_and_context", "cramps", "triggers"],
        }))),
        ("weakness" = (summary = "Loss of function over months", value = json!({
            "findings": { "age_years": 61, "sites": ["hand", "forearm"], "duration_days": 120, "course": "worsening",
                          "weakness_functional": "present", "decline_tempo": "months" },
            "screens_completed": ["emergency", "strength_and_nerves"],
        }))),
        ("nothing" = (summary = "Nothing known yet", value = json!({ "findings": {} }))),
    )),
    responses(
        (status = 200, description = "The decision", content(
            (TriageAnswer = "application/json"), (String = "text/plain"))),
        ErrorsOfBody,
    )
)]
#[post("/v1/triage")]
pub async fn triage(request: HttpRequest, payload: Payload, service: Data<Service>) -> Result<HttpResponse, Problem> {
    let form = acceptable(&request, &[&mime::APPLICATION_JSON, &mime::TEXT_PLAIN])?;
    let options: Options = query(&request)?;
    let triaged = Triaged::of(&service, body::findings(&request, payload, &service).await?);
    Ok(match form {
        0 => json(&triaged.answer(&options)),
        _ => text(triaged.report(&options)),
    })
}

/// A payload that was read and decided on.
pub struct Triaged<'s> {
    service: &'s Service,
    findings: Findings,
    /// The decision.
    pub decision: Decision<'s>,
}

impl<'s> Triaged<'s> {
    pub(super) fn of(service: &'s Service, findings: Findings) -> Self {
        let decision = service.decide(&findings);
        Self { service, findings, decision }
    }

    pub(super) fn answer(&self, options: &Options) -> TriageAnswer<'_> {
        TriageAnswer::of(&self.service.wording, &self.decision, &self.findings, options)
    }

    /// Appends the answer as JSON, as small as the service gives it.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        object(&self.answer(&Options::default()), out);
    }

    /// The answer as JSON, as small as the service gives it.
    #[must_use]
    pub fn json(&self) -> Vec<u8> {
        let mut json = Vec::with_capacity(USUAL_SIZE);
        self.write_json(&mut json);
        json
    }

    fn report(&self, options: &Options) -> String {
        let Service { wording, book, .. } = self.service;
        let said = understood(wording, book, &self.findings);
        report::of(&self.answer(options), &said, book.meaning(self.decision.result.urgency))
    }

    /// The answer as a report for a terminal.
    #[must_use]
    pub fn plain_report(&self) -> String {
        self.report(&Options::default())
    }
}

impl Service {
    /// Decides, and counts it.
    pub(super) fn decide(&self, findings: &Findings) -> Decision<'_> {
        let decision = self.book.decide(findings);
        self.metrics.decided(decision.result.level, decision.status());
        decision
    }

    /// Reads a payload and decides on it.
    ///
    /// # Errors
    ///
    /// Everything that can be wrong with a payload.
    pub fn triage(&self, payload: &[u8]) -> Result<Triaged<'_>, Problem> {
        Ok(Triaged::of(self, request::read(&self.book, &self.schema, payload)?))
    }
}

/// A JSON answer about a person.
pub(super) fn json(answer: &impl Members) -> HttpResponse {
    answered("application/json", spare::body(|out| object(answer, out)))
}

fn text(report: String) -> HttpResponse {
    answered("text/plain; charset=utf-8", report)
}

/// An answer in one of the forms between which the caller chooses by `Accept`.
fn answered(content_type: &'static str, body: impl MessageBody + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(content_type)))
        .insert_header((VARY, HeaderValue::from_static("Accept")))
        .body(body)
}

/// The decision with everything that a person, a clinician and a program need of it.
#[derive(Serialize, ToSchema)]
pub(super) struct TriageAnswer<'a> {
    #[serde(flatten)]
    pub(super) decision: DecisionShown<'a>,
    #[serde(flatten)]
    pub(super) questions: QuestionsShown<'a>,
    #[serde(flatten)]
    pub(super) explanation: Explanation<'a>,
}

members! { TriageAnswer<'_> { ..decision, ..questions, ..explanation, } }

impl<'a> TriageAnswer<'a> {
    fn of(wording: &'a Wording, decision: &Decision<'a>, findings: &'a Findings, options: &Options) -> Self {
        Self {
            decision: DecisionShown::of(wording, decision, findings),
            questions: QuestionsShown::of(wording, decision, findings, options.questions),
            explanation: Explanation::of(wording, decision, findings, options.explain),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use std::time::Duration;

    use super::{Explain, Options, Service, Triaged, object};
    use crate::clinical::load::knowledge::KnowledgeFiles;
    use crate::clinical::model::rule_book::RuleBook;
    use crate::clinical::model::vector::Vectors;

    #[test]
    fn an_answer_written_straight_is_the_one_that_serde_writes() {
        let service = Service::new(RuleBook::built_in().unwrap(), Duration::MAX).unwrap();
        let vectors: Vectors = serde_json::from_str(KnowledgeFiles::built_in().get("vectors.json")).unwrap();
        for vector in &vectors.vectors {
            let triaged = Triaged::of(&service, vectors.read(&service.book, vector).unwrap());
            for explain in [None, Some(Explain::Changes), Some(Explain::Full)] {
                let answer = triaged.answer(&Options { explain, ..Options::default() });
                let mut straight = Vec::new();
                object(&answer, &mut straight);
                assert_eq!(
                    String::from_utf8(straight).unwrap(),
                    serde_json::to_string(&answer).unwrap(),
                    "{}",
                    vector.id
                );
            }
        }
    }
}
