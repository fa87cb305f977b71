//! Bodies that `POST /v1/triage` refuses, each with the problem to expect: at least one for each code that a body can cause.

use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::problem::ProblemCode;
use crate::request::FaultCode;

/// A body that is refused, and the problem to expect.
#[derive(Serialize, ToSchema)]
pub struct InvalidCase {
    /// Its id.
    #[schema(pattern = "^X[0-9]{2}$", example = "X01")]
    id: String,
    /// What is wrong with it.
    why: &'static str,
    /// The body as a text; null where it is none.
    body: Option<String>,
    /// The body in Base64 (RFC 4648), where it is no text; otherwise null.
    body_base64: Option<&'static str>,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 499)]
    status: u16,
    /// The code of the problem.
    code: ProblemCode,
    /// The faults among `errors`, when the code is `invalid_body`.
    #[schema(max_items = 10)]
    errors: Vec<InvalidCaseFault>,
}

/// A fault to expect.
#[derive(Serialize, ToSchema)]
pub struct InvalidCaseFault {
    /// JSON Pointer (RFC 6901) to it.
    pointer: &'static str,
    /// Its code.
    code: FaultCode,
}

use FaultCode::{DoubledEntry, MissingKey, OutOfRange, UnknownKey, UnknownValue, WrongForm, WrongType};

/// What is wrong with a body, the body, and the faults to expect, each with its pointer.
type RefusedBody = (&'static str, &'static str, &'static [(&'static str, FaultCode)]);

/// The bodies that are JSON and no valid request, each with its faults.
const INVALID: [RefusedBody; 20] = [
    ("a list in the place of an object", "[]", &[("", WrongType)]),
    ("no findings", "{}", &[("", MissingKey)]),
    ("findings that are null", r#"{"findings":null}"#, &[("/findings", WrongType)]),
    ("a key that is no finding", r#"{"findings":{"zzzz":"present"}}"#, &[("/findings/zzzz", UnknownKey)]),
    (
        "a key that is nearly a finding",
        r#"{"findings":{"muscle_wastin":"present"}}"#,
        &[("/findings/muscle_wastin", UnknownKey)],
    ),
    ("a key that the body does not have", r#"{"findings":{},"name":"x"}"#, &[("/name", UnknownKey)]),
    ("a Boolean for a symptom", r#"{"findings":{"fatigue":true}}"#, &[("/findings/fatigue", WrongType)]),
    ("a number for a symptom", r#"{"findings":{"fatigue":1}}"#, &[("/findings/fatigue", WrongType)]),
    ("another word for present", r#"{"findings":{"fatigue":"yes"}}"#, &[("/findings/fatigue", UnknownValue)]),
    ("a word for a number", r#"{"findings":{"age_years":"unknown"}}"#, &[("/findings/age_years", WrongType)]),
    ("an age above the range", r#"{"findings":{"age_years":121}}"#, &[("/findings/age_years", OutOfRange)]),
    ("an age below the range", r#"{"findings":{"age_years":-1}}"#, &[("/findings/age_years", OutOfRange)]),
    ("an age that is not whole", r#"{"findings":{"age_years":42.5}}"#, &[("/findings/age_years", WrongType)]),
    ("a place named twice", r#"{"findings":{"sites":["calf","calf"]}}"#, &[("/findings/sites", DoubledEntry)]),
    ("a place that is none", r#"{"findings":{"sites":["elbow"]}}"#, &[("/findings/sites/0", UnknownValue)]),
    ("a text for places", r#"{"findings":{"sites":"calf"}}"#, &[("/findings/sites", WrongType)]),
    (
        "a screen named twice",
        r#"{"findings":{},"screens_completed":["emergency","emergency"]}"#,
        &[("/screens_completed", DoubledEntry)],
    ),
    (
        "a screen that is none",
        r#"{"findings":{},"screens_completed":["zzzz"]}"#,
        &[("/screens_completed/0", UnknownValue)],
    ),
    (
        "a heading in the place of a screen",
        r#"{"findings":{},"screens_completed":["about_you"]}"#,
        &[("/screens_completed/0", UnknownValue)],
    ),
    (
        "a version that is none",
        r#"{"findings":{},"expected_rule_book":"latest"}"#,
        &[("/expected_rule_book", WrongForm)],
    ),
];

/// Every body that is refused.
pub(super) fn cases() -> Vec<InvalidCase> {
    use ProblemCode::{
        DuplicateKey, EmptyBody, InvalidBody, NotJson, NotUtf8, NumberOutOfRange, RuleBookMismatch, TooDeep,
    };
    let deep = format!("{}{}", "[".repeat(33), "]".repeat(33));
    let text = |why, body: &str, code| (why, Some(body.to_owned()), None, code, [].as_slice());
    let unread = [
        text("nothing", "", EmptyBody),
        ("not UTF-8", None, Some("eyJmaW5kaW5ncyI6eyL/Ijp0cnVlfX0="), NotUtf8, [].as_slice()),
        text("a body that breaks off", "{", NotJson),
        text("something after the body", r#"{"findings":{}}x"#, NotJson),
        text("lists in lists, 33 deep", &deep, TooDeep),
        text("a number that no double holds", r#"{"findings":{"age_years":1e400}}"#, NumberOutOfRange),
        text("a key twice", r#"{"findings":{"fatigue":"present","fatigue":"absent"}}"#, DuplicateKey),
        text(
            "a key twice, once escaped",
            r#"{"findings":{"fatigue":"present","f\u0061tigue":"absent"}}"#,
            DuplicateKey,
        ),
        text("another rule book", r#"{"findings":{},"expected_rule_book":"0.0.1"}"#, RuleBookMismatch),
    ];
    let invalid = INVALID.map(|(why, body, errors)| (why, Some(body.to_owned()), None, InvalidBody, errors));
    let all = unread.into_iter().chain(invalid).zip(1..);
    all.map(|((why, body, body_base64, code, errors), number)| InvalidCase {
        id: format!("X{number:02}"),
        why,
        body,
        body_base64,
        status: code.meaning().status,
        code,
        errors: errors.iter().map(|(pointer, code)| InvalidCaseFault { pointer, code: *code }).collect(),
    })
    .collect()
}
