//! `twitch-triage book accept`.

use std::fs;

use super::{VIGNETTES, book, path, printed, with_a_weaker_red_flag, with_another_threshold};
use crate::support::program::complaint;
use crate::support::rule_book_folder::{COMMITTED, RuleBookFolder};

fn vectors(folder: &RuleBookFolder) -> String {
    fs::read_to_string(folder.path().join("vectors.json")).expect("the vectors")
}

#[test]
fn a_changed_threshold_is_accepted_in_one_command_and_nothing_else_of_the_file_changes() {
    let folder = with_another_threshold("book_accept");
    let before = vectors(&folder);
    let shown = book(&["accept", path(&folder), "--dry-run"]);
    assert_eq!((shown.status.code(), complaint(&shown)), (Some(20), String::new()), "{}", printed(&shown));
    assert_eq!(vectors(&folder), before);
    let accepted = book(&["accept", path(&folder), "--vignettes", VIGNETTES]);
    assert_eq!((accepted.status.code(), complaint(&accepted)), (Some(0), String::new()));
    let after = vectors(&folder);
    assert_ne!(after, before);
    let changed = after.lines().zip(before.lines()).filter(|(after, before)| after != before).count();
    assert!(after.lines().count().abs_diff(before.lines().count()) < 20, "{changed}");
    assert_eq!(book(&["check", path(&folder)]).status.code(), Some(0));
    let again = book(&["accept", path(&folder)]);
    // No id is broken at its hyphen.
    assert!(printed(&again).lines().all(|line| !line.ends_with('-')), "{}", printed(&again));
    assert!(again.status.success() && printed(&again).starts_with("0 vectors accepted, 0 left"), "{}", printed(&again));
    assert_eq!(vectors(&folder), after);
}

#[test]
fn each_difference_is_shown_before_and_after_with_the_texts_of_the_rules() {
    let folder = with_a_weaker_red_flag("book_accept_words");
    let shown = book(&["accept", path(&folder), "--dry-run"]);
    assert!(printed(&shown).contains("urgency  soon → routine"), "{}", printed(&shown));
    let folder = with_another_threshold("book_accept_texts");
    let shown = book(&["accept", path(&folder), "--dry-run"]);
    assert!(printed(&shown).contains("+ R-B06  “A twitching eyelid is usually harmless"), "{}", printed(&shown));
}

#[test]
fn the_version_of_the_vectors_follows_that_of_the_rule_book() {
    let folder = RuleBookFolder::copy("book_accept_version");
    folder.replace("rule_book.toml", "version = \"2.0.0\"", "version = \"2.0.1\"");
    assert_eq!(book(&["check", path(&folder)]).status.code(), Some(2));
    assert_eq!(book(&["accept", path(&folder)]).status.code(), Some(0));
    let committed = fs::read_to_string(format!("{COMMITTED}/vectors.json")).expect("the vectors");
    assert_eq!(vectors(&folder), committed.replacen("\"2.0.0\"", "\"2.0.1\"", 1));
    assert_eq!(book(&["check", path(&folder)]).status.code(), Some(0));
}

#[test]
fn only_the_vectors_that_are_named_are_accepted() {
    let folder = with_a_weaker_red_flag("book_accept_some");
    let accepted = book(&["accept", path(&folder), "V24"]);
    assert_eq!(accepted.status.code(), Some(0), "{}", complaint(&accepted));
    assert!(printed(&accepted).contains("1 vector accepted, "), "{}", printed(&accepted));
    assert_eq!(book(&["check", path(&folder)]).status.code(), Some(2));
    let unknown = book(&["accept", path(&folder), "V99999"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(complaint(&unknown).contains("`V99999` is not the id of a vector"), "{}", complaint(&unknown));
}

#[test]
fn nothing_is_written_when_a_law_is_broken() {
    let folder = RuleBookFolder::copy("book_accept_law");
    folder.set_version("2.1.0");
    // Wasting no longer leads to level 3. Loading refuses a weaker emergency by itself, because of the group questions.
    folder.replace(
        "rules.toml",
        "level = \"refer_workup\"\nurgency = \"soon\"\nwhen = [\"muscle_wasting\"]",
        "level = \"benign_lifestyle\"\nurgency = \"routine\"\nwhen = [\"muscle_wasting\"]",
    );
    let before = vectors(&folder);
    let refused = book(&["accept", path(&folder)]);
    assert_eq!(refused.status.code(), Some(2), "{}", printed(&refused));
    assert!(complaint(&refused).contains("the law I-05 is broken on"), "{}", complaint(&refused));
    assert_eq!(vectors(&folder), before);
}

/// Edits that a rule book survives at load and that the laws forbid: the laws, the file, the line of the record, what is
/// replaced, and with what.
const FORBIDDEN: [(&str, &str, &str, &str, &str); 10] = [
    ("I-15", "rules.toml", "id = \"R-S03\"", SOON, HARMLESS),
    ("I-15", "rules.toml", "id = \"R-S06\"", SOON, HARMLESS),
    ("I-15", "rules.toml", "id = \"R-S09\"", SOON, HARMLESS),
    ("I-15", "findings.toml", "name = \"speech_change\"", "class = \"U1\"", "class = \"U2\""),
    (
        "I-15",
        "rules.toml",
        "id = \"R-S03\"",
        SPEECH,
        "[\"speech_change\", { finding = \"duration_days\", at_least = 28 }]",
    ),
    ("I-15 I-27 I-09", "rules.toml", "id = \"R-S03\"", SPEECH, SPEECH_UNLESS_REASSURED),
    ("I-21", "rules.toml", "id = \"R-C01\"", "  \"limb_neck_or_trunk_site\",\n", ""),
    // The only rule that refers cramps in pregnancy now asks for three months.
    ("I-21", "rules.toml", "id = \"R-R21\"", "at_least = 28", "at_least = 1000"),
    // A child with nothing else wrong.
    ("I-12", "rules.toml", "id = \"R-R02\"", "less_than = 16", "less_than = 12"),
    ("I-05", "rules.toml", "id = \"R-R22\"", "at_least = 40", "at_least = 45"),
];
const SOON: &str = "level = \"refer_workup\"\nurgency = \"soon\"";
const HARMLESS: &str = "level = \"benign_lifestyle\"\nurgency = \"routine\"";
const SPEECH: &str = "[\"speech_change\"]";
const SPEECH_UNLESS_REASSURED: &str = "[\"speech_change\", { finding = \"assessed_and_reassured\", is = [\"no\"] }]";

#[test]
fn each_edit_that_a_law_forbids_is_refused_by_its_number() {
    for (number, (laws, file, record, from, to)) in FORBIDDEN.into_iter().enumerate() {
        let folder = RuleBookFolder::copy(&format!("book_accept_forbidden_{number}"));
        folder.set_version("2.1.0");
        // Felt weakness from 40 on is referred by two rules: a law is broken once both look away.
        if laws == "I-05" {
            folder.replace(
                "rules.toml",
                "\"cramps_frequent\", { finding = \"age_years\", at_least = 40 }",
                "\"cramps_frequent\"",
            );
        }
        folder.replace_in(file, record, from, to);
        let before = vectors(&folder);
        let refused = book(&["accept", path(&folder)]);
        let said = complaint(&refused);
        assert_eq!(refused.status.code(), Some(2), "{laws} {record}: {}", printed(&refused));
        for law in laws.split(' ') {
            assert!(said.contains(&format!("the law {law} is broken ")), "{law} {record}: {said}");
        }
        assert_eq!(vectors(&folder), before);
    }
}

#[test]
fn a_vignette_that_expects_something_else_is_shown_and_left_as_it_is() {
    let folder = with_a_weaker_red_flag("book_accept_vignettes");
    let accepted = book(&["accept", path(&folder), "--vignettes", VIGNETTES]);
    assert_eq!(accepted.status.code(), Some(0), "{}", complaint(&accepted));
    let (_, vignettes) = printed(&accepted).split_once("VIGNETTES that expect something else").expect("a part");
    assert!(vignettes.contains("  urgency  soon → routine"), "{vignettes}");
    let (_, last) = printed(&accepted).rsplit_once("\n\n").expect("a summary");
    let last = last.replace('\n', " ");
    assert!(last.contains(" left; ") && last.contains("expect something else; the laws hold on "), "{last}");
    // Which groups are suspected and which advice is given is a part of what it expects.
    assert!(vignettes.contains("  advice\n    + A06"), "{vignettes}");
    // The check warns of it, where it is written.
    let checked = book(&["check", path(&folder), "--vignettes", VIGNETTES]);
    assert_eq!(checked.status.code(), Some(0), "{}", printed(&checked));
    let is_warning = |line: &&str| line.starts_with(VIGNETTES) && line.contains("`urgency`");
    let warning = printed(&checked).lines().find(is_warning).expect("a warning");
    assert!(
        warning.contains(": warning: ") && warning.contains("comes out otherwise than it expects, in "),
        "{warning}"
    );
    let mut place = warning.split(':');
    let text = fs::read_to_string(place.next().expect("a file")).expect("the vignettes");
    let line: usize = place.next().expect("a line").parse().expect("a number");
    let id = warning.split(": ").nth(2).expect("an id");
    assert_eq!(text.lines().nth(line - 1), Some(format!("id = \"{id}\"").as_str()));
}
