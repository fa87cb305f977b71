//! What a card is made from.

use uuid::Uuid;

use super::discovery::{CdsHooks, SERVICE_ID};
use super::hook_request::HookRequest;
use super::patient_record::PatientRecord;
use crate::clinical::model::rule_book::RuleBook;

/// What a card is made from.
pub struct CardContext<'c> {
    /// The rule book.
    pub book: &'c RuleBook,
    /// What the operator set.
    pub hooks: &'c CdsHooks,
    /// The call.
    pub request: &'c HookRequest<'c>,
    /// What was sent along.
    pub record: &'c PatientRecord,
}

impl CardContext<'_> {
    /// The id of a part of the card: the same for the same call, another one for each call, and none that a person's
    /// answers could be told from.
    pub fn uuid(&self, part: &str) -> String {
        let canonical = &self.book.identity.canonical;
        let services = format!("{}/cds-services", canonical.strip_suffix("/fhir").unwrap_or(canonical));
        let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, services.as_bytes());
        let name = format!("{}/{SERVICE_ID}/{part}", self.request.instance.to_ascii_lowercase());
        Uuid::new_v5(&namespace, name.as_bytes()).to_string()
    }
}
