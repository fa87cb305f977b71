//! The log: what it may say, and what never.
//!
//! One line a request with method, route, status, duration and request id; start, stop, faults of the service.
//! Never: answers, level, rule ids, bodies, paths as they were sent, addresses, user agents.

use std::io::{IsTerminal, stderr};

use serde_json::json;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::log_writer::{self, Format};

/// The target of what is logged whatever the filter says: where the service listens, and that it panicked.
pub const ALWAYS: &str = "twitch_triage::process";

/// Sends the log to standard error: JSON, or readable text when that is a terminal. Dropping the guard writes what is
/// still queued.
///
/// # Errors
///
/// An invalid filter, or a log that was already initialised.
pub fn init(filter: &str) -> Result<WorkerGuard, String> {
    let filter = filter.parse::<Targets>().map_err(|error| format!("invalid value for '--log': {error}"))?;
    let filter = filter.with_target(ALWAYS, LevelFilter::INFO);
    let registry = tracing_subscriber::registry().with(filter);
    let format = if is_json() { Format::Json } else { Format::Text };
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
        tracing::error!(target: ALWAYS, { code.location = place.as_deref().unwrap_or("unknown") }, "panic");
    }));
    Ok(guard)
}

/// Whether the log is JSON: everywhere but at a terminal.
#[must_use]
pub fn is_json() -> bool {
    !stderr().is_terminal()
}

/// A line of the log about a fault that stops the service, for when there is no log yet or no log any more.
#[must_use]
pub fn fault_line(fault: &str) -> String {
    // In the order of all other lines. Text is always valid JSON once it is written as JSON.
    let (time, fault) = (log_writer::now(), json!(fault));
    format!(
        r#"{{"timestamp":"{time}","level":"ERROR","message":"the service ends","fault":{fault},"target":"{ALWAYS}"}}"#
    )
}
