//! The definition of `$triage`.

use serde_json::{Value, json};

use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::canonical::{CONTRACT_LANGUAGE, Canonical};

/// The `OperationDefinition` of `$triage`.
#[must_use]
pub fn triage(book: &RuleBook) -> Value {
    let canonical = Canonical::for_book(book);
    json!({
        "resourceType": "OperationDefinition", "id": "triage", "language": CONTRACT_LANGUAGE,
        "url": canonical.url("OperationDefinition", "triage"), "version": canonical.version,
        "name": "TwitchTriage", "title": "Triage of muscle twitches", "status": "active", "kind": "operation",
        "date": book.identity.published, "affectsState": false, "code": "triage",
        "system": true, "type": false, "instance": false,
        "description": "Sorts a response to the Questionnaire twitch-triage into one of three levels and says how soon \
                        to act, with every reason.",
        "parameter": [
            { "name": "questionnaire-response", "use": "in", "min": 1, "max": "1", "type": "QuestionnaireResponse",
              "documentation": "Complete or not; what was not answered is unknown" },
            { "name": "return", "use": "out", "min": 1, "max": "1", "type": "GuidanceResponse",
              "documentation": "The decision; the contained Parameters hold all of it" },
        ],
    })
}
