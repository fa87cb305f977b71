//! `twitch-triage book diff`.

use serde_json::{Value, json};

use super::{ACCEPTED_THRESHOLD, ACCEPTED_WEAKER, VIGNETTES, book, path, printed};
use crate::support::body::harmless;
use crate::support::folder::Folder;
use crate::support::program::complaint;
use crate::support::rule_book_folder::RuleBookFolder;

#[test]
fn a_rule_book_does_not_differ_from_itself() {
    let same = book(&["diff", "built-in", "built-in", "--vignettes", VIGNETTES]);
    assert_eq!((same.status.code(), complaint(&same)), (Some(0), String::new()));
    assert!(printed(&same).contains("no difference in "), "{}", printed(&same));
}

/// The cases of a comparison in JSON, and its summary.
fn as_json(arguments: &[&str]) -> (i32, Vec<Value>, Value) {
    let output = book(&[&["diff", "--json"], arguments].concat());
    let mut lines: Vec<Value> =
        printed(&output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let summary = lines.pop().unwrap_or_else(|| panic!("{}", complaint(&output)))["summary"].clone();
    (output.status.code().expect("a code"), lines, summary)
}

#[test]
fn a_weaker_red_flag_is_listed_first_and_has_an_exit_code_of_its_own() {
    let weaker = path(&ACCEPTED_WEAKER);
    let (code, cases, summary) = as_json(&["built-in", weaker, "--vignettes", VIGNETTES]);
    assert_eq!(code, 21);
    let lower = cases.iter().take_while(|case| case["kind"] == "lower").count();
    assert!(lower > 0 && cases[lower..].iter().all(|case| case["kind"] != "lower"), "{cases:?}");
    assert_eq!(summary["counts"]["lower"], lower);
    let case = cases.iter().find(|case| case["id"] == "V24").expect("the case");
    assert_eq!((&case["a"]["urgency"], &case["b"]["urgency"]), (&json!("soon"), &json!("routine")));
    let change = summary["changes"].as_array().expect("changes").iter().find(|change| change["record"] == "R-S02");
    assert_eq!(change.expect("the change")["field"], "urgency");

    let terminal = book(&["diff", "built-in", weaker]);
    let text = printed(&terminal);
    assert!(text.contains("RULES  0 added, 0 removed, 1 changed\n  R-S02  urgency: soon → routine"), "{text}");
    assert!(text.contains("urgency, old ↓ new →"), "{text}");
    let (_, after) = text.split_once("\nLOWER\n").expect("a part");
    assert!(after.trim_start().starts_with('V'), "{after}");
    let markdown = book(&["diff", "built-in", weaker, "--markdown"]);
    assert!(
        printed(&markdown).contains("### LOWER\n\n* V") && printed(&markdown).contains("| soon |"),
        "{}",
        printed(&markdown)
    );
}

#[test]
fn a_translation_that_differs_is_a_difference() {
    let folder = RuleBookFolder::with_translations("diff_translated");
    folder.replace("translations/de.po", "mehr als 3 Monaten zuckt", "mehr als drei Monaten zuckt");
    let diff = book(&["diff", "built-in", path(&folder)]);
    let said = printed(&diff);
    assert!(said.contains("TRANSLATIONS  0 added, 0 removed, 1 changed\n  rules.R-B06.person  de:\n"), "{said}");
    assert!(!said.contains("no difference") && said.contains("drei Monaten zuckt"), "{said}");
    let without = book(&["diff", "built-in", path(&RuleBookFolder::copy("diff_untranslated"))]);
    assert!(
        printed(&without).contains("TRANSLATIONS  0 added, 1 removed, 0 changed\n  de  removed"),
        "{}",
        printed(&without)
    );
}

#[test]
fn conditions_are_said_in_words() {
    let diff = book(&["diff", "built-in", path(&ACCEPTED_THRESHOLD)]);
    assert_eq!(diff.status.code(), Some(20), "{}", printed(&diff));
    let said = "  R-B06  when:\n      before: it is at “Eyelid”; and lasts more than 90 days\n      after:  it is at “Eyelid”; and \
                lasts more than 60 days\n";
    assert!(printed(&diff).contains(said), "{}", printed(&diff));
    assert!(printed(&diff).lines().all(|line| line.chars().count() <= 80), "{}", printed(&diff));
}

#[test]
fn payloads_and_test_cases_of_a_file_are_compared_line_by_line() {
    let folder = Folder::new("book_diff_cases");
    let eyelid = harmless(&json!({ "sites": ["eyelid"], "duration_days": 70 }));
    let lines = [
        eyelid.to_string(),
        harmless(&json!({})).to_string(),
        json!({ "id": "V01", "request": eyelid }).to_string(),
        "{}".to_owned(),
    ];
    let file = folder.write("cases.ndjson", lines.join("\n"));
    let (code, cases, summary) = as_json(&["built-in", path(&ACCEPTED_THRESHOLD), "--cases", &file]);
    assert_eq!(code, 3, "a line that both refuse");
    let lines: Vec<&Value> = cases.iter().map(|case| &case["line"]).collect();
    assert_eq!(lines, [&json!(1), &json!(3)]);
    assert_eq!(cases[0]["only_b"], json!(["R-B06"]));
    assert_eq!(summary["counts"]["cases"], 4);
    assert_eq!(summary["counts"]["refused_by_both"], 1);
}

#[test]
fn a_faulty_rule_book_is_refused() {
    let faulty = RuleBookFolder::copy("book_diff_faulty");
    faulty.replace("rules.toml", "[\"E31\", \"E33\"]", "[\"E31\", \"E999\"]");
    let refused = book(&["diff", "built-in", path(&faulty)]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(complaint(&refused).contains("rules.toml:38:21: R-E01: cites `E999`"), "{}", complaint(&refused));
    assert!(refused.stdout.is_empty());
}
