//! A set of findings, by their place in the rule book.

/// The place of a finding or a derived finding in the rule book.
pub type FindingIndex = usize;

/// A set of indices. A rule book holds at most [`FindingSet::CAPACITY`] findings and derived findings together; loading
/// refuses more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FindingSet(u128);

impl FindingSet {
    /// The most findings a rule book can hold, derived ones included.
    pub const CAPACITY: usize = 128;

    /// The first so many indices.
    #[must_use]
    pub fn up_to(count: usize) -> Self {
        Self(if count < Self::CAPACITY { Self::bit(count) - 1 } else { u128::MAX })
    }

    /// Adds a index.
    pub fn insert(&mut self, index: FindingIndex) {
        self.0 |= Self::bit(index);
    }

    /// Puts a index into the set, or takes it out.
    pub fn put(&mut self, index: FindingIndex, is_in: bool) {
        let bit = Self::bit(index);
        self.0 = if is_in { self.0 | bit } else { self.0 & !bit };
    }

    /// Whether the index is in the set.
    #[must_use]
    pub fn contains(self, index: FindingIndex) -> bool {
        self.0 & Self::bit(index) != 0
    }

    /// Whether the set holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both sets.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the sets share a index.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The indices in the order of the rule book.
    pub fn iter(self) -> impl Iterator<Item = FindingIndex> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let index = rest.trailing_zeros() as usize;
            let found = rest != 0;
            rest &= rest.wrapping_sub(1);
            found.then_some(index)
        })
    }

    fn bit(index: FindingIndex) -> u128 {
        if index < Self::CAPACITY { 1 << index } else { 0 }
    }
}

impl FromIterator<FindingIndex> for FindingSet {
    fn from_iter<I: IntoIterator<Item = FindingIndex>>(indices: I) -> Self {
        let mut set = Self::default();
        for index in indices {
            set.insert(index);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::FindingSet;

    #[test]
    fn a_set_gives_back_what_was_put_in_in_order() {
        let set: FindingSet = [127, 0, 64, 3].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 3, 64, 127]);
        assert!(set.contains(127) && !set.contains(1) && !set.contains(128));
        assert!(FindingSet::default().is_empty());
        for count in [0, 1, 127, 128] {
            assert_eq!(FindingSet::up_to(count), (0..count).collect());
        }
    }
}
