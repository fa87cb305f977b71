//! Edits of vectors.json that leave everything else as it is written: order, indentation, blank lines.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize as _;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Map, Value};

use crate::clinical::load::fault::{Fault, Position};
use crate::clinical::load::source_tree::{SourceContent, SourceNode};

/// Name of the file.
pub(super) const FILE: &str = "vectors.json";

/// A text in which values are replaced.
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

    /// A fault for each key that an object has twice: readers take the last one, and it is not known which is meant.
    pub(super) fn duplicate_keys(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        duplicate_keys(self.text, &self.tree, &mut faults);
        faults
    }

    /// Replaces the name and the version of the rule book to which the vectors belong.
    pub(super) fn set_identity(&mut self, id: &str, version: &str) {
        for (key, value) in [("rule_book", id), ("version", version)] {
            let Some(node) = self.tree.get(key).filter(|node| node.text() != Some(value)) else { continue };
            let span = node.span.clone();
            self.replaced.push((span.clone(), self.written(&span, &Value::from(value))));
        }
    }

    /// Replaces members of what a vector expects.
    pub(super) fn set_expected(&mut self, id: &str, members: &Map<String, Value>) {
        let vectors = self.tree.get("vectors").map(SourceNode::entries).unwrap_or_default();
        let expected = vectors.iter().find(|vector| vector.name() == Some(id)).and_then(|vector| vector.get("expect"));
        let spans = members.iter().filter_map(|(key, value)| Some((expected?.get(key)?.span.clone(), value)));
        let replaced: Vec<_> = spans.map(|(span, value)| (span.clone(), self.written(&span, value))).collect();
        self.replaced.extend(replaced);
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
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let indent: String = line.chars().take_while(|letter| letter.is_whitespace()).collect();
        let step = self.text.lines().nth(1).unwrap_or_default();
        let step: String = step.chars().take_while(|letter| letter.is_whitespace()).collect();
        let mut json = Vec::new();
        let written =
            value.serialize(&mut Serializer::with_formatter(&mut json, PrettyFormatter::with_indent(step.as_bytes())));
        debug_assert!(written.is_ok(), "a value can be written");
        let line_end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        String::from_utf8(json).unwrap_or_default().replace('\n', &format!("{line_end}{indent}"))
    }
}

fn duplicate_keys(text: &str, node: &SourceNode, faults: &mut Vec<Fault>) {
    if let SourceContent::Table(members) = &node.content {
        let mut known = BTreeSet::new();
        for (key, span, _) in members.iter().filter(|(key, ..)| !known.insert(key.as_str())) {
            let what = format!("`{key}` is there twice in the same object: remove one of them");
            let mut fault = Fault::in_file(FILE, what);
            fault.position = Some(Position::of_byte(text, span.start));
            faults.push(fault);
        }
    }
    node.children().for_each(|child| duplicate_keys(text, child, faults));
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
    fn a_key_that_is_there_twice_is_a_fault_with_its_place() {
        let text = "{\n \"vectors\": [\n  {\n   \"id\": \"V01\",\n   \"id\": \"V01\"\n  }\n ]\n}\n";
        let faults = VectorEdit::new(text).map(|edit| edit.duplicate_keys()).unwrap_or_default();
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(said, ["vectors.json:5:4: `id` is there twice in the same object: remove one of them"]);
    }
}
