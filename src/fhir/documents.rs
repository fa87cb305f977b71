//! The resources that do not change while the service runs: prepared once, served with an entity tag.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::search::{self, FormSearch, FormatOnly};
use super::terminology::{CODE_SYSTEMS, VALUE_SETS, code_system, value_set};
use super::{capability, operation, questionnaire};
use crate::answer::problem::ProblemCode;
use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::canonical::{ADAPTIVE_FORM, CONTRACT_LANGUAGE, Canonical, FORM};
use crate::http::document::Document;
use crate::http::in_languages::InLanguages;
use crate::http::later::Later;
use crate::http::negotiation::query;
use crate::http::problem::Problem;
use crate::http::state::HttpState;
use crate::triage_service::TriageService;

/// The path of the statement of capabilities.
pub const METADATA: &str = "/fhir/metadata";

/// The paths of the other resources: each is `/fhir/` with type and id.
pub const READ: [&str; 14] = [
    "/fhir/Questionnaire/twitch-triage",
    "/fhir/Questionnaire/twitch-triage-adaptive",
    "/fhir/CodeSystem/levels",
    "/fhir/CodeSystem/urgencies",
    "/fhir/CodeSystem/findings",
    "/fhir/CodeSystem/answers",
    "/fhir/CodeSystem/rules",
    "/fhir/CodeSystem/advice",
    "/fhir/CodeSystem/problems",
    "/fhir/ValueSet/levels",
    "/fhir/ValueSet/urgencies",
    "/fhir/ValueSet/rules",
    "/fhir/ValueSet/findings",
    "/fhir/OperationDefinition/triage",
];

/// The resources in each language.
pub struct FhirDocuments(InLanguages<Resources>);

impl FhirDocuments {
    /// Prepares the resources of a rule book.
    ///
    /// # Errors
    ///
    /// What cannot be serialised: a bug in this service.
    pub fn prepare(triage: &TriageService, public_url: Option<&str>) -> Result<Self, String> {
        InLanguages::prepare(triage, |language| Resources::prepare(triage.book_in(language), public_url)).map(Self)
    }

    /// The resources in the language that a caller wants.
    fn wanted(&self, request: &HttpRequest, state: &HttpState) -> &Resources {
        self.0.of(state.languages.wanted(request))
    }
}

/// The resources in one language, by their paths, and the answers to a search for a form.
struct Resources {
    by_path: HashMap<String, Document>,
    /// The search that finds each form, by its canonical URL.
    found: Vec<(String, Document)>,
    found_none: Document,
    version: Arc<str>,
}

impl Resources {
    fn prepare(book: &RuleBook, public_url: Option<&str>) -> Result<Self, String> {
        let forms = [questionnaire::whole(book), questionnaire::adaptive(book)];
        let systems = CODE_SYSTEMS.map(|system| code_system(book, system));
        let sets = VALUE_SETS.map(|system| value_set(book, system));
        let resources = forms.iter().chain(&systems).chain(&sets);
        let operation = operation::triage(book);
        let language = &book.locale.language;
        let mut by_path = HashMap::new();
        by_path.insert(METADATA.to_owned(), document(&capability::statement(book, public_url))?);
        for resource in resources.chain([&operation]) {
            by_path.insert(path(resource), document(resource)?);
        }
        let canonical = Canonical::for_book(book);
        let urls = [FORM, ADAPTIVE_FORM].map(|id| canonical.url("Questionnaire", id));
        let found = urls.into_iter().zip(&forms).map(|(url, form)| {
            let entry = json!({ "fullUrl": url, "resource": form, "search": { "mode": "match" } });
            Ok((url, document(&bundle(language, &[entry]))?))
        });
        Ok(Self {
            by_path,
            found: found.collect::<Result<_, String>>()?,
            found_none: document(&bundle(language, &[]))?,
            version: canonical.version.into(),
        })
    }

    /// The result of a search: the form of a canonical URL, if it has the version.
    fn search(&self, search: &FormSearch) -> &Document {
        let (url, named) = match search.url.as_deref().map(|url| (url, url.split_once('|'))) {
            Some((_, Some((url, version)))) => (url, Some(version)),
            Some((url, None)) => (url, None),
            None => ("", None),
        };
        let in_force =
            [named, search.version.as_deref()].into_iter().flatten().all(|version| *version == *self.version);
        let form = self.found.iter().find(|(known, _)| known == url);
        form.filter(|_| in_force).map_or(&self.found_none, |(_, document)| document)
    }
}

/// A resource in its language.
fn document(resource: &Value) -> Result<Document, String> {
    let language = resource.get("language").and_then(Value::as_str).unwrap_or(CONTRACT_LANGUAGE);
    let body = serde_json::to_vec(resource).map_err(|error| error.to_string())?;
    let [media_type, _] = search::media_types();
    Ok(Document::new(media_type.clone(), body.into_boxed_slice()).in_language(language))
}

/// `/fhir/`, type, `/`, id.
fn path(resource: &Value) -> String {
    let part = |name: &str| resource.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("/fhir/{}/{}", part("resourceType"), part("id"))
}

fn bundle(language: &str, entries: &[Value]) -> Value {
    let mut bundle =
        json!({ "resourceType": "Bundle", "language": language, "type": "searchset", "total": entries.len() });
    if let Some(members) = bundle.as_object_mut().filter(|_| !entries.is_empty()) {
        members.insert("entry".to_owned(), json!(entries));
    }
    bundle
}

/// `GET /fhir/metadata`, and every resource by type and id.
pub async fn read(
    request: HttpRequest,
    state: Data<HttpState>,
    documents: Data<Later<FhirDocuments>>,
) -> Result<HttpResponse, Problem> {
    let media_type = query::<FormatOnly>(&request)?.media_type(&request)?;
    let document = documents.get()?.wanted(&request, &state).by_path.get(request.path());
    let document = document.ok_or_else(|| Problem::new(ProblemCode::NotFound, "no resource has this id"))?;
    Ok(document.answer_as(&request, media_type, true))
}

/// `GET /fhir/Questionnaire`: a search for a form by its canonical URL.
pub async fn search(
    request: HttpRequest,
    state: Data<HttpState>,
    documents: Data<Later<FhirDocuments>>,
) -> Result<HttpResponse, Problem> {
    let search: FormSearch = query(&request)?;
    let media_type = search.media_type(&request)?;
    if search.url.is_none() {
        return Err(Problem::new(ProblemCode::BadQuery, "`url` must be the canonical URL of a form").parameter("url"));
    }
    Ok(documents.get()?.wanted(&request, &state).search(&search).answer_as(&request, media_type, true))
}
