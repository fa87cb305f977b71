//! `twitch-triage book accept`.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use super::{VIGNETTES, book, path, printed, with_a_weaker_red_flag, with_another_threshold};
use crate::support::program::{command, complaint};
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
    let (_, vignettes) = printed(&accepted).split_once("VIGNETTES that come out LOWER").expect("a part");
    assert!(vignettes.contains("  urgency  soon → routine"), "{vignettes}");
    let (_, last) = printed(&accepted).rsplit_once("\n\n").expect("a summary");
    let last = last.replace('\n', " ");
    assert!(
        last.contains(" left; ")
            && last.contains("expect something else, ")
            && last.contains(" of them LOWER; the laws"),
        "{last}"
    );
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

#[test]
fn a_linked_file_stays_linked_with_its_permissions_and_what_lies_beside_it_is_left_alone() {
    let folder = RuleBookFolder::copy("book_accept_link");
    folder.replace("rule_book.toml", "version = \"2.0.0\"", "version = \"2.0.1\"");
    let (link, kept) = (folder.path().join("vectors.json"), folder.path().join("kept"));
    fs::create_dir(&kept).expect("a folder");
    fs::rename(&link, kept.join("cases.json")).expect("renamed");
    std::os::unix::fs::symlink("kept/cases.json", &link).expect("a link");
    fs::set_permissions(kept.join("cases.json"), Permissions::from_mode(0o600)).expect("permissions");
    // The name that was once written beside it, as a file of the user's own.
    fs::write(folder.path().join("vectors.json.new"), "mine").expect("written");
    let accepted = book(&["accept", path(&folder)]);
    assert_eq!(accepted.status.code(), Some(0), "{}", complaint(&accepted));
    assert!(link.is_symlink() && vectors(&folder).contains("\"version\": \"2.0.1\""));
    let mode = fs::metadata(kept.join("cases.json")).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(&kept).expect("a folder").count(), 1);
    assert_eq!(fs::read_to_string(folder.path().join("vectors.json.new")).expect("the file"), "mine");
}

#[test]
fn of_two_that_accept_at_once_none_is_lost() {
    let folder = with_a_weaker_red_flag("book_accept_at_once");
    let ids = ["V24", "V25"];
    let children = ids.map(|id| {
        let mut accept = command(&["book", "accept", path(&folder), id]);
        accept.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process")
    });
    let ended = children.map(|child| child.wait_with_output().expect("a process"));
    let left = printed(&book(&["check", path(&folder)])).to_owned();
    assert!(ended.iter().any(|output| output.status.success()), "{}", complaint(&ended[0]));
    for (id, output) in ids.iter().zip(&ended) {
        let is_left = left.contains(&format!("fault: {id}: "));
        match output.status.code() {
            Some(0) => assert!(!is_left, "{id} was accepted and is lost"),
            code => {
                let said = complaint(output);
                assert!(code == Some(1) && is_left && said.contains("changed meanwhile; run again"), "{said}");
            }
        }
    }
}

#[test]
fn a_file_of_windows_keeps_its_line_ends() {
    let folder = with_a_weaker_red_flag("book_accept_windows");
    fs::write(folder.path().join("vectors.json"), vectors(&folder).replace('\n', "\r\n")).expect("written");
    let accepted = book(&["accept", path(&folder)]);
    assert_eq!(accepted.status.code(), Some(0), "{}", complaint(&accepted));
    let after = vectors(&folder);
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
}

#[test]
fn a_key_that_is_there_twice_is_refused() {
    let folder = with_a_weaker_red_flag("book_accept_twice");
    folder.replace("vectors.json", "\"id\": \"V24\",", "\"id\": \"V24\",\n   \"expect\": {},");
    let refused = book(&["accept", path(&folder)]);
    assert_eq!(refused.status.code(), Some(2), "{}", printed(&refused));
    let said = complaint(&refused);
    assert!(said.contains("the key `expect` is there twice in one object"), "{said}");
}

#[test]
fn what_became_lower_is_shown_first_and_counted() {
    let folder = RuleBookFolder::copy("book_accept_lower");
    folder.set_version("2.1.0");
    folder.replace(
        "rules.toml",
        "id = \"R-S05\"\nlevel = \"refer_workup\"\nurgency = \"soon\"",
        "id = \"R-S05\"\nlevel = \"refer_workup\"\nurgency = \"routine\"",
    );
    let shown = book(&["accept", path(&folder), "--dry-run"]);
    let (lower, others) = printed(&shown).split_once("\nOTHERS\n").expect("others");
    assert!(lower.starts_with("LOWER\n\nV31 "), "{lower}");
    assert_eq!(lower.lines().nth(3), Some("  urgency  soon → routine"), "{lower}");
    let number = lower.lines().filter(|line| line.starts_with('V')).count();
    assert!(!others.contains("  urgency  soon → routine"), "{others}");
    let summary = others.replace('\n', " ");
    assert!(summary.contains(&format!("vectors to accept, {number} of them LOWER, 0 left")), "{summary}");
}

#[test]
fn nothing_is_written_that_would_be_refused() {
    let folder = RuleBookFolder::copy("book_accept_never");
    folder.set_version("2.1.0");
    let rules = fs::read_to_string(folder.path().join("rules.toml")).expect("the rules");
    let (before, rule) = rules.split_once("id = \"R-R18\"").expect("the rule");
    let rule = rule.replacen("at_least = 55", "at_least = 119", 1);
    fs::write(folder.path().join("rules.toml"), format!("{before}id = \"R-R18\"{rule}")).expect("written");
    let before = vectors(&folder);
    let refused = book(&["accept", path(&folder)]);
    assert_eq!(refused.status.code(), Some(2), "{}", printed(&refused));
    assert!(complaint(&refused).contains("R-R18: fires in no vector"), "{}", complaint(&refused));
    assert!(complaint(&refused).contains("nothing is written"), "{}", complaint(&refused));
    assert_eq!(vectors(&folder), before);
}

/// A copy with a new rule, and vectors for it that expect nothing or little.
fn with_a_new_rule(name: &str, added: &str) -> RuleBookFolder {
    let folder = RuleBookFolder::copy(name);
    folder.set_version("2.1.0");
    let rule = "[[rule]]\nid = \"R-S99\"\nlevel = \"refer_workup\"\nurgency = \"soon\"\nwhen = [\"muscle_pain\", \
                \"rash_with_muscle_symptoms\", \"cramps_frequent\"]\nperson = \"Pain, cramps and a rash together need an \
                examination.\"\nclinician = \"Pain, cramps and rash.\"\nevidence = [\"E31\"]\n\n[[rule]]\nid = \"R-S05\"";
    folder.replace("rules.toml", "[[rule]]\nid = \"R-S05\"", rule);
    folder.replace("vectors.json", " \"vectors\": [\n", &format!(" \"vectors\": [\n{added}"));
    folder
}

#[test]
fn a_new_rule_is_accepted_with_vectors_that_do_not_say_yet_what_they_expect() {
    let change = "\"start_from\": \"baseline\",\n   \"change\": {\n    \"muscle_pain\": \"present\",\n    \"cramps_frequent\": \
                  \"present\",\n    \"rash_with_muscle_symptoms\": \"present\"\n   }";
    let vector = |id: &str, expect: &str| {
        format!("  {{\n   \"id\": \"{id}\",\n   \"case\": \"pain, cramps, rash\",\n   {change}{expect}\n  }},\n")
    };
    let some = ",\n   \"expect\": {\n    \"level\": \"benign_lifestyle\",\n    \"urgency\": \"self_care\"\n   }";
    let added = [vector("V901", ""), vector("V902", ",\n   \"expect\": {}"), vector("V903", some)].concat();
    let folder = with_a_new_rule("book_accept_new", &added);
    let accepted = book(&["accept", path(&folder)]);
    assert_eq!((accepted.status.code(), complaint(&accepted)), (Some(0), String::new()), "{}", printed(&accepted));
    assert!(printed(&accepted).contains("V901  pain, cramps, rash\n  level  refer_workup\n"), "{}", printed(&accepted));
    assert!(printed(&accepted).contains("    + R-S99  “Pain, cramps and a rash"), "{}", printed(&accepted));
    let checked = book(&["check", path(&folder)]);
    assert_eq!(checked.status.code(), Some(0), "{}", printed(&checked));
    // What was added looks as if it had always been there.
    let text = vectors(&folder);
    let one = |id: &str| {
        let (_, after) = text.split_once(&format!("   \"id\": \"{id}\",\n")).expect("the vector");
        after.split_once("\n  },\n").expect("its end").0.to_owned()
    };
    assert_eq!(one("V901"), one("V902"));
    assert_eq!(one("V901"), one("V903"));
    assert!(one("V901").contains("   },\n   \"expect\": {\n    \"level\": \"refer_workup\",\n    \"urgency\": \"soon\",\n    \"provisional\": false,\n"), "{}", one("V901"));
    let committed = fs::read_to_string(format!("{COMMITTED}/vectors.json")).expect("the vectors");
    let mut lines = text.lines();
    let mut kept = committed.lines().filter(|line| !line.contains("\"version\""));
    assert!(kept.all(|line| lines.any(|own| own == line)), "a line is gone");
}

#[test]
fn a_new_vector_that_is_wrong_is_refused_in_its_own_line() {
    let added =
        "  {\n   \"id\": \"V901\",\n   \"case\": \"c\",\n   \"start_from\": \"nowhere\",\n   \"change\": {}\n  },\n";
    let folder = with_a_new_rule("book_accept_new_wrong", added);
    let refused = book(&["accept", path(&folder)]);
    assert_eq!(refused.status.code(), Some(2));
    let line = vectors(&folder).lines().position(|line| line.contains("nowhere")).expect("the line") + 1;
    let said = complaint(&refused);
    assert!(said.contains(&format!("vectors.json:{line}:")) && said.lines().count() == 1, "{said}");
}
