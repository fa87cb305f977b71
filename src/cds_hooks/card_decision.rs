//! What a card says of a decision besides its detail: how grave it is, in one sentence, and what is suggested.

use serde_json::{Map, Value, json};

use super::card_context::CardContext;
use super::override_reason;
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::outcome::{Outcome, Urgency};
use crate::fhir_resource::referral;
use crate::triage_service::Triaged;

/// The one-sentence summary must be shorter than this, in characters (CDS Hooks).
const SUMMARY_BELOW: usize = 140;

/// `critical` for emergencies only: cards that cry wolf are overridden.
pub fn indicator(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Emergency => "critical",
        Urgency::UrgentSameDay | Urgency::Soon => "warning",
        Urgency::Routine | Urgency::SelfCare => "info",
    }
}

/// One sentence: for a clinician level, urgency and status; for the person what to do.
pub fn summary(context: &CardContext, triaged: &Triaged) -> String {
    let decision = &triaged.decision;
    let texts = &context.book.record_texts.cds_hooks;
    let open = open_questions(context, triaged);
    if !context.request.is_clinician {
        let headline = decision.headline();
        let room = SUMMARY_BELOW - 1 - texts.title.chars().count() - 2;
        return format!("{}: {}", texts.title, whole_sentences(&headline, room));
    }
    let words = &context.book.texts.clinician_words;
    let Outcome { level, urgency } = decision.result;
    let outcome = [texts.level.of(level), words.urgency(urgency), words.status(decision.status())].join(", ");
    let line = format!("{}: {outcome}.", texts.title);
    match open {
        Some(open) => format!("{line} {open}"),
        None => line,
    }
}

/// How many questions are open that nobody asked yet; none when there are none.
fn open_questions(context: &CardContext, triaged: &Triaged) -> Option<String> {
    let texts = &context.book.record_texts.cds_hooks;
    match triaged.questions().next.iter().filter(|question| !question.asked).count() {
        0 => None,
        1 => Some(texts.open_one.clone()),
        count => Some(texts.open_many.replace("{count}", &count.to_string())),
    }
}

/// As many whole sentences as there is room for, in characters; at least a part of the first.
fn whole_sentences(text: &str, room: usize) -> String {
    let mut kept = String::new();
    for sentence in text.split_inclusive(". ") {
        if kept.chars().count() + sentence.trim_end().chars().count() > room {
            break;
        }
        kept.push_str(sentence);
    }
    if kept.is_empty() { text.chars().take(room).collect() } else { kept.trim_end().to_owned() }
}

/// Adds the suggestion to draft a referral, and the reasons for not following it.
pub fn add_suggestion(context: &CardContext, decision: &Decision, members: &mut Map<String, Value>) {
    let request = context.request;
    let subject = json!({ "reference": format!("Patient/{}", request.patient) });
    let Some(mut drafted) = referral::service_request(decision, &subject) else { return };
    if let (Some(encounter), Some(drafted)) = (request.encounter, drafted.as_object_mut()) {
        drafted.insert("encounter".to_owned(), json!({ "reference": format!("Encounter/{encounter}") }));
    }
    let texts = &context.book.record_texts.cds_hooks.referral;
    let Some(label) = texts.for_urgency(decision.result.urgency) else { return };
    let suggestion = json!({
        "label": label, "uuid": context.uuid("referral"), "isRecommended": true,
        "actions": [{ "type": "create", "description": label, "resource": drafted }],
    });
    members.insert("suggestions".to_owned(), json!([suggestion]));
    members.insert("selectionBehavior".to_owned(), json!("at-most-one"));
    members.insert("overrideReasons".to_owned(), override_reason::offered());
}
