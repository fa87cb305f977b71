//! The rule book that the settings name, loaded.

use super::failure::Failure;
use crate::clinical::load::fault::Fault;
use crate::clinical::model::rule_book::RuleBook;
use crate::server;
use crate::settings::KnowledgeSettings;
use crate::triage_service::TriageService;

/// Loads the rule book.
pub(super) fn rule_book(knowledge: &KnowledgeSettings) -> Result<RuleBook, Failure> {
    let refused = |faults: Vec<Fault>| Failure::Refused(faults.iter().map(Fault::to_string).collect());
    RuleBook::load(&server::knowledge(knowledge).map_err(refused)?).map_err(refused)
}

/// Prepares the triage service of the rule book.
pub(super) fn triage_service(knowledge: &KnowledgeSettings) -> Result<TriageService, Failure> {
    TriageService::new(rule_book(knowledge)?).map_err(Failure::Failed)
}
