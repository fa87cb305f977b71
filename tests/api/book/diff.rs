//! `twitch-triage book diff`.

use std::fs;

use serde_json::{Value, json};

use super::{ACCEPTED_THRESHOLD, ACCEPTED_WEAKER, VIGNETTES, accepted, book, path, printed};
use crate::support::body::harmless;
use crate::support::folder::Folder;
use crate::support::program::complaint;
use crate::support::rule_book_folder::RuleBookFolder;
use crate::support::service::BOOK;
use twitch_triage::answer::condition_wording::condition_in_words;

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
    // Labels hold commas and "or": what separates two conditions must not be either.
    let words = "either ";
    let rule = BOOK
        .rules
        .iter()
        .find(|rule| rule.when.len() > 1 && rule.when.iter().any(|clause| clause.literals().len() > 1));
    let said_of = condition_in_words(&BOOK, &rule.expect("a rule").when);
    assert!(
        said_of.contains(&format!("({words}")) && said_of.contains("; or ") && said_of.contains("; and "),
        "{said_of}"
    );
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
    assert_eq!(lines, [&json!(1), &json!(3), &json!(4)]);
    assert_eq!(cases[2]["kind"], "refused_by_both");
    let why = "the key `findings` is missing";
    assert!(cases[2]["refused_by_a"].as_str().expect("why").starts_with(why), "{}", cases[2]);
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

/// A copy with a version of its own in which a rule leads to something else.
fn with_another_effect(name: &str, rule: &str, from: &str, to: &str) -> RuleBookFolder {
    let folder = RuleBookFolder::copy(name);
    folder.set_version("2.1.0");
    folder.replace("rules.toml", &format!("id = \"{rule}\"\n{from}"), &format!("id = \"{rule}\"\n{to}"));
    accepted(folder)
}

#[test]
fn a_case_that_became_lower_says_which_rules_decided_and_what_they_lead_to() {
    let soon = "level = \"refer_workup\"\nurgency = \"soon\"";
    let routine = "level = \"refer_workup\"\nurgency = \"routine\"";
    let folder = with_another_effect("book_diff_effect", "R-S05", soon, routine);
    let (code, cases, summary) = as_json(&["built-in", path(&folder)]);
    assert_eq!((code, &cases[0]["id"]), (21, &json!("V31")));
    let outcome = |level: &str, urgency: &str| json!({ "level": level, "urgency": urgency });
    let change =
        json!([{ "rule": "R-S05", "a": outcome("refer_workup", "soon"), "b": outcome("refer_workup", "routine") }]);
    assert_eq!(cases[0]["effects_changed"], change);
    assert_eq!(cases[0]["a"]["decided_by"], json!(["R-S05"]));
    let text = printed(&book(&["diff", "built-in", path(&folder)])).to_owned();
    let (_, lower) = text.split_once("\nLOWER\n").expect("a part");
    let first = lower.split("\n  V").next().expect("a case").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(first.contains("R-S05 leads to refer_workup soon → refer_workup routine"), "{first}");
    assert!(first.contains("decided before: R-S05 decided after: "), "{first}");
    // What can still become of a case is said where it is all that differs, and counted by that name.
    let case = cases.iter().find(|case| case["id"] == "V407").expect("the case");
    assert_eq!(
        (&case["kind"], &case["only_a"], &case["effects_changed"]),
        (&json!("same_outcome"), &json!([]), &json!([]))
    );
    assert!(summary["counts"]["possible_differs"].as_u64() > Some(0), "{summary}");
    let (_, v407) = text.split_once("  V407  ").expect("the case");
    assert!(v407.split_once("\n  V").map_or(v407, |(case, _)| case).contains("possible at most"), "{v407}");
}

#[test]
fn a_line_that_is_refused_says_by_which_rule_book_and_why() {
    let folder = RuleBookFolder::copy("book_diff_refused");
    folder.set_version("2.1.0");
    folder.replace("findings.toml", "maximum = 120", "maximum = 100");
    let cases = Folder::new("book_diff_refused_cases");
    let mut expecting = harmless(&json!({}));
    expecting["expected_rule_book"] = json!("2.0.0");
    let lines = [harmless(&json!({ "age_years": 110 })).to_string(), "{}".to_owned(), expecting.to_string()];
    let file = cases.write("cases.ndjson", lines.join("\n"));
    let (code, cases, summary) = as_json(&["built-in", path(&folder), "--cases", &file]);
    assert_eq!(code, 3);
    // What rule book a payload expects is not looked at.
    assert_eq!((cases.len(), &summary["counts"]["same"]), (2, &json!(1)), "{cases:?}");
    assert_eq!((&cases[0]["line"], &cases[0]["kind"]), (&json!(1), &json!("refused_by_b")));
    assert_eq!(cases[0]["refused_by_b"], "/findings/age_years: must be 100 or less");
    let diff = book(&["diff", "built-in", path(&folder), "--cases", &file]);
    let (_, refused) = printed(&diff).split_once("\nREFUSED\n").expect("a part");
    assert!(
        refused.contains("line 1  ") && refused.contains("refused by the second: /findings/age_years: must be"),
        "{refused}"
    );
    assert!(refused.contains("line 2  refused by both: the key `findings` is missing"), "{refused}");
}

#[test]
fn another_order_other_vectors_or_another_comment_is_a_difference() {
    let folder = RuleBookFolder::copy("book_diff_order");
    folder.set_version("2.1.0");
    let text = fs::read_to_string(folder.path().join("findings.toml")).expect("the findings");
    // Two questions change places.
    let start = text.find("[[finding]]\nname = \"muscle_pain\"").expect("a question");
    let after = text[start + 1..].find("[[finding]]").expect("the next one") + start + 1;
    let end = text[after + 1..].find("[[finding]]").expect("the one after it") + after + 1;
    let swapped = format!("{}{}{}{}", &text[..start], &text[after..end], &text[start..after], &text[end..]);
    fs::write(folder.path().join("findings.toml"), swapped).expect("written");
    let (code, _, summary) = as_json(&["built-in", path(&accepted(folder))]);
    assert_ne!(code, 0);
    let changes = summary["changes"].as_array().expect("changes");
    let order = changes.iter().find(|change| change["record"] == "finding").expect("the order");
    assert_eq!(order["field"], "order", "{order}");
    assert!(order["before"].as_str().expect("names").starts_with("muscle_pain, "), "{order}");

    let folder = RuleBookFolder::copy("book_diff_vectors");
    folder.set_version("2.1.0");
    folder.replace("vectors.json", "\"case\": \"wasting only\"", "\"case\": \"nothing but wasting\"");
    let vectors = fs::read_to_string(folder.path().join("vectors.json")).expect("the vectors");
    let (before, rest) = vectors.split_once("  {\n   \"id\": \"V408\"").expect("the last one");
    let before = before.trim_end().trim_end_matches(',');
    assert!(rest.trim_end().ends_with("}\n ]\n}"), "it is the last one");
    fs::write(folder.path().join("vectors.json"), format!("{before}\n ]\n}}\n")).expect("written");
    let diff = book(&["diff", "built-in", path(&folder)]);
    assert_eq!(diff.status.code(), Some(20), "{}", complaint(&diff));
    let said = "VECTORS  0 added, 1 removed, 1 changed\n  removed: V408\n  changed: V24\n";
    assert!(printed(&diff).contains(said), "{}", printed(&diff));

    let folder = RuleBookFolder::copy("book_diff_comment");
    folder.set_version("2.1.0");
    let with_comment = format!("# Mine.\n{}", fs::read_to_string(folder.path().join("rules.toml")).expect("the rules"));
    fs::write(folder.path().join("rules.toml"), with_comment).expect("written");
    folder.replace("rule_book.toml", "version = \"2.1.0\"", "version = \"2.0.0\"");
    folder.replace("rule_book.toml", "id = \"twitch-triage\"", "id = \"mine\"");
    folder.replace("vectors.json", "\"rule_book\": \"twitch-triage\"", "\"rule_book\": \"mine\"");
    folder.replace("vectors.json", "\"version\": \"2.1.0\"", "\"version\": \"2.0.0\"");
    let other = RuleBookFolder::copy("book_diff_no_comment");
    other.replace("rule_book.toml", "id = \"twitch-triage\"", "id = \"mine\"");
    other.replace("vectors.json", "\"rule_book\": \"twitch-triage\"", "\"rule_book\": \"mine\"");
    let diff = book(&["diff", path(&other), path(&folder)]);
    assert_eq!(diff.status.code(), Some(20), "{}", complaint(&diff));
    assert!(printed(&diff).contains("comments or layout differ"), "{}", printed(&diff));
    assert!(!printed(&diff).contains("no difference"), "{}", printed(&diff));
}

#[test]
fn of_a_list_only_the_entries_that_changed_are_printed() {
    let folder = RuleBookFolder::copy("book_diff_lists");
    folder.set_version("2.1.0");
    folder.replace("banned.toml", "\"all clear\", ", "\"all clear\", \"all is clear\", ");
    folder.replace("findings.toml", "label = \"It is settling\"", "label = \"It settles\"");
    let texts = fs::read_to_string(folder.path().join("texts.toml")).expect("the texts");
    let (before, headline) = texts.split_once("level = \"refer_workup\"\nurgency = \"routine\"").expect("a headline");
    let headline = headline.replacen("A doctor", "A GP", 1);
    let level = "level = \"refer_workup\"\nurgency = \"routine\"";
    fs::write(folder.path().join("texts.toml"), format!("{before}{level}{headline}")).expect("written");
    let diff = book(&["diff", "built-in", path(&folder)]);
    assert_eq!(diff.status.code(), Some(20), "{}", complaint(&diff));
    let text = printed(&diff);
    assert!(text.contains("phrases:\n      before: nothing\n      after:  “all is clear”\n"), "{text}");
    assert!(text.contains("  course  answers.improving.label: It is settling → It settles"), "{text}");
    assert!(text.contains("  headline  result.refer_workup routine."), "{text}");
    assert!(!text.contains("[[") && !text.contains("{ "), "{text}");
}
