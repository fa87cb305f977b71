//! `GET /cds-services`: what the service offers to record systems, and what it wants to be sent.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::prefetch::PrefetchKey;
use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::canonical::{Canonical, FORM};
use crate::http::document::Document;
use crate::http::in_languages::InLanguages;
use crate::http::problem::Problem;
use crate::http::state::HttpState;
use crate::triage_service::TriageService;

/// The path of discovery.
pub const DISCOVERY: &str = "/cds-services";
/// The path of the one service.
pub const SERVICE: &str = "/cds-services/twitch-triage";
/// The path of its feedback.
pub const FEEDBACK: &str = "/cds-services/twitch-triage/feedback";

/// The id of the service; both hooks have it, so that a card of one replaces that of the other.
pub const SERVICE_ID: &str = "twitch-triage";

/// The hooks at which someone can still ask. The one that every client knows is last: the CDS Hooks sandbox keeps only the
/// last service of an id, and shows "All clear!" where it has none for a hook.
pub const HOOKS: [&str; 2] = ["encounter-start", "patient-view"];

/// The version of the specification.
const VERSION: &str = "2.0.1";

/// What CDS Hooks needs besides the state that all handlers share.
pub struct CdsHooks {
    discovery: InLanguages<Document>,
    /// Where callers reach the service; none where the operator did not say.
    pub public_url: Option<String>,
    /// Whether nothing is shown when the record was sent in full and holds no twitch.
    pub is_quiet: bool,
}

impl CdsHooks {
    /// Prepares discovery for a rule book.
    ///
    /// # Errors
    ///
    /// What cannot be serialised: a bug in this service.
    pub fn prepare(triage: &TriageService, public_url: Option<&str>, is_quiet: bool) -> Result<Self, String> {
        let discovery = InLanguages::prepare(triage, |language| {
            let book = triage.book_in(language);
            let services = HOOKS.map(|hook| service(book, hook));
            Ok(Document::json(&json!({ "services": services }))?.in_language(&book.locale.language))
        })?;
        Ok(Self { discovery, public_url: public_url.map(str::to_owned), is_quiet })
    }
}

fn service(book: &RuleBook, hook: &str) -> Value {
    let texts = &book.record_texts.cds_hooks;
    let form = Canonical::for_book(book).url("Questionnaire", FORM);
    let prefetch: serde_json::Map<String, Value> =
        PrefetchKey::ALL.iter().map(|key| (key.name().to_owned(), json!(key.template(&form)))).collect();
    json!({
        "hook": hook, "id": SERVICE_ID, "title": texts.title, "version": VERSION, "description": texts.description,
        "usageRequirements": format!("{} {form}.", texts.usage), "prefetch": prefetch,
    })
}

/// Answers with the services.
pub async fn discovery(
    request: HttpRequest,
    state: Data<HttpState>,
    hooks: Data<CdsHooks>,
) -> Result<HttpResponse, Problem> {
    hooks.discovery.of(state.languages.wanted(&request)).answer(&request)
}
