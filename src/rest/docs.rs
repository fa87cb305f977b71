//! `GET /docs`: the OpenAPI document as a page, from assets inside the binary.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use actix_web::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
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
const HEAD_WITH_BASE: &str = "<head><base href=\"docs/\">";

/// The page runs its own scripts, sends to this service only, and is shown in no other page. Its styles are written
/// into its elements.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/// The page, prepared once.
static PAGE: LazyLock<Option<Document>> = LazyLock::new(|| {
    let (_, page) = asset("index.html")?;
    let page = String::from_utf8_lossy(&page).replacen(HEAD, HEAD_WITH_BASE, 1);
    Some(Document::new(mime::TEXT_HTML_UTF_8, page))
});

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
    let mut answer = PAGE.as_ref().ok_or_else(Problem::internal)?.answer(&request)?;
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(answer)
}

/// Asset of the documentation
///
/// A script, style or picture of the page.
#[utoipa::path(tag = "documentation", operation_id = "docs_asset",
    params(("asset" = String, Path, description = "Name of the asset", max_length = 64, example = "swagger-ui.css")),
    responses(
    (status = 200, description = "The asset", content(
        (String = "text/css"), (String = "text/javascript"), (String = "text/html"), (String = "image/png"), (String = "application/json"))),
    QueryErrors, NotFoundError,
))]
#[get("/docs/{asset}")]
pub async fn docs_asset(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Problem> {
    query::<NoParameters>(&request)?;
    let (content_type, bytes) =
        asset(&name).ok_or_else(|| Problem::new(ProblemCode::NotFound, "the page has no such asset"))?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, content_type)).body(bytes))
}

/// Media type and bytes of an asset; the bytes of the binary itself, so that a thousand unread answers share them.
fn asset(name: &str) -> Option<(String, Bytes)> {
    let config: Config<'static> = Config::new(["../openapi.json"]).validator_url("none").try_it_out_enabled(true);
    let file = serve(name, Arc::new(config)).ok().flatten()?;
    let bytes = match file.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    Some((file.content_type, bytes))
}
