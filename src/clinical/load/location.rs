//! Where in the text of its file a fault is, and of which record it speaks.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fault::{Fault, Position};
use super::source_tree::{SourceContent, SourceNode};

/// How the name of a translation ends.
const PO: &str = ".po";

/// Gives each fault, in the file of whose name `text_of` knows the text, its position and its record in words; sorts them by file and position and leaves none twice.
pub(super) fn locate<'t>(text_of: impl Fn(&str) -> Option<&'t str>, faults: Vec<Fault>) -> Vec<Fault> {
    let mut trees: BTreeMap<String, Option<SourceNode>> = BTreeMap::new();
    let mut located: Vec<Fault> = faults
        .into_iter()
        .map(|fault| {
            let Some(text) = text_of(&fault.file).filter(|_| fault.position.is_none()) else { return fault };
            if fault.file.ends_with(PO) {
                let byte = in_translation(text, &fault.place);
                return byte.map_or(fault.clone(), |byte| fault.positioned(Position::of_byte(text, byte)));
            }
            let tree = trees.entry(fault.file.clone()).or_insert_with(|| SourceNode::read(&fault.file, text));
            let Some(tree) = tree else { return fault.positioned(Position::of_byte(text, 0)) };
            let (byte, record) = find(tree, text, &fault);
            Fault { record, ..fault.positioned(Position::of_byte(text, byte)) }
        })
        .collect();
    located.sort();
    located.dedup_by(|a, b| (&a.file, &a.position, &a.what) == (&b.file, &b.position, &b.what));
    located
}

/// The byte of an entry of a translation by its key, or of a line of its header by its name; lines end as they do on
/// Windows, too.
fn in_translation(text: &str, key: &str) -> Option<usize> {
    let begins = |line: &str| text.find(&format!("\n{line}")).map(|byte| byte + 1);
    begins(&format!("msgctxt \"{key}\"\n"))
        .or_else(|| begins(&format!("msgctxt \"{key}\"\r\n")))
        .or_else(|| begins(&format!("msgctxt \"{key}.")))
        .or_else(|| begins(&format!("\"{key}: ")))
}

/// The byte of a fault, and its record in words.
fn find(tree: &SourceNode, text: &str, fault: &Fault) -> (usize, String) {
    let has_keys = fault.place.split_once('.').is_some_and(|(section, _)| tree.get(section).is_some());
    if fault.place.starts_with('/') || has_keys {
        let (node, key, record) = follow(tree, &fault.place);
        let is_record = matches!(node.content, SourceContent::Table(_));
        let word = is_record.then(|| named_word(text, node.extent(), &fault.what)).flatten();
        let word = word.or_else(|| written_character(text, node.extent(), fault.character?));
        return (word.or(key).unwrap_or(node.span.start), record);
    }
    let mut records = Vec::new();
    if !fault.place.is_empty() {
        tree.named(&fault.place, &mut records);
    }
    let record = if fault.is_about_last { records.last() } else { records.first() };
    let byte = match record {
        Some(record) => named_word(text, record.extent(), &fault.what).unwrap_or(record.span.start),
        None => named_word(text, 0..text.len(), &fault.what).unwrap_or(0),
    };
    (byte, fault.place.clone())
}

/// The value at a JSON Pointer, or at keys with dots, or the last one on the way to it, the byte of its key where it is a member, and the way in
/// words: an entry of a list by its name where it has one.
fn follow<'n>(tree: &'n SourceNode, pointer: &str) -> (&'n SourceNode, Option<usize>, String) {
    let (mut node, mut key, mut words) = (tree, None, Vec::new());
    let steps = pointer.strip_prefix('/').map_or_else(|| pointer.split('.'), |pointer| pointer.split('/'));
    for step in steps {
        let step = step.replace("~1", "/").replace("~0", "~");
        if let Some((span, member)) = node.member(&step) {
            (node, key) = (member, Some(span.start));
            words.push(step);
            continue;
        }
        let Some(number) = step.parse::<usize>().ok().filter(|number| *number < node.entries().len()) else { break };
        let Some(entry) = node.entries().get(number) else { break };
        (node, key) = (entry, None);
        match entry.name() {
            // The name says enough: of what list it is an entry is left out.
            Some(name) => {
                words.pop();
                words.push(name.to_owned());
            }
            None => words.push(format!("entry {}", number + 1)),
        }
    }
    (node, key, words.join(", "))
}

/// Where a character, or the escape that stands for it, is written in a part of a text.
fn written_character(text: &str, part: Range<usize>, character: char) -> Option<usize> {
    let within = text.get(part.clone())?;
    let number = u32::from(character);
    let escapes = [format!("\\u{number:04x}"), format!("\\u{number:04X}"), format!("\\x{number:02x}")];
    let short = match character {
        '\t' => Some("\\t"),
        '\r' => Some("\\r"),
        '\u{1b}' => Some("\\e"),
        _ => None,
    };
    let itself = within.find(character);
    let escaped = escapes.iter().map(String::as_str).chain(short).filter_map(|escape| within.find(escape)).min();
    itself.or(escaped).map(|byte| part.start + byte)
}

/// Where the first word that is quoted with backticks in a sentence stands in a part of a text.
fn named_word(text: &str, part: Range<usize>, sentence: &str) -> Option<usize> {
    let within = text.get(part.clone())?;
    let quoted = sentence.split('`').skip(1).step_by(2);
    let mut found = quoted.filter_map(|word| position_of(within, word));
    found.next().map(|byte| part.start + byte)
}

/// Where some words stand in a text, whatever stands between them and whatever their case; first as a whole.
fn position_of(text: &str, words: &str) -> Option<usize> {
    let is_part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let whole = text.match_indices(words).find(|(start, found)| {
        !is_part(text.get(..*start).and_then(|before| before.chars().next_back()))
            && !is_part(text.get(start + found.len()..).and_then(|after| after.chars().next()))
    });
    if let Some((start, _)) = whole {
        return Some(start);
    }
    let letters = |text: &str| {
        let letters = text.char_indices().filter(|(_, letter)| letter.is_alphanumeric());
        letters.map(|(at, letter)| (at, letter.to_ascii_lowercase())).collect::<Vec<_>>()
    };
    let (sought, all) = (letters(words), letters(text));
    if sought.len() < 3 {
        return None;
    }
    let same = |part: &[(usize, char)]| part.iter().zip(&sought).all(|((_, a), (_, b))| a == b);
    all.windows(sought.len()).find(|part| same(part)).and_then(|part| part.first()).map(|(at, _)| *at)
}

#[cfg(test)]
mod tests {
    use super::{follow, position_of};
    use crate::clinical::load::source_tree::SourceNode;

    #[test]
    fn a_pointer_is_said_in_words_without_numbers_of_records() {
        let text = "a = 1\n[[rule]]\nid = \"R-S01\"\nwhen = [\"x\", { any = [] }]\n";
        let tree = SourceNode::read("rules.toml", text);
        let said = |pointer: &str| tree.as_ref().map(|tree| follow(tree, pointer).2);
        assert_eq!(said("/rule/0").as_deref(), Some("R-S01"));
        assert_eq!(said("/rule/0/when/1/any").as_deref(), Some("R-S01, when, entry 2, any"));
        assert_eq!(said("/nothing").as_deref(), Some(""));
    }

    #[test]
    fn words_are_found_whole_first_and_then_whatever_their_case() {
        assert_eq!(position_of("muscles and muscle", "muscle"), Some(12));
        assert_eq!(position_of("It is: Not\n  ALS.", "not als"), Some(7));
        assert_eq!(position_of("nothing", "other"), None);
    }
}
