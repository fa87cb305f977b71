//! Progress on standard error, when that is a terminal: lines, rate, share of levels, remaining time.

use std::io::{IsTerminal, Write as _, stderr};
use std::time::{Duration, Instant};

use super::summary::Counts;

/// How often progress is shown.
const EVERY: Duration = Duration::from_millis(500);

/// Progress of a batch.
pub struct Progress {
    start: Instant,
    shown: Option<Instant>,
    /// Bytes of the input in all, where that is known.
    total_bytes: Option<u64>,
}

impl Progress {
    /// Progress that is shown only on a terminal.
    pub fn new(total_bytes: Option<u64>) -> Self {
        let start = Instant::now();
        Self { start, shown: stderr().is_terminal().then_some(start), total_bytes }
    }

    /// Time since the start.
    pub fn took(&self) -> Duration {
        self.start.elapsed()
    }

    /// Shows where the batch is, from time to time.
    pub fn show(&mut self, counts: &Counts, read_bytes: u64) {
        if self.shown.is_some_and(|shown| shown.elapsed() >= EVERY) {
            self.shown = Some(Instant::now());
            let _ = write!(stderr(), "\r\x1b[K{}", line(counts, self.took(), read_bytes, self.total_bytes));
        }
    }

    /// Clears the line that showed progress.
    pub fn finish(&self) {
        if self.shown.is_some() {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "shares and rates need no more than 52 bits")]
fn line(counts: &Counts, took: Duration, read_bytes: u64, total_bytes: Option<u64>) -> String {
    let seconds = took.as_secs_f64().max(f64::EPSILON);
    let share = |count: u64| 100.0 * count as f64 / counts.lines.max(1) as f64;
    let remaining = total_bytes.filter(|_| read_bytes > 0).map(|total| {
        let left = total.saturating_sub(read_bytes) as f64 * seconds / read_bytes as f64;
        format!(", {left:.0} s left")
    });
    format!(
        "{} lines, {:.0}/s, {:.0} % benign, {:.0} % cramps, {:.0} % refer, {} refused{}",
        counts.lines,
        counts.lines as f64 / seconds,
        share(counts.benign_lifestyle),
        share(counts.cramp_fasciculation_syndrome),
        share(counts.refer_workup),
        counts.refused,
        remaining.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::{Counts, line};
    use std::time::Duration;

    #[test]
    fn progress_tells_lines_rate_shares_and_the_time_that_is_left() {
        let counts = Counts { lines: 100, refused: 10, benign_lifestyle: 60, refer_workup: 30, ..Counts::default() };
        let shown = line(&counts, Duration::from_secs(2), 250, Some(1000));
        assert_eq!(shown, "100 lines, 50/s, 60 % benign, 0 % cramps, 30 % refer, 10 refused, 6 s left");
        assert!(!line(&counts, Duration::from_secs(2), 250, None).contains("left"));
    }
}
