//! What must not be said in a language: the phrases of its list, and sentences that speak of stopping a medicine without
//! warning of it.
//!
//! The list is a file beside the translation, of the same form as the one for English in `tests/texts`. The phrases for
//! every text and for every text for a person are looked for at each start; those for some kinds of texts in the tests.

use serde::Deserialize;

/// The list of a language.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Banned {
    #[serde(default)]
    banned: Vec<Ban>,
    stop: Option<Stop>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "what the tests read is named, so that nothing else can stand in the file")]
struct Ban {
    why: String,
    r#in: Vec<String>,
    /// In words.
    phrases: Vec<String>,
    planted: String,
    #[serde(default)]
    except: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "as above")]
struct Exception {
    text: String,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "as above")]
struct Stop {
    why: String,
    planted: String,
    beginnings: Vec<String>,
    allowed: Vec<String>,
}

impl Banned {
    /// Reads a list; an empty text is an empty list.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut list: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        // Each is looked for in a thousand texts.
        let lists = list.banned.iter_mut().map(|ban| &mut ban.phrases);
        let lists = lists.chain(list.stop.iter_mut().map(|stop| &mut stop.allowed));
        lists.flatten().for_each(|phrase| *phrase = words(phrase));
        Ok(list)
    }

    /// The phrases that a text must not hold, and the sentences that speak of stopping.
    pub(super) fn found_in(&self, text: &str, is_for_person: bool) -> Vec<String> {
        let concerned =
            |ban: &&Ban| ban.r#in.iter().any(|kind| kind == "everyone" || (kind == "person" && is_for_person));
        let mut found = Vec::new();
        for ban in self.banned.iter().filter(concerned) {
            let text = ban.except.iter().fold(text.to_owned(), |text, except| text.replace(&except.text, ""));
            let text = words(&text);
            let phrases = ban.phrases.iter().filter(|phrase| text.contains(*phrase));
            found.extend(phrases.map(|phrase| format!("`{}`, {}", phrase.trim(), ban.why)));
        }
        if let Some(stop) = self.stop.as_ref().filter(|_| is_for_person) {
            let speaks = |word: &str| stop.beginnings.iter().any(|begins| word.starts_with(begins));
            let is_bad = |sentence: &&str| {
                let words = words(sentence);
                words.split(' ').any(speaks) && !stop.allowed.iter().any(|allowed| words.contains(allowed))
            };
            let bad = text.split_inclusive(['.', '!', '?', ';']).filter(is_bad);
            found.extend(bad.map(|sentence| format!("`{}`, {}", sentence.trim(), stop.why)));
        }
        found
    }
}

/// The words of a text in lower case, with one blank around each: so a phrase is found as whole words, whatever the case
/// and the punctuation.
fn words(text: &str) -> String {
    // The capitals of ß are SS.
    let lower = text.to_lowercase().replace('ß', "ss").replace('%', " % ");
    let words = lower.split(|letter: char| !letter.is_alphanumeric() && letter != '%').filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |all, word| all + word + " ")
}
