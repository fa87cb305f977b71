//! `GET /`: the page on which people answer the questions. A client of the REST interface, as any other: it decides
//! nothing. Its parts are plain files inside the binary, and need no build.

mod asset;
mod prepared;
mod template;

use actix_web::http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderValue, VARY};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

pub use self::prepared::Page;
use crate::answer::problem::ProblemCode;
use crate::http::document::DocumentErrors;
use crate::http::language::AcceptedLanguages;
use crate::http::negotiation::query;
use crate::http::problem::{NotFoundError, Problem};
use crate::http::route_table::{Mount, PathAccess};
use crate::http::state::HttpState;

/// The page loads from and sends to this service only, and the browser itself refuses to read any text as HTML.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types 'none'";

/// What the page is made for may depend on its language.
const LANGUAGE_MATTERS: &str = "Accept-Language";

/// Mounts the page. It holds no answer of anybody, so that it needs no key; what it calls does.
pub fn mount(routes: &mut impl Mount) {
    routes.handler(PathAccess::Public, get_page).handler(PathAccess::Public, get_page_asset);
}

/// In which language the page is, and for whom.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PageQuery {
    /// Language of the page, one of those offered; without it the caller's `Accept-Language` chooses
    lang: Option<String>,

    /// For a clinician the page adds the examination, the words of the profession, groups, work-up and trace
    #[serde(rename = "for")]
    #[param(inline)]
    #[allow(dead_code, reason = "the page reads it; here it is only checked")]
    reader: Option<Reader>,
}

/// For whom the page is.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Reader {
    /// Somebody who has examined the person.
    Clinician,
}

/// Page
///
/// A page on which a person answers the questions, sees the answer with every reason, and prints a letter for a doctor.
/// It loads nothing from elsewhere and stores nothing.
#[utoipa::path(tag = "page", operation_id = "page", params(PageQuery, AcceptedLanguages), responses(
    (status = 200, description = "The page", body = String, content_type = "text/html",
     headers(("ETag" = String, description = "Entity tag"),
             ("Content-Language" = String, description = "Language of the page"))),
    DocumentErrors,
))]
#[get("/")]
async fn get_page(request: HttpRequest, state: Data<HttpState>, page: Data<Page>) -> Result<HttpResponse, Problem> {
    let PageQuery { lang, .. } = query(&request)?;
    let accepted = || state.triage.book_in(state.languages.wanted(&request)).locale.language.clone();
    let wanted = lang.unwrap_or_else(accepted);
    let (language, document) = page.in_language(&wanted).ok_or_else(|| no_such_language(&page))?;
    let mut answer = document.answer_any_query(&request)?;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(VARY, HeaderValue::from_static(LANGUAGE_MATTERS));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_str(language).map_err(|_| Problem::internal())?);
    Ok(answer)
}

/// The languages that there are.
fn no_such_language(page: &Page) -> Problem {
    let offered: Vec<String> = page.languages().map(|language| format!("`{language}`")).collect();
    Problem::new(ProblemCode::BadQuery, format!("`lang` must be {}", offered.join(" or "))).parameter("lang")
}

/// Part of the page
///
/// A script or the style of the page.
#[utoipa::path(tag = "page", operation_id = "page_asset",
    params(("asset" = String, Path, description = "Name of the part", max_length = 64, example = "page.css")),
    responses(
    (status = 200, description = "The part", content(
        (String = "text/css"), (String = "text/javascript"), (String = "image/svg+xml")),
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors, NotFoundError,
))]
#[get("/page/{asset}")]
async fn get_page_asset(request: HttpRequest, name: Path<String>, page: Data<Page>) -> Result<HttpResponse, Problem> {
    let asset = page.asset(&name);
    asset
        .ok_or_else(|| Problem::new(ProblemCode::NotFound, "the page has no such part; the page itself is `/`"))?
        .answer(&request)
}
