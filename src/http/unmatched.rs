//! Answers requests that no handler matches.

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::web::Data;

use super::error_form::{CDS_SERVICES, FHIR, is_under};
use super::nearest_path::nearest;
use super::problem::Problem;
use super::route_table::RouteTable;
use crate::answer::problem::ProblemCode;

/// Where every path is described: those below one, and all others.
const DESCRIBED: [(&str, &str); 3] = [(FHIR, "/fhir/metadata"), (CDS_SERVICES, CDS_SERVICES), ("", "/docs")];

/// Answers `not_found` or `method_not_allowed`, by the route table of the app.
///
/// # Errors
///
/// None; the signature is that of a service.
pub async fn unmatched(request: ServiceRequest) -> Result<ServiceResponse, actix_web::Error> {
    let routes = request.app_data::<Data<RouteTable>>();
    let problem = routes.map_or_else(Problem::internal, |routes| problem(routes, request.path()));
    Ok(request.error_response(problem))
}

fn problem(routes: &RouteTable, path: &str) -> Problem {
    match routes.methods(path) {
        None => Problem::new(ProblemCode::NotFound, no_such_path(routes, path)),
        Some(methods) => {
            Problem { allow: methods.into(), ..Problem::new(ProblemCode::MethodNotAllowed, "see the header `Allow`") }
        }
    }
}

/// Which path is near, and where all are described; never the caller's.
fn no_such_path(routes: &RouteTable, path: &str) -> String {
    let near = nearest(routes, path).map(|(path, method)| format!("; the nearest is `{method} {path}`"));
    let described = DESCRIBED.iter().find(|(root, _)| is_under(root, path)).map(|(_, described)| *described);
    let described = described.filter(|path| routes.methods(path).is_some());
    let described = described.map(|path| format!("; `{path}` describes all of them"));
    format!("no such path{}{}", near.unwrap_or_default(), described.unwrap_or_default())
}
