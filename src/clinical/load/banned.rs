//! What no text may say: the phrases of the list in banned.toml, and sentences that speak of stopping a medicine without
//! warning of it. Each language has a list of its own, of the same form.

use std::collections::BTreeSet;
use std::hash::BuildHasher as _;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::fault::Fault;
use super::knowledge::Knowledge;
use super::reader_text::{ReaderText, TextKind, reader_texts};
use super::text::texts;
use crate::clinical::model::banned::{Among, Banned};
use crate::clinical::model::outcome::Level;

/// Whether a text is one of those.
fn is_among(text: &ReaderText, among: Among) -> bool {
    let is_for_person = text.kind != TextKind::Clinician;
    match among {
        Among::Everyone => true,
        Among::Person => is_for_person,
        Among::Headline => text.kind == TextKind::Headline,
        Among::Reason => text.kind == TextKind::Reason,
        Among::Advice => text.kind == TextKind::Advice,
        Among::SafetyNet => text.kind == TextKind::SafetyNet,
        Among::Level1 => is_for_person && text.level == Some(Level::BenignLifestyle),
        Among::Level2 => is_for_person && text.level == Some(Level::CrampFasciculationSyndrome),
    }
}

/// A fault for each text that says what is banned. Texts of no kind of their own, such as headings of the report and
/// what record systems show, are held against what nobody may be told.
pub(super) fn check(knowledge: &mut Knowledge) -> Vec<Fault> {
    let list = std::mem::take(&mut knowledge.banned);
    let search = Search::new(&list);
    let mut found = BTreeSet::new();
    let mut add = |text: &ReaderText| {
        found.extend(search.offences(text).into_iter().map(|what| Fault::at(text.file, &text.place, what)));
    };
    let mut known = FxHashSet::default();
    for text in reader_texts(knowledge) {
        known.insert(FxBuildHasher.hash_one(text.text));
        add(&text);
    }
    for (file, place, text) in texts(knowledge) {
        if !known.contains(&FxBuildHasher.hash_one(text.as_str())) {
            add(&ReaderText { file, place: place.into(), kind: TextKind::Clinician, level: None, text });
        }
    }
    knowledge.banned = list;
    found.into_iter().collect()
}

/// The phrases by their first word, so that a text is held against all of them at once.
pub struct Search<'b> {
    list: &'b Banned,
    by_first_word: FxHashMap<String, Vec<(usize, &'b str, String)>>,
    stop_by_first_byte: FxHashMap<u8, Vec<&'b str>>,
    allowed: Vec<String>,
}

impl<'b> Search<'b> {
    /// Prepares the search for what a list bans.
    #[must_use]
    pub fn new(list: &'b Banned) -> Self {
        let mut by_first_word: FxHashMap<String, Vec<_>> = FxHashMap::default();
        for (place, ban) in list.banned.iter().enumerate() {
            for phrase in &ban.phrases {
                let spaced = words(phrase);
                let first = spaced.split(' ').find(|word| !word.is_empty()).unwrap_or_default().to_owned();
                by_first_word.entry(first).or_default().push((place, phrase.as_str(), spaced));
            }
        }
        let mut stop_by_first_byte: FxHashMap<u8, Vec<_>> = FxHashMap::default();
        for begins in &list.stop.beginnings {
            if let Some(first) = begins.bytes().next() {
                stop_by_first_byte.entry(first).or_default().push(begins.as_str());
            }
        }
        let allowed = list.stop.allowed.iter().map(|phrase| words(phrase)).collect();
        Self { list, by_first_word, stop_by_first_byte, allowed }
    }

    /// What a text says that it must not, each with the reason and what to do.
    #[must_use]
    pub fn offences(&self, text: &ReaderText) -> Vec<String> {
        let spaced = words(text.text);
        let mut offences = Vec::new();
        let mut candidates: Vec<&(usize, &str, String)> =
            spaced.split(' ').filter_map(|word| self.by_first_word.get(word)).flatten().collect();
        candidates.sort_unstable_by_key(|(place, phrase, _)| (*place, *phrase));
        candidates.dedup();
        for (place, phrase, sought) in candidates {
            let Some(ban) = self.list.banned.get(*place) else { continue };
            if !spaced.contains(sought.as_str()) || !ban.among.iter().any(|among| is_among(text, *among)) {
                continue;
            }
            // What is excepted holds the phrase itself: a single letter that is "excepted" excuses nothing.
            let excepted = ban.except.iter().filter(|except| words(&except.text).contains(sought.as_str()));
            let without_exceptions = excepted.fold(text.text.to_owned(), |text, except| text.replace(&except.text, ""));
            if words(&without_exceptions).contains(sought.as_str()) {
                offences.push(format!(
                    "says `{phrase}`, which no text may: {}. Word it otherwise, or add the text to `except` in banned.toml \
                     with the reason",
                    ban.why
                ));
            }
        }
        if text.kind != TextKind::Clinician && self.speaks_of_stopping(&spaced) {
            let bad = text.text.split_inclusive(['.', '!', '?', ';']).filter(|sentence| {
                let spaced = words(sentence);
                self.speaks_of_stopping(&spaced)
                    && !self.allowed.iter().any(|allowed| spaced.contains(allowed.as_str()))
            });
            offences.extend(bad.map(|sentence| {
                format!(
                    "says `{}`: {}. Word it otherwise, or add the sentence to `allowed` under [stop] in banned.toml",
                    sentence.trim(),
                    self.list.stop.why
                )
            }));
        }
        offences
    }

    fn speaks_of_stopping(&self, spaced: &str) -> bool {
        spaced.split(' ').any(|word| {
            let beginnings = word.bytes().next().and_then(|first| self.stop_by_first_byte.get(&first));
            beginnings.into_iter().flatten().any(|begins| word.starts_with(begins))
        })
    }
}

/// Letters that are not seen and yet part a word: the soft hyphen, joiners and blanks of no width.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The words of a text in lower case, with one blank around each. The capitals of ß are SS. Whatever looks like an
/// apostrophe is one, and what is not seen does not part a word.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    words.push(' ');
    let mut push = |letter: char| {
        if letter.is_ascii_alphanumeric() || letter == '\'' {
            words.push(letter.to_ascii_lowercase());
        } else if letter.is_alphanumeric() {
            words.extend(letter.to_lowercase());
        } else if letter == '%' {
            if !words.ends_with(' ') {
                words.push(' ');
            }
            words.push_str("% ");
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    };
    for letter in text.chars() {
        match letter {
            'ß' => {
                push('s');
                push('s');
            }
            '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{ff07}' => push('\''),
            letter if is_invisible(letter) => {}
            letter => push(letter),
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}
