//! How large one batch may be and how long it may take.

use std::time::Duration;

/// The bounds of one batch.
#[derive(Clone, Copy, Debug)]
pub struct BatchLimits {
    /// Bytes that are read.
    pub max_bytes: u64,
    /// Time from the head to the last line.
    pub max_duration: Duration,
}

impl Default for BatchLimits {
    fn default() -> Self {
        Self { max_bytes: 64 * 1024 * 1024, max_duration: Duration::from_secs(600) }
    }
}
