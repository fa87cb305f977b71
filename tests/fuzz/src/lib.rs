//! What the fuzz targets share: the rule book, the service, and a second look at a JSON text.

pub mod shape;

use std::sync::LazyLock;

use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::triage_service::TriageService;

/// The built-in rule book.
pub static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::built_in().expect("a rule book without faults"));

/// The service, without a socket.
pub static SERVICE: LazyLock<TriageService> =
    LazyLock::new(|| TriageService::new(BOOK.clone()).expect("a service"));
