//! The answers that a reason rests on, and where they point.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{changed, grounds, of, pairs, seen};
use crate::support::body::{vectors, with};
use crate::support::service::service;

#[track_caller]
fn rests_on(answer: &Value, rule: &str, expected: Value) {
    assert_eq!(grounds(answer, rule), pairs(expected), "{rule}");
}

#[test]
fn a_reason_points_at_the_answers_of_its_true_literals_only() {
    let answer = of(
        json!({ "hands_feet_spasm_or_mouth_tingling": "present", "palpitations": "present", "vomiting_diarrhoea_48h": "absent" }),
    );
    rests_on(&answer, "R-E17", json!([["hands_feet_spasm_or_mouth_tingling", "present"], ["palpitations", "present"]]));
    rests_on(&answer, "R-U05", json!([["hands_feet_spasm_or_mouth_tingling", "present"]]));
}

#[test]
fn the_answers_of_a_reason_stand_in_the_order_of_the_specification() {
    let answer = of(json!({ "exam_weakness": "present", "lost_motor_skills": "present", "muscle_wasting": "present",
                            "unsteady_or_falls": "present", "weakness_perceived": "present", "age_years": 9 }));
    let expected = json!([
        ["age_years", 9],
        ["weakness_perceived", "present"],
        ["muscle_wasting", "present"],
        ["unsteady_or_falls", "present"],
        ["lost_motor_skills", "present"],
        ["exam_weakness", "present"]
    ]);
    rests_on(&answer, "R-U09", expected);
}

#[test]
fn a_list_is_pointed_at_as_a_whole_and_shown_in_the_order_of_the_specification() {
    let answer = changed(json!({ "sites": ["foot", "tongue", "eyelid"] }));
    rests_on(&answer, "R-S05", json!([["sites", ["eyelid", "tongue", "foot"]]]));
}

#[test]
fn counts_and_regions_rest_on_the_sites() {
    let answer = changed(json!({ "sites": ["calf", "hand"], "twitch_present": "unknown" }));
    rests_on(&answer, "R-B01", json!([["sites", ["hand", "calf"]]]));
    let answer = changed(json!({ "sites": ["calf", "hand"], "age_years": 60, "duration_days": 84 }));
    rests_on(&answer, "R-R18", json!([["age_years", 60], ["sites", ["hand", "calf"]], ["duration_days", 84]]));
    let answer = changed(json!({ "sites": ["calf"], "duration_days": 84, "cramps_frequent": "present" }));
    let expected = json!([
        ["twitch_present", "present"],
        ["sites", ["calf"]],
        ["duration_days", 84],
        ["cramps_frequent", "present"]
    ]);
    rests_on(&answer, "R-C02", expected);
}

#[test]
fn an_answer_that_holds_in_several_literals_is_named_once() {
    let answer = changed(json!({ "sites": ["calf", "foot"], "duration_days": 84, "cramps_frequent": "present",
                                 "pregnant_or_postpartum": "present", "fatigue": "present" }));
    let expected = json!([
        ["twitch_present", "present"],
        ["sites", ["calf", "foot"]],
        ["duration_days", 84],
        ["cramps_frequent", "present"],
        ["fatigue", "present"],
        ["pregnant_or_postpartum", "present"]
    ]);
    rests_on(&answer, "R-R21", expected);
    let answer = changed(json!({ "sites": ["calf", "foot"], "duration_days": 15 }));
    rests_on(
        &answer,
        "R-B01",
        json!([["twitch_present", "present"], ["sites", ["calf", "foot"]], ["duration_days", 15]]),
    );
}

#[test]
fn a_twitch_is_reported_by_a_place_and_by_saying_so() {
    for (findings, expected) in [
        (
            json!({ "twitch_present": "present", "sites": ["calf"] }),
            json!([["twitch_present", "present"], ["sites", ["calf"]]]),
        ),
        (json!({ "twitch_present": "unknown", "sites": ["calf"] }), json!([["sites", ["calf"]]])),
        (json!({ "twitch_present": null, "sites": ["calf"] }), json!([["sites", ["calf"]]])),
        (json!({ "twitch_present": "absent", "sites": ["calf"] }), json!([["sites", ["calf"]]])),
        (json!({ "twitch_present": "present", "sites": [] }), json!([["twitch_present", "present"]])),
        (json!({ "twitch_present": "present", "sites": null }), json!([["twitch_present", "present"]])),
        (json!({ "twitch_present": "present" }), json!([["twitch_present", "present"]])),
        (json!({ "twitch_present": "unknown" }), json!([])),
        (json!({ "sites": [] }), json!([])),
        (json!({}), json!([])),
    ] {
        rests_on(&of(findings), "R-B00", expected);
    }
}

#[test]
fn that_no_twitch_is_reported_rests_on_every_key_that_was_read() {
    rests_on(&of(json!({ "twitch_present": "absent" })), "R-X01", json!([["twitch_present", "absent"]]));
    let answer = of(json!({ "twitch_present": "absent", "sites": [] }));
    rests_on(&answer, "R-X01", json!([["twitch_present", "absent"], ["sites", []]]));
    let answer = of(json!({ "sites": null, "twitch_present": "absent" }));
    rests_on(&answer, "R-X01", json!([["twitch_present", "absent"], ["sites", null]]));
}

#[test]
fn any_weakness_rests_on_the_present_ones() {
    for (functional, perceived, expected) in [
        (
            "present",
            "present",
            json!([
                ["weakness_functional", "present"],
                ["weakness_perceived", "present"],
                ["vomiting_diarrhoea_48h", "present"]
            ]),
        ),
        ("present", "absent", json!([["weakness_functional", "present"], ["vomiting_diarrhoea_48h", "present"]])),
        ("unknown", "present", json!([["weakness_perceived", "present"], ["vomiting_diarrhoea_48h", "present"]])),
    ] {
        let answer = of(
            json!({ "vomiting_diarrhoea_48h": "present", "weakness_functional": functional, "weakness_perceived": perceived }),
        );
        rests_on(&answer, "R-U14", expected);
    }
}

#[test]
fn not_being_reassured_rests_on_every_key_that_was_read() {
    for (change, expected) in [
        (json!({}), json!([["age_years", 40], ["weakness_perceived", "present"]])),
        (
            json!({ "already_assessed": "none" }),
            json!([["age_years", 40], ["already_assessed", "none"], ["weakness_perceived", "present"]]),
        ),
        (
            json!({ "already_assessed": null }),
            json!([["age_years", 40], ["already_assessed", "unknown"], ["weakness_perceived", "present"]]),
        ),
        (
            json!({ "already_assessed": "neurologist_exam_and_emg_reassuring", "change_since_assessment": "present" }),
            json!([
                ["age_years", 40],
                ["already_assessed", "neurologist_exam_and_emg_reassuring"],
                ["change_since_assessment", "present"],
                ["weakness_perceived", "present"]
            ]),
        ),
    ] {
        rests_on(
            &changed(with(&json!({ "weakness_perceived": "present", "age_years": 40 }), &change)),
            "R-R01",
            expected,
        );
    }
}

#[test]
fn a_mitigating_answer_that_was_not_claimed_is_shown_when_it_was_sent() {
    let jerks = json!({ "jerks_move_body": "present", "jerks_only_falling_asleep": "absent", "suppressible_with_urge": "unknown", "jerks_are_hiccups": null });
    let answer = changed(jerks);
    let expected = json!([
        ["jerks_move_body", "present"],
        ["jerks_only_falling_asleep", "absent"],
        ["jerks_are_hiccups", "unknown"],
        ["suppressible_with_urge", "unknown"]
    ]);
    rests_on(&answer, "R-R03", expected);
}

#[test]
fn what_a_completed_screen_or_a_default_says_is_not_shown_as_sent() {
    // Its screen is completed, so the mitigating answers are "absent" and the rule holds: none of them was sent.
    let answer = changed(json!({ "jerks_move_body": "present" }));
    rests_on(&answer, "R-R03", json!([["jerks_move_body", "present"]]));
    let sent: BTreeSet<String> =
        ["age_years", "twitch_present", "sites", "duration_days", "course"].map(str::to_owned).into();
    let answer = changed(json!({}));
    for reason in answer["reasons"].as_array().expect("reasons") {
        assert!(seen(reason).iter().all(|(name, _)| sent.contains(name)), "{reason}");
    }
}

#[test]
fn reasons_about_open_questions_rest_on_nothing() {
    let answer = of(json!({ "course": "unknown", "muscle_wasting": null }));
    rests_on(&answer, "R-K01", json!([]));
    let answer = changed(json!({ "history_polio": "unknown" }));
    rests_on(&answer, "R-K02", json!([]));
    let cramps =
        json!({ "cramps_frequent": "present", "fatigue": "present", "sites": ["calf"], "duration_days": null });
    rests_on(&changed(cramps), "R-K04", json!([]));
}

#[test]
fn a_number_is_shown_as_a_whole_number_however_it_was_written() {
    let answer = service().post("/v1/triage", r#"{"findings":{"age_years":1.2e1}}"#).expect(200);
    assert_eq!(grounds(&answer, "R-R02")[0].1.to_string(), "12");
}

#[test]
fn no_pointer_leads_anywhere_but_into_the_body() {
    for (vector, body) in vectors() {
        let answer = service().triage(&body);
        for holder in answer["reasons"].as_array().unwrap().iter().chain(answer["warnings"].as_array().unwrap()) {
            for finding in holder["findings"].as_array().expect("findings") {
                let sent = body.pointer(finding["pointer"].as_str().expect("a pointer"));
                let sent = sent.unwrap_or_else(|| panic!("{}: {finding} was not sent", vector["id"]));
                let same = match (sent, &finding["seen"]) {
                    (Value::Array(sent), Value::Array(seen)) => {
                        sent.len() == seen.len() && sent.iter().all(|one| seen.contains(one))
                    }
                    (Value::Null, seen) => seen.is_null() || seen == "unknown",
                    (sent, seen) => sent == seen,
                };
                assert!(same, "{}: {finding} instead of {sent}", vector["id"]);
            }
        }
    }
}
