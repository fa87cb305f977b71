//! Waiting for what comes about by itself.

use std::thread;
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(20);

/// Waits until something holds, and fails with what is the matter when it does not within a time.
#[track_caller]
pub fn until(within: Duration, otherwise: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < within, "{otherwise}");
        thread::sleep(PAUSE);
    }
}
