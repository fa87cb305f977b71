//! Line by line, through pipes.

use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use super::answer_to;
use crate::support::program::{command, complaint};

/// What somebody says whose eyelid has twitched for three days, and who has nothing else.
const EYELID: [&str; 17] = [
    "34",
    "no",
    "2",
    "No, none of these",
    "none",
    "yes",
    "1",
    "3",
    "about the same",
    "none",
    "no",
    "n",
    "none",
    "2",
    "2",
    "2",
    "2",
];

fn ask(arguments: &[&str], lines: &str) -> Output {
    let mut child = command(&[&["ask"], arguments].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    // An emergency ends the interview before all is read.
    let _ = child.stdin.take().expect("a pipe").write_all(lines.as_bytes());
    child.wait_with_output().expect("an end")
}

fn answer(lines: &str) -> Value {
    serde_json::from_slice(&ask(&["--json"], lines).stdout).expect("JSON")
}

fn lines(said: &[&str]) -> String {
    said.iter().flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn an_interview_through_pipes_ends_with_the_report_and_the_exit_code_of_check() {
    let output = ask(&[], &(lines(&EYELID) + &lines(&["no"; 9])));
    let report = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert!(report.starts_with("WHAT TO DO\n  This looks like a common, usually harmless twitch."), "{report}");
    assert!(report.contains("Eyelid") && !report.contains("How old are you?\n"), "{report}");
    let asked = complaint(&output);
    for said in ["First: your age", "How old are you?", "  - newly confused, or hard to wake", "empty line: don't know"]
    {
        assert!(asked.contains(said), "{said} is not among:\n{asked}");
    }
    assert!(asked.lines().all(|line| line.chars().count() <= 80), "{asked}");
}

#[test]
fn an_ended_input_never_counts_as_no() {
    assert_eq!(answer(""), answer_to(&json!({})));
    assert_eq!(answer("34"), answer_to(&json!({ "age_years": 34 })));
    assert_eq!(answer("34\n"), answer_to(&json!({ "age_years": 34 })));
    for end in 0..EYELID.len() - 1 {
        let answer = answer(&lines(&EYELID[..end]));
        assert_eq!(answer["status"], "provisional", "after {end} lines");
        assert_ne!(answer["urgency"], "self_care", "after {end} lines");
    }
}

#[test]
fn an_empty_line_is_do_not_know_and_not_no() {
    let unknown = answer(&lines(&[""; 200]));
    assert_eq!((&unknown["level"], &unknown["status"]), (&json!("refer_workup"), &json!("provisional")));
    assert_eq!(unknown["stop"]["because"], "nothing_left_to_ask");
    assert_eq!(answer("\n"), answer_to(&json!({ "age_years": null })));
}

#[test]
fn an_emergency_ends_the_interview_at_once() {
    let output = ask(&["--json"], "34\nno\nyes\nnot read any more\n");
    assert_eq!(output.status.code(), Some(13));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let said = json!({ "age_years": 34, "urgent_breath_swallow_heart": "absent", "urgent_brain": "present" });
    assert_eq!(answer, answer_to(&said));
    assert_eq!(complaint(&output).matches("\n> ").count(), 3, "{}", complaint(&output));
}

#[test]
fn the_members_of_a_group_open_with_do_not_know_and_are_answered_by_number() {
    let said = ["34", "2", "2", "2", "?", "2? 3"];
    let expected = json!({
        "age_years": 34, "urgent_breath_swallow_heart": "absent", "urgent_brain": "absent",
        "urgent_poison_or_heat": "absent", "urgent_spasm_spine_muscle": "unknown",
        "throat_spasm_lockjaw_or_body_spasm": "absent", "bladder_bowel_or_saddle_change": "unknown",
        "dark_urine_with_muscle_symptoms": "present",
    });
    assert_eq!(answer(&lines(&said)), answer_to(&expected));
}

#[test]
fn back_takes_the_last_answer_away() {
    assert_eq!(answer("34\nback\n"), answer_to(&json!({})));
    assert_eq!(answer("back\n35\nb\n36\n"), answer_to(&json!({ "age_years": 36 })));
}

#[test]
fn what_is_not_understood_is_asked_again_and_not_repeated() {
    let output = ask(&["--json"], "old\n121\n-1\n1e1\n34\nmaybe\n9\n\u{fffd}\n");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer, answer_to(&json!({ "age_years": 34 })));
    let said = complaint(&output);
    assert_eq!(said.matches("A whole number of years from 0 to 120, please.").count(), 4, "{said}");
    assert_eq!(said.matches("A number from 1 to 3, please, or the words.").count(), 3, "{said}");
    assert!(!said.contains("maybe"), "{said}");
}

#[test]
fn a_baby_is_spoken_of_as_a_baby_and_a_child_only_while_the_age_is_unknown() {
    let said = |lines: &str| complaint(&ask(&[], lines)).split_whitespace().collect::<Vec<_>>().join(" ");
    let (baby, child, adult) = (said("1\n"), said("9\n"), said("34\n"));
    assert!(baby.contains("\"you\" means your baby") && !baby.contains("\"you\" means your child"));
    assert!(child.contains("\"you\" means your child") && !child.contains("means your baby"));
    assert!(!adult.contains("your baby") && !adult.contains("your child"));
    let only = "Only if you are answering for a baby or child";
    assert!(said(&lines(&["", "2", "2", "2", "2"])).contains(only));
    assert!(!said(&lines(&["1", "2", "2", "2", "2"])).contains(only));
}
