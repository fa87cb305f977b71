//! A payload read: the typed reading of a valid one, and every fault of an invalid one.
//!
//! Both accept the same payloads; a property test compares them.

mod encoding;
pub mod enumeration;
pub mod exact_number;
mod expected_answer;
mod faults;
pub mod finding_name;
mod foreign_body;
pub mod line_splitter;
pub mod rejection;
pub mod schema;
pub mod similar_word;
mod strict_json;
mod typed;
mod unknown_key;

use serde_json::Value;

use self::faults::Found;
pub use self::rejection::{Fault, FaultCode, MAX_PAYLOAD_BYTES, Rejection, RejectionKind};
use self::schema::RequestSchema;
use self::strict_json::{Bounds, PAYLOAD, Parsed};
use crate::clinical::model::answers::Findings;
use crate::clinical::model::rule_book::RuleBook;

/// Reads a payload.
///
/// # Errors
///
/// Why it is not JSON; another rule book than the one in force; or every fault that the schema finds in it.
pub fn read(book: &RuleBook, schema: &RequestSchema, payload: &[u8]) -> Result<Findings, Rejection> {
    read_expecting(Expected::ThisRuleBook, book, schema, payload)
}

/// Reads a payload, whatever rule book it expects.
///
/// # Errors
///
/// As those of [`read`], but for another rule book.
pub fn read_for_any_rule_book(book: &RuleBook, schema: &RequestSchema, payload: &[u8]) -> Result<Findings, Rejection> {
    read_expecting(Expected::AnyRuleBook, book, schema, payload)
}

/// Which rule book a payload may expect.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    ThisRuleBook,
    AnyRuleBook,
}

fn read_expecting(
    allowed: Expected,
    book: &RuleBook,
    schema: &RequestSchema,
    payload: &[u8],
) -> Result<Findings, Rejection> {
    let text = encoding::text(payload)?;
    if text.is_empty() {
        return Err(Rejection::new(RejectionKind::Empty, "the body is empty"));
    }
    // The typed reading refuses every number with a point or an exponent, of which few payloads have any.
    let mut exact = None;
    let request = typed::read(book, text).or_else(|| {
        exact = exact_number::with_exact_numbers(text);
        typed::read(book, exact.as_deref()?)
    });
    match request {
        Some(request) if request.expects_this_rule_book || allowed == Expected::AnyRuleBook => Ok(request.findings),
        Some(_) => Err(rule_book_mismatch(book)),
        None => Err(diagnose(allowed, book, schema, text, exact.as_deref())),
    }
}

/// How large a body in JSON may be that is kept whole.
pub struct JsonBounds {
    /// In bytes.
    pub max_bytes: usize,
    /// How deep arrays and objects may be nested.
    pub max_depth: usize,
    /// How many values there may be, arrays and objects among them: what they take in time and memory is many times what
    /// they take in a text.
    pub max_values: usize,
}

/// Reads any JSON text strictly and keeps all of it.
///
/// # Errors
///
/// Why it is not JSON, has a key twice, is nested too deeply or has too many parts.
pub fn read_json(body: &[u8], bounds: &JsonBounds) -> Result<Value, Rejection> {
    let text = encoding::text(body)?;
    if text.is_empty() {
        return Err(Rejection::new(RejectionKind::Empty, "the body is empty"));
    }
    let whole = Bounds::whole(bounds.max_depth, bounds.max_values);
    strict_json::parse(text, &whole, &|_| true).map(|parsed| parsed.value)
}

/// Finds out what is wrong with a payload, of which there may be a text with exact numbers. An expectation of another rule
/// book wins over faults of the findings.
fn diagnose(allowed: Expected, book: &RuleBook, schema: &RequestSchema, text: &str, exact: Option<&str>) -> Rejection {
    let is_known = |key: &str| schema.findings().contains_key(key) || schema.request().contains_key(key);
    let parse = |text| strict_json::parse(text, &PAYLOAD, &is_known);
    // Where one is wrong can be told only of what was sent.
    let parsed = exact.and_then(|exact| parse(exact).ok()).map_or_else(|| parse(text), Ok);
    let Parsed { value, unknown_left_out } = match parsed {
        Ok(parsed) => parsed,
        Err(rejection) => return rejection,
    };
    let expected = value.get(schema::EXPECTED_RULE_BOOK).and_then(Value::as_str);
    if allowed == Expected::ThisRuleBook
        && expected.and_then(|expected| typed::expects_this(book, expected)) == Some(false)
    {
        return rule_book_mismatch(book);
    }
    let hint = foreign_body::hint(&value);
    let Found { faults, omitted } = faults::find(schema, value);
    let omitted = omitted + unknown_left_out;
    if faults.is_empty() {
        // The typed reading refused what the schema accepts: a bug, which a test excludes.
        tracing::error!("a valid payload could not be read");
        return Rejection::new(RejectionKind::Internal, "the request could not be answered");
    }
    Rejection::invalid(faults, u32::try_from(omitted).unwrap_or(u32::MAX), hint.as_deref())
}

fn rule_book_mismatch(book: &RuleBook) -> Rejection {
    let detail = format!("version {} with digest {} is in force", book.identity.version, book.digest);
    Rejection::new(RejectionKind::RuleBookMismatch, detail)
}
