//! The questionnaire: screens, questions, labels, ranges and conditions.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::list;
use crate::support::body::words;
use crate::support::service::service;

/// Screens with title, introduction and questions, as the specification orders them.
const SCREENS: [(&str, &str, &str, &[&str]); 7] = [
    (
        "emergency",
        "First: your age, and things that cannot wait",
        "Tell us your age. Then choose \"Yes\" for anything that is new or unexplained. If you do, call 999 now: do not wait for the end of the questions.",
        &[
            "age_years",
            "urgent_breath_swallow_heart",
            "urgent_brain",
            "urgent_poison_or_heat",
            "urgent_spasm_spine_muscle",
            "breathless_at_rest_or_lying_flat",
            "choking_or_cannot_swallow",
            "sudden_weakness_numbness_or_speech_loss",
            "confused_or_very_drowsy",
            "seizure_now_or_not_recovered",
            "poison_exposure_7d",
            "throat_spasm_lockjaw_or_body_spasm",
            "hot_agitated_or_rigid",
            "bladder_bowel_or_saddle_change",
            "dark_urine_with_muscle_symptoms",
            "chest_pain_faint_or_irregular_heartbeat",
            "secretions_with_gut_or_sweating",
            "infant_spells_or_poor_feeding",
        ],
    ),
    (
        "about_you",
        "About the twitching",
        "Where it is, how long you have had it and how it is changing.",
        &["twitch_present", "sites", "duration_days", "course", "already_assessed", "change_since_assessment"],
    ),
    (
        "strength_and_nerves",
        "Strength, speech and feeling",
        "Think of what you could do before. Try a movement only if it is safe.",
        &[
            "other_feeling_or_stiffness",
            "other_sight_balance_breath_mind",
            "weakness_functional",
            "weakness_perceived",
            "muscle_wasting",
            "speech_change",
            "swallowing_difficulty",
            "persistent_stiffness",
            "persistent_numbness",
            "tingling",
            "vision_double_or_droopy_eyelid",
            "unsteady_or_falls",
            "rippling_or_slow_to_relax",
            "breathless_on_exertion_or_morning_headache",
            "behaviour_or_emotional_change",
            "hallucinations",
            "neck_back_pain_radiating",
            "lost_motor_skills",
            "decline_tempo",
        ],
    ),
    (
        "movement_and_cramps",
        "Other movements, and cramps",
        "A twitch is a flicker under the skin. These questions are about other movements and about cramps. For cramps, think of the last 4 weeks.",
        &[
            "other_movement",
            "jerks_move_body",
            "jerks_new_4_weeks",
            "continuous_jerking_1h",
            "jerks_only_falling_asleep",
            "jerks_are_hiccups",
            "hiccups_over_48h",
            "suppressible_with_urge",
            "possible_seizure_recent",
            "rhythmic_shaking",
            "eyelids_forced_shut",
            "face_one_of_many",
            "hands_feet_spasm_or_mouth_tingling",
            "cramps_frequent",
            "muscle_pain",
            "exercise_intolerance",
            "stiffness_after_use",
            "fatigue",
        ],
    ),
    (
        "health_and_medicines",
        "Your health and medicines",
        "Some illnesses and medicines can make muscles twitch. Do not stop a prescribed medicine because of these questions.",
        &[
            "unwell_lately",
            "other_change_lately",
            "known_condition",
            "medicine_or_drug",
            "unintentional_weight_loss",
            "known_kidney_liver_or_electrolyte_disorder",
            "thyroid_disease_or_neck_surgery",
            "thyroid_symptoms",
            "known_neurological_disease",
            "known_cancer",
            "history_polio",
            "palpitations",
            "vomiting_diarrhoea_48h",
            "cramp_over_10_min",
            "told_abnormal_blood_test",
            "tick_bite_or_rash",
            "rash_with_muscle_symptoms",
            "withdrawal_7d",
            "med_lithium_or_theophylline",
            "med_cholinesterase_inhibitor",
            "med_diuretic_ppi_or_laxative",
            "med_statin",
            "med_other_suspect",
            "nitrous_oxide_use",
            "pregnant_or_postpartum",
            "preeclampsia_symptoms",
            "family_history_neuromuscular",
            "excess_sweating_new",
            "severe_insomnia",
        ],
    ),
    (
        "triggers",
        "Daily life",
        "These answers change only the advice, not the result.",
        &[
            "caffeine_high",
            "nicotine_use",
            "alcohol_high",
            "poor_sleep",
            "stress_or_anxiety",
            "low_mood",
            "recent_strenuous_exercise",
            "recent_viral_illness",
            "dehydration_or_heat",
            "worried_about_serious_disease",
        ],
    ),
    (
        "examination",
        "Examination (clinicians only)",
        "Leave this out unless you have examined the person.",
        &[
            "exam_weakness",
            "exam_wasting",
            "exam_tongue_fasciculation",
            "exam_brisk_reflexes_or_extensor_plantar",
            "exam_reduced_reflexes",
            "exam_sensory_loss",
        ],
    ),
];

/// Answers with their labels.
type Labels = &'static [(&'static str, &'static str)];

/// Questions that are no plain yes or no, with their kind, answers and labels.
const LABELS: [(&str, &str, Labels); 4] = [
    (
        "sites",
        "some_of",
        &[
            ("eyelid", "Eyelid"),
            ("face_other", "Another part of the face (cheek, lip or chin)"),
            ("tongue", "Tongue"),
            ("neck", "Neck"),
            ("shoulder_upper_arm", "Shoulder or upper arm"),
            ("forearm", "Forearm"),
            ("hand", "Hand or fingers"),
            ("trunk", "Chest, belly or back"),
            ("buttock_thigh", "Buttock or thigh"),
            ("calf", "Calf or shin"),
            ("foot", "Foot or toes"),
        ],
    ),
    (
        "course",
        "one_of",
        &[
            ("improving", "It is settling"),
            ("stable", "About the same"),
            ("worsening", "Clearly spreading, or there is more of it"),
            ("unknown", "Don't know"),
        ],
    ),
    (
        "decline_tempo",
        "one_of",
        &[
            ("stable_or_improving", "Not getting worse, or better again"),
            ("months", "Worse over more than a month"),
            ("weeks", "Worse over 1 to 4 weeks, up to about a month"),
            ("days", "Worse over hours or days, up to 7 days"),
            ("sudden", "Suddenly, within seconds or minutes"),
            ("unknown", "Don't know"),
            ("none", "No such change"),
        ],
    ),
    (
        "already_assessed",
        "one_of",
        &[
            ("none", "No, or the doctor found something"),
            ("gp_exam_normal", "Yes, a GP or another doctor, who found nothing unusual"),
            (
                "neurologist_exam_and_emg_reassuring",
                "Yes, a neurologist: my strength was normal, and an EMG (needle test) was normal or showed twitches only",
            ),
            ("unknown", "Don't know"),
        ],
    ),
];

const GROUP: [(&str, &str); 3] =
    [("present", "Yes, one or more of these"), ("absent", "No, none of these"), ("unknown", "Don't know")];
const YES_NO: [(&str, &str); 3] = [("present", "Yes"), ("absent", "No"), ("unknown", "Don't know")];

#[test]
fn the_questionnaire_has_the_screens_and_questions_of_the_specification_in_its_order() {
    let questionnaire = service().get("/v1/questionnaire").expect(200);
    let screens = list(&questionnaire, "screens");
    assert_eq!(screens.len(), SCREENS.len());
    for (screen, (id, title, introduction, questions)) in screens.iter().zip(SCREENS) {
        assert_eq!(
            (&screen["id"], &screen["title"], &screen["introduction"]),
            (&json!(id), &json!(title), &json!(introduction))
        );
        assert_eq!(words(&screen["questions"], "finding"), questions, "{id}");
        let is_heading = id == "about_you";
        assert_eq!(screen["can_be_completed"], !is_heading, "{id}");
        assert_eq!(screen["none_of_these"], if is_heading { json!(null) } else { json!("None of these") }, "{id}");
    }
    assert_eq!(SCREENS.iter().map(|(_, _, _, questions)| questions.len()).sum::<usize>(), 106);
}

/// Value and label of each answer.
fn answers(list: &Value) -> Vec<(&str, &str)> {
    let answers = list.as_array().expect("answers").iter();
    answers.map(|answer| (answer["value"].as_str().unwrap(), answer["label"].as_str().unwrap())).collect()
}

/// Every question of the questionnaire.
fn questions() -> Vec<Value> {
    let questionnaire = service().get("/v1/questionnaire").expect(200);
    list(&questionnaire, "screens").iter().flat_map(|screen| list(screen, "questions").clone()).collect()
}

#[test]
fn the_answers_have_the_labels_of_the_specification_and_those_of_a_yes_or_no_question_stand_once() {
    let questionnaire = service().get("/v1/questionnaire").expect(200);
    assert_eq!(answers(&questionnaire["tri_answers"]), YES_NO);
    for question in questions() {
        let name = question["finding"].as_str().expect("a name");
        if let Some((_, kind, labels)) = LABELS.iter().find(|(labelled, _, _)| *labelled == name) {
            assert_eq!(question["kind"], *kind, "{name}");
            let offered: Vec<_> =
                labels.iter().copied().filter(|(value, _)| *value != "none" || name != "decline_tempo").collect();
            assert_eq!(answers(&question["answers"]), offered, "{name}");
        } else if ["age_years", "duration_days"].contains(&name) {
            assert_eq!((&question["kind"], &question["answers"]), (&json!("integer"), &json!(null)), "{name}");
        } else if question["members"].is_null() {
            assert_eq!((&question["kind"], &question["answers"]), (&json!("tri"), &json!(null)), "{name}");
        } else {
            assert_eq!((&question["kind"], answers(&question["answers"])), (&json!("tri"), GROUP.to_vec()), "{name}");
        }
    }
}

#[test]
fn every_accepted_answer_is_listed_also_one_that_is_never_offered() {
    let questionnaire = service().get("/v1/questionnaire").expect(200);
    for (name, reference) in questionnaire["findings"].as_object().expect("findings") {
        let labels = LABELS.iter().find(|(labelled, _, _)| labelled == name);
        assert_eq!(reference["answers"].is_null(), labels.is_none(), "{name}");
        let Some((_, _, labels)) = labels else { continue };
        let listed: BTreeSet<_> = answers(&reference["answers"]).into_iter().collect();
        assert_eq!(listed, labels.iter().copied().collect(), "{name}");
        for answer in reference["answers"].as_array().unwrap() {
            let never_offered = name == "decline_tempo" && answer["value"] == "none";
            assert_eq!(answer.get("offered") == Some(&json!(false)), never_offered, "{name}: {answer}");
        }
    }
}

/// What a question of the questionnaire does not know: it depends on what was answered.
#[test]
fn a_question_has_the_same_members_wherever_it_stands() {
    let questionnaire = service().get("/v1/questionnaire").expect(200);
    let bodies = [json!({}), json!({ "jerks_move_body": "present" }), json!({ "age_years": 34 })];
    let mut compared = 0;
    for body in bodies {
        let answer = service().post("/v1/triage?questions=all", json!({ "findings": body }).to_string()).expect(200);
        for question in list(&answer, "next_questions").iter().chain(list(&answer, "lowering_questions")) {
            let same = questions().into_iter().find(|own| own["finding"] == question["finding"]).expect("a question");
            let (own, asked) = (same.as_object().unwrap(), question.as_object().unwrap());
            assert!(own.keys().eq(asked.keys()), "{question}");
            for (key, value) in asked {
                match key.as_str() {
                    "asked" | "could_raise_to" | "could_lower_to" => assert_eq!(own[key], json!(null), "{question}"),
                    "why" => assert!(own[key].is_array(), "{question}"),
                    _ => assert_eq!(own[key], *value, "{question}"),
                }
            }
            assert_eq!(question["pointer"], json!(format!("/findings/{}", question["finding"].as_str().unwrap())));
            assert!(list(&questionnaire, "screens").iter().any(|screen| screen["id"] == question["screen"]));
            let raises = question["could_lower_to"].is_null();
            assert_eq!(question["could_raise_to"].is_null(), !raises, "{question}");
            assert_eq!(question["why"].is_null(), !raises, "{question}");
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn the_numbers_have_the_units_and_ranges_of_the_specification() {
    for (name, unit, maximum) in [("age_years", "years", 120), ("duration_days", "days", 36_500)] {
        let question = questions().into_iter().find(|question| question["finding"] == name).expect("a question");
        assert_eq!(
            (&question["unit"], &question["minimum"], &question["maximum"]),
            (&json!(unit), &json!(0), &json!(maximum))
        );
    }
}

#[test]
fn the_questions_with_a_condition_are_the_sixteen_of_the_specification() {
    let questionnaire = service().get("/v1/questionnaire").expect(200);
    let findings = questionnaire["findings"].as_object().expect("findings").iter();
    let conditional: BTreeSet<String> =
        findings.filter(|(_, reference)| !reference["asked_when"].is_null()).map(|(name, _)| name.clone()).collect();
    let expected = [
        "infant_spells_or_poor_feeding",
        "lost_motor_skills",
        "decline_tempo",
        "continuous_jerking_1h",
        "jerks_new_4_weeks",
        "suppressible_with_urge",
        "jerks_only_falling_asleep",
        "jerks_are_hiccups",
        "hiccups_over_48h",
        "preeclampsia_symptoms",
        "change_since_assessment",
        "face_one_of_many",
        "muscle_pain",
        "exercise_intolerance",
        "stiffness_after_use",
        "fatigue",
    ];
    assert_eq!(conditional, expected.map(str::to_owned).into());
}

#[test]
fn every_answer_that_the_questionnaire_offers_is_taken_by_the_triage() {
    let questionnaire = service().get("/v1/questionnaire").expect(200);
    for question in questions() {
        let name = question["finding"].as_str().expect("a name");
        let offered = if question["kind"] == "tri" { &questionnaire["tri_answers"] } else { &question["answers"] };
        for answer in offered.as_array().into_iter().flatten() {
            let value = if question["kind"] == "some_of" { json!([answer["value"]]) } else { answer["value"].clone() };
            service().triage_of(&json!({ name: value }));
        }
        service().triage_of(&json!({ name: null }));
    }
}

#[test]
fn no_question_negates_what_its_name_affirms() {
    for question in questions() {
        let name = question["finding"].as_str().expect("a name");
        assert!(!name.split('_').any(|word| ["no", "normal", "without"].contains(&word)), "{name}");
    }
}
