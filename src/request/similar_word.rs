//! The known word that a misspelt one is most similar to.

use rapidfuzz::distance::osa::BatchComparator;

/// How similar a word must be to be suggested: 1 is equal, 0 has nothing in common. Our own choice.
pub(super) const SIMILAR: f64 = 0.7;

/// How similar a synonym must be: a guess at another word for something is less certain. Our own choice.
pub(super) const SIMILAR_SYNONYM: f64 = 0.85;

/// Longer texts are no misspelt words, in bytes. No known word is nearly as long.
const LONGEST: usize = 64;

/// The form in which names are written: `muscleWasting`, `Muscle-Wasting` and `muscle wasting` are `muscle_wasting`;
/// none for a text that is too long to be a name.
#[must_use]
pub fn snake_case(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let mut word = String::with_capacity(text.len() + 8);
    let mut after_small = false;
    for character in text.chars() {
        if matches!(character, '-' | ' ' | '.' | '/' | '_') {
            if !word.is_empty() && !word.ends_with('_') {
                word.push('_');
            }
            after_small = false;
            continue;
        }
        if character.is_uppercase() && after_small {
            word.push('_');
        }
        word.extend(character.to_lowercase());
        after_small = !character.is_uppercase();
    }
    word.truncate(word.trim_end_matches('_').len());
    Some(word)
}

/// The word most similar to a misspelt one, when one is similar enough.
pub fn closest<'w>(misspelt: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    best(&snake_case(misspelt)?, words.map(|word| (word, Letters::of(word), SIMILAR, word)))
}

/// Known words with what each stands for, prepared so that a look at all of them is cheap.
#[derive(Default)]
pub struct KnownWords<T> {
    words: Vec<KnownWord<T>>,
}

struct KnownWord<T> {
    word: String,
    letters: Letters,
    least: f64,
    meaning: T,
}

impl<T: Copy> KnownWords<T> {
    /// Adds a word that is suggested when it is similar at least so much.
    pub(super) fn add(&mut self, word: &str, least: f64, meaning: T) {
        self.words.push(KnownWord { word: word.to_owned(), letters: Letters::of(word), least, meaning });
    }

    /// What the word stands for that is most similar to a misspelt one in [`snake_case`].
    #[must_use]
    pub fn closest(&self, misspelt: &str) -> Option<T> {
        let words = self.words.iter();
        best(misspelt, words.map(|known| (known.word.as_str(), known.letters, known.least, known.meaning)))
    }
}

/// The meaning of the most similar of words, each with its letters and how similar it must be.
#[allow(clippy::cast_precision_loss, reason = "a known word is short")]
fn best<'w, T>(misspelt: &str, words: impl Iterator<Item = (&'w str, Letters, f64, T)>) -> Option<T> {
    if misspelt.is_empty() {
        return None;
    }
    let (letters, edits) = (Letters::of(misspelt), BatchComparator::new(misspelt.bytes()));
    let near = words.filter(|(_, known, least, _)| letters.could_be_similar(*known, *least));
    let rated = near.map(|(word, _, least, meaning)| {
        let similarity = 1.0 - edits.distance(word.bytes()) as f64 / misspelt.len().max(word.len()) as f64;
        (similarity, similarity >= least, meaning)
    });
    let similar = rated.filter(|(_, is_similar, _)| *is_similar);
    similar.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, _, meaning)| meaning)
}

/// Which letters a word has, and how many bytes. Each letter that only one of two words has takes an edit, and so does
/// each byte by which one is longer.
#[derive(Clone, Copy)]
struct Letters {
    which: u64,
    bytes: usize,
}

impl Letters {
    fn of(word: &str) -> Self {
        Self { which: word.bytes().fold(0, |letters, byte| letters | 1 << (byte % 64)), bytes: word.len() }
    }

    /// Whether two words can be so similar at all. Much cheaper than to rate them.
    #[allow(clippy::cast_precision_loss, reason = "lengths of at most 64 KiB are exact")]
    fn could_be_similar(self, other: Self, least: f64) -> bool {
        let most_edits = (1.0 - least) * self.bytes.max(other.bytes) as f64 + f64::EPSILON;
        let only_in_one = || (self.which & !other.which).count_ones().max((other.which & !self.which).count_ones());
        self.bytes.abs_diff(other.bytes) as f64 <= most_edits && f64::from(only_in_one()) <= most_edits
    }
}

#[cfg(test)]
mod tests {
    use super::{closest, snake_case};

    #[test]
    fn a_name_is_recognised_however_its_words_are_joined() {
        for text in
            ["muscle_wasting", "muscleWasting", "MuscleWasting", "muscle-wasting", "Muscle Wasting ", "MUSCLE_WASTING"]
        {
            assert_eq!(snake_case(text).as_deref(), Some("muscle_wasting"), "{text}");
        }
        assert_eq!(snake_case(&"x".repeat(65)), None);
        assert_eq!(snake_case("--"), Some(String::new()));
    }

    #[test]
    fn a_word_is_suggested_when_it_is_similar_enough() {
        let words = ["muscle_wasting", "muscle_pain"];
        assert_eq!(closest("muscle_wastin", words.into_iter()), Some("muscle_wasting"));
        assert_eq!(closest("musclePian", words.into_iter()), Some("muscle_pain"));
        assert_eq!(closest("mussel", words.into_iter()), None);
        assert_eq!(closest("", words.into_iter()), None);
    }
}
