//! `GET /docs`: the OpenAPI document as a page, from assets inside the binary.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use actix_web::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, LOCATION};
use actix_web::mime;
use actix_web::web::{Bytes, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa_swagger_ui::{Config, serve};

use crate::answer::problem::ProblemCode;
use crate::http::document::{Document, DocumentErrors};
use crate::http::negotiation::{NoParameters, query};
use crate::http::problem::{NotFoundError, Problem, QueryErrors};

/// The page refers to its assets relative to itself, so that it also works behind a path prefix.
const HEAD: &str = "<head>";
const HEAD_WITH_BASE: &str = concat!(
    "<head><base href=\"docs/\">",
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
    "<style>",
    include_str!("docs.css"),
    "</style>",
);

/// Above the document stands the way to the page for people, as that leads here.
const BODY: &str = "<body>";
const BODY_WITH_BAR: &str = concat!(
    "<body><header class=\"bar\"><a href=\"..\"><svg viewBox=\"0 0 64 24\" aria-hidden=\"true\">",
    "<path d=\"M1 14H18L21 11L24 14H27L30 4L34 22L38 9L41 15L43 14H63\"/></svg>Muscle twitches</a>",
    "<span>For developers</span></header>",
);

/// The page from the path with a slash at its end: relative, so that it also works behind a path prefix.
const PAGE: &str = "../docs";

/// The page runs its own scripts, sends to this service only, and is shown in no other page. Its styles are written
/// into its elements.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/// The page, prepared once.
static PREPARED: LazyLock<Option<Document>> = LazyLock::new(|| Some(Document::new(mime::TEXT_HTML_UTF_8, page()?)));

/// Documentation
///
/// This document as a page that needs no network.
#[utoipa::path(tag = "documentation", operation_id = "docs", responses(
    (status = 200, description = "The page", body = String, content_type = "text/html",
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors,
))]
#[get("/docs")]
pub async fn docs(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let mut answer = PREPARED.as_ref().ok_or_else(Problem::internal)?.answer(&request)?;
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(answer)
}

/// Documentation, with a slash at the end
///
/// Redirects to the page.
#[utoipa::path(tag = "documentation", operation_id = "docs_slash", responses(
    (status = 308, description = "The page is at `/docs`",
     headers(("Location" = String, description = "The page, relative to this path"))),
    QueryErrors,
))]
#[get("/docs/")]
pub async fn docs_slash(request: HttpRequest) -> Result<HttpResponse, Problem> {
    query::<NoParameters>(&request)?;
    Ok(HttpResponse::PermanentRedirect().insert_header((LOCATION, PAGE)).finish())
}

/// Asset of the documentation
///
/// A script, style or picture of the page.
#[utoipa::path(tag = "documentation", operation_id = "docs_asset",
    params(("asset" = String, Path, description = "Name of the asset", max_length = 64, example = "swagger-ui.css")),
    responses(
    (status = 200, description = "The asset", content(
        (String = "text/css"), (String = "text/javascript"), (String = "text/html"), (String = "image/png"))),
    QueryErrors, NotFoundError,
))]
#[get("/docs/{asset}")]
pub async fn docs_asset(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Problem> {
    query::<NoParameters>(&request)?;
    let (content_type, bytes) = asset(&name)
        .ok_or_else(|| Problem::new(ProblemCode::NotFound, "the page has no such asset; the page itself is `/docs`"))?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, content_type)).body(bytes))
}

/// The page.
pub(super) fn page() -> Option<String> {
    let (_, page) = asset("index.html")?;
    Some(String::from_utf8_lossy(&page).replacen(HEAD, HEAD_WITH_BASE, 1).replacen(BODY, BODY_WITH_BAR, 1))
}

/// Media type and bytes of an asset; the bytes of the binary itself, so that a thousand unread answers share them.
fn asset(name: &str) -> Option<(String, Bytes)> {
    let config: Config<'static> =
        Config::new(["../openapi.json"]).validator_url("none").try_it_out_enabled(true).use_base_layout();
    let file = serve(name, Arc::new(config)).ok().flatten()?;
    let bytes = match file.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    Some((file.content_type, bytes))
}
