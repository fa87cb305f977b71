//! Words listed in a sentence.

/// An enumeration of alternatives: `a`, `b` or `c`.
#[must_use]
pub fn any_of(words: &[&str]) -> String {
    joined(words, "or")
}

/// An enumeration of all: `a`, `b` and `c`.
#[must_use]
pub fn all_of(words: &[&str]) -> String {
    joined(words, "and")
}

fn joined(words: &[&str], conjunction: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {conjunction} {last}", rest.join(", ")),
        None => String::new(),
    }
}
