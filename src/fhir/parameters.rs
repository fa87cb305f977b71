//! The input of an operation: the response itself, or `Parameters` with it.

use serde_json::Value;

use crate::fhir_resource::response::{MODIFIERS, is_response};
use crate::fhir_resource::response_fault::Faults;
use crate::request::{FaultCode, Rejection};

/// The name of the one parameter of both operations.
const PARAMETER: &str = "questionnaire-response";

/// The response in a body, and the JSON Pointer to it.
///
/// # Errors
///
/// That the body is neither.
pub fn response(body: &Value) -> Result<(&Value, &'static str), Rejection> {
    if is_response(body) {
        return Ok((body, ""));
    }
    let mut faults = Faults::default();
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    if text(body, "resourceType").as_deref() != Some("Parameters") {
        faults.add("", FaultCode::WrongType, "must be a `QuestionnaireResponse`, or `Parameters` with one");
        return Err(faults.rejection());
    }
    let parameters = body.get("parameter").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let around = [(body, ""), (parameters.first().unwrap_or(&Value::Null), "/parameter/0")];
    for (value, at) in around {
        for modifier in MODIFIERS.iter().filter(|modifier| value.get(modifier).is_some()) {
            let detail = format!("`{modifier}` is not supported: it may change the meaning");
            faults.add(at, FaultCode::UnknownKey, &detail);
        }
    }
    match parameters {
        _ if !faults.is_empty() => {}
        [only] if text(only, "name").as_deref() == Some(PARAMETER) => match only.get("resource") {
            Some(resource) if is_response(resource) => return Ok((resource, "/parameter/0/resource")),
            _ => faults.add(
                "/parameter/0",
                FaultCode::WrongType,
                "must have a `QuestionnaireResponse` as its `resource`",
            ),
        },
        [] => faults.add("", FaultCode::MissingKey, "must have the parameter `questionnaire-response`"),
        _ => {
            faults.add(
                "/parameter/0",
                FaultCode::UnknownValue,
                "must be the parameter `questionnaire-response`, alone",
            );
        }
    }
    Err(faults.rejection())
}
