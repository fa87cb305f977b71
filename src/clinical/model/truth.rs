//! Three-valued logic (Kleene): what is not known is neither true nor false.

/// The value of a literal, a clause or a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not hold.
    False,
    /// Nobody knows: an answer is missing.
    Unknown,
    /// It holds.
    True,
}

impl Truth {
    /// True if all are true, false if one is false, otherwise unknown. Of nothing: true.
    #[must_use]
    pub fn all(values: impl IntoIterator<Item = Self>) -> Self {
        let mut lowest = Self::True;
        for value in values {
            if value == Self::False {
                return value;
            }
            lowest = lowest.min(value);
        }
        lowest
    }

    /// True if one is true, false if all are false, otherwise unknown. Of nothing: false.
    #[must_use]
    pub fn any(values: impl IntoIterator<Item = Self>) -> Self {
        let mut highest = Self::False;
        for value in values {
            if value == Self::True {
                return value;
            }
            highest = highest.max(value);
        }
        highest
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};

    #[test]
    fn and_and_or_follow_the_tables_of_kleene_for_every_pair() {
        for a in [False, Unknown, True] {
            for b in [False, Unknown, True] {
                let and = match (a, b) {
                    (False, _) | (_, False) => False,
                    (True, True) => True,
                    _ => Unknown,
                };
                let or = match (a, b) {
                    (True, _) | (_, True) => True,
                    (False, False) => False,
                    _ => Unknown,
                };
                assert_eq!(Truth::all([a, b]), and, "{a:?} and {b:?}");
                assert_eq!(Truth::any([a, b]), or, "{a:?} or {b:?}");
            }
        }
        assert_eq!(Truth::all([]), True);
        assert_eq!(Truth::any([]), False);
    }
}
