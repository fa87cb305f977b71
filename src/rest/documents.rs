//! The documents of the REST interface, prepared once: they do not change while the service runs.

use std::collections::HashMap;
use std::sync::OnceLock;

use actix_web::{HttpRequest, mime};

use crate::answer::problem::ProblemCode;
use crate::answer::rule_page::{rule_page, shown_by_vectors};
use crate::clinical::model::rule_book::RuleBook;
use crate::http::document::Document;
use crate::http::in_languages::InLanguages;
use crate::http::problem::Problem;
use crate::http::state::HttpState;

/// The documents.
pub struct Documents {
    /// Those that hold texts.
    pub(super) texts: InLanguages<TextDocuments>,
    /// Made when it is first asked for: few ask, and it is large.
    pub(super) rule_page: OnceLock<Document>,
    /// All of them, made when they are first asked for.
    pub(super) test_cases: OnceLock<Result<Document, String>>,
    pub(super) evidence: Document,
    pub(super) evidence_record: HashMap<String, Document>,
    pub(super) problem: HashMap<String, Document>,
    pub(super) openapi: Document,
    pub(super) openapi_lowered: Document,
}

/// The documents that hold texts, in one language.
pub(super) struct TextDocuments {
    pub(super) questionnaire: Document,
    pub(super) rules: Document,
    pub(super) rule: HashMap<String, Document>,
    pub(super) rules_of_finding: HashMap<String, Document>,
    pub(super) intended_use: Document,
}

impl Documents {
    /// The documents in the language that a caller wants.
    pub(super) fn wanted(&self, request: &HttpRequest, state: &HttpState) -> &TextDocuments {
        self.texts.of(state.languages.wanted(request))
    }

    /// The rule book in force as a page, in its own language.
    pub(super) fn rule_page(&self, book: &RuleBook) -> &Document {
        self.rule_page.get_or_init(|| {
            let page = rule_page(book, &shown_by_vectors(book));
            Document::new(mime::TEXT_HTML_UTF_8, page.into_bytes().into_boxed_slice())
                .in_language(&book.locale.language)
        })
    }

    /// The error for an id that is in no list: where the list is, and the id in capitals when there is one.
    pub(super) fn no_such_id(what: &str, list: &str, known: &HashMap<String, Document>, id: &str) -> Problem {
        let in_capitals = known.get_key_value(&id.trim().to_uppercase());
        let near = in_capitals.map(|(id, _)| format!("; the nearest is `{list}/{id}`")).unwrap_or_default();
        Problem::new(ProblemCode::NotFound, format!("no {what} has this id{near}; `{list}` lists them"))
    }
}
