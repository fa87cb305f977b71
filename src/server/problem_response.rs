//! Gives every error one form, those of the framework included.

use actix_cors::CorsError;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::{Error, ResponseError as _};

use crate::answer::problem::ProblemCode;
use crate::http::error_form::OutcomeForm;
use crate::http::problem::{AnsweredRequest, Problem};

/// Gives an error response the form of every error, or of every error for record systems. Headers that it already had are
/// kept.
pub fn as_problem_response(
    response: ServiceResponse,
    request_id: &str,
    outcome: Option<&OutcomeForm>,
) -> ServiceResponse {
    let Some(error) = response.response().error() else { return response };
    let problem = in_form(problem(error), request_id, outcome).error_response();
    let original_headers = response.headers().clone();
    let mut response = response.into_response(problem);
    for (name, value) in original_headers {
        if !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The error as a problem; an error made by the framework is translated by its status.
pub fn problem(error: &Error) -> Problem {
    if error.as_error::<CorsError>().is_some() {
        return Problem::new(ProblemCode::Forbidden, "origin not allowed");
    }
    match error.as_error::<Problem>() {
        Some(problem) => problem.clone(),
        None => match error.as_response_error().status_code() {
            StatusCode::NOT_FOUND => Problem::new(ProblemCode::NotFound, "no such path"),
            status if status.is_client_error() => Problem::new(ProblemCode::NotJson, "the request cannot be read"),
            _ => Problem::internal(),
        },
    }
}

/// The problem with the id of its request, in the form for its path.
pub fn in_form(problem: Problem, request_id: &str, outcome: Option<&OutcomeForm>) -> Problem {
    let answered = AnsweredRequest { id: request_id.into(), outcome: outcome.cloned() };
    Problem { answered: Some(Box::new(answered)), ..problem }
}
