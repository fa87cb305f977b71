//! Languages in a report, from a terminal, by setting, and a translation with faults.

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};

use super::TRANSLATION;
use crate::support::body::harmless;
use crate::support::folder::Folder;
use crate::support::program::{command, complaint, ended, run};
use crate::support::rule_book_folder::{COMMITTED, RuleBookFolder};
use crate::support::service::{BOOK, service};

pub(super) const NOTICE: &str = "Von einer Maschine übersetzt. Keine medizinische Fachperson hat die Übersetzung gelesen. \
                      Kein Muttersprachler hat die Übersetzung gelesen. Im Zweifel gilt der englische Text.";

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn report(language: &str) -> String {
    let headers = [("content-type", "application/json"), ("accept", "text/plain"), ("accept-language", language)];
    let body =
        json!({ "findings": { "age_years": 61, "muscle_wasting": "present", "sites": ["calf"], "course": null } });
    let answer = service().send("POST", "/v1/triage?detail=full&questions=all", &headers, Some(body.to_string()));
    assert_eq!((answer.status, answer.header("content-language").as_str()), (200, language));
    answer.text().to_owned()
}

#[test]
fn a_german_report_has_no_english_heading_and_says_last_who_has_not_read_it() {
    let (english, german) = (report("en-GB"), report("de"));
    let headings = |report: &str| -> Vec<String> {
        report.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).map(str::to_owned).collect()
    };
    let (of_english, of_german) = (headings(&english), headings(&german));
    assert_eq!(of_english.len(), of_german.len());
    assert!(of_english.iter().all(|heading| !of_german.contains(heading)), "{of_english:?} {of_german:?}");
    assert!(squeezed(&german).ends_with(NOTICE), "{german}");
    assert!(!english.contains("Translated by a machine"), "{english}");
    let words = &BOOK.texts.report;
    for english in [&words.result, &words.possible, &words.asked_not_known, &words.look_again] {
        assert!(!german.contains(english.trim()), "`{english}` in {german}");
    }
    assert!(german.contains("Ergebnis: refer_workup") && german.contains("Möglich: von"), "{german}");
}

#[test]
fn check_and_batch_answer_in_the_language_that_is_named() {
    let folder = Folder::new("lang");
    let file = folder.path().join("payload.json");
    fs::write(&file, harmless(&json!({})).to_string()).expect("written");
    let file = file.to_str().expect("text");
    let checked = run(&["check", file, "--lang", "de"]);
    assert_eq!(checked.status.code(), Some(0), "{}", complaint(&checked));
    let text = String::from_utf8(checked.stdout).expect("UTF-8");
    assert!(text.starts_with("WAS ZU TUN IST") && squeezed(&text).ends_with(NOTICE), "{text}");
    for (arguments, end) in [
        (["check", file, "--json", "--lang", "de"], TRANSLATION.to_owned()),
        (["batch", file, "--threads=1", "--lang", "de"], format!("{TRANSLATION}}}")),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
        assert!(String::from_utf8(output.stdout).expect("UTF-8").trim_end().ends_with(&end), "{arguments:?}");
    }
    let same = [run(&["check", file]).stdout, run(&["check", file, "--lang", "en-GB"]).stdout];
    assert_eq!(same[0], same[1]);
    let none = run(&["check", file, "--lang", "tlh"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(complaint(&none).contains("there are `de`, `en-GB`"), "{}", complaint(&none));
}

#[test]
fn a_language_of_which_there_is_no_translation_cannot_be_offered() {
    let output = run(&["--bind", "127.0.0.1:0", "--languages", "de,tlh"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaint(&output).contains("there is no translation into one of the languages"), "{}", complaint(&output));
}

#[test]
fn a_translation_with_faults_stops_the_start_with_every_one_listed_unless_it_is_not_offered() {
    let folder = RuleBookFolder::with_translations("faulty_translation");
    let path = folder.path().to_str().expect("text");
    folder.replace("translations/de.po", "msgstr \"Alter\"", "msgstr \"\"");
    folder.replace("translations/de.po", "msgctxt \"rules.R-E01.person\"", "msgctxt \"rules.R-E01.persons\"");
    let output = run(&["--rule-book", path, "--bind", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2));
    let complaint = complaint(&output);
    for fault in [
        "age_years.label: has an empty translation",
        "rules.R-E01.person: is not translated",
        "rules.R-E01.persons: is the key of no text",
    ] {
        assert!(complaint.contains(fault), "{fault} is not in {complaint}");
    }
    let checked = ended(command(&["check", "--rule-book", path]).stdin(Stdio::null()));
    assert_eq!(checked.status.code(), Some(3), "English needs no translation: {:?}", checked.stderr);
}

#[test]
fn the_template_holds_the_texts_of_the_committed_translation() {
    let output = run(&["translations"]);
    assert_eq!((output.status.code(), complaint(&output)), (Some(0), String::new()));
    let template = String::from_utf8(output.stdout).expect("UTF-8");
    let committed = fs::read_to_string(format!("{COMMITTED}/translations/de.po")).expect("the translation");
    let texts = |file: &str| -> Vec<String> {
        let lines: Vec<&str> = file.lines().collect();
        let pairs = lines.windows(2).filter(|pair| pair[0].starts_with("msgctxt "));
        pairs.map(|pair| format!("{} {}", pair[0], pair[1])).collect()
    };
    assert_eq!(texts(&template), texts(&committed), "update it: msgmerge --no-wrap --update de.po template");
    assert!(texts(&template).len() > 800);
    let answer: Value = service().get("/v1/intended-use").json();
    assert!(template.contains(answer["intended_use"].as_str().expect("text")));
}
