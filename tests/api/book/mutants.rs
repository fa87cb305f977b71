//! `twitch-triage book diff` of 40 rule books with one small change each: every change is reported, and a case is called
//! lower exactly when deciding on all cases one by one says so.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Map, Value, json};
use twitch_triage::clinical::load::files::KnowledgeFiles;
use twitch_triage::clinical::model::outcome::Outcome;
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::clinical::model::vector::Expectation;

use super::{book, path, printed};
use crate::support::program::complaint;
use crate::support::rule_book_folder::RuleBookFolder;
use crate::support::service::BOOK;

/// How many rule books are compared.
const MUTANTS: usize = 40;

/// A change of one rule: its id, the text that it has in rules.toml, and the text in its place.
struct Change {
    rule: String,
    from: String,
    to: String,
}

/// A small change of every rule that has one of some kind; the kinds take turns, so that all are among the first ones.
fn changes() -> Vec<Change> {
    let built_in = KnowledgeFiles::built_in();
    let rules: Vec<&str> = built_in.get("rules.toml").split("[[rule]]\n").skip(1).collect();
    let mut kinds: [Vec<Change>; 4] = Default::default();
    for text in rules {
        let line = |key: &str| text.lines().find(|line| line.starts_with(key));
        let rule = line("id = ").expect("an id").split('"').nth(1).expect("a text").to_owned();
        let mut add = |kind: usize, from: &str, to: String| {
            let (from, to) = (from.to_owned(), to);
            kinds[kind].push(Change { rule: rule.clone(), from, to });
        };
        if let Some(urgency) = line("urgency = ") {
            let other = |word: &str| urgency.replace(urgency.split('"').nth(1).expect("a word"), word);
            add(0, urgency, other("routine"));
            add(1, urgency, other("urgent_same_day"));
        }
        let when = line("when = ").filter(|line| line.ends_with(']'));
        if let Some(when) = when.filter(|when| when.contains("\", \"")) {
            // One alternative less, or one condition less.
            let (before, after) = when.split_once("\", \"").expect("two texts");
            let start = before.rfind('"').expect("its beginning");
            add(2, when, format!("{}\"{after}", &before[..start]));
        }
        for word in ["at_least = ", "more_than = ", "less_than = "] {
            let Some((before, after)) = when.and_then(|when| when.split_once(word)) else { continue };
            let digits = after.chars().take_while(char::is_ascii_digit).count();
            let number: u32 = after[..digits].parse().expect("a number");
            add(3, when.expect("a condition"), format!("{before}{word}{}{}", number + 1, &after[digits..]));
        }
    }
    let mut turns: Vec<std::vec::IntoIter<Change>> = kinds.into_iter().map(Vec::into_iter).collect();
    let longest = turns.iter().map(ExactSizeIterator::len).max().unwrap_or_default();
    let mut all = Vec::new();
    for _ in 0..longest {
        all.extend(turns.iter_mut().filter_map(Iterator::next));
    }
    all.retain(|change| change.from != change.to);
    all
}

/// The rule book with a change, its vectors accepted; none when loading refuses it, as a duplicate or a dead rule.
fn changed(change: &Change) -> Option<(KnowledgeFiles, RuleBook)> {
    let mut files = KnowledgeFiles::built_in();
    let text = files.get("rules.toml");
    let start = text.find(&format!("id = \"{}\"", change.rule)).expect("the rule");
    let edited = format!("{}{}", &text[..start], text[start..].replacen(&change.from, &change.to, 1));
    files.set("rules.toml", edited);
    let identity = files.get("rule_book.toml").replace("version = \"2.0.0\"", "version = \"2.1.0\"");
    files.set("rule_book.toml", identity);
    let vectors = files.get("vectors.json").replacen("\"2.0.0\"", "\"2.1.0\"", 1);
    files.set("vectors.json", vectors);
    let compiled = RuleBook::compile(&files).ok()?;
    let mut vectors: Value = serde_json::from_str(files.get("vectors.json")).expect("JSON");
    for (vector, written) in compiled.vectors.vectors.iter().zip(vectors["vectors"].as_array_mut().expect("a list")) {
        let findings = compiled.vectors.read(&compiled, vector).expect("findings");
        written["expect"] = serde_json::to_value(Expectation::from_findings(&compiled, &findings)).expect("JSON");
    }
    files.set("vectors.json", vectors.to_string());
    let loaded = RuleBook::load(&files).ok()?;
    Some((files, loaded))
}

/// What the comparison must list: deciding by both rule books on each vector, the word for each case that differs.
fn differing(other: &RuleBook) -> BTreeMap<String, &'static str> {
    let height = |outcome: Outcome| (outcome.level as u8, outcome.urgency as u8);
    let mut differing = BTreeMap::new();
    for vector in &BOOK.vectors.vectors {
        let (here, there) =
            (BOOK.vectors.read(&BOOK, vector).expect("findings"), other.vectors.read(other, vector).expect("findings"));
        let (a, b) = (BOOK.decide(&here), other.decide(&there));
        let parts = |decision: &twitch_triage::clinical::decide::decision::Decision| {
            let fired: Vec<(String, Outcome)> = decision.fired().map(|rule| (rule.id.clone(), rule.effect)).collect();
            (decision.least, decision.result, decision.most, decision.status(), fired)
        };
        let ((level_a, urgency_a), (level_b, urgency_b)) = (height(a.result), height(b.result));
        let word = if level_b < level_a || urgency_b < urgency_a {
            "lower"
        } else if (level_a, urgency_a) == (level_b, urgency_b) {
            "same_outcome"
        } else {
            "higher"
        };
        if parts(&a) != parts(&b) {
            differing.insert(vector.id.clone(), word);
        }
    }
    differing
}

/// Compares with a changed rule book as a user does; false when loading refuses the change.
fn is_compared(number: usize, change: &Change) -> bool {
    let Some((files, other)) = changed(change) else { return false };
    let folder = RuleBookFolder::copy(&format!("book_mutant_{number}"));
    for name in ["rules.toml", "rule_book.toml", "vectors.json"] {
        fs::write(folder.path().join(name), files.get(name)).expect("written");
    }
    let output = book(&["diff", "built-in", path(&folder), "--json"]);
    let mut lines: Vec<Map<String, Value>> =
        printed(&output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let about = format!("{}: {} → {}\n{}", change.rule, change.from, change.to, complaint(&output));
    let summary = lines.pop().unwrap_or_else(|| panic!("{about}"))["summary"].clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let listed: BTreeMap<String, String> = lines.iter().map(|case| (text(&case["id"]), text(&case["kind"]))).collect();
    let expected: BTreeMap<String, String> =
        differing(&other).into_iter().map(|(id, word)| (id, word.to_owned())).collect();
    assert_eq!(listed, expected, "{about}");
    let is_lower = |word: &String| word == "lower";
    let lower = expected.values().filter(|word| is_lower(word)).count();
    assert!(lines.iter().take(lower).all(|case| case["kind"] == "lower"), "{about}");
    let reported = summary["changes"].as_array().expect("changes").iter();
    assert_eq!(reported.filter(|change| change["file"] == "rules.toml").count(), 1, "{about}");
    assert!(
        summary["changes"].as_array().expect("changes").iter().any(|made| made["record"] == change.rule),
        "{about}"
    );
    let code = if lower > 0 || summary["counts"]["now_final"] != json!(0) { 21 } else { 20 };
    assert_eq!(output.status.code(), Some(code), "{about}");
    true
}

#[test]
fn each_of_forty_changed_rule_books_is_reported_and_lower_is_said_exactly_where_it_is() {
    let changes = changes();
    let (next, compared) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while compared.load(Ordering::Relaxed) < MUTANTS {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(change) = changes.get(number) else { break };
                    compared.fetch_add(usize::from(is_compared(number, change)), Ordering::Relaxed);
                }
            });
        }
    });
    assert!(compared.into_inner() >= MUTANTS, "only some of {} changes can be loaded", changes.len());
}
