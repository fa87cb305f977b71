//! What is served as FHIR, as a `CapabilityStatement`.

use serde_json::{Value, json};

use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::canonical::{CONTRACT_LANGUAGE, Canonical};

/// The guide of which the adaptive form and its operation are claimed (HL7, Structured Data Capture).
const SDC: &str = "http://hl7.org/fhir/uv/sdc/ImplementationGuide/hl7.fhir.uv.sdc|4.0.0";

/// The operation of that guide.
const NEXT_QUESTION: &str = "http://hl7.org/fhir/uv/sdc/OperationDefinition/Questionnaire-next-question";

/// The statement. Where the service is reached is said only when the operator set it.
#[must_use]
pub fn statement(book: &RuleBook, public_url: Option<&str>) -> Value {
    let canonical = Canonical::for_book(book);
    let read = json!([{ "code": "read" }]);
    let mut statement = json!({
        "resourceType": "CapabilityStatement", "language": CONTRACT_LANGUAGE,
        "url": canonical.url("CapabilityStatement", "twitch-triage"), "version": canonical.version,
        "name": "TwitchTriage", "title": "twitch-triage", "status": "active", "date": book.identity.published,
        "kind": "instance",
        "software": { "name": "twitch-triage", "version": env!("CARGO_PKG_VERSION") },
        "implementation": { "description": "Stateless triage of muscle twitches" },
        "fhirVersion": "4.0.1", "format": ["application/fhir+json", "json"], "implementationGuide": [SDC],
        "rest": [{
            "mode": "server",
            "resource": [
                { "type": "CodeSystem", "interaction": read },
                { "type": "OperationDefinition", "interaction": read },
                {
                    "type": "Questionnaire",
                    "interaction": [{ "code": "read" }, { "code": "search-type" }],
                    "searchParam": [{ "name": "url", "type": "uri" }, { "name": "version", "type": "token" }],
                    "operation": [{ "name": "next-question", "definition": NEXT_QUESTION }],
                },
                { "type": "ValueSet", "interaction": read },
            ],
            "operation": [{ "name": "triage", "definition": canonical.url("OperationDefinition", "triage") }],
        }],
    });
    if let (Some(url), Some(implementation)) =
        (public_url, statement.get_mut("implementation").and_then(Value::as_object_mut))
    {
        implementation.insert("url".to_owned(), json!(format!("{url}/fhir")));
    }
    statement
}
