//! Advice, groups of causes, work-up and sources.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{changed, of};
use crate::support::body::{SETTLING_SCREENS, VECTORS, harmless, with, words};
use crate::support::service::service;

#[track_caller]
fn advises(answer: &Value, expected: &[&str]) {
    assert_eq!(words(&answer["advice"], "id"), expected, "{} {}", answer["level"], answer["urgency"]);
}

#[test]
fn advice_about_triggers_is_for_those_present_or_for_anyone_when_nobody_asked() {
    advises(&changed(json!({})), &["A09", "A23"]);
    advises(&changed(json!({ "poor_sleep": "present", "caffeine_high": "present" })), &["A09", "A13", "A15"]);
    advises(&changed(json!({ "poor_sleep": "absent" })), &["A09"]);
    advises(&changed(json!({ "poor_sleep": "unknown", "caffeine_high": null })), &["A09", "A23"]);
    let five: Vec<&str> = SETTLING_SCREENS.iter().copied().chain(["triggers"]).collect();
    advises(&service().triage(&with(&harmless(&json!({})), &json!({ "screens_completed": five }))), &["A09"]);
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
        &["A05", "A08", "A17"],
    );
}

#[test]
fn advice_follows_the_result() {
    let tremor = json!({ "rhythmic_shaking": "present", "age_years": 40 });
    advises(&changed(tremor.clone()), &["A05", "A06"]);
    advises(&changed(with(&tremor, &json!({ "muscle_wasting": "unknown" }))), &["A05"]);
    advises(&changed(json!({ "muscle_wasting": "present" })), &["A05"]);
    advises(&of(json!({})), &["A05"]);
    advises(&changed(json!({ "med_statin": "present" })), &["A08", "A09", "A23"]);
    advises(&changed(json!({ "med_statin": "present", "med_lithium_or_theophylline": "present" })), &["A01", "A05"]);
    advises(&changed(json!({ "known_neurological_disease": "present", "duration_days": 15 })), &["A05", "A06", "A07"]);
    let cramps = json!({ "sites": ["calf"], "duration_days": 30, "cramps_frequent": "present", "fatigue": "present" });
    advises(&changed(cramps), &["A09", "A10", "A23"]);
    let jerks = json!({ "jerks_move_body": "present", "jerks_only_falling_asleep": "present" });
    advises(&changed(jerks), &["A09", "A12", "A23"]);
    let hiccups = json!({ "jerks_move_body": "present", "jerks_are_hiccups": "present" });
    advises(&changed(hiccups), &["A09", "A11", "A23"]);
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

#[test]
fn groups_and_workup_stand_in_the_order_of_the_specification() {
    let answer = changed(
        json!({ "unintentional_weight_loss": "present", "muscle_wasting": "present", "rhythmic_shaking": "present",
                "age_years": 40 }),
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
    assert_eq!(
        workup(json!({ "rhythmic_shaking": "present", "age_years": 40 })),
        ["systemic_thyroid", "not_fasciculation_tremor"]
    );
    assert_eq!(workup(json!({ "rhythmic_shaking": "present" })), ["not_fasciculation_tremor"]);
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
