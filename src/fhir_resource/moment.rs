//! When something was written, as FHIR says it: with a time and its offset, or only the day, the month or the year.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::day::Day;

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// The largest offsets from universal time that are in use, ahead and behind, in seconds.
const AHEAD: i64 = 14 * 60 * 60;
const BEHIND: i64 = 12 * 60 * 60;

/// A `dateTime` of FHIR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day, where it was said; the first one that it can be, where only the month or the year was.
    pub day: Day,
    /// Bytes of the date that were said.
    said: usize,
    /// The first and the last second in universal time that it can be.
    earliest: i64,
    latest: i64,
}

impl Moment {
    /// Reads a `dateTime` or an `instant` of FHIR; none for what has the form of neither.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (first_day, days) = match text.len() {
            4 => (Day::read(&format!("{text}-01-01"))?, 366),
            7 => (Day::read(&format!("{text}-01"))?, 31),
            10 => (Day::read(text)?, 1),
            _ => {
                let (date, time) = text.split_once('T')?;
                let second =
                    OffsetDateTime::parse(text, &Rfc3339).ok().filter(|_| !time.contains('z'))?.unix_timestamp();
                return Some(Self { day: Day::read(date)?, said: date.len(), earliest: second, latest: second });
            }
        };
        let start = first_day.first_second();
        Some(Self { day: first_day, said: text.len(), earliest: start - AHEAD, latest: start + days * DAY + BEHIND })
    }

    /// The day, where it was said.
    #[must_use]
    pub fn whole_day(self) -> Option<Day> {
        (self.said == "YYYY-MM-DD".len()).then_some(self.day)
    }

    /// For an order in which nothing comes before what may be later.
    #[must_use]
    pub fn latest_second(self) -> i64 {
        self.latest
    }

    /// Whether it may be the same second as another one, or a later one.
    #[must_use]
    pub fn may_be_as_late_as(self, other: Self) -> bool {
        self.latest >= other.earliest
    }
}

impl std::fmt::Display for Moment {
    /// The date, as far as it was said.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let day = self.day.to_string();
        f.write_str(day.get(..self.said).unwrap_or(&day))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use super::Moment;

    fn moment(text: &str) -> Moment {
        Moment::read(text).unwrap()
    }

    #[test]
    fn a_moment_is_as_exact_as_it_was_said() {
        for (text, date, is_whole) in [
            ("2026", "2026", false),
            ("2026-11", "2026-11", false),
            ("2026-11-22", "2026-11-22", true),
            ("2026-11-22T09:30:00Z", "2026-11-22", true),
            ("2026-11-22T09:30:00.123+05:45", "2026-11-22", true),
        ] {
            assert_eq!(
                (moment(text).to_string().as_str(), moment(text).whole_day().is_some()),
                (date, is_whole),
                "{text}"
            );
        }
        for other in [
            "",
            "26",
            "2026-13",
            "2026-02-30",
            "2026-11-22T",
            "2026-11-22T09:30:00",
            "2026-11-22T09:30Z",
            "2026-11-22t09:30:00Z",
            "2026-11-22T09:30:00z",
            "2026-11-22 09:30:00Z",
            "2026-11-22T99:30:00Z",
            "2026ZZ::++--99",
            "é26",
        ] {
            assert_eq!(Moment::read(other), None, "{other}");
        }
    }

    #[test]
    fn what_may_be_later_is_told_across_offsets() {
        let earlier = moment("2026-11-29T01:00:00+02:00");
        let later = moment("2026-11-28T23:30:00Z");
        assert!(later.may_be_as_late_as(earlier) && !earlier.may_be_as_late_as(later));
        for unsure in ["2026", "2026-11", "2026-11-28", "2026-11-29"] {
            let unsure = moment(unsure);
            assert!(unsure.may_be_as_late_as(later) && later.may_be_as_late_as(unsure), "{unsure}");
        }
        assert!(!moment("2026-11-27").may_be_as_late_as(later));
    }
}
