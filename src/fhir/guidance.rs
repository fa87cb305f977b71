//! A decision as a `GuidanceResponse`. Everything is contained: there are no ids to invent and nothing to fetch.

use serde_json::{Map, Value, json};

use super::guidance_answer;
use super::narrative;
use crate::clinical::decide::decision::Decision;
use crate::clinical::decide::question::Questions;
use crate::clinical::model::status::Status;
use crate::fhir_resource::canonical::{Canonical, CodeSystem};
use crate::fhir_resource::referral;
use crate::triage_service::Triaged;

/// The answer to a response. Without a subject nothing can be drafted for anybody.
#[must_use]
pub fn response(triaged: &Triaged, subject: Option<&Value>) -> Value {
    let decision = &triaged.decision;
    let book = decision.book;
    let canonical = Canonical::for_book(book);
    let questions = triaged.questions();
    let mut contained = vec![guidance_answer::parameters(triaged, &questions)];
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    put("resourceType", json!("GuidanceResponse"));
    put("language", json!(book.locale.language));
    put("text", narrative::of_decision(decision));
    put("moduleCanonical", json!(canonical.versioned("OperationDefinition", "triage")));
    put("status", json!(if decision.status() == Status::Final { "success" } else { "data-requested" }));
    put("outputParameters", json!({ "reference": "#answer" }));
    if let Some(subject) = subject {
        put("subject", subject.clone());
        put("result", json!({ "reference": "#plan" }));
        let referral = contained_referral(decision, subject);
        contained.push(care_plan(decision, subject, referral.is_some()));
        contained.extend(referral);
    }
    if let Some(warning) = decision.warning() {
        put("evaluationMessage", json!([{ "reference": "#messages" }]));
        contained.push(json!({ "resourceType": "OperationOutcome", "id": "messages", "issue": [{
            "severity": "warning", "code": "business-rule",
            "details": {
                "coding": [canonical.coding(CodeSystem::Rules, &warning.id)],
                "text": format!("{} {}", warning.person, warning.clinician),
            },
        }] }));
    }
    let required = data_requirements(decision, &questions);
    if !required.is_empty() {
        put("dataRequirement", json!(required));
    }
    put("contained", json!(contained));
    Value::Object(members)
}

/// The drafted referral, with the whole decision in a note.
fn contained_referral(decision: &Decision, subject: &Value) -> Option<Value> {
    let mut referral = referral::service_request(decision, subject)?;
    let members = referral.as_object_mut()?;
    members.insert("id".to_owned(), json!("referral"));
    members.insert("note".to_owned(), json!([{ "text": decision.clinician_headline().to_string() }]));
    Some(referral)
}

/// The plan for the person: the referral, each advice, and when to seek help or come back.
fn care_plan(decision: &Decision, subject: &Value, with_referral: bool) -> Value {
    let book = decision.book;
    let canonical = Canonical::for_book(book);
    let referral = with_referral.then(|| json!({ "reference": { "reference": "#referral" } }));
    let advice = decision.advice().into_iter().filter_map(|place| book.advice.get(place)).map(|advice| {
        json!({ "detail": {
            "status": "not-started",
            "code": { "coding": [canonical.coding(CodeSystem::Advice, &advice.text.id)] },
            "description": advice.text.text,
        } })
    });
    let activities: Vec<Value> = referral.into_iter().chain(advice).collect();
    let mut plan = json!({
        "resourceType": "CarePlan", "id": "plan", "status": "draft", "intent": "proposal",
        "title": decision.headline(), "subject": subject,
        "note": [{ "text": decision.seek_help_now_if() }, { "text": decision.come_back_if() }],
    });
    if let Some(members) = plan.as_object_mut().filter(|_| !activities.is_empty()) {
        members.insert("activity".to_owned(), json!(activities));
    }
    plan
}

/// The open questions that were not asked yet, as data that would help.
fn data_requirements(decision: &Decision, questions: &Questions) -> Vec<Value> {
    let canonical = Canonical::for_book(decision.book);
    let open = questions.next.iter().filter(|question| !question.asked);
    let findings = open.filter_map(|question| decision.book.finding(question.index));
    findings
        .map(|finding| {
            let code = canonical.coding_in_words(CodeSystem::Findings, &finding.name, &finding.question);
            json!({ "type": "Observation", "codeFilter": [{ "path": "code", "code": [code] }] })
        })
        .collect()
}
