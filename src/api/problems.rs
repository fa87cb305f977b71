//! `GET /problems/{code}`: what an error means and what to do.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use super::document::ErrorsOfDocument;
use super::problem::{Code, Meaning, NoSuchDocument, Problem};

/// Meaning of an error
///
/// What an error means and what the caller can do. The `type` of every error points here.
#[utoipa::path(tag = "errors", operation_id = "problem",
    params(("code" = Code, Path, description = "Code of the error")),
    responses(
    (status = 200, description = "The meaning", body = ProblemMeaning,
     headers(("ETag" = String, description = "Entity tag"))),
    ErrorsOfDocument, NoSuchDocument,
))]
#[get("/problems/{code}")]
pub async fn get_problem(
    request: HttpRequest,
    code: Path<String>,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let document = service.documents.problem.get(code.as_str());
    document.ok_or_else(|| Problem::new(Code::NotFound, "no error has this code"))?.answer(&request)
}

/// What an error means.
#[derive(Serialize, ToSchema)]
pub struct ProblemMeaning {
    /// Code of the error.
    code: Code,
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

impl From<&Meaning> for ProblemMeaning {
    fn from(meaning: &Meaning) -> Self {
        Self {
            code: meaning.code,
            status: meaning.status.as_u16(),
            title: meaning.title,
            meaning: meaning.meaning,
            remedy: meaning.remedy,
        }
    }
}
