//! How easily an English text is read, measured.

/// Flesch reading ease (Flesch, 1948): 206.835 - 1.015 words a sentence - 84.6 syllables a word. 60 to 70 is plain English,
/// which people of 13 to 15 read with ease; 50 to 60 is fairly difficult.
#[must_use]
pub fn reading_ease<'a>(texts: impl Iterator<Item = &'a str>) -> f64 {
    let (mut sentence_count, mut word_count, mut syllable_count) = (0.0, 0.0, 0.0);
    for text in texts {
        for sentence in text.split_inclusive(['.', '!', '?']).map(str::trim) {
            let mut found = 0.0;
            for word in sentence.split(|letter: char| !letter.is_alphanumeric() && letter != '\'') {
                if word.chars().any(char::is_alphabetic) {
                    found += 1.0;
                    syllable_count += f64::from(syllables(word));
                }
            }
            if found > 0.0 {
                sentence_count += 1.0;
                word_count += found;
            }
        }
    }
    206.835 - 1.015 * word_count / sentence_count - 84.6 * syllable_count / word_count
}

/// The syllables of an English word, estimated: groups of vowels, without a silent "e", "es" or "ed" at the end.
#[must_use]
pub fn syllables(word: &str) -> u32 {
    let word = word.to_lowercase();
    let vowel = |letter: char| "aeiouy".contains(letter);
    if word.chars().all(|letter| letter.is_alphabetic() && !vowel(letter)) {
        return u32::try_from(word.chars().count()).unwrap_or(u32::MAX); // GP, NHS: letter by letter
    }
    let mut groups = 0;
    let mut after_vowel = false;
    for letter in word.chars() {
        groups += u32::from(vowel(letter) && !after_vowel);
        after_vowel = vowel(letter);
    }
    let before = |ending: &str| word.strip_suffix(ending).and_then(|stem| stem.chars().last());
    let silent = match (before("e"), before("es"), before("ed")) {
        (Some('l'), _, _) => word.chars().rev().nth(2).is_some_and(vowel), // "mus-cle", but "scale"
        (Some(last), _, _) => !vowel(last),
        (_, Some(last), _) => !vowel(last) && !"sxzcgh".contains(last),
        (_, _, Some(last)) => !vowel(last) && !"td".contains(last),
        _ => false,
    };
    (groups - u32::from(silent && groups > 1)).max(1)
}
