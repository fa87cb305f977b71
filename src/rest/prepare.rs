//! Preparing the documents of the REST interface from a rule book.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Serialize;

use super::contract;
use super::documents::{Documents, TextDocuments};
use super::evidence::{EvidenceList, EvidenceRecord};
use super::problems::ProblemMeaning;
use super::questionnaire::Questionnaire;
use super::rules::{self, RuleList};
use crate::answer::problem::ProblemCode;
use crate::http::document::Document;
use crate::http::in_languages::InLanguages;
use crate::triage_service::{Language, TriageService};

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
        Ok(Self {
            texts: InLanguages::prepare(triage, |language| TextDocuments::prepare(triage, language))?,
            rule_page: OnceLock::new(),
            test_cases: OnceLock::new(),
            evidence: Document::json(&EvidenceList::for_book(book))?,
            evidence_record: by_key(
                book.evidence.iter().map(|record| (record.id.clone(), EvidenceRecord::for_statement(book, record))),
            )?,
            problem: by_key(problems.map(|meaning| (meaning.word.to_owned(), ProblemMeaning::from(meaning))))?,
            openapi_lowered: Document::json(&contract::lowered(&openapi))?,
            openapi: Document::json(&openapi)?,
        })
    }
}

impl TextDocuments {
    fn prepare(triage: &TriageService, language: Language) -> Result<Self, String> {
        let book = triage.book_in(language);
        let findings = book.findings.iter().enumerate();
        let of_finding = findings.map(|(index, finding)| (finding.name.clone(), RuleList::reading(book, index)));
        let each = rules::all(book).map(|rule| (rule.id().to_owned(), rule.alone(book)));
        let in_language = |document: Document| document.in_language(&book.locale.language);
        let all_in_language = |documents: HashMap<String, Document>| {
            documents.into_iter().map(|(key, document)| (key, in_language(document))).collect()
        };
        Ok(Self {
            questionnaire: in_language(Document::json(&Questionnaire::in_force(triage, language))?),
            rules: in_language(Document::json(&RuleList::all(book))?),
            rule: all_in_language(by_key(each)?),
            rules_of_finding: all_in_language(by_key(of_finding)?),
            intended_use: in_language(Document::json(&book.intended_use)?),
        })
    }
}

fn by_key<T: Serialize>(values: impl Iterator<Item = (String, T)>) -> Result<HashMap<String, Document>, String> {
    values.map(|(key, value)| Ok((key, Document::json(&value)?))).collect()
}
