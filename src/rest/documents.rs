//! The documents of the REST interface, prepared once: they do not change while the service runs.

use std::collections::HashMap;

use crate::http::document::Document;

/// The documents.
pub struct Documents {
    pub(super) questionnaire: Document,
    pub(super) rules: Document,
    pub(super) rule: HashMap<String, Document>,
    pub(super) rules_of_finding: HashMap<String, Document>,
    pub(super) evidence: Document,
    pub(super) evidence_record: HashMap<String, Document>,
    pub(super) intended_use: Document,
    pub(super) problem: HashMap<String, Document>,
    pub(super) openapi: Document,
    pub(super) openapi_lowered: Document,
}
