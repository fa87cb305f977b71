//! The card: always exactly one.

use serde_json::{Map, Value, json};

use super::card_context::CardContext;
use super::card_decision;
use super::card_detail;
use super::discovery::SERVICE_ID;
use super::record_findings::JoinedFindings;
use crate::fhir_resource::canonical::{Canonical, CodeSystem};
use crate::triage_service::Triaged;

/// What a card says.
pub struct Card {
    /// `info`, `warning` or `critical`.
    pub indicator: &'static str,
    /// The card as JSON.
    pub json: Value,
}

/// The card for a patient whom nobody has asked.
pub fn not_asked(context: &CardContext) -> Card {
    let texts = &context.book.record_texts.cds_hooks;
    let topic = ("not_asked", context.book.record_texts.fhir.not_asked.as_str());
    information(context, &texts.not_asked, topic, true)
}

/// The card for a patient who has died.
pub fn not_assessed(context: &CardContext) -> Card {
    let texts = &context.book.record_texts.cds_hooks;
    let topic = ("not_assessed", context.book.record_texts.fhir.not_assessed.as_str());
    information(context, &texts.not_assessed, topic, false)
}

fn information(context: &CardContext, words: &str, topic: (&str, &str), with_link: bool) -> Card {
    let summary = format!("{}: {words}", context.book.record_texts.cds_hooks.title);
    let detail = card_detail::remarks(context, None);
    let members = members(context, &summary, "info", &detail, topic, with_link);
    Card { indicator: "info", json: Value::Object(members) }
}

/// The card with a decision.
pub fn decision(context: &CardContext, triaged: &Triaged, joined: &JoinedFindings) -> Card {
    let decision = &triaged.decision;
    let indicator = card_decision::indicator(decision.result.urgency);
    let summary = card_decision::summary(context, triaged);
    let detail = card_detail::of_decision(context, triaged, joined);
    let level = decision.result.level;
    let topic = (level.word(), context.book.texts.clinician_words.level(level));
    let mut members = members(context, &summary, indicator, &detail, topic, true);
    if context.request.is_clinician {
        card_decision::add_suggestion(context, decision, &mut members);
    }
    Card { indicator, json: Value::Object(members) }
}

/// What every card has.
fn members(
    context: &CardContext,
    summary: &str,
    indicator: &str,
    detail: &str,
    (code, display): (&str, &str),
    with_link: bool,
) -> Map<String, Value> {
    let canonical = Canonical::for_book(context.book);
    let topic = json!({ "system": canonical.code_system(CodeSystem::Levels), "code": code, "display": display });
    let label = format!("{SERVICE_ID} {}", canonical.version);
    let mut source = json!({ "label": label, "topic": topic });
    let mut members = Map::new();
    let url = context.hooks.public_url.as_deref();
    if let (Some(url), Some(source)) = (url, source.as_object_mut()) {
        source.insert("url".to_owned(), json!(format!("{url}/v1/rules")));
    }
    if let Some(url) = url.filter(|_| with_link) {
        let page = if context.request.is_clinician { "/?for=clinician" } else { "/" };
        let label = &context.book.record_texts.cds_hooks.ask;
        let link = json!({ "label": label, "url": format!("{url}{page}"), "type": "absolute" });
        members.insert("links".to_owned(), json!([link]));
    }
    members.insert("uuid".to_owned(), json!(context.uuid("card")));
    members.insert("summary".to_owned(), json!(summary));
    members.insert("indicator".to_owned(), json!(indicator));
    members.insert("detail".to_owned(), json!(detail));
    members.insert("source".to_owned(), source);
    members
}
