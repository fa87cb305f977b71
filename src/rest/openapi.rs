//! `GET /openapi.json` and `/openapi-3.0.json`: the contract of the service.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use super::documents::Documents;
use crate::http::document::DocumentErrors;
use crate::http::later::Later;
use crate::http::problem::Problem;

/// OpenAPI document
///
/// The contract of this service, in OpenAPI 3.1.
#[utoipa::path(tag = "documentation", operation_id = "openapi", responses(
    (status = 200, description = "The document", body = Object, content_type = "application/json",
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors,
))]
#[get("/openapi.json")]
pub async fn openapi_json(request: HttpRequest, documents: Data<Later<Documents>>) -> Result<HttpResponse, Problem> {
    documents.get()?.openapi.answer(&request)
}

/// OpenAPI document for older tools
///
/// The contract of this service, in OpenAPI 3.0.3: made from the document in 3.1, for tools that read nothing newer.
#[utoipa::path(tag = "documentation", operation_id = "openapi_lowered", responses(
    (status = 200, description = "The document", body = Object, content_type = "application/json",
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors,
))]
#[get("/openapi-3.0.json")]
pub async fn openapi_lowered_json(
    request: HttpRequest,
    documents: Data<Later<Documents>>,
) -> Result<HttpResponse, Problem> {
    documents.get()?.openapi_lowered.answer(&request)
}
