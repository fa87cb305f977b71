//! What an operator sees of the service: log, metrics and traces.

mod log_writer;
pub mod logging;
pub mod metrics;
pub mod traces;
