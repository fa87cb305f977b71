//! A payload read: the typed reading of a valid one, and every fault of an invalid one.
//!
//! Both accept the same payloads; a property test compares them.

mod faults;
pub mod line_splitter;
pub mod rejection;
pub mod schema;
mod strict_json;
mod typed;

use serde_json::Value;

pub use self::rejection::{Fault, FaultCode, FaultList, Rejection, RejectionKind};

pub use self::faults::MAX_FAULTS;
use self::schema::RequestSchema;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::rule_book::RuleBook;

/// The largest payload, in bytes. Every finding spelt out takes about 4 KB.
pub const MAX_PAYLOAD_BYTES: usize = 64 * 1024;

/// Reads a payload.
///
/// # Errors
///
/// Why it is not JSON; another rule book than the one in force; or every fault that the schema finds in it.
pub fn read(book: &RuleBook, schema: &RequestSchema, payload: &[u8]) -> Result<Findings, Rejection> {
    if payload.is_empty() {
        return Err(Rejection::new(RejectionKind::Empty, "the body is empty"));
    }
    let text = std::str::from_utf8(payload)
        .map_err(|error| Rejection::new(RejectionKind::NotUtf8, format!("at byte {}", error.valid_up_to())))?;
    match typed::read(book, text) {
        Some(request) if request.expects_this_rule_book => Ok(request.findings),
        Some(_) => Err(rule_book_mismatch(book)),
        None => Err(diagnose(book, schema, text)),
    }
}

/// Finds out what is wrong with a payload. An expectation of another rule book wins over faults of the findings.
fn diagnose(book: &RuleBook, schema: &RequestSchema, text: &str) -> Rejection {
    let value = match strict_json::parse(text) {
        Ok(value) => value,
        Err(rejection) => return rejection,
    };
    let expected = value.get(schema::EXPECTED_RULE_BOOK).and_then(Value::as_str);
    if expected.and_then(|expected| typed::expects_this(book, expected)) == Some(false) {
        return rule_book_mismatch(book);
    }
    let faults = faults::find(schema, value);
    if faults.faults.is_empty() {
        // The typed reading refused what the schema accepts: a bug, which a test excludes.
        tracing::error!("a valid payload could not be read");
        return Rejection::new(RejectionKind::Internal, "the request could not be answered");
    }
    Rejection::invalid(faults)
}

fn rule_book_mismatch(book: &RuleBook) -> Rejection {
    let detail = format!("version {} with digest {} is in force", book.identity.version, book.digest);
    Rejection::new(RejectionKind::RuleBookMismatch, detail)
}
