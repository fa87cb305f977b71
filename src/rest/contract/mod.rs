//! The `OpenAPI` document: collected from what is mounted, completed with the schemas of the rule book.

mod access;
mod examples;
mod lowered;
mod shape;

use actix_web::App;
use actix_web::http::header::ACCEPT_LANGUAGE;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa_actix_web::AppExt;

use self::examples::Examples;
pub use self::lowered::lowered;
use super::mount::mount;
use crate::answer::problem::ProblemBody;
use crate::answer::{Detail, Explain, QuestionsWanted};
use crate::clinical::model::rule_book::RuleBook;
use crate::http::route_table::RouteTable;
use crate::request::schema;
use crate::triage_service::TriageService;

#[derive(OpenApi)]
#[openapi(
    info(title = "twitch-triage", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    components(schemas(ProblemBody, Detail, QuestionsWanted, Explain)),
    tags(
        (name = "triage", description = "The decision"),
        (name = "rule book", description = "What the decision rests on"),
        (name = "errors", description = "What went wrong"),
        (name = "operations", description = "For those who run the service"),
        (name = "documentation", description = "This document"),
        (name = "page", description = "The way in for people"),
    ),
    servers((url = "/", description = "The service that gives this document"))
)]
struct Head;

/// The document of a service; its examples are what that service answers.
#[must_use]
pub fn document(triage: &TriageService) -> Value {
    let book = &triage.book;
    let mut examples = Examples::collect(triage);
    let (_, collected) =
        App::new().into_utoipa_app().openapi(Head::openapi()).configure(|paths| mount(paths, true)).split_for_parts();
    let mut document = serde_json::to_value(collected).unwrap_or_default();
    if let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) {
        info.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
        info.insert("description".to_owned(), json!(description(book, &examples)));
    }
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.extend(schema::components(book));
        shape::flatten(schemas);
        shape::name_alternatives(schemas);
        shape::share_maps(schemas);
        shape::lift_descriptions(schemas);
        shape::describe_references(schemas);
        schemas.values_mut().for_each(shape::bound_integers);
    }
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.insert("securitySchemes".to_owned(), access::schemes());
    }
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
    let languages: Vec<&str> =
        triage.languages().map(|language| triage.book_in(language).locale.language.as_str()).collect();
    let mut routes = RouteTable::default();
    mount(&mut routes, true);
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, operations) in paths.into_iter().flatten() {
        for operation in operations.as_object_mut().into_iter().flat_map(Map::values_mut) {
            access::complete(routes.access(path), operation);
            shape::share_parameters(operation, &schemas);
            complete(operation);
            offer_languages(operation, &languages);
            examples.complete(operation);
        }
    }
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.insert("examples".to_owned(), examples.shared());
    }
    document
}

/// How to make a call comes first, then for whom the service is and for whom not.
fn description(book: &RuleBook, examples: &Examples) -> String {
    let list = |lines: &[String]| format!("* {}\n", lines.join("\n* "));
    let usage = &book.intended_use;
    format!(
        "{}\n\n## What it is\n\n{}\n\n{}\n\n**For whom**\n\n{}\n**Not for**\n\n{}\n**Known limits**\n\n{}",
        examples.call(),
        usage.intended_use,
        book.texts.fixed.not_a_diagnosis,
        list(&usage.for_whom),
        list(&usage.not_for),
        list(&usage.known_limits),
    )
}

/// States the languages that the page is offered in.
fn offer_languages(operation: &mut Value, languages: &[&str]) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten().filter(|parameter| parameter.get("name") == Some(&json!("lang")))
    {
        if let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut) {
            *schema = Map::from_iter([("type".to_owned(), json!("string")), ("enum".to_owned(), json!(languages))]);
        }
    }
}

/// Adds what every operation has: the id of the request in each answer, and the error 500; and the language of the
/// answer, where the caller can choose it.
fn complete(operation: &mut Value) {
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let has_languages = parameters
        .filter_map(|parameter| parameter.get("name")?.as_str())
        .any(|name| name.eq_ignore_ascii_case(ACCEPT_LANGUAGE.as_str()));
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    responses.entry("500").or_insert_with(|| {
        json!({
            "description": "The service failed",
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        })
    });
    for (status, response) in responses {
        let Some(response) = response.as_object_mut() else { continue };
        let headers = response.entry("headers").or_insert_with(|| json!({}));
        if let Some(headers) = headers.as_object_mut() {
            let id = json!({ "description": "Id of the request: the caller's own when it is sane", "required": true,
                             "schema": { "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$", "maxLength": 64 } });
            headers.insert("X-Request-Id".to_owned(), id);
            if has_languages && ["200", "304"].contains(&status.as_str()) {
                let language = json!({ "description": "Language of the texts, as a tag (BCP 47)", "required": true,
                                       "schema": { "type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
                                                   "maxLength": 35, "example": "en-GB" } });
                let vary = json!({ "description": "The headers of the request on which the answer depends",
                                   "required": true, "schema": { "type": "string", "maxLength": 200 } });
                headers.extend([("Content-Language".to_owned(), language), ("Vary".to_owned(), vary)]);
            }
        }
    }
}
