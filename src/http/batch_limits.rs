//! How large one batch may be and how long it may take.

use std::time::Duration;

/// The bounds of one batch.
#[derive(Clone, Copy, Debug)]
pub struct BatchLimits {
    /// Bytes that are read.
    pub max_bytes: u64,
    /// Bytes of answers, beyond which no further line is answered.
    pub max_answer_bytes: u64,
    /// Time from the head to the last line.
    pub max_duration: Duration,
}

impl Default for BatchLimits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self { max_bytes: 64 * MIB, max_answer_bytes: 1024 * MIB, max_duration: Duration::from_mins(10) }
    }
}
