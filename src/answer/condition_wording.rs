//! The condition of a rule as a sentence, for those who review it.

use crate::clinical::model::condition::{ClauseText, Comparison, LiteralText};
use crate::clinical::model::derived::Derived;
use crate::clinical::model::finding::{Finding, Kind, UNKNOWN};
use crate::clinical::model::rule_book::RuleBook;

/// What the derived findings say as a part of a sentence: yes, and no.
const DERIVED: [(&str, &str, &str); 5] = [
    ("twitch_reported", "a twitch is reported", "no twitch is reported"),
    ("limb_neck_or_trunk_site", "it is in a limb, the neck or the trunk", "it is in no limb, neck or trunk"),
    ("any_weakness", "there is weakness of any kind", "there is no weakness of any kind"),
    ("any_decline", "strength, speech or swallowing has declined", "nothing has declined"),
    (
        "assessed_and_reassured",
        "a neurologist's examination and EMG were reassuring and nothing has changed since",
        "there was no reassuring examination and EMG by a neurologist, or something has changed since",
    ),
];

/// A condition in words: its clauses joined by "and".
#[must_use]
pub fn condition_in_words(book: &RuleBook, clauses: &[ClauseText]) -> String {
    let in_words = |clause| {
        let words = clause_in_words(book, clause);
        let needs_brackets = clauses.len() > 1 && clause.literals().len() > 1;
        if needs_brackets { format!("({words})") } else { words }
    };
    clauses.iter().map(in_words).collect::<Vec<_>>().join("; and ")
}

/// A clause in words: its literals joined by "or". Commas are a part of labels, and so is "or".
#[must_use]
pub fn clause_in_words(book: &RuleBook, clause: &ClauseText) -> String {
    let literals = literals_in_words(book, clause);
    let either = if literals.len() > 1 { "either " } else { "" };
    format!("{either}{}", literals.join("; or "))
}

/// Each literal of a clause in words.
#[must_use]
pub fn literals_in_words(book: &RuleBook, clause: &ClauseText) -> Vec<String> {
    clause.literals().iter().map(|literal| literal_in_words(book, literal)).collect()
}

fn literal_in_words(book: &RuleBook, literal: &LiteralText) -> String {
    let name = literal.finding();
    let finding = book.finding_index(name).and_then(|index| book.finding(index));
    match (literal, finding) {
        (LiteralText::Name(_), Some(finding)) => finding.label.clone(),
        (LiteralText::Name(_), None) => derived(name, true),
        (LiteralText::Comparison(comparison), Some(finding)) => match &comparison.is {
            Some(words) => answers(finding, words),
            None => number(finding, comparison),
        },
        (LiteralText::Comparison(comparison), None) => match &comparison.is {
            Some(words) => derived(name, words.iter().any(|word| word == "yes")),
            None => count(name, comparison),
        },
    }
}

/// A derived finding that is yes or no.
fn derived(name: &str, yes: bool) -> String {
    let known = DERIVED.iter().find(|(known, ..)| *known == name);
    known.map_or_else(|| name.to_owned(), |(_, is, is_not)| if yes { *is } else { *is_not }.to_owned())
}

/// A derived finding that is a number.
fn count(name: &str, comparison: &Comparison) -> String {
    let of_what = if name == Derived::BodyRegionCount.name() { "body regions" } else { "places" };
    format!("it is in {} {of_what}", threshold(comparison))
}

/// A finding that is one of some answers.
fn answers(finding: &Finding, words: &[String]) -> String {
    let label = |word: &String| match finding.answers.iter().find(|answer| answer.value == *word) {
        Some(answer) => format!("“{}”", answer.label),
        None => format!("“{word}”"),
    };
    let said: Vec<String> = words.iter().filter(|word| *word != UNKNOWN).map(label).collect();
    let or_unknown = if words.iter().any(|word| word == UNKNOWN) { " or not known" } else { "" };
    let list = match said.as_slice() {
        [single] => single.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
        [] => String::new(),
    };
    match finding.kind {
        Kind::SomeOf => format!("it is at {list}{or_unknown}"),
        _ => format!("{}: {list}{or_unknown}", finding.label),
    }
}

/// A number against a threshold.
fn number(finding: &Finding, comparison: &Comparison) -> String {
    let unit = finding.unit.as_deref().unwrap_or_default();
    let said = format!("{} {unit}", threshold(comparison));
    match finding.name.as_str() {
        "duration_days" => format!("lasts {said}"),
        "age_years" => format!("aged {said}"),
        _ => format!("{}: {said}", finding.label),
    }
}

fn threshold(comparison: &Comparison) -> String {
    match (comparison.at_least, comparison.more_than, comparison.less_than) {
        (Some(number), ..) => format!("{number} or more"),
        (_, Some(number), _) => format!("more than {number}"),
        (.., Some(number)) => format!("less than {number}"),
        _ => String::new(),
    }
}
