//! `GET /v1/evidence` and `/v1/evidence/{id}`: the statements and their sources, also those that no rule cites.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::documents::Documents;
use crate::answer::RuleBookInForce;
use crate::clinical::model::evidence::Evidence;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::source::Source;
use crate::http::document::DocumentErrors;
use crate::http::later::Later;
use crate::http::problem::{NotFoundError, Problem};

/// Evidence
///
/// Every published statement and every source, with how far it was read. Sources marked `B` are background knowledge
/// that nobody has verified: they are kept and never shown as a source of a decision.
#[utoipa::path(tag = "rule book", operation_id = "evidence", responses(
    (status = 200, description = "The statements and their sources", body = EvidenceList,
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors,
))]
#[get("/v1/evidence")]
pub async fn list_evidence(request: HttpRequest, documents: Data<Later<Documents>>) -> Result<HttpResponse, Problem> {
    documents.get()?.evidence.answer(&request)
}

/// Evidence record
///
/// One published statement and its source.
#[utoipa::path(tag = "rule book", operation_id = "evidence_record",
    params(("id" = String, Path, description = "Id of the record", pattern = "^E[0-9]{2,3}$", max_length = 4, example = "E55")),
    responses(
    (status = 200, description = "The statement and its source", body = EvidenceRecord,
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors, NotFoundError,
))]
#[get("/v1/evidence/{id}")]
pub async fn get_evidence(
    request: HttpRequest,
    id: Path<String>,
    documents: Data<Later<Documents>>,
) -> Result<HttpResponse, Problem> {
    let records = &documents.get()?.evidence_record;
    let document = records.get(id.as_str());
    document.ok_or_else(|| Documents::no_such_id("evidence", "/v1/evidence", records, &id))?.answer(&request)
}

/// The evidence of the rule book in force.
#[derive(Serialize, ToSchema)]
pub struct EvidenceList<'a> {
    /// The rule book that they belong to.
    rule_book: RuleBookInForce,
    /// The statements in the order of their ids.
    evidence: &'a [Evidence],
    /// The sources in the order of their ids.
    sources: &'a [Source],
}

/// A published statement and its source.
#[derive(Serialize, ToSchema)]
pub struct EvidenceRecord<'a> {
    /// The statement.
    #[serde(flatten)]
    statement: &'a Evidence,
    /// The publication that makes it; null when the rule book has none, which a check at start excludes.
    publication: Option<&'a Source>,
}

impl<'a> EvidenceRecord<'a> {
    /// A statement of a rule book.
    pub fn for_statement(book: &'a RuleBook, statement: &'a Evidence) -> Self {
        let publication = book.sources.iter().find(|source| source.id == statement.source);
        Self { statement, publication }
    }
}

impl<'a> EvidenceList<'a> {
    /// The evidence of a rule book.
    pub fn for_book(book: &'a RuleBook) -> Self {
        Self { rule_book: RuleBookInForce::describe(book), evidence: &book.evidence, sources: &book.sources }
    }
}
