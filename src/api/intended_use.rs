//! `GET /v1/intended-use`: for whom, for whom not, known limits.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use super::Service;
use super::document::ErrorsOfDocument;
use super::problem::Problem;
use crate::clinical::model::intended_use::IntendedUse;

/// Intended use
///
/// What the service is for, for whom, what it is not for, what each urgency means, known limits and what is known of
/// its accuracy.
#[utoipa::path(tag = "rule book", operation_id = "intended_use", responses(
    (status = 200, description = "The intended use", body = IntendedUse,
     headers(("ETag" = String, description = "Entity tag"))),
    ErrorsOfDocument,
))]
#[get("/v1/intended-use")]
pub async fn get_intended_use(request: HttpRequest, service: Data<Service>) -> Result<HttpResponse, Problem> {
    service.documents.intended_use.answer(&request)
}
