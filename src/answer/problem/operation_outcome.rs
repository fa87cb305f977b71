//! A refusal as record systems see it: an `OperationOutcome` of FHIR R4.

use serde_json::{Value, json};

use super::code::ProblemCode;
use crate::request::{Fault, FaultCode};

/// What an error says, to be put into an `OperationOutcome`.
pub struct RefusedRequest<'p> {
    /// What went wrong.
    pub code: ProblemCode,
    /// What exactly.
    pub detail: &'p str,
    /// Every fault of a body that does not validate.
    pub faults: &'p [Fault],
    /// How many faults there are beyond those.
    pub faults_omitted: u32,
}

/// The outcome as JSON. `code_system` is the canonical URL of the code system of problems; `is_resource` says that the body
/// was a resource, so that each issue names its place in it as `FHIRPath`.
#[must_use]
pub fn operation_outcome(refused: &RefusedRequest, code_system: &str, is_resource: bool) -> Vec<u8> {
    let issue = |kind: &str, word: &Value, text: &str, place: Option<String>| {
        let mut issue = json!({
            "severity": "error",
            "code": kind,
            "details": { "coding": [{ "system": code_system, "code": word }], "text": text },
        });
        if let (Some(place), Some(members)) = (place, issue.as_object_mut()) {
            members.insert("expression".to_owned(), json!([place]));
        }
        issue
    };
    let whole = || issue(issue_type(refused.code), &json!(refused.code), refused.detail, None);
    let mut issues: Vec<Value> = refused
        .faults
        .iter()
        .map(|fault| {
            let place = is_resource.then(|| fhir_path(&fault.pointer)).flatten();
            issue(issue_type_of_fault(fault.code), &json!(fault.code), &in_words(fault), place)
        })
        .collect();
    if issues.is_empty() {
        issues.push(whole());
    }
    if refused.faults_omitted > 0 {
        let text = format!("{} more faults are not listed", refused.faults_omitted);
        issues.push(issue("too-long", &json!(refused.code), &text, None));
    }
    let outcome = json!({ "resourceType": "OperationOutcome", "issue": issues });
    serde_json::to_vec(&outcome).unwrap_or_default()
}

/// What is wrong, and what was probably meant.
fn in_words(fault: &Fault) -> String {
    match &fault.suggestion {
        Some(suggestion) => format!("{}; perhaps `{suggestion}` was meant", fault.detail),
        None => fault.detail.clone(),
    }
}

/// The type of issue (code system `issue-type` of FHIR) of an error.
fn issue_type(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::EmptyBody
        | ProblemCode::NotUtf8
        | ProblemCode::NotJson
        | ProblemCode::NumberOutOfRange
        | ProblemCode::TooDeep
        | ProblemCode::BadQuery
        | ProblemCode::InvalidBody => "invalid",
        ProblemCode::DuplicateKey => "structure",
        ProblemCode::NotFound | ProblemCode::NoSecondRuleBook => "not-found",
        ProblemCode::MethodNotAllowed | ProblemCode::NotAcceptable | ProblemCode::UnsupportedMediaType => {
            "not-supported"
        }
        ProblemCode::RequestTimeout => "timeout",
        ProblemCode::RuleBookMismatch => "conflict",
        ProblemCode::BodyTooLarge => "too-long",
        ProblemCode::Unauthorized => "login",
        ProblemCode::Forbidden => "forbidden",
        ProblemCode::RateLimited => "throttled",
        ProblemCode::Overloaded | ProblemCode::Stopping => "transient",
        ProblemCode::Internal => "exception",
    }
}

fn issue_type_of_fault(code: FaultCode) -> &'static str {
    match code {
        FaultCode::MissingKey => "required",
        FaultCode::UnknownKey | FaultCode::WrongType | FaultCode::TooManyEntries => "structure",
        FaultCode::UnknownValue => "code-invalid",
        FaultCode::OutOfRange | FaultCode::WrongForm => "value",
        FaultCode::DoubledEntry => "duplicate",
    }
}

/// The place of a fault as `FHIRPath`, from its JSON Pointer: an element with a choice of types is named without the type.
/// None for the whole body.
fn fhir_path(pointer: &str) -> Option<String> {
    let tokens = pointer.strip_prefix('/')?;
    let root = if tokens.starts_with("parameter/") { "Parameters" } else { "QuestionnaireResponse" };
    let steps = tokens.split('/').map(|token| match token.parse::<usize>() {
        Ok(place) => format!("[{place}]"),
        Err(_) if is_value_of_a_type(token) => ".value".to_owned(),
        Err(_) => format!(".{token}"),
    });
    Some(steps.fold(root.to_owned(), |path, step| path + &step))
}

/// `valueCoding`, `valueInteger` and so on.
fn is_value_of_a_type(token: &str) -> bool {
    token.strip_prefix("value").and_then(|kind| kind.chars().next()).is_some_and(|first| first.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::fhir_path;

    #[test]
    fn a_place_is_a_path_of_fhir() {
        for (pointer, path) in [
            ("/item/0/answer/1/valueCoding", "QuestionnaireResponse.item[0].answer[1].value"),
            ("/questionnaire", "QuestionnaireResponse.questionnaire"),
            ("/parameter/0/resource/item/2", "Parameters.parameter[0].resource.item[2]"),
        ] {
            assert_eq!(fhir_path(pointer).as_deref(), Some(path));
        }
        assert_eq!(fhir_path(""), None);
    }
}
