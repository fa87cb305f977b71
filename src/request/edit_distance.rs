//! How many edits lead from one word to another.

/// A word, prepared to be compared with many others at a few nanoseconds a letter: the rows of the usual table are the
/// bits of one number (Hyyrö 2003, with swaps). Nothing is allocated.
pub(super) struct EditDistance {
    /// Where each byte stands in the word, a bit for each place.
    places: [u64; 256],
    last: u64,
    bytes: usize,
}

impl EditDistance {
    /// A longer word, in bytes, is none that is known here.
    const LONGEST: usize = 64;

    /// The distances from a word; none from an empty or a long one.
    pub(super) fn from(word: &str) -> Option<Self> {
        let bytes = word.len();
        if bytes == 0 || bytes > Self::LONGEST {
            return None;
        }
        let mut places = [0; 256];
        for (place, byte) in word.bytes().enumerate() {
            if let Some(places) = places.get_mut(usize::from(byte)) {
                *places |= 1 << place;
            }
        }
        Some(Self { places, last: 1 << (bytes - 1), bytes })
    }

    /// How many bytes are put in, left out or changed, or swapped with their neighbours, to come to another word.
    pub(super) fn to(&self, other: &str) -> usize {
        let (mut more, mut less, mut diagonal, mut matches_before) = (u64::MAX, 0, 0, 0);
        let mut edits = self.bytes;
        for byte in other.bytes() {
            let matches = self.places.get(usize::from(byte)).copied().unwrap_or_default();
            let swapped = ((!diagonal & matches) << 1) & matches_before;
            diagonal = ((matches & more).wrapping_add(more) ^ more) | matches | less | swapped;
            let (mut up, mut down) = (less | !(diagonal | more), diagonal & more);
            edits += usize::from(up & self.last != 0);
            edits -= usize::from(down & self.last != 0);
            up = up << 1 | 1;
            down <<= 1;
            more = down | !(diagonal | up);
            less = up & diagonal;
            matches_before = matches;
        }
        edits
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use super::EditDistance;

    /// The usual table.
    fn by_table(a: &str, b: &str) -> usize {
        let (a, b) = (a.as_bytes(), b.as_bytes());
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = match (i, j) {
                    (0, other) | (other, 0) => other,
                    _ => {
                        let changed = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                        let mut least = changed.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                        if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                            least = least.min(table[i - 2][j - 2] + 1);
                        }
                        least
                    }
                };
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn edits_are_those_of_the_usual_table() {
        let long = "muscle_".repeat(9);
        let words = [
            "a",
            "muscle_wasting",
            "muscle_wastin",
            "mucsle_wasting",
            "wasting_muscle",
            "",
            "weakness",
            "waekenss",
            "süß",
            &long,
        ];
        for a in words.into_iter().filter(|word| !word.is_empty()) {
            for b in words {
                assert_eq!(EditDistance::from(a).unwrap().to(b), by_table(a, b), "{a} {b}");
            }
        }
        assert!(EditDistance::from("").is_none());
        assert!(EditDistance::from(&"x".repeat(65)).is_none());
        let longest = "x".repeat(64);
        assert_eq!(EditDistance::from(&longest).unwrap().to(&"x".repeat(63)), 1);
    }
}
