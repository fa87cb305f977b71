//! The summary of a batch: counts only, never a line.

use std::fmt::{self, Display};
use std::time::Duration;

use serde::Serialize;

use crate::clinical::model::outcome::Level;
use crate::triage_service::LineOutcome;

/// Counts of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Lines that were answered or refused in this run.
    pub lines: u64,
    /// Lines that an earlier run had answered.
    pub resumed: u64,
    /// Lines that were refused.
    pub refused: u64,
    /// Answers of level `benign_lifestyle`.
    pub benign_lifestyle: u64,
    /// Answers of level `cramp_fasciculation_syndrome`.
    pub cramp_fasciculation_syndrome: u64,
    /// Answers of level `refer_workup`.
    pub refer_workup: u64,
}

impl Counts {
    /// Counts one line.
    pub fn count(&mut self, outcome: LineOutcome) {
        self.lines += 1;
        let count = match outcome {
            LineOutcome::Refused => &mut self.refused,
            LineOutcome::Answered { level: Level::BenignLifestyle, .. } => &mut self.benign_lifestyle,
            LineOutcome::Answered { level: Level::CrampFasciculationSyndrome, .. } => {
                &mut self.cramp_fasciculation_syndrome
            }
            LineOutcome::Answered { level: Level::ReferWorkup, .. } => &mut self.refer_workup,
        };
        *count += 1;
    }

    /// Adds the counts of another part of the batch.
    pub fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.resumed += other.resumed;
        self.refused += other.refused;
        self.benign_lifestyle += other.benign_lifestyle;
        self.cramp_fasciculation_syndrome += other.cramp_fasciculation_syndrome;
        self.refer_workup += other.refer_workup;
    }
}

/// Counts with the time they took.
#[derive(Serialize)]
pub struct Summary {
    #[serde(flatten)]
    counts: Counts,
    seconds: f64,
    lines_per_second: f64,
}

impl Summary {
    /// The summary of a batch.
    #[allow(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits")]
    pub fn of(counts: Counts, took: Duration) -> Self {
        let seconds = took.as_secs_f64();
        Self { counts, seconds, lines_per_second: counts.lines as f64 / seconds.max(f64::EPSILON) }
    }
}

impl Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { lines, resumed, refused, benign_lifestyle, cramp_fasciculation_syndrome, refer_workup } =
            self.counts;
        let rows = [
            ("lines", lines),
            ("resumed", resumed),
            ("refused", refused),
            ("benign_lifestyle", benign_lifestyle),
            ("cramp_fasciculation_syndrome", cramp_fasciculation_syndrome),
            ("refer_workup", refer_workup),
        ];
        rows.iter().try_for_each(|(name, count)| writeln!(f, "{name:<30}{count:>12}"))?;
        write!(f, "{:<30}{:>12.1}\n{:<30}{:>12.0}", "seconds", self.seconds, "lines per second", self.lines_per_second)
    }
}
