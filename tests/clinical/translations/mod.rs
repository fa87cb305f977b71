//! Translations: each text is there and means nothing else, as far as a program can see; and one with faults is refused,
//! with every fault listed.

mod faults;

use std::collections::BTreeMap;

use twitch_triage::clinical::load::TranslatedRuleBook;
use twitch_triage::clinical::load::files::KnowledgeFiles;

use crate::support::body::{book, german};
use crate::texts::{Kind, served};

/// Every text of the committed translation by its key: the English one and the German one.
pub(crate) fn translated() -> BTreeMap<String, (String, String)> {
    let files = KnowledgeFiles::built_in();
    let quoted =
        |line: &str, keyword: &str| -> Option<String> { serde_json::from_str(line.strip_prefix(keyword)?).ok() };
    let lines: Vec<&str> = files.get("translations/de.po").lines().collect();
    let entries = lines.windows(3).filter_map(|lines| {
        let texts = (quoted(lines[1], "msgid ")?, quoted(lines[2], "msgstr ")?);
        Some((quoted(lines[0], "msgctxt ")?, texts))
    });
    entries.collect()
}

fn german_of(key: &str) -> String {
    translated().remove(key).unwrap_or_else(|| panic!("no text {key}")).1
}

/// What stands in braces: what the program or the page fills in when it shows the text.
fn braced(text: &str) -> Vec<&str> {
    let mut braced: Vec<&str> = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
    braced.sort_unstable();
    braced
}

#[test]
fn every_text_that_is_served_is_served_in_german_in_the_same_place() {
    let (english, german) = (served(book()), served(german()));
    assert_eq!(english.len(), german.len());
    let names_and_units = ["Statin", "statin", "Name"];
    for (english, german) in english.iter().zip(&german) {
        assert_eq!((&english.place, english.kind, english.level), (&german.place, german.kind, german.level));
        let is_name = english.kind == Kind::Clinician || names_and_units.contains(&english.text.as_str());
        assert!(is_name || english.text != german.text, "{}: `{}` is not translated", english.place, english.text);
        assert!(!german.text.trim().is_empty(), "{}: {}", german.place, german.text);
        assert_eq!(braced(&english.text), braced(&german.text), "{}: {}", german.place, german.text);
    }
}

#[test]
fn a_translated_rule_book_differs_in_nothing_but_texts() {
    let (english, german) = (book(), german());
    assert_eq!(english.digest, german.digest);
    for (english, german) in english.evidence.iter().zip(&german.evidence) {
        assert_eq!((&english.id, &english.statement, &english.source), (&german.id, &german.statement, &german.source));
    }
    assert_eq!(english.sources, german.sources);
    for (english, german) in english.rules.iter().zip(&german.rules) {
        assert_eq!((&english.id, english.effect, &english.when), (&german.id, german.effect, &german.when));
        assert_eq!((&english.evidence, &english.groups), (&german.evidence, &german.groups));
    }
    for vector in &english.vectors.vectors {
        let findings = english.vectors.read(english, vector).unwrap();
        let (decided, translated) = (english.decide(&findings), german.decide(&findings));
        assert_eq!(decided.fired_places, translated.fired_places, "{}", vector.id);
        assert_eq!(
            (decided.least, decided.result, decided.most),
            (translated.least, translated.result, translated.most)
        );
        assert_eq!(decided.advice(), translated.advice(), "{}", vector.id);
    }
    let translation = german.translation.as_ref().unwrap();
    assert_eq!((translation.language.as_str(), translation.of.as_str()), ("de", "en-GB"));
    assert!(!translation.reviewed_by_clinician && !translation.reviewed_by_native_speaker && translation.by_machine);
    assert!(book().translation.is_none());
}

#[test]
fn every_number_of_a_text_stands_in_its_translation() {
    // Half a stone from 10 stone is no measure outside of Britain.
    let other_measure = ["findings.unintentional_weight_loss.help"];
    let numbers = |text: &str| -> Vec<String> {
        let mut numbers: Vec<String> = text
            .split(|character: char| !character.is_ascii_digit())
            .filter(|number| !number.is_empty())
            .map(str::to_owned)
            .collect();
        numbers.sort();
        numbers
    };
    for (key, (english, german)) in translated().iter().filter(|(key, _)| !other_measure.contains(&key.as_str())) {
        assert_eq!(numbers(english), numbers(german), "{key}: {english} | {german}");
    }
}

#[test]
fn a_text_that_names_an_answer_names_it_as_it_stands_on_the_button() {
    let labels = [("\"Yes\"", "„Ja“"), ("\"No\"", "„Nein“"), ("\"Don't know\"", "„Weiß nicht“")];
    let mut count = 0;
    for (key, (english, german)) in translated() {
        for (label, in_german) in labels {
            assert_eq!(english.matches(label).count(), german.matches(in_german).count(), "{key}: {german}");
            count += english.matches(label).count();
        }
    }
    assert!(count >= 10, "{count}");
    assert_eq!(german_of("texts.answers.present"), "Ja");
    assert_eq!(german_of("texts.answers.absent"), "Nein");
    assert_eq!(german_of("texts.answers.unknown"), "Weiß nicht");
}

#[test]
fn german_says_you_formally_and_in_german_quotation_marks() {
    for (key, (_, german)) in translated() {
        let words: Vec<&str> = german.split(|character: char| !character.is_alphabetic()).collect();
        for word in ["du", "Du", "dich", "dir", "dein", "deine", "euch", "euer"] {
            assert!(!words.contains(&word), "{key}: {german}");
        }
        assert!(!german.contains(['"', '\'']), "{key}: {german}");
        assert_eq!(german.matches('„').count(), german.matches('“').count(), "{key}: {german}");
    }
}

/// The sentences on which most depends, once more by what they must hold.
#[test]
fn emergencies_and_medicines_are_named_as_clearly_as_in_english() {
    for (key, (english, german)) in translated() {
        if english.contains("Do not stop") {
            let says = german.contains("nicht eigenmächtig ab") || german.contains("kein verordnetes Medikament ab");
            assert!(says && german.contains("etzen Sie"), "{key}: {german}");
        }
        if english.contains("needs help now") || english.contains("need help now") || english.contains("Get help now") {
            assert!(german.contains("sofort Hilfe"), "{key}: {german}");
        }
        if english.contains("is an emergency") {
            assert!(german.contains("ist ein Notfall"), "{key}: {german}");
        }
        if english.contains("Call {emergency_number}") || english.contains("call {emergency_number}") {
            assert!(german.contains("{emergency_number} an"), "{key}: {german}");
        }
        if english.contains(" today") {
            assert!(german.contains("heute") || german.contains("heutigen"), "{key}: {german}");
        }
        if english.contains("within 2 weeks") {
            assert!(german.contains("innerhalb von 2 Wochen"), "{key}: {german}");
        }
    }
    let note = german_of("texts.fixed.emergency_note");
    let english = &translated()["texts.fixed.emergency_note"].0;
    assert_eq!(note.matches(';').count(), english.matches(';').count(), "every sign is named");
}

#[test]
fn the_languages_that_are_built_in_load_together() {
    let books = TranslatedRuleBook::built_in().unwrap();
    assert_eq!(books.translations.len(), KnowledgeFiles::built_in().languages().count());
    for book in &books.translations {
        assert_eq!(book.locale.language, book.translation.as_ref().unwrap().language);
    }
}
