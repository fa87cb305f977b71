//! What the fuzz targets share: the rule book, the service, and a second look at a JSON text.

pub mod shape;

use std::sync::LazyLock;
use std::time::Duration;

use twitch_triage::api::Service;
use twitch_triage::clinical::model::rule_book::RuleBook;

/// The built-in rule book.
pub static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::built_in().expect("a rule book without faults"));

/// The service, without a socket.
pub static SERVICE: LazyLock<Service> = LazyLock::new(|| Service::new(BOOK.clone(), Duration::MAX).expect("a service"));
