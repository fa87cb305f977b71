//! Preparing the documents of the REST interface from a rule book.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Serialize;

use super::contract;
use super::documents::Documents;
use super::evidence::{EvidenceList, EvidenceRecord};
use super::problems::ProblemMeaning;
use super::questionnaire::Questionnaire;
use super::rules::{self, RuleList};
use crate::answer::problem::ProblemCode;
use crate::http::document::Document;
use crate::triage_service::TriageService;

impl Documents {
    /// Prepares the documents of the rule book in force.
    ///
    /// # Errors
    ///
    /// What cannot be serialised: a bug in this service.
    pub fn prepare(triage: &TriageService) -> Result<Self, String> {
        let book = &triage.book;
        let openapi = contract::document(triage);
        let problems = ProblemCode::ALL.iter().map(|code| code.meaning());
        let findings = book.findings.iter().enumerate();
        Ok(Self {
            questionnaire: Document::json(&Questionnaire::in_force(triage))?,
            rule_page: OnceLock::new(),
            rules: Document::json(&RuleList::all(book))?,
            rule: by_key(rules::all(book).map(|rule| (rule.id().to_owned(), rule)))?,
            rules_of_finding: by_key(
                findings.map(|(index, finding)| (finding.name.clone(), RuleList::reading(book, index))),
            )?,
            evidence: Document::json(&EvidenceList::for_book(book))?,
            evidence_record: by_key(
                book.evidence.iter().map(|record| (record.id.clone(), EvidenceRecord::for_statement(book, record))),
            )?,
            intended_use: Document::json(&book.intended_use)?,
            problem: by_key(problems.map(|meaning| (meaning.word.to_owned(), ProblemMeaning::from(meaning))))?,
            openapi_lowered: Document::json(&contract::lowered(&openapi))?,
            openapi: Document::json(&openapi)?,
        })
    }
}

fn by_key<T: Serialize>(values: impl Iterator<Item = (String, T)>) -> Result<HashMap<String, Document>, String> {
    values.map(|(key, value)| Ok((key, Document::json(&value)?))).collect()
}
