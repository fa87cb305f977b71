//! What can be wrong with a translation: a text that is missing, out of date, empty, unsure or superfluous; and one that
//! lost a placeholder, an id or a blank, is too long, or says what must not be said.

use std::collections::BTreeMap;

use super::po::{PoEntry, PoFile};
use crate::clinical::load::banned::Search;
use crate::clinical::load::fault::Fault;
use crate::clinical::load::reader_text::{ReaderText, TextKind};
use crate::clinical::model::banned::Banned;

/// How much longer than its original a translation may be: tenths, and characters besides.
const LONGEST: (usize, usize) = (16, 20);

/// The header lines that say who has read the translation, and how it was made.
pub(super) const BY_CLINICIAN: &str = "X-Reviewed-By-Clinician";
pub(super) const BY_NATIVE_SPEAKER: &str = "X-Reviewed-By-Native-Speaker";
pub(super) const MADE_BY: &str = "X-Made-By";

/// Every fault of a translation into a language, of the texts in force by their keys.
pub(super) fn check(
    file: &str,
    language: &str,
    po: &PoFile,
    originals: &BTreeMap<String, String>,
    banned: &Banned,
) -> Vec<Fault> {
    let mut faults = header(file, language, po);
    let search = Search::new(banned);
    let translated: BTreeMap<&str, &PoEntry> = po.entries.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    for (key, original) in originals {
        match translated.get(key.as_str()) {
            None => faults.push(Fault::at(file, key, "is not translated; `twitch-triage translations` has the text")),
            Some(entry) if entry.original != *original => {
                faults.push(Fault::at(file, key, "translates another text than the one in force"));
            }
            Some(entry) => faults.extend(wrong(entry, &search).into_iter().map(|what| Fault::at(file, key, what))),
        }
    }
    let superfluous = po.entries.iter().filter(|entry| !originals.contains_key(&entry.key));
    faults.extend(superfluous.map(|entry| Fault::at(file, &entry.key, "is the key of no text")));
    faults
}

fn header(file: &str, language: &str, po: &PoFile) -> Vec<Fault> {
    let mut faults = Vec::new();
    if po.header("Language") != Some(language) {
        faults.push(Fault::at(file, "Language", "is not the language that the file is named after"));
    }
    for name in [BY_CLINICIAN, BY_NATIVE_SPEAKER] {
        if !matches!(po.header(name), Some("yes" | "no")) {
            faults.push(Fault::at(file, name, "must be `yes` or `no`"));
        }
    }
    if po.header(MADE_BY).is_none_or(str::is_empty) {
        faults.push(Fault::at(file, MADE_BY, "must say how the translation was made"));
    }
    faults
}

/// What is wrong with the translation of one text.
fn wrong(PoEntry { key, original, translation, is_fuzzy }: &PoEntry, search: &Search) -> Vec<String> {
    if translation.trim().is_empty() {
        return vec!["has an empty translation".to_owned()];
    }
    let (tenths, besides) = LONGEST;
    let longest = original.chars().count() * tenths / 10 + besides;
    let checks = [
        (*is_fuzzy, "is marked as fuzzy".to_owned()),
        (placeholders(original) != placeholders(translation), "has other placeholders than its original".to_owned()),
        (ids(original) != ids(translation), "names other evidence or rules than its original".to_owned()),
        (blanks(original) != blanks(translation), "begins or ends with other blanks than its original".to_owned()),
        (translation.chars().count() > longest, format!("is longer than {longest} characters")),
    ];
    let mut wrong: Vec<String> = checks.into_iter().filter(|(holds, _)| *holds).map(|(_, what)| what).collect();
    wrong.extend(search.offences(&said(key, translation)));
    wrong
}

/// A translation as a text of some kind: what only headlines or reasons must not say is looked for once the rule book is
/// made of the translations.
fn said<'t>(key: &'t str, translation: &'t str) -> ReaderText<'t> {
    let kind = if is_for_person(key) { TextKind::Fixed } else { TextKind::Clinician };
    ReaderText { file: "", place: key.into(), kind, level: None, text: translation }
}

/// Whether a text is one for a person, by its key.
pub(super) fn is_for_person(key: &str) -> bool {
    let for_a_clinician = ["groups.", "extra_workup.", "texts.clinician_words."];
    !for_a_clinician.iter().any(|begins| key.starts_with(begins))
        && ![".clinician", ".points_to"].iter().any(|ends| key.ends_with(ends))
}

/// The placeholders of a text, sorted.
fn placeholders(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        text.split('{').skip(1).map(|rest| rest.split_once('}').map_or(rest, |(name, _)| name)).collect();
    found.sort_unstable();
    found
}

/// The ids of evidence and rules in a text, sorted.
fn ids(text: &str) -> Vec<&str> {
    let words = text.split(|character: char| !character.is_ascii_alphanumeric() && character != '-');
    let mut found: Vec<&str> = words.filter(|word| is_id(word)).collect();
    found.sort_unstable();
    found
}

/// `E01`, `E123`, or `R-S02`.
fn is_id(word: &str) -> bool {
    let digits = |text: &str| (2..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match word.strip_prefix("R-") {
        Some(rest) => rest.starts_with(|first: char| first.is_ascii_uppercase()) && digits(rest.get(1..).unwrap_or("")),
        None => word.strip_prefix('E').is_some_and(digits),
    }
}

/// The blanks at both ends of a text.
fn blanks(text: &str) -> (usize, usize) {
    (text.len() - text.trim_start().len(), text.len() - text.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::{ids, is_for_person, placeholders};

    #[test]
    fn placeholders_and_ids_are_found_as_often_as_they_stand() {
        assert_eq!(placeholders("Call {a} or {b}, then {a}."), ["a", "a", "b"]);
        assert_eq!(ids("(E77–E85, E165) as in R-C01; B12, T4, EMG, EN-1"), ["E165", "E77", "E85", "R-C01"]);
    }

    #[test]
    fn texts_for_clinicians_are_told_by_their_keys() {
        assert!(is_for_person("rules.R-E01.person") && is_for_person("advice.A01") && is_for_person("texts.page.a"));
        assert!(!is_for_person("rules.R-E01.clinician") && !is_for_person("groups.cns"));
    }
}
