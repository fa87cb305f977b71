//! Gives every error one form, those of the framework included.

use actix_cors::CorsError;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::{Error, ResponseError as _};

use crate::answer::problem::ProblemCode;
use crate::http::problem::Problem;

/// Gives an error response the form of every error. Headers that it already had are kept.
pub fn as_problem_response(response: ServiceResponse, request_id: &str) -> ServiceResponse {
    let Some(error) = response.response().error() else { return response };
    let problem = with_request_id(problem(error), request_id).error_response();
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
            StatusCode::NOT_FOUND => Problem::new(ProblemCode::NotFound, "no such path; `/docs` describes all of them"),
            status if status.is_client_error() => Problem::new(ProblemCode::NotJson, "the request cannot be read"),
            _ => Problem::internal(),
        },
    }
}

/// The problem with the id of its request.
pub fn with_request_id(problem: Problem, request_id: &str) -> Problem {
    Problem { request_id: Some(request_id.into()), ..problem }
}
