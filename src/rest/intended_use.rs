//! `GET /v1/intended-use`: for whom, for whom not, known limits.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use super::documents::Documents;
use crate::clinical::model::intended_use::IntendedUse;
use crate::http::document::DocumentErrors;
use crate::http::language::AcceptedLanguages;
use crate::http::later::Later;
use crate::http::problem::Problem;
use crate::http::state::HttpState;

/// Intended use
///
/// What the service is for, for whom, what it is not for, what each urgency means, known limits and what is known of
/// its accuracy.
#[utoipa::path(tag = "rule book", operation_id = "intended_use", params(AcceptedLanguages), responses(
    (status = 200, description = "The intended use", body = IntendedUse,
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors,
))]
#[get("/v1/intended-use")]
pub async fn get_intended_use(
    request: HttpRequest,
    documents: Data<Later<Documents>>,
    state: Data<HttpState>,
) -> Result<HttpResponse, Problem> {
    documents.get()?.wanted(&request, &state).intended_use.answer(&request)
}
