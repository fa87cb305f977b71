//! What differs between the files of two rule books, record by record and field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::files::KnowledgeFiles;
use super::source_tree::{SourceContent, SourceNode};
use super::translation::translations;

/// A difference between two rule books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KnowledgeChange {
    /// Name of the file.
    pub file: String,
    /// The record, by its id; the section in a file of single values; the key of a text in a translation.
    pub record: String,
    /// The field; none when the whole record is there or not.
    pub field: Option<String>,
    /// As it is written in the first rule book; none when it is not there.
    pub before: Option<String>,
    /// As it is written in the second one; none when it is not there.
    pub after: Option<String>,
}

/// Every difference but those of the vectors, in the order of the files, translations last.
#[must_use]
pub fn knowledge_changes(a: &KnowledgeFiles, b: &KnowledgeFiles) -> Vec<KnowledgeChange> {
    let mut changes = Vec::new();
    for file in KnowledgeFiles::names().filter(|file| *file != "vectors.json" && a.get(file) != b.get(file)) {
        let (Some(before), Some(after)) = (SourceNode::read(file, a.get(file)), SourceNode::read(file, b.get(file)))
        else {
            continue;
        };
        let mut found = Comparing { file, texts: [a.get(file), b.get(file)], changes: &mut changes };
        found.tables("", &before, &after);
    }
    let languages: BTreeSet<&str> = a.languages().chain(b.languages()).collect();
    changes.extend(languages.into_iter().flat_map(|language| translated_changes(language, a, b)));
    changes
}

/// The differences of a translation: text by text, or the whole of it where only one rule book has it.
fn translated_changes(language: &str, a: &KnowledgeFiles, b: &KnowledgeFiles) -> Vec<KnowledgeChange> {
    let file = KnowledgeFiles::translation_file(language);
    let [before, after] = [a, b].map(|files| translations(files, language));
    let change = |record: &str, field: Option<&str>, before: Option<&String>, after: Option<&String>| KnowledgeChange {
        file: file.clone(),
        record: record.to_owned(),
        field: field.map(str::to_owned),
        before: before.cloned(),
        after: after.cloned(),
    };
    if before.is_empty() || after.is_empty() {
        let there = |texts: &BTreeMap<String, String>| (!texts.is_empty()).then(|| language.to_owned());
        let (before, after) = (there(&before), there(&after));
        let differs = before != after;
        return differs.then(|| change(language, None, before.as_ref(), after.as_ref())).into_iter().collect();
    }
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differing = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
    differing.map(|key| change(key, Some(language), before.get(key), after.get(key))).collect()
}

struct Comparing<'c> {
    file: &'static str,
    texts: [&'c str; 2],
    changes: &'c mut Vec<KnowledgeChange>,
}

impl Comparing<'_> {
    /// Compares the members of two tables at the top of a file or of a section.
    fn tables(&mut self, section: &str, a: &SourceNode, b: &SourceNode) {
        for key in keys(a, b) {
            match (a.get(&key), b.get(&key)) {
                (Some(before), Some(after)) if is_records(before) || is_records(after) => self.records(before, after),
                (Some(before), Some(after)) => match (&before.content, &after.content) {
                    (SourceContent::Table(_), SourceContent::Table(_)) => {
                        let section = if section.is_empty() { key } else { format!("{section}.{key}") };
                        self.tables(&section, before, after);
                    }
                    _ => self.field(section, &key, Some(before), Some(after)),
                },
                (before, after) => self.field(section, &key, before, after),
            }
        }
    }

    /// Compares two lists of records by their names.
    fn records(&mut self, a: &SourceNode, b: &SourceNode) {
        let named = |list: &SourceNode| -> BTreeSet<String> {
            list.entries().iter().filter_map(SourceNode::name).map(str::to_owned).collect()
        };
        let find =
            |list: &'_ SourceNode, name: &str| list.entries().iter().position(|entry| entry.name() == Some(name));
        for name in named(a).union(&named(b)) {
            let before = find(a, name).and_then(|place| a.entries().get(place));
            let after = find(b, name).and_then(|place| b.entries().get(place));
            if let (Some(before), Some(after)) = (before, after) {
                for key in keys(before, after) {
                    self.field(name, &key, before.get(&key), after.get(&key));
                }
            } else {
                let there = |node: Option<&SourceNode>| node.map(|_| name.clone());
                let (before, after) = (there(before), there(after));
                let record = name.clone();
                self.changes.push(KnowledgeChange { file: self.file.to_owned(), record, field: None, before, after });
            }
        }
    }

    fn field(&mut self, record: &str, field: &str, a: Option<&SourceNode>, b: Option<&SourceNode>) {
        let [text_a, text_b] = self.texts;
        let (before, after) = (a.map(|node| written(text_a, node)), b.map(|node| written(text_b, node)));
        if before != after {
            let (record, field) = (record.to_owned(), Some(field.to_owned()));
            self.changes.push(KnowledgeChange { file: self.file.to_owned(), record, field, before, after });
        }
    }
}

/// The keys of two tables, those of the first one first, in the order of the file.
fn keys(a: &SourceNode, b: &SourceNode) -> Vec<String> {
    let of = |node: &SourceNode| match &node.content {
        SourceContent::Table(members) => members.iter().map(|(key, ..)| key.clone()).collect(),
        _ => Vec::new(),
    };
    let mut keys: Vec<String> = of(a);
    let more: Vec<String> = of(b).into_iter().filter(|key| !keys.contains(key)).collect();
    keys.extend(more);
    keys
}

/// Whether it is a list of records with names.
fn is_records(node: &SourceNode) -> bool {
    node.entries().first().is_some_and(|entry| entry.name().is_some())
}

/// A value as it is written, in one line.
fn written(text: &str, node: &SourceNode) -> String {
    match node.text() {
        Some(text) => text.to_owned(),
        None => text.get(node.extent()).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "),
    }
}
