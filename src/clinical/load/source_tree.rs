//! A knowledge file as a tree of values, each with its place in the text. It is made only when a fault is to be located
//! or a value is to be replaced: loading does not wait for it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value of a knowledge file.
#[derive(Debug)]
pub struct SourceNode {
    /// The bytes of the value; of a table of TOML those of its heading.
    pub span: Range<usize>,
    /// What it holds.
    pub content: SourceContent,
}

/// What a value holds.
#[derive(Debug)]
pub enum SourceContent {
    /// A text.
    Text(String),
    /// A number, a Boolean, a date, null.
    Other,
    /// A list.
    List(Vec<SourceNode>),
    /// A table, with the bytes of each key.
    Table(Vec<(String, Range<usize>, SourceNode)>),
}

/// The one file that is JSON.
const VECTORS: &str = "vectors.json";

/// The keys of a record that name it, in the order of preference.
const NAMES: [&str; 6] = ["id", "name", "value", "finding", "placeholder", "why"];

impl SourceNode {
    /// Reads a file; none when it is no TOML or JSON.
    #[must_use]
    pub fn read(file: &str, text: &str) -> Option<Self> {
        if file == VECTORS {
            return Some(from_json(text, serde_json::from_str(text).ok()?));
        }
        let (table, _) = DeTable::parse_recoverable(text);
        let span = table.span();
        Some(Self { span, content: from_table(table.get_ref()) })
    }

    /// The member of a table by its key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.member(key).map(|(_, node)| node)
    }

    /// The member of a table, with the bytes of its key.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<(&Range<usize>, &Self)> {
        let SourceContent::Table(members) = &self.content else { return None };
        members.iter().find(|(name, ..)| name == key).map(|(_, span, node)| (span, node))
    }

    /// The entries of a list; none of anything else.
    #[must_use]
    pub fn entries(&self) -> &[Self] {
        if let SourceContent::List(entries) = &self.content { entries } else { &[] }
    }

    /// The text that it is.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let SourceContent::Text(text) = &self.content { Some(text) } else { None }
    }

    /// The name of a record: its id, or another key that names it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        NAMES.iter().find_map(|key| self.get(key)?.text())
    }

    /// Every record of a name, in the order of the file.
    pub fn named<'n>(&'n self, name: &str, found: &mut Vec<&'n Self>) {
        if self.name() == Some(name) {
            found.push(self);
        }
        self.children().for_each(|child| child.named(name, found));
    }

    /// All bytes of a value, those of everything in it included.
    #[must_use]
    pub fn extent(&self) -> Range<usize> {
        self.children()
            .map(Self::extent)
            .fold(self.span.clone(), |all, span| all.start.min(span.start)..all.end.max(span.end))
    }

    /// The values in a list or table, in their order.
    #[must_use]
    pub fn children(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match &self.content {
            SourceContent::List(entries) => Box::new(entries.iter()),
            SourceContent::Table(members) => Box::new(members.iter().map(|(.., node)| node)),
            _ => Box::new(std::iter::empty()),
        }
    }
}

fn from_table(table: &DeTable) -> SourceContent {
    let mut members: Vec<_> =
        table.iter().map(|(key, value)| (key.get_ref().to_string(), key.span(), from_toml(value))).collect();
    members.sort_by_key(|(_, span, _)| span.start);
    SourceContent::Table(members)
}

fn from_toml(value: &Spanned<DeValue>) -> SourceNode {
    let content = match value.get_ref() {
        DeValue::String(text) => SourceContent::Text(text.to_string()),
        DeValue::Array(list) => SourceContent::List(list.iter().map(from_toml).collect()),
        DeValue::Table(table) => from_table(table),
        _ => SourceContent::Other,
    };
    SourceNode { span: value.span(), content }
}

/// A value of JSON, whose text is a part of the whole.
fn from_json(whole: &str, raw: &RawValue) -> SourceNode {
    let text = raw.get();
    let start = text.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
    let content = match text.as_bytes().first() {
        Some(b'"') => SourceContent::Text(serde_json::from_str(text).unwrap_or_default()),
        Some(b'[') => {
            let list: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
            SourceContent::List(list.into_iter().map(|entry| from_json(whole, entry)).collect())
        }
        Some(b'{') => {
            let Members(members) = serde_json::from_str(text).unwrap_or_default();
            let member = |(key, value): (Cow<str>, &RawValue)| {
                let node = from_json(whole, value);
                let before = whole.get(..node.span.start).unwrap_or_default();
                let end = before.rfind('"').map_or(0, |quote| quote + 1);
                let start = before.get(..end.saturating_sub(1)).and_then(|text| text.rfind('"')).unwrap_or(end);
                (key.into_owned(), start..end, node)
            };
            SourceContent::Table(members.into_iter().map(member).collect())
        }
        _ => SourceContent::Other,
    };
    SourceNode { span: start..start + text.len(), content }
}

/// The members of an object of JSON in the order of the text.
#[derive(Default)]
struct Members<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'t> Deserialize<'t> for Members<'t> {
    fn deserialize<D: serde::Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'t> Visitor<'t> for MembersVisitor {
    type Value = Members<'t>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Members<'t>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry::<Cow<'t, str>, &'t RawValue>()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
