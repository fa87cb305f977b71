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

/// The formats that `_format` may name, and whether they mean a resource of FHIR. A plus sign in a query is a space.
const FORMATS: [(&str, bool); 5] = [
    ("json", true),
    ("application/fhir+json", true),
    ("application/fhir json", true),
    ("application/json", false),
    ("text/json", false),
];

/// The media types under which a resource is given, the best one first.
#[must_use]
pub fn media_types() -> [&'static Mime; 2] {
    [&FHIR_MIME, &mime::APPLICATION_JSON]
}

/// The media type of the answer: `_format`, where it is sent, wins over `Accept`.
fn media_type(request: &HttpRequest, format: Option<&str>) -> Result<&'static Mime, Problem> {
    let fitting @ [fhir, json] = media_types();
    let Some(format) = format else {
        return Ok(fitting.get(acceptable(request, &fitting)?).copied().unwrap_or(fhir));
    };
    let known = FORMATS.iter().find(|(known, _)| *known == format);
    known.map(|(_, is_fhir)| if *is_fhir { fhir } else { json }).ok_or_else(|| {
        Problem::new(ProblemCode::BadQuery, "`_format` must be `json` or `application/fhir+json`").parameter("_format")
    })
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
    /// The media type of the answer: `_format`, where it is sent, wins over `Accept`.
    ///
    /// # Errors
    ///
    /// `bad_query` for a format that is not served, `not_acceptable` when the caller accepts none that is.
    pub fn media_type(&self, request: &HttpRequest) -> Result<&'static Mime, Problem> {
        media_type(request, self.format.as_deref())
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
    /// The media type of the answer: `_format`, where it is sent, wins over `Accept`.
    ///
    /// # Errors
    ///
    /// `bad_query` for a format that is not served, `not_acceptable` when the caller accepts none that is.
    pub fn media_type(&self, request: &HttpRequest) -> Result<&'static Mime, Problem> {
        media_type(request, self.format.as_deref())
    }
}
