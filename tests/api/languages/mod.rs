//! Answers in other languages: the same answer but for its texts, chosen by the caller, whole or not at all.

mod choice;
mod record_systems;
mod same_but_texts;
mod terminal;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use twitch_triage::clinical::load::files::KnowledgeFiles;

use crate::support::client::{Answer, Client};

/// The documents that hold texts.
const DOCUMENTS: [&str; 5] =
    ["/v1/questionnaire", "/v1/rules", "/v1/rules/R-E01", "/v1/rules?finding=tingling", "/v1/intended-use"];

/// What every translated answer says of itself, last.
const TRANSLATION: &str =
    r#""translation":{"language":"de","of":"en-GB","reviewed_by_clinician":false,"reviewed_by_native_speaker":false}}"#;

/// Members that hold texts; everything else is the same in every language.
const TEXT_MEMBERS: [&str; 35] = [
    "advice",
    "answer",
    "bullets",
    "clinician",
    "come_back_if",
    "development",
    "for_a_baby",
    "for_a_child",
    "for_whom",
    "fresh_blind",
    "fresh_no_longer_blind",
    "headline",
    "help",
    "intended_use",
    "introduction",
    "known_limits",
    "label",
    "language",
    "lay",
    "meaning",
    "none_of_these",
    "not_a_diagnosis",
    "not_for",
    "note",
    "of",
    "only_for_a_child",
    "person",
    "points_to",
    "purpose",
    "question",
    "seek_help_now_if",
    "stem",
    "text",
    "title",
    "unit",
];

/// Every English text and its German one, by the committed translation.
fn pairs() -> BTreeMap<String, String> {
    let files = KnowledgeFiles::built_in();
    let quoted =
        |line: &str, keyword: &str| -> Option<String> { serde_json::from_str(line.strip_prefix(keyword)?).ok() };
    let lines: Vec<&str> = files.get("translations/de.po").lines().collect();
    lines.windows(2).filter_map(|pair| Some((quoted(pair[0], "msgid ")?, quoted(pair[1], "msgstr ")?))).collect()
}

#[track_caller]
fn asked(client: &Client, method: &str, target: &str, language: Option<&str>, body: Option<&str>) -> Answer {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(language.map(|language| ("accept-language", language)));
    let answer = client.send(method, target, &headers, body.map(str::to_owned));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

/// The members in which two answers differ, which must be texts, and the texts that are the same in both.
fn compare<'v>(english: &'v Value, german: &'v Value, member: &str, same: &mut BTreeSet<&'v str>) -> Vec<String> {
    match (english, german) {
        (Value::Object(english), Value::Object(german)) => {
            let keys = |object: &serde_json::Map<String, Value>| -> BTreeSet<String> {
                object.keys().filter(|key| *key != "translation").cloned().collect()
            };
            if keys(english) != keys(german) {
                return vec![format!("{member}: other members")];
            }
            let both = english.iter().filter_map(|(key, value)| Some((key, value, german.get(key)?)));
            both.flat_map(|(key, english, german)| compare(english, german, key, same)).collect()
        }
        (Value::Array(english), Value::Array(german)) if english.len() == german.len() => {
            english.iter().zip(german).flat_map(|(english, german)| compare(english, german, member, same)).collect()
        }
        (Value::String(english), Value::String(german)) if TEXT_MEMBERS.contains(&member) => {
            if english == german {
                same.insert(english);
            }
            Vec::new()
        }
        _ if english == german => Vec::new(),
        _ => vec![format!("{member}: {english} is {german}")],
    }
}
