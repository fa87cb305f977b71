//! Days as FHIR writes them. The program knows no clock: every day comes from a request.

use time::{Date, Month};

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// Reads a whole date, `YYYY-MM-DD`; none for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits =
            |text: &str, count| (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(());
        digits(year, 4).and(digits(month, 2)).and(digits(day, 2)).filter(|()| parts.next().is_none())?;
        let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
        Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok().map(Self)
    }

    /// Whole years from this day to a later one; none when the other is earlier. Who was born on 29 February is a
    /// year older on 1 March of other years.
    #[must_use]
    pub fn years_until(self, later: Self) -> Option<i32> {
        let within_year = |Self(date): Self| (u8::from(date.month()), date.day());
        let had_birthday = within_year(later) >= within_year(self);
        (later >= self).then(|| later.0.year() - self.0.year() - i32::from(!had_birthday))
    }

    /// Days from this day to another one; negative when that is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i32 {
        other.0.to_julian_day() - self.0.to_julian_day()
    }

    /// The second with which the day begins in universal time, counted from some day on.
    pub(super) fn first_second(self) -> i64 {
        self.0.midnight().assume_utc().unix_timestamp()
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use super::Day;

    fn day(text: &str) -> Day {
        Day::read(text).unwrap()
    }

    #[test]
    fn only_a_whole_date_is_a_day() {
        assert_eq!(day("2024-02-29").to_string(), "2024-02-29");
        for other in [
            "2026",
            "2026-11",
            "2026-13-01",
            "2026-02-29",
            "2026-1-1",
            "22-11-2026",
            "2026-11-22x",
            "2026-11-22T09:30:00Z",
            "2026-11-22-",
            "+026-11-22",
            "é026-11-22",
        ] {
            assert_eq!(Day::read(other), None, "{other}");
        }
    }

    #[test]
    fn years_are_whole_and_a_birthday_on_29_february_is_on_1_march_in_other_years() {
        for (born, on, years) in [
            ("1965-03-14", "2026-11-22", Some(61)),
            ("1965-11-22", "2026-11-22", Some(61)),
            ("1965-11-23", "2026-11-22", Some(60)),
            ("2024-02-29", "2026-02-28", Some(1)),
            ("2024-02-29", "2026-03-01", Some(2)),
            ("2026-11-22", "2026-11-22", Some(0)),
            ("2026-11-23", "2026-11-22", None),
        ] {
            assert_eq!(day(born).years_until(day(on)), years, "{born} {on}");
        }
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        for (from, to, days) in [
            ("2026-11-22", "2026-11-22", 0),
            ("2026-01-31", "2026-03-01", 29),
            ("2024-02-28", "2024-03-01", 2),
            ("2023-12-31", "2024-12-31", 366),
            ("2026-03-01", "2026-02-28", -1),
            ("1999-12-31", "2000-03-01", 61),
        ] {
            assert_eq!(day(from).days_until(day(to)), days, "{from} {to}");
        }
    }
}
