//! `POST /v1/interview`: the same body in, what to ask next out; for a client that wants nothing but the loop.

use actix_web::mime;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Service;
use super::answer::DecisionShown;
use super::body;
use super::negotiation::{acceptable, query};
use super::problem::{ErrorsOfBody, Problem};
use super::questions::{QuestionsAsked, QuestionsShown};
use super::request_schema::TriageRequest;
use super::triage::json;
use super::written::{Members, member};

/// How many questions a caller wants.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Options {
    /// `1`: only the first question that was not asked yet. `screen`: every question of its screen that was not asked
    /// yet. Left out: all questions.
    #[param(inline)]
    questions: Option<QuestionsAsked>,
}

/// Interview
///
/// One step of an interview, stateless: send what is known, get what to ask next, whether to stop, and the answer so
/// far. Put each answer at the question's pointer and send the whole again; `unknown`, or null for a number or a list,
/// says that the person does not know.
#[utoipa::path(
    tag = "triage",
    operation_id = "interview",
    params(Options),
    request_body(content = TriageRequest, content_type = "application/json", examples(
        ("start" = (summary = "The first step", value = json!({ "findings": {} }))),
        ("later" = (summary = "Emergency screen done, age known", value = json!({
            "findings": { "age_years": 52 }, "screens_completed": ["emergency"],
        }))),
    )),
    responses(
        (status = 200, description = "What to ask next, and the answer so far", body = InterviewStep),
        ErrorsOfBody,
    )
)]
#[post("/v1/interview")]
pub async fn interview(
    request: HttpRequest,
    payload: Payload,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    acceptable(&request, &[&mime::APPLICATION_JSON])?;
    let options: Options = query(&request)?;
    let findings = body::findings(&request, payload, &service).await?;
    let decision = service.decide(&findings);
    Ok(json(&InterviewStep {
        answer: DecisionShown::of(&service.wording, &decision, &findings),
        questions: QuestionsShown::of(&service.wording, &decision, &findings, options.questions),
    }))
}

/// One step of an interview.
#[derive(Serialize, ToSchema)]
struct InterviewStep<'a> {
    /// The answer so far.
    answer: DecisionShown<'a>,
    #[serde(flatten)]
    questions: QuestionsShown<'a>,
}

impl Members for InterviewStep<'_> {
    fn write_members(&self, out: &mut Vec<u8>) {
        member(r#""answer":"#, &self.answer, out);
        self.questions.write_members(out);
    }
}
