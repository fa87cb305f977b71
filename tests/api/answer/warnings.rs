//! Answers that contradict each other: one warning, with everything that takes part.

use serde_json::{Value, json};

use super::{changed, pairs, seen};
use crate::support::body::{with, words};

#[test]
fn a_warning_names_every_answer_that_takes_part() {
    let warned = |answer: &Value| seen(&answer["warnings"][0]);
    let answer = changed(json!({ "twitch_present": "absent", "sites": ["calf"] }));
    assert_eq!(warned(&answer), pairs(json!([["twitch_present", "absent"], ["sites", ["calf"]]])));
    let answer = changed(json!({ "lost_motor_skills": "present" }));
    assert_eq!(warned(&answer), pairs(json!([["age_years", 34], ["lost_motor_skills", "present"]])));
    let answer = changed(json!({ "preeclampsia_symptoms": "present", "pregnant_or_postpartum": "absent" }));
    assert_eq!(
        warned(&answer),
        pairs(json!([["pregnant_or_postpartum", "absent"], ["preeclampsia_symptoms", "present"]]))
    );
}

#[test]
fn a_tempo_without_a_decline_warns_with_the_four_that_were_sent() {
    let four = json!({ "weakness_functional": "absent", "weakness_perceived": "absent", "speech_change": "absent" });
    let answer = changed(with(&four, &json!({ "decline_tempo": "months" })));
    let expected = json!([
        ["weakness_functional", "absent"],
        ["weakness_perceived", "absent"],
        ["speech_change", "absent"],
        ["decline_tempo", "months"]
    ]);
    assert_eq!(seen(&answer["warnings"][0]), pairs(expected), "swallowing was filled in and not sent");
    let answer =
        changed(json!({ "decline_tempo": "none", "speech_change": "present", "weakness_functional": "absent" }));
    let expected = json!([["weakness_functional", "absent"], ["speech_change", "present"], ["decline_tempo", "none"]]);
    assert_eq!(seen(&answer["warnings"][0]), pairs(expected));
}

#[test]
fn several_contradictions_are_one_warning() {
    let answer = changed(
        json!({ "twitch_present": "absent", "lost_motor_skills": "present", "continuous_jerking_1h": "present", "jerks_move_body": "absent" }),
    );
    assert_eq!(words(&answer["warnings"], "rule"), ["R-K03"]);
    let expected = json!([
        ["age_years", 34],
        ["twitch_present", "absent"],
        ["sites", ["eyelid"]],
        ["lost_motor_skills", "present"],
        ["jerks_move_body", "absent"],
        ["continuous_jerking_1h", "present"]
    ]);
    assert_eq!(seen(&answer["warnings"][0]), pairs(expected));
}

#[test]
fn a_group_and_its_members_that_contradict_are_one_warning() {
    let answer = changed(json!({ "other_movement": "absent", "rhythmic_shaking": "present" }));
    assert_eq!(words(&answer["warnings"], "rule"), ["R-K03"]);
    let expected = json!([["other_movement", "absent"], ["rhythmic_shaking", "present"]]);
    assert_eq!(seen(&answer["warnings"][0]), pairs(expected));
    let members = json!({ "possible_seizure_recent": "absent", "jerks_move_body": "absent",
                          "rhythmic_shaking": "absent", "eyelids_forced_shut": "absent" });
    let answer = changed(with(&members, &json!({ "other_movement": "present" })));
    assert_eq!(words(&answer["warnings"], "rule"), ["R-K03"]);
    let expected = json!([
        ["other_movement", "present"],
        ["jerks_move_body", "absent"],
        ["possible_seizure_recent", "absent"],
        ["rhythmic_shaking", "absent"],
        ["eyelids_forced_shut", "absent"]
    ]);
    assert_eq!(seen(&answer["warnings"][0]), pairs(expected));
    assert_eq!(answer["level"], "benign_lifestyle", "the answers to the members count");
}

#[test]
fn answers_that_fit_together_are_no_warning() {
    for change in [
        json!({}),
        json!({ "decline_tempo": "none" }),
        json!({ "suppressible_with_urge": "present" }),
        json!({ "twitch_present": "absent", "sites": [] }),
    ] {
        assert_eq!(changed(change.clone())["warnings"], json!([]), "{change}");
    }
}
