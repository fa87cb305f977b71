//! Logs: what may be said, and what never.
//!
//! Said: one line a request with method, route, status, duration and request id; start, stop, faults of ours.
//! Never said: answers, level, rule ids, bodies, paths as they were sent, addresses, user agents.

pub mod metrics;

use std::io::{IsTerminal, stderr};

use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Sends logs to standard error: JSON, or readable text when that is a terminal.
///
/// # Errors
///
/// A filter that cannot be read, or a log that was set up already.
pub fn init(filter: &str) -> Result<(), String> {
    let filter = filter.parse::<Targets>().map_err(|error| error.to_string())?;
    let registry = tracing_subscriber::registry().with(filter);
    // When a line cannot be written, saying so on the same standard error would panic.
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr).log_internal_errors(false);
    // The words of a panic could hold what a caller sent; its place in our code cannot.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|location| format!("{}:{}", location.file(), location.line()));
        tracing::error!(code.location = place.as_deref().unwrap_or("unknown"), "panic");
    }));
    let done = if stderr().is_terminal() {
        registry.with(lines.compact()).try_init()
    } else {
        registry.with(lines.json().flatten_event(true)).try_init()
    };
    done.map_err(|error| error.to_string())
}
