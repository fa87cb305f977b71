//! A drafted referral: proposed only, for the clinician to sign or to drop.

use serde_json::{Value, json};

use super::canonical::{Canonical, CodeSystem};
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::rule::{Rule, computed};

/// The priority of a referral, where a decision asks for one: its definite level is a referral, and it is no
/// emergency, in which one acts instead of drafting.
#[must_use]
pub fn priority(decision: &Decision) -> Option<&'static str> {
    if decision.least.level != Level::ReferWorkup {
        return None;
    }
    match decision.result.urgency {
        Urgency::SelfCare | Urgency::Emergency => None,
        Urgency::Routine => Some("routine"),
        Urgency::Soon => Some("urgent"),
        Urgency::UrgentSameDay => Some("asap"),
    }
}

/// The rules that speak for a referral: those of that level that fired by their own condition.
pub fn reasons<'d>(decision: &'d Decision<'_>) -> impl Iterator<Item = &'d Rule> {
    let computed = [computed::REFERRAL_OPEN, computed::OTHER_OPEN, computed::CRAMP_FASCICULATION_OPEN];
    decision
        .fired()
        .filter(move |rule| rule.effect.level == Level::ReferWorkup && !computed.contains(&rule.id.as_str()))
}

/// The drafted `ServiceRequest` for a patient, without an id; none where none is asked for.
#[must_use]
pub fn service_request(decision: &Decision, subject: &Value) -> Option<Value> {
    let canonical = Canonical::for_book(decision.book);
    let reasons: Vec<Value> = reasons(decision)
        .map(|rule| json!({ "coding": [canonical.coding(CodeSystem::Rules, &rule.id)], "text": rule.clinician }))
        .collect();
    Some(json!({
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "proposal",
        "priority": priority(decision)?,
        "code": { "text": decision.book.record_texts.fhir.referral },
        "subject": subject,
        "reasonCode": reasons,
    }))
}
