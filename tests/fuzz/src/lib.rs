//! What is fuzzed: read, decide and answer, from the very sources of the service, and what the targets share.
//!
//! The library of the service as a whole would bring a web server, encryption and tracing with it. None of them is
//! fuzzed here, and to build them once more, with counters for coverage, takes ten minutes.

#[path = "../../../src/answer/mod.rs"]
pub mod answer;
#[path = "../../../src/clinical/mod.rs"]
pub mod clinical;
#[path = "../../../src/request/mod.rs"]
pub mod request;
pub mod shape;
#[path = "../../../src/triage_service.rs"]
pub mod triage_service;

use std::sync::LazyLock;

use crate::clinical::model::rule_book::RuleBook;
use crate::triage_service::TriageService;

/// The built-in rule book.
pub static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::built_in().expect("a rule book without faults"));

/// The service, without a socket.
pub static SERVICE: LazyLock<TriageService> = LazyLock::new(|| TriageService::new(BOOK.clone()).expect("a service"));
