//! Every path of FHIR, and who may call it.

use actix_web::http::Method;

use super::documents::{METADATA, READ, read, search};
use super::next_question::next_question;
use super::triage::triage;
use crate::http::route_table::{Mount, PathAccess};

/// Mounts FHIR. Its statement of capabilities is its machine-readable contract, and needs no key.
pub fn mount(routes: &mut impl Mount) {
    use PathAccess::{Protected, Public};
    routes
        .undescribed(Public, Method::GET, METADATA, read)
        .undescribed(Protected, Method::POST, "/fhir/$triage", triage)
        .undescribed(Protected, Method::POST, "/fhir/Questionnaire/$next-question", next_question)
        .undescribed(Protected, Method::GET, "/fhir/Questionnaire", search);
    for path in READ {
        routes.undescribed(Protected, Method::GET, path, read);
    }
}
