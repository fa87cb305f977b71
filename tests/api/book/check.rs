//! `twitch-triage book check`.

use std::fs;

use serde_json::Value;

use super::{VIGNETTES, book, path, printed, with_another_threshold};
use crate::support::program::complaint;
use crate::support::rule_book_folder::RuleBookFolder;

#[test]
fn the_built_in_rule_book_has_no_fault() {
    let checked = book(&["check", "built-in", "--vignettes", VIGNETTES]);
    assert_eq!((checked.status.code(), complaint(&checked)), (Some(0), String::new()), "{}", printed(&checked));
    assert!(printed(&checked).lines().last().expect("a line").starts_with("no fault, "), "{}", printed(&checked));
}

#[test]
fn a_fault_is_printed_as_editors_read_it_and_as_json() {
    let folder = RuleBookFolder::copy("book_check");
    folder.replace("rules.toml", "[\"E31\", \"E33\"]", "[\"E31\", \"E999\"]");
    let checked = book(&["check", path(&folder)]);
    assert_eq!(checked.status.code(), Some(2));
    let begins = format!("{}/rules.toml:38:21: fault: R-E01: cites `E999`", path(&folder));
    assert!(printed(&checked).lines().any(|line| line.starts_with(&begins)), "{}", printed(&checked));
    let json = book(&["check", path(&folder), "--json"]);
    let lines: Vec<Value> = printed(&json).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let fault = lines.iter().find(|fault| fault["record"] == "R-E01").expect("the fault");
    assert_eq!((&fault["severity"], &fault["line"], &fault["column"]), (&"fault".into(), &38.into(), &21.into()));
}

#[test]
fn nothing_is_refused_without_a_word() {
    let folder = RuleBookFolder::copy("book_check_number");
    folder.set_version("2.1.0");
    folder.replace("rules.toml", "at_least = 55", "at_least = 99999999999999999999");
    let checked = book(&["check", path(&folder)]);
    assert_eq!(checked.status.code(), Some(2), "{}", printed(&checked));
    assert!(printed(&checked).contains(":39: fault: is not TOML here: the number is too large\n1 fault\n"));
    for command in ["accept", "page", "coverage"] {
        let refused = book(&[command, path(&folder)]);
        let said = complaint(&refused);
        assert!(refused.status.code() == Some(2) && said.contains("the number is too large"), "{command}: {said}");
    }
}

#[test]
fn a_file_that_is_not_utf_8_is_named_with_the_line() {
    let folder = RuleBookFolder::copy("book_check_utf_8");
    fs::write(folder.path().join("locale.toml"), b"a = 1\nb = \"\xe4\"\n").expect("written");
    let checked = book(&["check", path(&folder)]);
    assert!(printed(&checked).contains("it is not UTF-8, in line 2: save it as UTF-8"), "{}", printed(&checked));
}

#[test]
fn one_vector_no_longer_comes_out_and_a_file_is_no_folder() {
    let folder = RuleBookFolder::copy("book_check_one_vector");
    folder.set_version("2.1.0");
    folder.replace_in("vectors.json", "   \"id\": \"V02\",", "\"in_scope\": true", "\"in_scope\": false");
    let checked = book(&["check", path(&folder)]);
    assert!(
        printed(&checked)
            .ends_with("1 fault; 1 vector no longer comes out, `twitch-triage book accept` shows why: V02\n")
    );
    let file = folder.path().join("rules.toml");
    let checked = book(&["check", file.to_str().expect("text")]);
    assert_eq!(checked.status.code(), Some(2));
    assert!(printed(&checked).contains("is a file: name the folder that holds it"), "{}", printed(&checked));
}

#[test]
fn a_missing_folder_is_named_once() {
    for command in ["check", "accept", "page", "coverage"] {
        let missing = book(&[command, "no-such-folder"]);
        assert_eq!(missing.status.code(), Some(2), "{command}");
        let said = format!("{}{}", printed(&missing), complaint(&missing));
        assert_eq!(said.matches("no-such-folder").count(), 1, "{command}: {said}");
        assert!(said.contains("no such folder: name the folder of a rule book, or `built-in`"), "{command}: {said}");
    }
}

#[test]
fn vectors_that_no_longer_come_out_are_named_with_what_to_do() {
    let folder = with_another_threshold("book_check_vectors");
    let checked = book(&["check", path(&folder)]);
    assert_eq!(checked.status.code(), Some(2));
    let last = printed(&checked).lines().last().expect("a line");
    assert!(last.contains("no longer come out, `twitch-triage book accept` shows why: V"), "{last}");
}

#[test]
fn what_is_no_fault_and_yet_worth_a_look_is_warned_of() {
    let folder = RuleBookFolder::copy("book_check_warnings");
    folder.set_version("2.1.0");
    folder.replace(
        "rules.toml",
        "person = \"Breathing trouble at rest needs help now.\"",
        "person = \"Respiratory insufficiency necessitates immediate hospitalisation independently of accompanying symptomatology.\"",
    );
    let evidence = "\n[[evidence]]\nid = \"E998\"\nstatement = \"Nothing cites this.\"\nsource = \"S01\"\n";
    let file = folder.path().join("evidence.toml");
    fs::write(&file, fs::read_to_string(&file).expect("read") + evidence).expect("written");
    let finding = "\n[[finding]]\nname = \"nobody_reads_this\"\nkind = \"tri\"\nclass = \"N\"\nscreen = \"triggers\"\nlabel = \"a thing\"\nquestion = \"Is there a thing?\"\nclinician = \"thing\"\nlay = \"yes\"\n\n";
    folder.replace("findings.toml", "\n[[derived]]", &format!("{finding}[[derived]]"));
    let checked = book(&["check", path(&folder)]);
    assert_eq!(checked.status.code(), Some(0), "{}{}", printed(&checked), complaint(&checked));
    for warning in [
        "R-E01: `Respiratory insufficiency necessitates",
        "evidence.toml:",
        "E998: is cited by nothing",
        "nobody_reads_this: is read by no rule",
        "decides no case",
    ] {
        assert!(printed(&checked).contains(warning), "no `{warning}` in\n{}", printed(&checked));
    }
    assert!(!printed(&checked).contains(": fault:"), "{}", printed(&checked));
}

#[test]
fn another_rule_book_under_the_built_in_version_is_refused_at_start_too() {
    let folder = RuleBookFolder::copy("borrowed_version");
    folder.replace("rules.toml", "needs help now.", "needs help at once.");
    let said = "is the version of the built-in rule book, but the content is another";
    for arguments in [vec!["serve", "--bind", "127.0.0.1:0"], vec!["check"], vec!["openapi"]] {
        let output = crate::support::program::run(&[arguments.as_slice(), &["--rule-book", path(&folder)]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(complaint(&output).contains(said), "{arguments:?}: {}", complaint(&output));
    }
    let checked = book(&["check", path(&folder)]);
    assert!(checked.status.code() == Some(2) && printed(&checked).contains(said), "{}", printed(&checked));
}

#[test]
fn coverage_names_the_cases_of_each_clause_and_what_none_notices() {
    let covered = book(&["coverage", "built-in", "--vignettes", VIGNETTES]);
    assert_eq!((covered.status.code(), complaint(&covered)), (Some(0), String::new()));
    let all = printed(&covered).replace('\n', " ");
    assert!(all.contains(" cases: 0 rules never fire, "), "{all}");
    assert!(printed(&covered).lines().all(|line| line.chars().count() <= 80));
    let json = book(&["coverage", "built-in", "--json"]);
    let rules: Vec<Value> = printed(&json).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let eyelid = rules.iter().find(|rule| rule["rule"] == "R-B06").expect("the rule");
    assert_eq!(eyelid["clauses"].as_array().expect("clauses").len(), 2);
    assert!(eyelid["clauses"][1]["clause"].as_str().expect("words").contains("lasts more than 90 days"), "{eyelid}");
    assert!(rules.len() > 90);
}
