//! The log: what it may say, and what never.
//!
//! One line a request with method, route, status, duration and request id; start, stop, faults of the service.
//! Never: answers, level, rule ids, bodies, paths as they were sent, addresses, user agents.

use std::io::{IsTerminal, stderr};

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::log_writer::{self, Format};

/// Sends the log to standard error: JSON, or readable text when that is a terminal. Dropping the guard writes what is
/// still queued.
///
/// # Errors
///
/// An invalid filter, or a log that was already initialised.
pub fn init(filter: &str) -> Result<WorkerGuard, String> {
    let filter = filter.parse::<Targets>().map_err(|error| error.to_string())?;
    let registry = tracing_subscriber::registry().with(filter);
    let format = if stderr().is_terminal() { Format::Text } else { Format::Json };
    let (writer, guard) = log_writer::standard_error(format).map_err(|error| error.to_string())?;
    let layer = tracing_subscriber::fmt::layer().with_writer(writer).log_internal_errors(false);
    let initialised = match format {
        Format::Text => registry.with(layer.compact()).try_init(),
        Format::Json => registry.with(layer.json().flatten_event(true)).try_init(),
    };
    initialised.map_err(|error| error.to_string())?;
    // The message of a panic could hold what a caller sent; its place in the code cannot.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|location| format!("{}:{}", location.file(), location.line()));
        tracing::error!(code.location = place.as_deref().unwrap_or("unknown"), "panic");
    }));
    Ok(guard)
}
