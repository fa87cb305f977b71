//! Edits of vectors.json that leave everything else as it is written: order, indentation, blank lines.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize as _;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Map, Value};

use super::difference::PARTS;
use crate::clinical::load::source_tree::{SourceContent, SourceNode};

/// Name of the file.
pub(super) const FILE: &str = "vectors.json";

/// A text in which values are replaced and added.
pub(super) struct VectorEdit<'t> {
    text: &'t str,
    tree: SourceNode,
    replaced: Vec<(Range<usize>, String)>,
}

impl<'t> VectorEdit<'t> {
    /// None when the text is no JSON.
    pub(super) fn new(text: &'t str) -> Option<Self> {
        Some(Self { text, tree: SourceNode::read(FILE, text)?, replaced: Vec::new() })
    }

    /// Replaces the name and the version of the rule book to which the vectors belong.
    pub(super) fn set_identity(&mut self, id: &str, version: &str) {
        for (key, value) in [("rule_book", id), ("version", version)] {
            let Some(node) = self.tree.get(key).filter(|node| node.text() != Some(value)) else { continue };
            let span = node.span.clone();
            self.replaced.push((span.clone(), self.written(&span, &Value::from(value))));
        }
    }

    /// Puts a stand-in for every part that a vector does not expect yet into the lines that are there, so that the file can
    /// be read and its faults keep their lines; gives what was missing, by the id of the vector.
    pub(super) fn complete(&mut self, stand_in: &Map<String, Value>) -> BTreeMap<String, Vec<String>> {
        let mut all = BTreeMap::new();
        for vector in self.tree.get("vectors").map(SourceNode::entries).unwrap_or_default() {
            let expected = vector.get("expect");
            let Some((table, missing)) = missing_parts(vector, stand_in) else { continue };
            let parts: Map<_, _> = missing.iter().map(|(key, value)| ((*key).clone(), (*value).clone())).collect();
            let inserted = inline(parts, expected.is_none());
            let (at, comma) = end_of_members(table);
            self.replaced.push((at..at, format!("{comma}{inserted}")));
            let missing: Vec<String> = missing.into_iter().map(|(key, _)| key.clone()).collect();
            all.insert(vector.name().unwrap_or_default().to_owned(), missing);
        }
        all
    }

    /// Replaces parts of what a vector expects, and adds those that are missing, in the form that the file has.
    pub(super) fn set_expected(&mut self, id: &str, parts: &Map<String, Value>) {
        let vectors = self.tree.get("vectors").map(SourceNode::entries).unwrap_or_default();
        let Some(vector) = vectors.iter().find(|vector| vector.name() == Some(id)) else { return };
        let expected = vector.get("expect");
        let spans = parts.iter().filter_map(|(key, value)| Some((expected?.get(key)?.span.clone(), value)));
        let mut replaced: Vec<_> = spans.map(|(span, value)| (span.clone(), self.written(&span, value))).collect();
        if let Some((table, missing)) = missing_parts(vector, parts) {
            replaced.push(self.added(table, expected.is_none(), missing));
        }
        self.replaced.extend(replaced);
    }

    /// Parts at the end of a table, or as the object `expect` there.
    fn added(&self, table: &SourceNode, as_object: bool, mut parts: Vec<(&String, &Value)>) -> (Range<usize>, String) {
        parts.sort_by_key(|(key, _)| PARTS.iter().position(|part| part == key));
        let (at, comma) = end_of_members(table);
        let inside = self.text.get(table.span.clone()).unwrap_or_default();
        if !comma.is_empty() && !inside.contains('\n') {
            let parts: Map<_, _> = parts.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect();
            return (at..at, format!(", {}", inline(parts, as_object)));
        }
        let (line_end, step) = (self.line_end(), self.step());
        let outer = self.indent_at(table.span.start);
        let indent = match &table.content {
            SourceContent::Table(members) if !comma.is_empty() => {
                members.first().map_or_else(|| outer.clone() + step, |(_, key, _)| self.indent_at(key.start))
            }
            _ => outer.clone() + step,
        };
        let lines = |indent: &str| {
            let line = |(key, value): &(&String, &Value)| {
                format!("{line_end}{indent}{}: {}", Value::from(key.as_str()), self.pretty(indent, value))
            };
            parts.iter().map(line).collect::<Vec<_>>().join(",")
        };
        let text = if as_object {
            format!("{line_end}{indent}\"expect\": {{{}{line_end}{indent}}}", lines(&(indent.clone() + step)))
        } else {
            lines(&indent)
        };
        if comma.is_empty() {
            return (table.span.start + 1..table.span.end - 1, format!("{text}{line_end}{outer}"));
        }
        (at..at, format!(",{text}"))
    }

    /// The text with all replacements.
    pub(super) fn finish(mut self) -> String {
        self.replaced.sort_by_key(|(span, _)| span.start);
        let (mut edited, mut end) = (String::with_capacity(self.text.len()), 0);
        for (span, value) in self.replaced {
            edited.push_str(self.text.get(end..span.start).unwrap_or_default());
            edited.push_str(&value);
            end = span.end;
        }
        edited + self.text.get(end..).unwrap_or_default()
    }

    /// A value as this file writes it at this place.
    fn written(&self, span: &Range<usize>, value: &Value) -> String {
        self.pretty(&self.indent_at(span.start), value)
    }

    /// A value as this file writes it in a line that begins with this white space.
    fn pretty(&self, indent: &str, value: &Value) -> String {
        let mut json = Vec::new();
        let formatter = PrettyFormatter::with_indent(self.step().as_bytes());
        let written = value.serialize(&mut Serializer::with_formatter(&mut json, formatter));
        debug_assert!(written.is_ok(), "a value can be written");
        String::from_utf8(json).unwrap_or_default().replace('\n', &format!("{}{indent}", self.line_end()))
    }

    fn line_end(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// By how much each level is indented.
    fn step(&self) -> &'t str {
        white_space(self.text.lines().nth(1).unwrap_or_default())
    }

    /// The white space with which the line of a byte begins.
    fn indent_at(&self, byte: usize) -> String {
        let before = self.text.get(..byte).unwrap_or_default();
        white_space(before.rsplit('\n').next().unwrap_or_default()).to_owned()
    }
}

fn white_space(line: &str) -> &str {
    line.get(..line.len() - line.trim_start().len()).unwrap_or_default()
}

/// The parts that a vector does not expect yet, and the table in which they belong: what it expects, or the vector itself
/// where it expects nothing. None when nothing is missing, or what it expects is no object.
fn missing_parts<'n, 'p>(
    vector: &'n SourceNode,
    parts: &'p Map<String, Value>,
) -> Option<(&'n SourceNode, Vec<(&'p String, &'p Value)>)> {
    let expected = vector.get("expect");
    let table = expected.unwrap_or(vector);
    let missing: Vec<_> = parts.iter().filter(|(key, _)| expected.is_none_or(|node| node.get(key).is_none())).collect();
    (matches!(table.content, SourceContent::Table(_)) && !missing.is_empty()).then_some((table, missing))
}

/// Where another member of a table is written, and the comma before it where there are members already.
fn end_of_members(table: &SourceNode) -> (usize, &'static str) {
    match table.children().last() {
        Some(last) => (last.span.end, ","),
        None => (table.span.start + 1, ""),
    }
}

/// Parts in one line, as members without braces, or as the object `expect`.
fn inline(parts: Map<String, Value>, as_object: bool) -> String {
    let members = if as_object { Map::from_iter([("expect".to_owned(), Value::Object(parts))]) } else { parts };
    let members = members.iter().map(|(key, value)| format!("{}: {value}", Value::from(key.as_str())));
    members.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::VectorEdit;

    #[test]
    fn only_what_is_replaced_differs_and_it_is_written_like_the_rest() {
        let text = "{\n \"version\": \"1.0.0\",\n\n \"vectors\": [\n  {\n   \"id\": \"V01\",\n   \"expect\": {\n    \"rules\": [],  \"level\": \"x\"\n   }\n  }\n ]\n}\n";
        let edited = VectorEdit::new(text).map(|mut edit| {
            edit.set_identity("any", "1.1.0");
            edit.set_expected("V01", &Map::from_iter([("rules".to_owned(), json!(["R-S01"]))]));
            edit.finish()
        });
        let expected = text.replace("1.0.0", "1.1.0").replace("[],", "[\n     \"R-S01\"\n    ],");
        assert_eq!(edited.as_deref(), Some(expected.as_str()));
    }

    #[test]
    fn a_file_of_windows_keeps_its_line_ends() {
        let text = "{\r\n \"vectors\": [\r\n  {\r\n   \"id\": \"V01\",\r\n   \"expect\": {\r\n    \"rules\": []\r\n   }\r\n  }\r\n ]\r\n}\r\n";
        let edited = VectorEdit::new(text).map(|mut edit| {
            edit.set_expected("V01", &Map::from_iter([("rules".to_owned(), json!(["R-S01"]))]));
            edit.finish()
        });
        let expected = text.replace("[]", "[\r\n     \"R-S01\"\r\n    ]");
        assert_eq!(edited.as_deref(), Some(expected.as_str()));
    }

    #[test]
    fn what_is_missing_is_added_in_the_form_of_the_file() {
        let text = "{\n \"vectors\": [\n  {\n   \"id\": \"V01\",\n   \"change\": {}\n  },\n  {\n   \"id\": \"V02\",\n   \"expect\": {}\n  },\n  {\n   \"id\": \"V03\",\n   \"expect\": {\n    \"level\": \"x\"\n   }\n  },\n  { \"id\": \"V04\", \"change\": {} }\n ]\n}\n";
        let parts = Map::from_iter([("rules".to_owned(), json!(["R-B00"])), ("level".to_owned(), json!("y"))]);
        let edited = VectorEdit::new(text).map(|mut edit| {
            ["V01", "V02", "V03", "V04"].iter().for_each(|id| edit.set_expected(id, &parts));
            edit.finish()
        });
        let both = "\n    \"level\": \"y\",\n    \"rules\": [\n     \"R-B00\"\n    ]\n   ";
        let expected = text
            .replacen("\"change\": {}", &format!("\"change\": {{}},\n   \"expect\": {{{both}}}"), 1)
            .replacen("\"expect\": {}", &format!("\"expect\": {{{both}}}"), 1)
            .replace("\"x\"", "\"y\",\n    \"rules\": [\n     \"R-B00\"\n    ]")
            .replace("\"change\": {} }", "\"change\": {}, \"expect\": {\"level\":\"y\",\"rules\":[\"R-B00\"]} }");
        assert_eq!(edited.as_deref(), Some(expected.as_str()));
    }

    #[test]
    fn stand_ins_move_no_line() {
        let text = "{\n \"vectors\": [\n  {\n   \"id\": \"V01\"\n  },\n  { \"id\": \"V02\", \"expect\": { \"level\": \"x\" } }\n ]\n}\n";
        let parts = Map::from_iter([("rules".to_owned(), json!([])), ("level".to_owned(), json!("y"))]);
        let completed = VectorEdit::new(text).map(|mut edit| (edit.complete(&parts), edit.finish()));
        let (missing, completed) = completed.unwrap_or_default();
        assert_eq!(
            missing.into_iter().map(|(id, parts)| (id, parts.len())).collect::<Vec<_>>(),
            [("V01".to_owned(), 2), ("V02".to_owned(), 1)]
        );
        let vectors: serde_json::Value = serde_json::from_str(&completed).unwrap_or_default();
        assert_eq!(vectors.pointer("/vectors/0/expect"), Some(&json!({ "level": "y", "rules": [] })));
        assert_eq!(vectors.pointer("/vectors/1/expect"), Some(&json!({ "level": "x", "rules": [] })));
        assert_eq!(completed.lines().count(), text.lines().count());
    }
}
