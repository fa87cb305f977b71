//! The texts of the knowledge files that are translated, each with its key.
//!
//! A key says where a text stands: `findings.NAME.question`, `findings.NAME.answers.VALUE`, `screens.ID.title`,
//! `rules.ID.person`, `advice.ID`, `groups.ID`, `groups.ID.name`, `extra_workup.ID`, and the path in `texts.toml`,
//! `record_texts.toml` and `intended_use.toml`.
//! A new text in these three, a whole new section too, needs no word here. Not translated: evidence and sources, which are
//! quoted; what only errors say; and the words of NICE.

use std::collections::BTreeMap;

use serde_json::Value;

/// What stands in a file or in a part of it.
enum Shape {
    /// A text, whose key is that of its member.
    Text,
    /// A text, whose key is that of its record.
    Own,
    /// A list of texts.
    Texts,
    /// Records that one of their members names, and those of their members that hold texts.
    Records(&'static str, &'static [(&'static str, Shape)]),
    /// Nothing but texts, at any depth.
    All,
}

/// Each list of records, or whole file: the file, the list, the key, what stands in it.
const TEXTS: [(&str, &str, &str, Shape); 9] = [
    ("findings.toml", "/finding", "findings", Shape::Records("name", &FINDING)),
    ("screens.toml", "/screen", "screens", Shape::Records("id", &SCREEN)),
    ("rules.toml", "/rule", "rules", Shape::Records("id", &RULE)),
    ("advice.toml", "/advice", "advice", Shape::Records("id", &[("text", Shape::Own)])),
    ("groups.toml", "/group", "groups", Shape::Records("id", &[("name", Shape::Text), ("workup", Shape::Own)])),
    (
        "groups.toml",
        "/extra_workup",
        "extra_workup",
        Shape::Records("id", &[("name", Shape::Text), ("text", Shape::Own)]),
    ),
    ("texts.toml", "", "texts", Shape::All),
    ("record_texts.toml", "", "record_texts", Shape::All),
    ("intended_use.toml", "", "intended_use", Shape::All),
];

const FINDING: [(&str, Shape); 12] = [
    ("label", Shape::Text),
    ("stem", Shape::Text),
    ("question", Shape::Text),
    ("bullets", Shape::Texts),
    ("bullet", Shape::Text),
    ("help", Shape::Text),
    ("unit", Shape::Text),
    ("answers", Shape::Records("value", &[("label", Shape::Own)])),
    ("clinician", Shape::Text),
    ("lay", Shape::Text),
    ("points_to", Shape::Text),
    ("codes", Shape::Records("code", &[("of", Shape::Text)])),
];

const SCREEN: [(&str, Shape); 3] = [("title", Shape::Text), ("introduction", Shape::Text), ("purpose", Shape::Text)];

const RULE: [(&str, Shape); 2] = [("person", Shape::Text), ("clinician", Shape::Text)];

/// Members that name a record of a list in `texts.toml` and `intended_use.toml`, with words of the program.
const NAMES: [&str; 3] = ["level", "urgency", "value"];

/// Members of such a record that are not translated: words of the program, and the words of NICE, which would be none of
/// its words any more.
const NO_TEXTS: [&str; 6] = ["level", "urgency", "value", "cases_are", "rule_book", "nice"];

/// The texts of a file with their keys, in the order of the file as far as records go.
pub(super) fn texts<'v>(file: &str, content: &'v mut Value) -> Vec<(String, &'v mut String)> {
    let mut found = Vec::new();
    let mut lists: BTreeMap<String, &mut Value> = BTreeMap::new();
    if TEXTS.iter().any(|(name, list, ..)| *name == file && list.is_empty()) {
        lists.insert(String::new(), content);
    } else if let Some(content) = content.as_object_mut() {
        lists.extend(content.iter_mut().map(|(list, records)| (format!("/{list}"), records)));
    }
    for (_, list, key, shape) in TEXTS.iter().filter(|(name, ..)| *name == file) {
        if let Some(records) = lists.remove(*list) {
            collect((*key).to_owned(), shape, records, &mut found);
        }
    }
    found
}

fn collect<'v>(key: String, shape: &Shape, content: &'v mut Value, found: &mut Vec<(String, &'v mut String)>) {
    match (shape, content) {
        (Shape::Text | Shape::Own | Shape::All, Value::String(text)) => found.push((key, text)),
        (Shape::Texts, Value::Array(texts)) => {
            let texts = texts.iter_mut().enumerate();
            texts.for_each(|(place, text)| collect(format!("{key}.{place}"), &Shape::Text, text, found));
        }
        (Shape::Records(name, members), Value::Array(records)) => {
            for record in records {
                let key = format!("{key}.{}", record.get(*name).and_then(Value::as_str).unwrap_or_default());
                let content: Option<BTreeMap<&str, &mut Value>> = record
                    .as_object_mut()
                    .map(|members| members.iter_mut().map(|(member, content)| (member.as_str(), content)).collect());
                let mut content = content.unwrap_or_default();
                for (member, shape) in *members {
                    let key = if matches!(shape, Shape::Own) { key.clone() } else { format!("{key}.{member}") };
                    if let Some(content) = content.remove(member) {
                        collect(key, shape, content, found);
                    }
                }
            }
        }
        (Shape::All, Value::Object(members)) => {
            members.iter_mut().for_each(|(member, content)| collect(format!("{key}.{member}"), shape, content, found));
        }
        (Shape::All, Value::Array(entries)) => {
            for (place, entry) in entries.iter_mut().enumerate() {
                let key = format!("{key}.{}", name(entry).unwrap_or_else(|| place.to_string()));
                let Value::Object(members) = entry else {
                    collect(key, shape, entry, found);
                    continue;
                };
                for (member, content) in members.iter_mut().filter(|(member, _)| !NO_TEXTS.contains(&member.as_str())) {
                    let key = if member == "text" { key.clone() } else { format!("{key}.{member}") };
                    collect(key, shape, content, found);
                }
            }
        }
        _ => {}
    }
}

/// The name of a record by the words of the program in it; none where there are none.
fn name(record: &Value) -> Option<String> {
    let words: Vec<&str> = NAMES.iter().filter_map(|member| record.get(*member)?.as_str()).collect();
    (!words.is_empty()).then(|| words.join("."))
}
