//! How many cases come out how by two rule books.

use serde::Serialize;

use super::differing_case::DifferingCase;
use crate::answer::comparison::ComparisonKind;
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::status::Status;

/// How many cases there are of each kind.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Counts {
    pub(super) cases: u64,
    pub(super) same: u64,
    pub(super) only_reasons_differ: u64,
    /// Level and urgency are the same, and what they can still become is not.
    pub(super) possible_differs: u64,
    pub(super) higher: u64,
    pub(super) lower: u64,
    pub(super) no_longer_final: u64,
    pub(super) now_final: u64,
    pub(super) refused_by_a: u64,
    pub(super) refused_by_b: u64,
    pub(super) refused_by_both: u64,
    /// Levels of the first rule book by levels of the second one.
    pub(super) levels: [[u64; Level::ALL.len()]; Level::ALL.len()],
    /// The same of urgencies.
    pub(super) urgencies: [[u64; Urgency::ALL.len()]; Urgency::ALL.len()],
}

impl Counts {
    /// Counts a case, and where both rule books answer it what they answer.
    pub(super) fn count(&mut self, a: Option<&Decision>, b: Option<&Decision>) {
        self.cases += 1;
        let (Some(a), Some(b)) = (a, b) else { return };
        let level = |decision: &Decision| Level::ALL.iter().position(|level| *level == decision.result.level);
        let urgency = |decision: &Decision| Urgency::ALL.iter().position(|urgency| *urgency == decision.result.urgency);
        add_one(&mut self.levels, level(a), level(b));
        add_one(&mut self.urgencies, urgency(a), urgency(b));
        match (a.status(), b.status()) {
            (Status::Final, Status::Provisional) => self.no_longer_final += 1,
            (Status::Provisional, Status::Final) => self.now_final += 1,
            _ => {}
        }
    }

    /// Counts a case that differs.
    pub(super) fn count_difference(&mut self, case: &DifferingCase) {
        let count = match case.kind {
            ComparisonKind::SameOutcome if case.possible_differs() => &mut self.possible_differs,
            ComparisonKind::Lower => &mut self.lower,
            ComparisonKind::Higher => &mut self.higher,
            ComparisonKind::SameOutcome => &mut self.only_reasons_differ,
            ComparisonKind::RefusedByA => &mut self.refused_by_a,
            ComparisonKind::RefusedByB => &mut self.refused_by_b,
            ComparisonKind::RefusedByBoth => &mut self.refused_by_both,
        };
        *count += 1;
    }

    /// How many cases differ.
    pub(super) fn differing(&self) -> u64 {
        self.cases - self.same - self.refused_by_both
    }

    /// All counts in one sentence.
    pub(super) fn in_words(&self) -> String {
        let Self { cases, same, only_reasons_differ, possible_differs, higher, lower, .. } = self;
        let Self { no_longer_final, now_final, .. } = self;
        let refused = self.refused_by_a + self.refused_by_b;
        format!(
            "{cases} cases · same {same} · only reasons differ {only_reasons_differ} · what is possible differs \
             {possible_differs} · higher {higher} · LOWER {lower} · no \
             longer final {no_longer_final} · final that was provisional {now_final} · refused by one {refused} · by both {}",
            self.refused_by_both
        )
    }

    /// Adds the counts of another part.
    pub(super) fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.cases, other.cases),
            (&mut self.same, other.same),
            (&mut self.only_reasons_differ, other.only_reasons_differ),
            (&mut self.possible_differs, other.possible_differs),
            (&mut self.higher, other.higher),
            (&mut self.lower, other.lower),
            (&mut self.no_longer_final, other.no_longer_final),
            (&mut self.now_final, other.now_final),
            (&mut self.refused_by_a, other.refused_by_a),
            (&mut self.refused_by_b, other.refused_by_b),
            (&mut self.refused_by_both, other.refused_by_both),
        ];
        pairs.into_iter().for_each(|(count, more)| *count += more);
        let levels = self.levels.as_flattened_mut().iter_mut().zip(other.levels.as_flattened());
        let urgencies = self.urgencies.as_flattened_mut().iter_mut().zip(other.urgencies.as_flattened());
        levels.chain(urgencies).for_each(|(count, more)| *count += more);
    }
}

fn add_one<const N: usize>(table: &mut [[u64; N]; N], row: Option<usize>, column: Option<usize>) {
    let cell = row.and_then(|row| table.get_mut(row)).zip(column).and_then(|(row, column)| row.get_mut(column));
    cell.into_iter().for_each(|cell| *cell += 1);
}
