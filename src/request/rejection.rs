//! Why a payload is refused: plain errors, which each way in puts into its own form.

use serde::Serialize;
use utoipa::ToSchema;

/// The largest payload, in bytes. Every finding spelt out takes about 4 KB.
pub const MAX_PAYLOAD_BYTES: usize = 64 * 1024;

/// A payload that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// What went wrong.
    pub kind: RejectionKind,
    /// What exactly, without any value of the caller.
    pub detail: String,
    /// The first faults of a payload that does not validate; empty for the other kinds.
    pub faults: Vec<Fault>,
    /// How many more faults there are.
    pub faults_omitted: u32,
}

/// What went wrong with a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RejectionKind {
    /// The payload is empty.
    Empty,
    /// The payload is not UTF-8.
    NotUtf8,
    /// The payload is not JSON.
    NotJson,
    /// A number does not fit into a double.
    NumberOutOfRange,
    /// The payload is nested too deeply.
    TooDeep,
    /// An object has the same key twice.
    DuplicateKey,
    /// The payload is too large.
    TooLarge,
    /// Another rule book is in force.
    RuleBookMismatch,
    /// The payload is JSON, but not a valid request.
    Invalid,
    /// The payload is valid but could not be read: a bug in this service.
    Internal,
}

impl Rejection {
    /// A rejection with the detail of this case.
    #[must_use]
    pub fn new(kind: RejectionKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), faults: Vec::new(), faults_omitted: 0 }
    }

    /// A payload that does not validate. The hint says what it looks like, when it was made for something else.
    #[must_use]
    pub fn invalid(faults: Vec<Fault>, faults_omitted: u32, hint: Option<&str>) -> Self {
        let mut detail = match faults.len() + faults_omitted as usize {
            1 => "1 fault".to_owned(),
            count => format!("{count} faults"),
        };
        if let Some(hint) = hint {
            detail = format!("{detail}: {hint}");
        }
        Self { faults, faults_omitted, ..Self::new(RejectionKind::Invalid, detail) }
    }

    /// The first fault in one sentence: where it is, and what is wrong.
    #[must_use]
    pub fn first_fault(&self) -> String {
        match self.faults.first() {
            Some(fault) if fault.pointer.is_empty() => fault.detail.clone(),
            Some(fault) => format!("{}: {}", fault.pointer, fault.detail),
            None => self.detail.clone(),
        }
    }

    /// A payload larger than [`MAX_PAYLOAD_BYTES`].
    #[must_use]
    pub fn too_large() -> Self {
        Self::larger_than(MAX_PAYLOAD_BYTES)
    }

    /// A body larger than so many bytes.
    #[must_use]
    pub fn larger_than(bytes: usize) -> Self {
        Self::new(RejectionKind::TooLarge, format!("more than {bytes} bytes"))
    }
}

/// One fault of a payload that does not validate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FaultOfBody)]
pub struct Fault {
    /// JSON Pointer (RFC 6901) to the fault in the caller's body. An unknown key is cut at 64 characters.
    #[schema(max_length = 1024, example = "/findings/muscle_wastin")]
    pub pointer: String,
    /// What kind of fault it is.
    pub code: FaultCode,
    /// What is wrong, without any value of the caller.
    #[schema(example = "unknown finding; `/v1/questionnaire` lists the findings")]
    pub detail: String,
    /// What was probably meant; null when nothing is close.
    #[schema(max_length = 128, example = "muscle_wasting")]
    pub suggestion: Option<String>,
}

/// The kind of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// The key is not known here.
    UnknownKey,
    /// A key is missing.
    MissingKey,
    /// The value has the wrong JSON type.
    WrongType,
    /// The value is not one of the permitted ones.
    UnknownValue,
    /// The number is too small or too large.
    OutOfRange,
    /// The text does not have the required form.
    WrongForm,
    /// A list has the same entry twice.
    DoubledEntry,
    /// A list has too many entries.
    TooManyEntries,
}
