//! What differs between the files of two rule books, record by record and field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::files::KnowledgeFiles;
use super::source_tree::{SourceContent, SourceNode};
use super::translation::translations;

/// The fields that are conditions.
const CONDITIONS: [&str; 2] = ["when", "asked_when"];

/// A difference between two rule books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KnowledgeChange {
    /// Name of the file.
    pub file: String,
    /// The record, by its id; the section in a file of single values; the key of a text in a translation; the key of a list
    /// of records whose order is another.
    pub record: String,
    /// The field, with the way to what changed in it; ends with `order` where only the order is another; none when the
    /// whole record is there or not.
    pub field: Option<String>,
    /// As it is written in the first rule book, of a list the entries that only that one has, of an order the part that is
    /// another; none when it is not there.
    pub before: Option<String>,
    /// The same in the second one.
    pub after: Option<String>,
}

/// Every difference, in the order of the files, translations last. The version in the vectors is that of the rule book.
#[must_use]
pub fn knowledge_changes(a: &KnowledgeFiles, b: &KnowledgeFiles) -> Vec<KnowledgeChange> {
    let mut changes = Vec::new();
    for file in KnowledgeFiles::names().filter(|file| a.get(file) != b.get(file)) {
        let (Some(before), Some(after)) = (SourceNode::read(file, a.get(file)), SourceNode::read(file, b.get(file)))
        else {
            continue;
        };
        let mut found = Comparing { file, texts: [a.get(file), b.get(file)], changes: &mut changes };
        found.tables("", &before, &after);
    }
    changes.retain(|change| change.file != "vectors.json" || !change.record.is_empty());
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
                (Some(before), Some(after)) if is_records(before) || is_records(after) => {
                    self.records(&key, before, after);
                }
                (Some(before), Some(after)) if is_table(before) && is_table(after) => {
                    let section = if section.is_empty() { key } else { format!("{section}.{key}") };
                    self.tables(&section, before, after);
                }
                (before, after) => self.field(section, &key, before, after),
            }
        }
    }

    /// Compares two lists of records by their names, and the order of those that are in both.
    fn records(&mut self, key: &str, a: &SourceNode, b: &SourceNode) {
        let (a, b) = (entries_by_name(a), entries_by_name(b));
        for name in names(&a, &b) {
            match (find(&a, &name), find(&b, &name)) {
                (Some(before), Some(after)) => {
                    for key in keys(before, after) {
                        self.field(&name, &key, before.get(&key), after.get(&key));
                    }
                }
                (before, after) => {
                    let there = |node: Option<&SourceNode>| node.map(|_| name.clone());
                    self.add(&name, None, there(before), there(after));
                }
            }
        }
        self.order(key, "order", (&a, &b));
    }

    /// Compares two values: entry by entry, or as they are written. A condition is one sentence.
    fn field(&mut self, record: &str, field: &str, a: Option<&SourceNode>, b: Option<&SourceNode>) {
        let both = a.zip(b).filter(|_| !CONDITIONS.contains(&field));
        match both {
            Some((a, b)) if is_table(a) && is_table(b) => {
                for key in keys(a, b) {
                    self.field(record, &format!("{field}.{key}"), a.get(&key), b.get(&key));
                }
            }
            Some((a, b)) if every_entry(a, b, |entry| entry.text().is_some()) => self.words(record, field, a, b),
            Some((a, b)) if every_entry(a, b, is_table) => {
                let (a, b) = (entries_by_name(a), entries_by_name(b));
                for name in names(&a, &b) {
                    self.field(record, &format!("{field}.{name}"), find(&a, &name), find(&b, &name));
                }
                self.order(record, &format!("{field}, order"), (&a, &b));
            }
            _ => {
                let [text_a, text_b] = self.texts;
                let (before, after) = (a.map(|node| written(text_a, node)), b.map(|node| written(text_b, node)));
                if before != after {
                    self.add(record, Some(field), before, after);
                }
            }
        }
    }

    /// Compares two lists of texts: those that only one of both has, else the order.
    fn words(&mut self, record: &str, field: &str, a: &SourceNode, b: &SourceNode) {
        let texts = |list: &SourceNode| -> Vec<String> {
            list.entries().iter().filter_map(SourceNode::text).map(str::to_owned).collect()
        };
        let (a, b) = (texts(a), texts(b));
        let only = |of: &[String], other: &[String]| -> Vec<String> {
            of.iter().filter(|text| !other.contains(text)).cloned().collect()
        };
        let (gone, new) = (only(&a, &b), only(&b, &a));
        if gone.is_empty() && new.is_empty() {
            self.moved(record, &format!("{field}, order"), &a, &b);
        } else {
            self.add(record, Some(field), listed(&gone), listed(&new));
        }
    }

    /// The order of the entries that are in both lists.
    fn order(&mut self, record: &str, field: &str, (a, b): (&[Entry], &[Entry])) {
        let in_both = |of: &[Entry], other: &[Entry]| -> Vec<String> {
            of.iter().filter(|(name, _)| find(other, name).is_some()).map(|(name, _)| name.clone()).collect()
        };
        self.moved(record, field, &in_both(a, b), &in_both(b, a));
    }

    /// A change of order: the part of both lists between the first and the last place that differ.
    fn moved(&mut self, record: &str, field: &str, a: &[String], b: &[String]) {
        if a == b {
            return;
        }
        let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
        let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let part = |of: &[String]| listed(of.get(..of.len() - end).unwrap_or_default());
        self.add(record, Some(field), part(a), part(b));
    }

    fn add(&mut self, record: &str, field: Option<&str>, before: Option<String>, after: Option<String>) {
        let (file, record, field) = (self.file.to_owned(), record.to_owned(), field.map(str::to_owned));
        self.changes.push(KnowledgeChange { file, record, field, before, after });
    }
}

/// An entry of a list with its name.
type Entry<'n> = (String, &'n SourceNode);

/// The entries of a list, each by its name, by its level and urgency, or by its place; with a number where a name is there
/// more than once.
fn entries_by_name(list: &SourceNode) -> Vec<Entry<'_>> {
    let mut named: Vec<Entry> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (place, entry) in list.entries().iter().enumerate() {
        let outcome = || Some(format!("{} {}", entry.get("level")?.text()?, entry.get("urgency")?.text()?));
        let name = entry.name().map(str::to_owned).or_else(outcome);
        let name = name.unwrap_or_else(|| format!("entry {}", place + 1));
        let count = known.entry(name.clone()).or_default();
        *count += 1;
        named.push((if *count == 1 { name } else { format!("{name} ({count})") }, entry));
    }
    named
}

/// The names of two lists, those of the first one first.
fn names(a: &[Entry], b: &[Entry]) -> Vec<String> {
    let more = b.iter().filter(|(name, _)| find(a, name).is_none());
    a.iter().chain(more).map(|(name, _)| name.clone()).collect()
}

fn find<'n>(entries: &[Entry<'n>], name: &str) -> Option<&'n SourceNode> {
    entries.iter().find(|(known, _)| known == name).map(|(_, node)| *node)
}

fn is_table(node: &SourceNode) -> bool {
    matches!(node.content, SourceContent::Table(_))
}

/// Whether both are lists, not both empty, all of whose entries are so.
fn every_entry(a: &SourceNode, b: &SourceNode, is: impl Fn(&SourceNode) -> bool) -> bool {
    let are_lists = [a, b].iter().all(|node| matches!(node.content, SourceContent::List(_)));
    are_lists && a.entries().iter().chain(b.entries()).all(is)
}

/// Texts in one line; none for none.
fn listed(texts: &[String]) -> Option<String> {
    let quote = |text: &String| if text.contains(' ') { format!("“{text}”") } else { text.clone() };
    (!texts.is_empty()).then(|| texts.iter().map(quote).collect::<Vec<_>>().join(", "))
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
