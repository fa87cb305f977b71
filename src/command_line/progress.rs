//! Progress on standard error, when that is a terminal: lines, rate, share of levels, remaining time.

use std::io::{IsTerminal, Write as _, stderr};
use std::time::{Duration, Instant};

use super::summary::Counts;

/// How often progress is shown.
const EVERY: Duration = Duration::from_millis(500);

/// Progress of work through an input.
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

    /// Shows from time to time how far it is, in words made of the seconds since the start, and how long it still takes.
    pub fn show(&mut self, read_bytes: u64, words: impl FnOnce(f64) -> String) {
        if self.shown.is_some_and(|shown| shown.elapsed() >= EVERY) {
            self.shown = Some(Instant::now());
            let seconds = self.took().as_secs_f64().max(f64::EPSILON);
            let remaining = remaining(seconds, read_bytes, self.total_bytes);
            let _ = write!(stderr(), "\r\x1b[K{}{remaining}", words(seconds));
        }
    }

    /// Clears the line that showed progress.
    pub fn finish(&self) {
        if self.shown.is_some() {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

/// How long the rest of the input takes at the rate so far; empty where its length is not known.
#[allow(clippy::cast_precision_loss, reason = "seconds need no more than 52 bits")]
fn remaining(seconds: f64, read_bytes: u64, total_bytes: Option<u64>) -> String {
    let remaining = total_bytes.filter(|_| read_bytes > 0).map(|total| {
        let left = total.saturating_sub(read_bytes) as f64 * seconds / read_bytes as f64;
        format!(", {left:.0} s left")
    });
    remaining.unwrap_or_default()
}

/// Lines, rate and shares of a batch.
#[allow(clippy::cast_precision_loss, reason = "shares and rates need no more than 52 bits")]
pub fn batch_line(counts: &Counts, seconds: f64) -> String {
    let share = |count: u64| 100.0 * count as f64 / counts.lines.max(1) as f64;
    format!(
        "{} lines, {:.0}/s, {:.0} % benign, {:.0} % cramps, {:.0} % refer, {} refused",
        counts.lines,
        counts.lines as f64 / seconds,
        share(counts.benign_lifestyle),
        share(counts.cramp_fasciculation_syndrome),
        share(counts.refer_workup),
        counts.refused,
    )
}

#[cfg(test)]
mod tests {
    use super::{Counts, batch_line, remaining};

    #[test]
    fn progress_tells_lines_rate_shares_and_the_time_that_is_left() {
        let counts = Counts { lines: 100, refused: 10, benign_lifestyle: 60, refer_workup: 30, ..Counts::default() };
        assert_eq!(batch_line(&counts, 2.0), "100 lines, 50/s, 60 % benign, 0 % cramps, 30 % refer, 10 refused");
        assert_eq!(remaining(2.0, 250, Some(1000)), ", 6 s left");
        assert_eq!(remaining(2.0, 250, None), "");
    }
}
