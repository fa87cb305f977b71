//! What was probably meant by a word that is wrong, for the sentence of a fault.

use rapidfuzz::distance::osa::BatchComparator;

/// How similar a word must be to be suggested: 1 is equal, 0 has nothing in common. Our own choice, as for the keys of
/// a payload.
const SIMILAR: f64 = 0.6;

/// `; did you mean …?` with the most similar word; empty when none is similar.
#[allow(clippy::cast_precision_loss, reason = "a word is short")]
pub(super) fn hint<'w>(wrong: &str, words: impl Iterator<Item = &'w str>) -> String {
    let edits = BatchComparator::new(wrong.to_lowercase().bytes());
    let rated = words.map(|word| {
        let distance = edits.distance(word.to_lowercase().bytes()) as f64;
        (1.0 - distance / wrong.len().max(word.len()).max(1) as f64, word)
    });
    let best = rated.filter(|(similarity, _)| *similarity >= SIMILAR).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, word)| format!(" – did you mean `{word}`?")).unwrap_or_default()
}

/// Words in backticks, with commas.
pub(super) fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
