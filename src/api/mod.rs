//! How it is asked over REST. Each path is a thin translation to the same decision.

mod answer;
pub mod batch;
mod body;
mod docs;
mod document;
mod evidence;
pub mod exempt;
mod explanation;
mod fault;
pub mod headers;
mod health;
mod intended_use;
mod interview;
pub mod lines;
mod metrics;
mod negotiation;
pub mod openapi;
mod prepared;
pub mod problem;
mod problems;
mod questionnaire;
mod questions;
mod report;
pub mod request;
pub mod request_schema;
mod rules;
mod seen;
mod spare;
mod strict_json;
pub mod triage;
pub mod within;
mod wording;
mod written;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::{HttpServiceFactory, ResourceDef, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::web::{Data, ServiceConfig};
use serde_json::Value;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig as DescribedConfig;

use self::document::Document;
use self::problem::{Code, Problem};
use self::request_schema::RequestSchema;
use self::wording::Wording;
use crate::clinical::model::rule_book::RuleBook;
use crate::telemetry::metrics::Metrics;

/// Where paths are mounted.
pub trait Mount {
    /// Mounts a path.
    fn path(&mut self, path: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self;
}

/// In an app that serves.
impl Mount for ServiceConfig {
    fn path(&mut self, path: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        self.service(path)
    }
}

/// In an app that is only built to be described.
impl Mount for DescribedConfig<'_> {
    fn path(&mut self, path: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        self.service(path)
    }
}

/// Mounts every path.
pub fn mount(config: &mut impl Mount) {
    config
        .path(triage::triage)
        .path(batch::batch)
        .path(interview::interview)
        .path(questionnaire::get_questionnaire)
        .path(rules::list_rules)
        .path(rules::get_rule)
        .path(evidence::list_evidence)
        .path(evidence::get_evidence)
        .path(intended_use::get_intended_use)
        .path(problems::get_problem)
        .path(health::live)
        .path(health::ready)
        .path(metrics::metrics)
        .path(openapi::openapi_json)
        .path(openapi::openapi_lowered_json)
        .path(docs::docs)
        .path(docs::docs_asset);
}

/// What the handlers share; immutable while the service runs, but for counts.
pub struct Service {
    /// Figures for those who run the service.
    pub metrics: Metrics,
    book: RuleBook,
    wording: Wording,
    schema: RequestSchema,
    documents: Documents,
    paths: Vec<(ResourceDef, Vec<Method>)>,
    body_timeout: Duration,
    stopping: AtomicBool,
}

/// Documents that do not change while the service runs.
struct Documents {
    questionnaire: Document,
    rules: Document,
    rule: HashMap<String, Document>,
    rules_of_finding: HashMap<String, Document>,
    evidence: Document,
    evidence_record: HashMap<String, Document>,
    intended_use: Document,
    problem: HashMap<String, Document>,
    openapi: Document,
    openapi_lowered: Document,
}

impl Service {
    /// Prepares everything that can be prepared before the first request.
    ///
    /// # Errors
    ///
    /// What cannot be compiled or written: a fault of ours.
    pub fn new(book: RuleBook, body_timeout: Duration) -> Result<Self, String> {
        let schema = RequestSchema::of(&book)?;
        let openapi = openapi::document(&book);
        let paths = paths(&openapi);
        let documents = Documents::of(&book, &openapi)?;
        let metrics = Metrics::new(&book.identity.version, &book.digest).map_err(|error| error.to_string())?;
        let stopping = AtomicBool::new(false);
        Ok(Self { metrics, wording: Wording::of(&book)?, book, schema, documents, paths, body_timeout, stopping })
    }

    /// Says from now on that it is no longer ready.
    pub fn stop_soon(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether it will stop soon.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// The error for a request that no path takes: no such path, or not this method.
    fn unmatched(&self, request: &HttpRequest) -> Problem {
        let path = request.path();
        let Some((_, methods)) = self.paths.iter().find(|(pattern, _)| pattern.is_match(path)) else {
            return Problem::new(Code::NotFound, "no such path");
        };
        Problem { allow: methods.clone(), ..Problem::new(Code::MethodNotAllowed, "see the header `Allow`") }
    }
}

/// Answers every request that no path takes: `not_found` or `method_not_allowed`.
///
/// # Errors
///
/// None; the signature is that of a service.
pub async fn unmatched(request: ServiceRequest) -> Result<ServiceResponse, actix_web::Error> {
    let service = request.app_data::<Data<Service>>();
    let problem = service.map_or_else(Problem::internal, |service| service.unmatched(request.request()));
    Ok(request.error_response(problem))
}

impl Documents {
    fn of(book: &RuleBook, openapi: &Value) -> Result<Self, String> {
        let rule = rules::all(book).map(|rule| Ok((rule.id().to_owned(), Document::json(&rule)?)));
        let record = book.evidence.iter().map(|record| Ok((record.id.clone(), Document::json(record)?)));
        let problem = Code::ALL
            .iter()
            .map(|code| code.meaning())
            .map(|meaning| Ok((meaning.word.to_owned(), Document::json(&problems::ProblemMeaning::from(meaning))?)));
        let of_finding = book.findings.iter().enumerate().map(|(index, finding)| {
            Ok((finding.name.clone(), Document::json(&rules::RuleList::reading(book, index))?))
        });
        Ok(Self {
            rules_of_finding: of_finding.collect::<Result<_, String>>()?,
            questionnaire: Document::json(&questionnaire::Questionnaire::of(book))?,
            rules: Document::json(&rules::RuleList::of(book))?,
            rule: rule.collect::<Result<_, String>>()?,
            evidence: Document::json(&evidence::EvidenceList::of(book))?,
            evidence_record: record.collect::<Result<_, String>>()?,
            intended_use: Document::json(&book.intended_use)?,
            problem: problem.collect::<Result<_, String>>()?,
            openapi: Document::json(openapi)?,
            openapi_lowered: Document::json(&openapi::lowered(openapi))?,
        })
    }
}

/// Every documented path with its methods. HEAD is answered wherever GET is.
fn paths(openapi: &Value) -> Vec<(ResourceDef, Vec<Method>)> {
    let paths = openapi.get("paths").and_then(Value::as_object).into_iter().flatten();
    paths
        .map(|(path, operations)| {
            let names = operations.as_object().into_iter().flat_map(|operations| operations.keys());
            let mut methods: Vec<Method> = names.filter_map(|name| name.to_uppercase().parse().ok()).collect();
            if methods.contains(&Method::GET) {
                methods.push(Method::HEAD);
            }
            (ResourceDef::new(path.as_str()), methods)
        })
        .collect()
}
