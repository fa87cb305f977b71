//! Why a clinician may not follow a suggestion: the reasons that are offered, in the words of HL7, and counted.

use serde_json::{Value, json};

/// The code system of HL7 (Non-Adherence Reason Codes).
const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes";

/// The codes that are offered, and their words.
const REASONS: [(&str, &str); 5] = [
    ("action-completed", "Recommended action was already completed"),
    ("patient-ineligible", "Patient does not meet eligibility for recommended action"),
    (
        "need-more-info",
        "Could not address recommended action due to need for more information/pending results/pending consult",
    ),
    ("expert-contradicts", "Advice from expert contradicts the recommended action"),
    ("patient-refuses", "Patient refuses/declines (no context given)*"),
];

/// The reasons to offer.
#[must_use]
pub fn offered() -> Value {
    let codings = REASONS.map(|(code, display)| json!({ "system": SYSTEM, "code": code, "display": display }));
    json!(codings)
}

/// The word under which a reason is counted.
#[must_use]
pub fn counted(reason: Option<&Value>) -> &'static str {
    let code = reason.and_then(|reason| reason.get("code")).and_then(Value::as_str);
    match code {
        None => "none",
        Some(code) => REASONS.iter().find(|(known, _)| *known == code).map_or("other", |(known, _)| *known),
    }
}
