//! Days as FHIR writes them. The program knows no clock: every day comes from a request.

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: i32,
    month: u8,
    day: u8,
}

impl Day {
    /// Reads the day of a date, or of a date with a time; none for one without a day.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let date = text.get(..10)?;
        if !text.get(10..).is_none_or(|rest| rest.is_empty() || rest.starts_with('T')) {
            return None;
        }
        let mut parts = date.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits =
            |text: &str, count| (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(());
        digits(year, 4).and(digits(month, 2)).and(digits(day, 2))?;
        let read = Self { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        read.is_in_calendar().then_some(read)
    }

    fn is_in_calendar(self) -> bool {
        let is_leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let days = match self.month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        (1..=days).contains(&self.day)
    }

    /// Whole years from this day to a later one; none when the other is earlier. Who was born on 29 February is a
    /// year older on 1 March of other years.
    #[must_use]
    pub fn years_until(self, later: Self) -> Option<i32> {
        let had_birthday = (later.month, later.day) >= (self.month, self.day);
        (later >= self).then(|| later.year - self.year - i32::from(!had_birthday))
    }

    /// Days from this day to another one; negative when that is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i32 {
        other.number() - self.number()
    }

    /// The number of the day, counted from 1 March of the year 0, in the calendar that is in use.
    fn number(self) -> i32 {
        let (year, month) = if self.month > 2 {
            (self.year, i32::from(self.month) - 3)
        } else {
            (self.year - 1, i32::from(self.month) + 9)
        };
        365 * year + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * month + 2) / 5
            + i32::from(self.day)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
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
        assert_eq!(day("2026-11-22T09:30:00Z"), day("2026-11-22"));
        assert_eq!(day("2024-02-29").to_string(), "2024-02-29");
        for other in [
            "2026",
            "2026-11",
            "2026-13-01",
            "2026-02-29",
            "2026-1-1",
            "22-11-2026",
            "2026-11-22x",
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
