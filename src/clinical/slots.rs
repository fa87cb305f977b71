//! A set of findings, by their place in the rule book.

/// The place of a finding or a derived finding in the rule book.
pub type Slot = usize;

/// A set of slots. A rule book holds at most [`Slots::CAPACITY`] findings and derived findings together; loading
/// refuses more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slots(u128);

impl Slots {
    /// The most findings a rule book can hold, derived ones included.
    pub const CAPACITY: usize = 128;

    /// The first so many slots.
    #[must_use]
    pub fn up_to(count: usize) -> Self {
        Self(if count < Self::CAPACITY { Self::bit(count) - 1 } else { u128::MAX })
    }

    /// Adds a slot.
    pub fn insert(&mut self, slot: Slot) {
        self.0 |= Self::bit(slot);
    }

    /// Puts a slot into the set, or takes it out.
    pub fn put(&mut self, slot: Slot, is_in: bool) {
        let bit = Self::bit(slot);
        self.0 = if is_in { self.0 | bit } else { self.0 & !bit };
    }

    /// Whether the slot is in the set.
    #[must_use]
    pub fn contains(self, slot: Slot) -> bool {
        self.0 & Self::bit(slot) != 0
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

    /// Whether the sets share a slot.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The slots in the order of the rule book.
    pub fn iter(self) -> impl Iterator<Item = Slot> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let slot = rest.trailing_zeros() as usize;
            let found = rest != 0;
            rest &= rest.wrapping_sub(1);
            found.then_some(slot)
        })
    }

    fn bit(slot: Slot) -> u128 {
        if slot < Self::CAPACITY { 1 << slot } else { 0 }
    }
}

impl FromIterator<Slot> for Slots {
    fn from_iter<I: IntoIterator<Item = Slot>>(slots: I) -> Self {
        let mut set = Self::default();
        for slot in slots {
            set.insert(slot);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::Slots;

    #[test]
    fn a_set_gives_back_what_was_put_in_in_order() {
        let set: Slots = [127, 0, 64, 3].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 3, 64, 127]);
        assert!(set.contains(127) && !set.contains(1) && !set.contains(128));
        assert!(Slots::default().is_empty());
        for count in [0, 1, 127, 128] {
            assert_eq!(Slots::up_to(count), (0..count).collect());
        }
    }
}
