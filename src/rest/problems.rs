//! `GET /problems/{code}`: what an error means and what to do.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::documents::Documents;
use crate::answer::problem::{CodeMeaning, ProblemCode};
use crate::http::document::DocumentErrors;
use crate::http::later::Later;
use crate::http::problem::{NotFoundError, Problem};
use crate::request::similar_word::closest;

/// Meaning of an error
///
/// What an error means and what the caller can do. The `type` of every error points here.
#[utoipa::path(tag = "errors", operation_id = "problem",
    params(("code" = ProblemCode, Path, description = "Code of the error")),
    responses(
    (status = 200, description = "The meaning", body = ProblemMeaning,
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors, NotFoundError,
))]
#[get("/problems/{code}")]
pub async fn get_problem(
    request: HttpRequest,
    code: Path<String>,
    documents: Data<Later<Documents>>,
) -> Result<HttpResponse, Problem> {
    let document = documents.get()?.problem.get(code.as_str());
    document.ok_or_else(|| Problem::new(ProblemCode::NotFound, no_such_code(&code)))?.answer(&request)
}

/// Where the codes are listed, and the one that is similar.
fn no_such_code(code: &str) -> String {
    let similar = closest(code, ProblemCode::ALL.iter().map(|code| code.meaning().word));
    let similar = similar.map(|code| format!("; the nearest is `/problems/{code}`")).unwrap_or_default();
    format!("no error has this code{similar}; `ProblemCode` in `/openapi.json` lists them")
}

/// What an error means.
#[derive(Serialize, ToSchema)]
pub struct ProblemMeaning {
    /// Code of the error.
    code: ProblemCode,
    /// HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// Short title.
    title: &'static str,
    /// What happened.
    meaning: &'static str,
    /// What the caller can do.
    remedy: &'static str,
}

impl From<&CodeMeaning> for ProblemMeaning {
    fn from(meaning: &CodeMeaning) -> Self {
        Self {
            code: meaning.code,
            status: meaning.status,
            title: meaning.title,
            meaning: meaning.meaning,
            remedy: meaning.remedy,
        }
    }
}
