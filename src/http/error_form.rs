//! The form of an error, by the path that was asked for: an `OperationOutcome` under the paths of record systems, a problem
//! (RFC 9457) everywhere else.

use std::sync::Arc;

use actix_web::http::StatusCode;

/// One JSON text.
pub const JSON: &str = "application/json";

/// A resource of FHIR.
pub const FHIR_JSON: &str = "application/fhir+json";

/// Where FHIR is served.
pub const FHIR: &str = "/fhir";

/// Where CDS Hooks is served.
pub const CDS_SERVICES: &str = "/cds-services";

/// The form of an error of record systems.
#[derive(Clone, Debug)]
pub struct OutcomeForm {
    /// The media type that is said.
    pub media_type: &'static str,
    /// Whether the body of a request is a resource, so that an error names places in it.
    pub is_resource: bool,
    /// Canonical URL of the code system of problems.
    pub code_system: Arc<str>,
}

impl OutcomeForm {
    /// The status of an error: CDS Hooks calls an invalid body a bad request.
    #[must_use]
    pub fn status(&self, status: StatusCode) -> StatusCode {
        if status == StatusCode::UNPROCESSABLE_ENTITY && !self.is_resource { StatusCode::BAD_REQUEST } else { status }
    }

    /// The form for a path; none where errors are problems.
    #[must_use]
    pub fn for_path(path: &str, code_system: &Arc<str>) -> Option<Self> {
        let form = |media_type, is_resource| Self { media_type, is_resource, code_system: code_system.clone() };
        if is_under(FHIR, path) {
            Some(form(FHIR_JSON, true))
        } else {
            is_under(CDS_SERVICES, path).then(|| form(JSON, false))
        }
    }
}

/// Whether a path is another one, or stands below it.
pub(super) fn is_under(root: &str, path: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::OutcomeForm;

    #[test]
    fn only_what_stands_under_a_path_of_record_systems_has_the_form_of_an_outcome() {
        let system: Arc<str> = "https://example.test/problems".into();
        for path in ["/fhir", "/fhir/", "/fhir/Patient/1", "/cds-services", "/cds-services/x/feedback"] {
            assert!(OutcomeForm::for_path(path, &system).is_some(), "{path}");
        }
        for path in ["/", "/fhirs", "/v1/fhir", "/v1/triage", "/cds-servicesx", "/problems/not_found"] {
            assert!(OutcomeForm::for_path(path, &system).is_none(), "{path}");
        }
    }
}
