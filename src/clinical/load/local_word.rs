//! Words of one country, such as a telephone number or the name of a service: they stand in the locale alone.

use super::fault::Fault;
use super::knowledge::Knowledge;
use super::text;

/// Every text that holds a word of one country. Sources may: they are the names of publications.
pub(super) fn check(knowledge: &mut Knowledge) -> Vec<Fault> {
    let words = knowledge.locale.local_words.clone();
    let mut faults = Vec::new();
    let mut check = |file: &str, place: &str, text: &str| {
        for word in words.iter().filter(|word| holds(text, word)) {
            faults.push(Fault::at(
                file,
                place,
                format!("holds `{word}`, a word of one country: use a placeholder of locale.toml"),
            ));
        }
    };
    for (file, place, text) in text::texts(knowledge) {
        check(file, &place, text);
    }
    for finding in &knowledge.findings {
        for text in finding.lay.iter().chain(&finding.points_to) {
            check("findings.toml", &finding.name, text);
        }
    }
    for record in &knowledge.derived {
        check("findings.toml", &record.name, &record.meaning);
    }
    for record in &knowledge.evidence {
        for text in [&record.statement].into_iter().chain(&record.number) {
            check("evidence.toml", &record.id, text);
        }
    }
    faults
}

/// Whether a text holds a word as a whole one.
fn holds(text: &str, word: &str) -> bool {
    let is_part = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    !word.is_empty()
        && text.match_indices(word).any(|(start, found)| {
            let (before, after) = (text.get(..start), text.get(start + found.len()..));
            !is_part(before.and_then(|before| before.chars().next_back()))
                && !is_part(after.and_then(|after| after.chars().next()))
        })
}
