//! What a caller of FHIR asks for besides a body: the media type, and the parameters of the search for a form.

use std::sync::LazyLock;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::mime::{self, Mime};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::Value;

use crate::answer::problem::ProblemCode;
use crate::http::media_type::FHIR_JSON;
use crate::http::negotiation::acceptable;
use crate::http::problem::Problem;
use crate::http::state::HttpState;
use crate::triage_service::Language;

/// The media type of a resource.
static FHIR_MIME: LazyLock<Mime> = LazyLock::new(|| FHIR_JSON.parse().unwrap_or(mime::APPLICATION_JSON));

/// The formats that `_format` may name. A plus sign in a query is a space.
const FORMATS: [&str; 5] = ["json", "application/json", "application/fhir+json", "application/fhir json", "text/json"];

/// The media types under which a resource is given, the best one first.
#[must_use]
pub fn media_types() -> [&'static Mime; 2] {
    [&FHIR_MIME, &mime::APPLICATION_JSON]
}

/// The media type that the caller likes best.
///
/// # Errors
///
/// `not_acceptable` when the caller accepts neither.
pub fn media_type(request: &HttpRequest) -> Result<&'static Mime, Problem> {
    let fitting = media_types();
    let place = acceptable(request, &fitting)?;
    Ok(fitting.get(place).copied().unwrap_or(&FHIR_MIME))
}

/// A resource as the answer to one caller, in a language. Writing it to memory cannot fail.
#[must_use]
pub fn resource(state: &HttpState, language: Language, media_type: &Mime, resource: &Value) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    state.languages.name(language, answer.insert_header((CONTENT_TYPE, media_type.as_ref())));
    answer.body(serde_json::to_vec(resource).unwrap_or_default())
}

/// The query of a path with no parameter of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormatOnly {
    #[serde(rename = "_format")]
    format: Option<String>,
}

impl FormatOnly {
    /// Checks the format.
    ///
    /// # Errors
    ///
    /// `bad_query` for one that is not served.
    pub fn check(&self) -> Result<(), Problem> {
        format(self.format.as_deref())
    }
}

/// The query of the search for a form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormSearch {
    /// Canonical URL, alone or with a version.
    pub url: Option<String>,
    /// Version.
    pub version: Option<String>,
    #[serde(rename = "_format")]
    format: Option<String>,
}

impl FormSearch {
    /// Checks the format.
    ///
    /// # Errors
    ///
    /// `bad_query` for one that is not served.
    pub fn check(&self) -> Result<(), Problem> {
        format(self.format.as_deref())
    }
}

fn format(format: Option<&str>) -> Result<(), Problem> {
    match format {
        Some(format) if !FORMATS.contains(&format) => {
            Err(Problem::new(ProblemCode::BadQuery, "`_format` must be `json` or `application/fhir+json`")
                .parameter("_format"))
        }
        _ => Ok(()),
    }
}
