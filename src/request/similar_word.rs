//! The known word that a misspelt one is most similar to.

use rapidfuzz::distance::osa;

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
#[allow(clippy::cast_precision_loss, reason = "lengths of at most 64 KiB are exact")]
fn best<'w, T>(misspelt: &str, words: impl Iterator<Item = (&'w str, Letters, f64, T)>) -> Option<T> {
    if misspelt.is_empty() {
        return None;
    }
    let letters = Letters::of(misspelt);
    let rated = words.filter_map(|(word, known, least, meaning)| {
        let similarity = |edits: f64| 1.0 - edits / misspelt.len().max(word.len()) as f64;
        (similarity(letters.least_edits(&known).into()) >= least)
            .then(|| (similarity(osa::distance(misspelt.bytes(), word.bytes()) as f64), least, meaning))
    });
    let similar = rated.filter(|(similarity, least, _)| similarity >= least);
    similar.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, _, meaning)| meaning)
}

/// How often a word has each letter. Each letter that only one of two words has, or has more of, takes an edit.
#[derive(Clone, Copy)]
struct Letters {
    counts: [u8; 32],
}

impl Letters {
    fn of(word: &str) -> Self {
        let mut counts = [0_u8; 32];
        for byte in word.bytes() {
            if let Some(count) = counts.get_mut(usize::from(byte % 32)) {
                *count = count.saturating_add(1);
            }
        }
        Self { counts }
    }

    /// Fewer edits do not lead from one word to the other. Much cheaper than to count them.
    fn least_edits(&self, other: &Self) -> u32 {
        let only_in = |a: &Self, b: &Self| -> u32 {
            a.counts.iter().zip(&b.counts).map(|(a, b)| u32::from(a.saturating_sub(*b))).sum()
        };
        only_in(self, other).max(only_in(other, self))
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
