//! What an answer says besides level and urgency: the caller's own answers behind each reason, words, advice, sources.

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::request;
use twitch_triage::request::schema::RequestSchema;

use crate::support::body::{SETTLING_SCREENS, VECTORS, harmless, with, words};
use crate::support::payload::{self, runner};
use crate::support::program::{Program, command};
use crate::support::service::{BOOK, service};

/// The findings of a reason, as pairs of name and answer.
#[track_caller]
fn grounds(answer: &Value, rule: &str) -> Vec<(String, Value)> {
    let reasons = answer["reasons"].as_array().expect("reasons");
    let reason = reasons.iter().find(|reason| reason["rule"] == rule);
    seen(reason.unwrap_or_else(|| panic!("{rule} is not among {:?}", words(&answer["reasons"], "rule"))))
}

fn seen(holder: &Value) -> Vec<(String, Value)> {
    let findings = holder["findings"].as_array().expect("findings").iter();
    let name = |finding: &Value| {
        finding["pointer"].as_str().unwrap().strip_prefix("/findings/").expect("a pointer").to_owned()
    };
    findings.map(|finding| (name(finding), finding["seen"].clone())).collect()
}

fn pairs(expected: Value) -> Vec<(String, Value)> {
    let pairs = expected.as_array().expect("pairs").iter();
    pairs.map(|pair| (pair[0].as_str().expect("a name").to_owned(), pair[1].clone())).collect()
}

#[track_caller]
fn rests_on(answer: &Value, rule: &str, expected: Value) {
    assert_eq!(grounds(answer, rule), pairs(expected), "{rule}");
}

fn of(findings: Value) -> Value {
    service().triage_of(&findings)
}

fn changed(change: Value) -> Value {
    service().triage(&harmless(&change))
}

// --- reasons: what they rest on ---

#[test]
fn a_reason_points_at_the_answers_of_its_true_literals_only() {
    let answer = of(
        json!({ "hands_feet_spasm_or_mouth_tingling": "present", "palpitations": "present", "vomiting_diarrhoea_48h": "absent" }),
    );
    rests_on(&answer, "R-E17", json!([["palpitations", "present"], ["hands_feet_spasm_or_mouth_tingling", "present"]]));
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
    rests_on(&answer, "R-R18", json!([["age_years", 60], ["duration_days", 84], ["sites", ["hand", "calf"]]]));
    let answer = changed(json!({ "sites": ["calf"], "duration_days": 84, "cramps_frequent": "present" }));
    let expected = json!([
        ["twitch_present", "present"],
        ["duration_days", 84],
        ["sites", ["calf"]],
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
        ["duration_days", 84],
        ["sites", ["calf", "foot"]],
        ["pregnant_or_postpartum", "present"],
        ["cramps_frequent", "present"],
        ["fatigue", "present"]
    ]);
    rests_on(&answer, "R-R21", expected);
    let answer = changed(json!({ "sites": ["calf", "foot"], "duration_days": 15 }));
    rests_on(
        &answer,
        "R-B01",
        json!([["twitch_present", "present"], ["duration_days", 15], ["sites", ["calf", "foot"]]]),
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
        (json!({}), json!([["weakness_perceived", "present"]])),
        (
            json!({ "already_assessed": "none" }),
            json!([["already_assessed", "none"], ["weakness_perceived", "present"]]),
        ),
        (
            json!({ "already_assessed": null }),
            json!([["already_assessed", "unknown"], ["weakness_perceived", "present"]]),
        ),
        (
            json!({ "already_assessed": "neurologist_exam_and_emg_reassuring", "change_since_assessment": "present" }),
            json!([
                ["already_assessed", "neurologist_exam_and_emg_reassuring"],
                ["change_since_assessment", "present"],
                ["weakness_perceived", "present"]
            ]),
        ),
    ] {
        rests_on(&changed(with(&json!({ "weakness_perceived": "present" }), &change)), "R-R01", expected);
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
    let answer =
        service().triage(&with(&harmless(&json!({})), &json!({ "screens_completed": &SETTLING_SCREENS[..5] })));
    rests_on(&answer, "R-K02", json!([]));
}

#[test]
fn a_number_is_shown_as_a_whole_number_however_it_was_written() {
    let answer = service().post("/v1/triage", r#"{"findings":{"age_years":1.2e1}}"#).expect(200);
    assert_eq!(grounds(&answer, "R-R02")[0].1.to_string(), "12");
}

#[test]
fn no_pointer_leads_anywhere_but_into_the_body() {
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    for vector in vectors["vectors"].as_array().expect("vectors") {
        let start = vector["start_from"].as_str().expect("a start");
        let mut body = json!({ "findings": with(&vectors[start], &vector["change"]) });
        if let Some(screens) = vector.get("screens_completed") {
            body["screens_completed"] = screens.clone();
        }
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

// --- warnings ---

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
        ["decline_tempo", "months"],
        ["weakness_functional", "absent"],
        ["weakness_perceived", "absent"],
        ["speech_change", "absent"]
    ]);
    assert_eq!(seen(&answer["warnings"][0]), pairs(expected), "swallowing was filled in and not sent");
    let answer =
        changed(json!({ "decline_tempo": "none", "speech_change": "present", "weakness_functional": "absent" }));
    let expected = json!([["decline_tempo", "none"], ["weakness_functional", "absent"], ["speech_change", "present"]]);
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

// --- advice ---

#[track_caller]
fn advises(answer: &Value, expected: &[&str]) {
    assert_eq!(words(&answer["advice"], "id"), expected, "{} {}", answer["level"], answer["urgency"]);
}

/// What is advised when nobody was asked about triggers.
const FOR_ANYONE: [&str; 5] = ["A13", "A14", "A15", "A16", "A18"];

fn and_for_anyone<'a>(first: &[&'a str]) -> Vec<&'a str> {
    first.iter().copied().chain(FOR_ANYONE).collect()
}

#[test]
fn advice_about_triggers_is_for_those_present_or_for_anyone_when_nobody_asked() {
    advises(&changed(json!({})), &and_for_anyone(&["A09"]));
    advises(&changed(json!({ "poor_sleep": "present", "caffeine_high": "present" })), &["A09", "A13", "A15"]);
    advises(&changed(json!({ "poor_sleep": "absent" })), &["A09"]);
    advises(&changed(json!({ "poor_sleep": "unknown", "caffeine_high": null })), &and_for_anyone(&["A09"]));
    let seven: Vec<&str> = SETTLING_SCREENS.iter().copied().chain(["triggers"]).collect();
    advises(&service().triage(&with(&harmless(&json!({})), &json!({ "screens_completed": seven }))), &["A09"]);
    let all = json!({ "caffeine_high": "present", "nicotine_use": "present", "alcohol_high": "present", "poor_sleep": "present",
                      "stress_or_anxiety": "present", "low_mood": "present", "recent_strenuous_exercise": "present",
                      "recent_viral_illness": "present", "dehydration_or_heat": "present", "worried_about_serious_disease": "present" });
    advises(&changed(all), &["A09", "A13", "A14", "A15", "A16", "A17", "A18", "A19", "A20", "A21", "A22"]);
}

#[test]
fn an_emergency_is_not_buried_under_advice() {
    let everyday = json!({ "alcohol_high": "present", "caffeine_high": "present", "low_mood": "present", "worried_about_serious_disease": "present" });
    let emergency = |change: Value| changed(with(&everyday, &change));
    advises(&emergency(json!({ "choking_or_cannot_swallow": "present" })), &["A05", "A17"]);
    advises(&emergency(json!({ "poison_exposure_7d": "present" })), &["A03", "A05", "A17"]);
    advises(&emergency(json!({ "seizure_now_or_not_recovered": "present" })), &["A04", "A05", "A17"]);
    advises(
        &emergency(json!({ "med_lithium_or_theophylline": "present", "unsteady_or_falls": "present" })),
        &["A01", "A05", "A17"],
    );
    advises(&emergency(json!({ "infant_spells_or_poor_feeding": "present", "age_years": 1 })), &["A02", "A05", "A17"]);
    advises(
        &emergency(
            json!({ "choking_or_cannot_swallow": "present", "known_neurological_disease": "present", "duration_days": 20,
                               "med_statin": "present" }),
        ),
        &["A05", "A17"],
    );
}

#[test]
fn advice_follows_the_result() {
    advises(&changed(json!({ "rhythmic_shaking": "present" })), &["A05", "A06"]);
    advises(&changed(json!({ "rhythmic_shaking": "present", "muscle_wasting": "unknown" })), &["A05"]);
    advises(&changed(json!({ "muscle_wasting": "present" })), &["A05"]);
    advises(&of(json!({})), &["A05"]);
    advises(&changed(json!({ "med_statin": "present" })), &and_for_anyone(&["A08", "A09"]));
    advises(&changed(json!({ "med_statin": "present", "med_lithium_or_theophylline": "present" })), &["A01", "A05"]);
    advises(&changed(json!({ "known_neurological_disease": "present", "duration_days": 15 })), &["A05", "A06", "A07"]);
    let cramps = json!({ "sites": ["calf"], "duration_days": 30, "cramps_frequent": "present", "fatigue": "present" });
    advises(&changed(cramps), &and_for_anyone(&["A09", "A10"]));
    let jerks = json!({ "jerks_move_body": "present", "jerks_only_falling_asleep": "present" });
    advises(&changed(jerks), &and_for_anyone(&["A09", "A12"]));
    let hiccups = json!({ "jerks_move_body": "present", "jerks_are_hiccups": "present" });
    advises(&changed(hiccups), &and_for_anyone(&["A09", "A11"]));
    advises(&changed(json!({ "twitch_present": "absent", "sites": [], "low_mood": "present" })), &["A21"]);
    advises(&changed(json!({ "twitch_present": "absent", "sites": [] })), &[]);
}

#[test]
fn advice_that_nobody_verified_cites_nothing() {
    let answer = changed(json!({ "poison_exposure_7d": "present" }));
    assert_eq!(answer["advice"][0]["id"], "A03");
    assert_eq!(answer["advice"][0]["evidence"], json!([]));
    assert_eq!(answer["advice"][1]["evidence"], json!(["E28"]));
}

// --- groups, workup, sources ---

#[test]
fn groups_and_workup_stand_in_the_order_of_the_specification() {
    let answer = changed(
        json!({ "unintentional_weight_loss": "present", "muscle_wasting": "present", "rhythmic_shaking": "present" }),
    );
    let groups =
        ["neuromuscular_motor_neuron", "systemic", "systemic_thyroid", "systemic_cancer", "not_fasciculation_tremor"];
    assert_eq!(answer["suspected_groups"], json!(groups));
    let workup: Vec<&str> = groups.into_iter().chain(["baseline_bloods", "referral_letter"]).collect();
    assert_eq!(words(&answer["workup"], "group"), workup);
}

#[test]
fn the_letter_is_left_out_in_an_emergency_and_bloods_follow_a_lasting_twitch() {
    let workup =
        |change: Value| words(&changed(change)["workup"], "group").into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        workup(json!({ "muscle_wasting": "present" })),
        ["neuromuscular_motor_neuron", "baseline_bloods", "referral_letter"]
    );
    let emergency = workup(json!({ "muscle_wasting": "present", "choking_or_cannot_swallow": "present" }));
    assert_eq!(emergency, ["neuromuscular_motor_neuron", "neuromuscular", "baseline_bloods"]);
    assert_eq!(workup(json!({ "duration_days": 15 })), ["baseline_bloods"]);
    assert_eq!(workup(json!({ "duration_days": 14 })), Vec::<String>::new());
    assert_eq!(workup(json!({ "rhythmic_shaking": "present" })), ["systemic_thyroid", "not_fasciculation_tremor"]);
}

#[test]
fn the_sources_are_exactly_those_that_are_cited_and_say_what_the_records_say() {
    let records = service().get("/v1/evidence").expect(200);
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    for vector in vectors["vectors"].as_array().expect("vectors").iter().step_by(3) {
        let start = vector["start_from"].as_str().expect("a start");
        let answer = of(with(&vectors[start], &vector["change"]));
        let citing = answer["reasons"].as_array().unwrap().iter().chain(answer["advice"].as_array().unwrap());
        let cited: BTreeSet<&str> =
            citing.flat_map(|one| one["evidence"].as_array().unwrap()).map(|id| id.as_str().unwrap()).collect();
        let given = answer["evidence"].as_object().expect("sources");
        assert_eq!(given.keys().map(String::as_str).collect::<BTreeSet<_>>(), cited, "{}", vector["id"]);
        for (id, source) in given {
            let record = records["evidence"].as_array().unwrap().iter().find(|record| record["id"] == id.as_str());
            let record = record.expect("a record");
            for (member, value) in source.as_object().expect("a source") {
                assert_eq!(*value, record[member], "{id}: {member}");
            }
            assert_ne!(record["read"], "B", "{id}");
        }
    }
}

// --- headline and safety net ---

#[test]
fn the_headline_is_the_first_row_that_fits() {
    let rows = [
        (
            json!({ "twitch_present": "absent", "sites": [] }),
            "No twitching was reported, so there is nothing here to assess. Other symptoms are not judged by this.",
        ),
        (
            json!({ "twitch_present": "absent", "sites": [], "history_polio": "present" }),
            "No twitching was reported, so there is nothing here to assess. Other symptoms are not judged by this. Mention the points below to a GP.",
        ),
        (
            json!({ "muscle_wasting": "unknown" }),
            "We cannot call this harmless while questions are open. If you cannot answer them, book an ordinary GP appointment.",
        ),
        (json!({ "choking_or_cannot_swallow": "present" }), "Call 999 or go to A&E now."),
        (json!({ "withdrawal_7d": "present" }), "Speak to a clinician today, for example through NHS 111."),
        (
            json!({ "muscle_wasting": "present" }),
            "A doctor should see you within 2 weeks. Ask for the appointment today.",
        ),
        (json!({ "rhythmic_shaking": "present" }), "A doctor should look into this. Book an ordinary appointment."),
        (
            json!({ "sites": ["calf"], "duration_days": 84, "cramps_frequent": "present" }),
            "Your answers fit over-excitable nerves with cramps. It is usually not dangerous. Book an ordinary GP appointment.",
        ),
        (
            json!({ "duration_days": 15 }),
            "This looks like a common, usually harmless twitch. Have a GP check it at an ordinary appointment.",
        ),
        (json!({}), "This looks like a common, usually harmless twitch."),
    ];
    for (change, headline) in rows {
        assert_eq!(changed(change.clone())["headline"]["person"], headline, "{change}");
    }
}

#[test]
fn a_headline_that_an_open_question_could_raise_says_so_far() {
    let rows = [
        (
            json!({ "withdrawal_7d": "present", "choking_or_cannot_swallow": null }),
            "So far: Speak to a clinician today, for example through NHS 111.",
        ),
        (
            json!({ "muscle_wasting": "present", "withdrawal_7d": null }),
            "So far: A doctor should see you within 2 weeks. Ask for the appointment today.",
        ),
        (
            json!({ "rhythmic_shaking": "present", "muscle_wasting": null }),
            "So far: A doctor should look into this. Book an ordinary appointment.",
        ),
        (
            json!({ "duration_days": 15, "history_polio": null }),
            "So far: This looks like a common, usually harmless twitch. Have a GP check it at an ordinary appointment.",
        ),
    ];
    for (change, headline) in rows {
        let answer = changed(change.clone());
        assert_eq!(answer["status"], "provisional", "{change}");
        assert_eq!(answer["headline"]["person"], headline, "{change}");
    }
}

#[test]
fn the_clinician_reads_level_urgency_status_and_the_first_two_reasons() {
    let answer = changed(
        json!({ "muscle_wasting": "present", "speech_change": "present", "decline_tempo": "stable_or_improving" }),
    );
    let expected =
        "Refer, soon, final. Wasting plus fasciculation. Progressive dysarthria: neuromuscular pathway, not ENT first.";
    assert_eq!(answer["headline"]["clinician"], expected);
    let answer = of(json!({}));
    let clinician = answer["headline"]["clinician"].as_str().expect("a text");
    assert!(
        clinician.starts_with("Refer, routine, provisional. Unanswered questions leave a referral rule open. "),
        "{clinician}"
    );
    let answer = changed(json!({}));
    let expected = "Usually harmless pattern, self-care, final. Fasciculation without a reported red flag; benign in cohorts with a normal examination.";
    assert_eq!(answer["headline"]["clinician"], expected);
}

#[test]
fn the_safety_net_follows_the_level() {
    let cramps = json!({ "sites": ["calf"], "duration_days": 84, "cramps_frequent": "present" });
    for (change, begins, recheck) in [
        (json!({}), "See a GP if it lasts over 2 weeks", json!(28)),
        (cramps, "See a GP if it clearly spreads over weeks", json!(28)),
        (json!({ "twitch_present": "absent", "sites": [] }), "See a GP about any symptom that worries you", json!(28)),
        (json!({ "muscle_wasting": "present" }), "Get help sooner if weakness", json!(null)),
        (
            json!({ "twitch_present": "absent", "sites": [], "muscle_wasting": "present" }),
            "Get help sooner if weakness",
            json!(null),
        ),
    ] {
        let net = changed(change)["safety_net"].clone();
        assert!(net["come_back_if"].as_str().expect("a text").starts_with(begins), "{net}");
        assert_eq!(net["recheck_after_days"], recheck);
    }
}

#[test]
fn texts_are_filled_in() {
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    for start in ["baseline", "everything_unknown", "nothing"] {
        let text = of(with(&vectors[start], &json!({ "low_mood": "present" }))).to_string();
        let placeholders = ["{emergency_number}", "{advice_line}", "{emergency_department}", "{crisis_line}"];
        assert!(!placeholders.iter().any(|placeholder| text.contains(placeholder)), "{start}");
    }
}

// --- the same answer for the same payload ---

/// A body written with its keys and entries in another order.
fn turned(value: &Value, by: usize) -> String {
    match value {
        Value::Object(object) => {
            let mut members: Vec<String> =
                object.iter().map(|(key, value)| format!("{}:{}", json!(key), turned(value, by))).collect();
            let by = by % members.len().max(1);
            members.rotate_left(by);
            if by % 2 == 1 {
                members.reverse();
            }
            format!("{{{}}}", members.join(","))
        }
        Value::Array(entries) => {
            let mut entries: Vec<String> = entries.iter().map(|value| turned(value, by)).collect();
            let by = by % entries.len().max(1);
            entries.rotate_left(by);
            format!("[{}]", entries.join(","))
        }
        other => other.to_string(),
    }
}

#[test]
fn the_order_of_keys_and_entries_does_not_matter_nor_which_process_answers() {
    let other = Program::start(&mut command::<&str>(&[]));
    let bytes = |body: String| service().post("/v1/triage", body).body;
    runner(250)
        .run(&(payload::body(), any::<usize>(), any::<usize>()), |(body, once, twice)| {
            let first = bytes(turned(&body, once));
            prop_assert!(first == bytes(turned(&body, twice)), "{body}");
            prop_assert!(first == other.client.post("/v1/triage", body.to_string()).body, "{body}");
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// Everything that is decided, as text.
fn decided(book: &RuleBook, schema: &RequestSchema, body: &str) -> String {
    let findings = request::read(book, schema, body.as_bytes()).expect("a valid body");
    let decision = book.decide(&findings);
    let grounds: Vec<_> = decision.fired().map(|rule| (&rule.id, decision.grounds(rule))).collect();
    let (advice, groups) = (decision.advice(), decision.suspected_groups());
    let (workup, cited) = (decision.workup(&groups), decision.cited(&advice));
    let outcomes = (decision.least, decision.result, decision.most, decision.status(), decision.in_scope);
    format!(
        "{outcomes:?} {:?} {} {} {grounds:?} {advice:?} {groups:?} {workup:?} {cited:?} {:?}",
        decision.headline(),
        decision.clinician_headline(),
        decision.come_back_if(),
        decision.facts.contradicting,
    )
}

#[test]
fn ten_thousand_payloads_are_decided_twice_alike_by_two_loaded_rule_books() {
    // Loaded anew, so that nothing can hang on the seed of a hash map.
    let again = RuleBook::built_in().expect("a rule book");
    let (schema, schema_again) =
        (RequestSchema::compile(&BOOK).expect("a schema"), RequestSchema::compile(&again).expect("a schema"));
    let levels: [Cell<u32>; 3] = Default::default();
    runner(10_000)
        .run(&payload::body(), |body| {
            let once = decided(&BOOK, &schema, &body.to_string());
            prop_assert_eq!(&once, &decided(&again, &schema_again, &turned(&body, 7)));
            let findings = request::read(&BOOK, &schema, body.to_string().as_bytes()).expect("a valid body");
            let level = BOOK.decide(&findings).result.level as usize;
            levels[level].set(levels[level].get() + 1);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    let levels = levels.map(Cell::into_inner);
    assert!(levels.iter().all(|count| *count > 20), "{levels:?}");
}
