//! Documents that do not change while the service runs: what they hold, and how they are kept by a caller.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::body::{VECTORS, with, words};
use crate::support::client::Answer;
use crate::support::contract::contract;
use crate::support::rule_book_folder::COMMITTED;
use crate::support::service::service;

/// Documents with an entity tag.
const TAGGED: [&str; 11] = [
    "/v1/questionnaire",
    "/v1/rules",
    "/v1/rules/R-E01",
    "/v1/rules/R-K03",
    "/v1/evidence",
    "/v1/evidence/E01",
    "/v1/intended-use",
    "/problems/not_json",
    "/openapi.json",
    "/openapi-3.0.json",
    "/docs",
];

fn list<'v>(value: &'v Value, member: &str) -> &'v Vec<Value> {
    value[member].as_array().unwrap_or_else(|| panic!("{member} is no list"))
}

fn asked_with(path: &str, header: (&str, &str)) -> Answer {
    service().send("GET", path, &[header], None::<&str>)
}

// --- keeping ---

#[test]
fn a_document_has_a_tag_and_is_not_sent_again_to_who_has_it() {
    for path in TAGGED {
        let first = service().get(path);
        assert_eq!(first.status, 200, "{path}");
        assert_eq!(first.header("cache-control"), "no-cache", "{path}");
        let tag = first.header("etag");
        assert!(tag.len() > 2 && tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag}");
        for known in [
            tag.clone(),
            "*".to_owned(),
            format!("W/{tag}"),
            format!("\"other\", {tag}"),
            format!("W/\"other\", W/{tag}"),
        ] {
            let again = asked_with(path, ("if-none-match", &known));
            assert_eq!(again.status, 304, "{path}: {known}");
            assert_eq!(again.header("etag"), tag, "{path}");
            assert_eq!(again.header("cache-control"), "no-cache", "{path}");
        }
        for unknown in ["\"other\"", "W/\"other\"", "\"\"", &tag[1..tag.len() - 1]] {
            let again = asked_with(path, ("if-none-match", unknown));
            assert_eq!((again.status, &again.body), (200, &first.body), "{path}: {unknown}");
        }
    }
}

#[test]
fn head_of_a_document_that_is_known_is_not_modified() {
    for path in TAGGED {
        let tag = service().get(path).header("etag");
        let head = format!("HEAD {path} HTTP/1.1\r\nHost: x\r\nIf-None-Match: {tag}\r\n\r\n");
        assert_eq!(service().raw(head).status, 304, "{path}");
    }
}

#[test]
fn tags_differ_between_documents_and_stay_between_requests() {
    let tags: BTreeSet<String> = TAGGED.iter().map(|path| service().get(path).header("etag")).collect();
    assert_eq!(tags.len(), TAGGED.len());
    assert_eq!(tags, TAGGED.iter().map(|path| service().get(path).header("etag")).collect());
}

#[test]
fn an_answer_about_a_person_is_kept_nowhere() {
    let answer = service().post("/v1/triage", r#"{"findings":{}}"#);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("etag"), "");
    let again = [("content-type", "application/json"), ("if-none-match", "*")];
    service().send("POST", "/v1/triage", &again, Some(r#"{"findings":{}}"#)).expect(200);
}

#[test]
fn health_is_kept_nowhere() {
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(service().get(path).header("cache-control"), "no-store");
    }
}

// --- the rule book ---

/// SHA-256 over "name, NUL, length in decimal, NUL, bytes" of the committed files in the order of their names.
fn digest_of_files() -> String {
    let mut names: Vec<_> = fs::read_dir(COMMITTED).expect("files").map(|file| file.expect("a file").path()).collect();
    names.sort();
    let mut hash = Sha256::new();
    for path in names {
        let bytes = fs::read(&path).expect("a file");
        hash.update(path.file_name().expect("a name").to_str().expect("text"));
        hash.update(format!("\0{}\0", bytes.len()));
        hash.update(bytes);
    }
    hash.finalize().iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

#[test]
fn everything_names_the_rule_book_by_the_digest_of_its_files() {
    let expected = json!({ "id": "twitch-triage", "version": "1.0.0", "digest": digest_of_files() });
    for path in ["/v1/questionnaire", "/v1/rules", "/v1/evidence", "/health/ready"] {
        assert_eq!(service().get(path).expect(200)["rule_book"], expected, "{path}");
    }
    assert_eq!(service().triage(&json!({ "findings": {} }))["rule_book"], expected);
}

#[test]
fn readiness_says_that_every_vector_agreed_and_that_no_clinician_has_reviewed() {
    let ready = service().get("/health/ready").expect(200);
    assert_eq!((&ready["status"], &ready["vectors_agreed"]), (&json!("ready"), &json!(289)));
    assert_eq!((&ready["reviewed"], &ready["review_interval_months"]), (&json!(null), &json!(12)));
    assert_eq!(service().get("/health/live").expect(200), json!({ "status": "live" }));
}

#[test]
fn each_of_the_92_rules_is_listed_and_served_by_its_id() {
    let listed = service().get("/v1/rules").expect(200);
    let rules = list(&listed, "rules");
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().expect("an id")).collect();
    assert_eq!((rules.len(), ids.len()), (92, 92));
    for (letter, count) in [("E", 20), ("U", 14), ("S", 22), ("R", 24), ("C", 2), ("B", 6), ("X", 1), ("K", 3)] {
        let prefix = format!("R-{letter}");
        assert_eq!(ids.iter().filter(|id| id.starts_with(&prefix)).count(), count, "{prefix}");
    }
    for rule in rules {
        let id = rule["id"].as_str().expect("an id");
        assert_eq!(service().get(&format!("/v1/rules/{id}")).expect(200), *rule);
        assert_eq!(rule["when"].is_null(), id.starts_with("R-K"), "{id}");
        let cites = !list(rule, "evidence").is_empty();
        assert_eq!(cites, !id.starts_with("R-K") && !id.starts_with("R-X"), "{id}");
        assert_eq!(rule["in_scope"], id != "R-X01", "{id}");
    }
}

#[test]
fn each_of_the_154_sources_is_listed_and_served_by_its_id() {
    let listed = service().get("/v1/evidence").expect(200);
    let records = list(&listed, "evidence");
    let ids: Vec<String> = (1..=154).map(|number| format!("E{number:02}")).collect();
    assert_eq!(words(&listed["evidence"], "id"), ids);
    for record in records {
        let id = record["id"].as_str().expect("an id");
        assert_eq!(service().get(&format!("/v1/evidence/{id}")).expect(200), *record);
    }
}

#[test]
fn sources_that_nobody_verified_are_kept_marked_and_cited_by_nothing() {
    let evidence = service().get("/v1/evidence").expect(200);
    let unverified: BTreeSet<&str> = list(&evidence, "evidence")
        .iter()
        .filter(|record| record["read"] == "B")
        .map(|record| record["id"].as_str().unwrap())
        .collect();
    assert_eq!(unverified, BTreeSet::from(["E65", "E86", "E87", "E88", "E130", "E132"]));
    for rule in list(&service().get("/v1/rules").expect(200), "rules") {
        for id in list(rule, "evidence") {
            assert!(!unverified.contains(id.as_str().expect("an id")), "{}", rule["id"]);
        }
    }
}

#[test]
fn the_intended_use_says_for_whom_for_whom_not_and_how_well() {
    let usage = service().get("/v1/intended-use").expect(200);
    for member in ["for_whom", "not_for", "known_limits"] {
        assert!(!list(&usage, member).is_empty(), "{member}");
    }
    let not_for = usage["not_for"].to_string();
    for misuse in ["diagnosis", "Ruling out ALS", "insurer", "employer"] {
        assert!(not_for.contains(misuse), "{misuse}");
    }
    assert!(usage["accuracy"].is_object());
    assert_eq!(words(&usage["urgency"], "value"), ["self_care", "routine", "soon", "urgent_same_day", "emergency"]);
}

// --- the questionnaire ---

/// Screens with title, introduction and questions, as the specification orders them.
const SCREENS: [(&str, &str, &str, &[&str]); 9] = [
    (
        "about_you",
        "About you and the twitch",
        "A few facts first.",
        &[
            "age_years",
            "twitch_present",
            "duration_days",
            "sites",
            "course",
            "decline_tempo",
            "already_assessed",
            "change_since_assessment",
        ],
    ),
    (
        "emergency",
        "First, the urgent things",
        "Tick what is new or unexplained now. If one of these is true, do not wait for the end of this questionnaire.",
        &[
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
        "strength_and_nerves",
        "Strength, speech and feeling",
        "Think of what you could do before. Try it if it is safe.",
        &[
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
        ],
    ),
    (
        "movement",
        "What the movement looks like",
        "A twitch flickers under the skin. These are other movements.",
        &[
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
        ],
    ),
    (
        "general_health",
        "Your health",
        "Things that can make muscles twitch.",
        &[
            "unintentional_weight_loss",
            "known_kidney_liver_or_electrolyte_disorder",
            "thyroid_disease_or_neck_surgery",
            "thyroid_symptoms",
            "known_neurological_disease",
            "known_cancer",
            "history_polio",
            "palpitations",
            "vomiting_diarrhoea_48h",
            "hands_feet_spasm_or_mouth_tingling",
            "cramp_over_10_min",
            "told_abnormal_blood_test",
            "tick_bite_or_rash",
            "rash_with_muscle_symptoms",
        ],
    ),
    (
        "medicines_and_context",
        "Medicines and circumstances",
        "Do not stop any medicine because of this question.",
        &[
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
        ],
    ),
    (
        "cramps",
        "Cramps and tiredness",
        "Think of the last 4 weeks.",
        &[
            "cramps_frequent",
            "muscle_pain",
            "exercise_intolerance",
            "stiffness_after_use",
            "fatigue",
            "excess_sweating_new",
            "severe_insomnia",
        ],
    ),
    (
        "triggers",
        "Daily life",
        "These do not change the result, only the advice.",
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
            ("face_other", "Elsewhere in the face (cheek, lip, chin)"),
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
            ("improving", "Settling"),
            ("stable", "The same"),
            ("worsening", "Clearly spreading or getting more"),
            ("unknown", "Don't know"),
        ],
    ),
    (
        "decline_tempo",
        "one_of",
        &[
            ("stable_or_improving", "Not getting worse, or better again"),
            ("months", "Worse over more than 4 weeks"),
            ("weeks", "Worse over 1 to 4 weeks"),
            ("days", "Worse over hours to 7 days"),
            ("sudden", "Within seconds to minutes"),
            ("unknown", "Don't know"),
            ("none", "No such change"),
        ],
    ),
    (
        "already_assessed",
        "one_of",
        &[
            ("none", "No"),
            ("gp_exam_normal", "A GP or other doctor examined me and found nothing"),
            (
                "neurologist_exam_and_emg_reassuring",
                "A neurologist found my strength normal, and an EMG (needle test) was normal or showed twitches only",
            ),
            ("unknown", "Don't know"),
        ],
    ),
];

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
        assert_eq!(words(&screen["questions"], "name"), questions, "{id}");
        let is_heading = id == "about_you";
        assert_eq!(screen["can_be_completed"], !is_heading, "{id}");
        assert_eq!(screen["none_of_these"], if is_heading { json!(null) } else { json!("None of these") }, "{id}");
    }
    assert_eq!(SCREENS.iter().map(|(_, _, _, questions)| questions.len()).sum::<usize>(), 94);
}

/// Every question of the questionnaire.
fn questions() -> Vec<Value> {
    let questionnaire = service().get("/v1/questionnaire").expect(200);
    list(&questionnaire, "screens").iter().flat_map(|screen| list(screen, "questions").clone()).collect()
}

#[test]
fn the_answers_have_the_labels_of_the_specification() {
    for question in questions() {
        let name = question["name"].as_str().expect("a name");
        if ["age_years", "duration_days"].contains(&name) {
            assert_eq!(question["kind"], "integer");
            assert!(question.get("answers").is_none());
            continue;
        }
        let (kind, labels) = LABELS
            .iter()
            .find(|(labelled, _, _)| *labelled == name)
            .map_or(("tri", YES_NO.as_slice()), |(_, kind, labels)| (*kind, *labels));
        assert_eq!(question["kind"], kind, "{name}");
        let answers = list(&question, "answers");
        let shown: BTreeSet<(&str, &str)> = answers
            .iter()
            .map(|answer| (answer["value"].as_str().unwrap(), answer["label"].as_str().unwrap()))
            .collect();
        assert_eq!(shown, labels.iter().copied().collect(), "{name}");
        assert_eq!(answers.len(), labels.len(), "{name}");
        for answer in answers {
            let never_offered = name == "decline_tempo" && answer["value"] == "none";
            assert_eq!(answer.get("offered") == Some(&json!(false)), never_offered, "{name}: {answer}");
        }
    }
}

#[test]
fn the_labels_stand_in_the_order_of_the_specification() {
    for question in questions() {
        let name = question["name"].as_str().expect("a name");
        if let Some((_, _, labels)) = LABELS.iter().find(|(labelled, _, _)| *labelled == name) {
            let expected: Vec<&str> = labels
                .iter()
                .map(|(value, _)| *value)
                .filter(|value| *value != "none" || name != "decline_tempo")
                .collect();
            let shown = words(&question["answers"], "value");
            let offered: Vec<&str> =
                shown.into_iter().filter(|value| *value != "none" || name != "decline_tempo").collect();
            assert_eq!(offered, expected, "{name}");
        }
    }
}

#[test]
fn the_numbers_have_the_units_and_ranges_of_the_specification() {
    for (name, unit, maximum) in [("age_years", "years", 120), ("duration_days", "days", 36_500)] {
        let question = questions().into_iter().find(|question| question["name"] == name).expect("a question");
        assert_eq!(
            (&question["unit"], &question["minimum"], &question["maximum"]),
            (&json!(unit), &json!(0), &json!(maximum))
        );
    }
}

#[test]
fn the_questions_with_a_condition_are_the_eleven_of_the_specification() {
    let conditional: BTreeSet<String> = questions()
        .iter()
        .filter(|question| !question["asked_when"].is_null())
        .map(|question| question["name"].as_str().unwrap().to_owned())
        .collect();
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
    ];
    assert_eq!(conditional, expected.map(str::to_owned).into());
}

#[test]
fn every_answer_that_the_questionnaire_offers_is_taken_by_the_triage() {
    for question in questions() {
        let name = question["name"].as_str().expect("a name");
        for answer in question["answers"].as_array().into_iter().flatten() {
            let value = if question["kind"] == "some_of" { json!([answer["value"]]) } else { answer["value"].clone() };
            service().triage_of(&json!({ name: value }));
        }
        service().triage_of(&json!({ name: null }));
    }
}

#[test]
fn no_question_negates_what_its_name_affirms() {
    for question in questions() {
        let name = question["name"].as_str().expect("a name");
        assert!(!name.split('_').any(|word| ["no", "normal", "without"].contains(&word)), "{name}");
    }
}

// --- the page ---

/// What a page refers to.
fn references(page: &str) -> Vec<String> {
    let quoted = ["href=\"", "src=\""].map(|attribute| page.split(attribute).skip(1).collect::<Vec<_>>()).concat();
    quoted.into_iter().map(|rest| rest.split('"').next().expect("a reference").to_owned()).collect()
}

#[test]
fn the_documentation_needs_nothing_from_elsewhere() {
    let page = service().get("/docs");
    assert!(page.header("content-type").starts_with("text/html"));
    let (base, assets): (Vec<_>, Vec<_>) =
        references(page.text()).into_iter().partition(|reference| reference.ends_with('/'));
    assert_eq!(base, ["docs/"], "relative, so that it works behind a prefix too");
    assert!(assets.len() >= 5, "{assets:?}");
    assert!(!page.text().contains("://"), "the page loads from elsewhere");
    for asset in &assets {
        assert!(!asset.starts_with('/') && !asset.contains(':'), "{asset}");
        let answer = service().get(&format!("/docs/{}", asset.trim_start_matches("./")));
        assert_eq!(answer.status, 200, "{asset}");
        assert!(!answer.body.is_empty(), "{asset}");
    }
    let start = service().get("/docs/swagger-initializer.js");
    assert!(start.text().contains("\"../openapi.json\""));
    assert!(!start.text().contains("://"));
}

#[test]
fn a_script_that_the_documentation_does_not_load_takes_no_room_in_the_binary() {
    let page = service().get("/docs");
    for file in std::fs::read_dir("openapi/swagger-ui").expect("a folder") {
        let name = file.expect("a file").file_name().into_string().expect("a name");
        assert!(!references(page.text()).iter().any(|loaded| loaded.ends_with(&name)), "{name} is loaded");
        let size = service().get(&format!("/docs/{name}")).body.len();
        assert!(size < 100, "{name}: {size} bytes; after a change: cargo clean -p utoipa-swagger-ui");
    }
}

#[test]
fn styles_of_the_documentation_load_nothing_from_elsewhere() {
    for style in ["swagger-ui.css", "index.css"] {
        let answer = service().get(&format!("/docs/{style}"));
        for loaded in answer.text().split("url(").skip(1) {
            let loaded = loaded.trim_start_matches(['"', '\'']);
            assert!(
                loaded.starts_with("data:") || !loaded.split(')').next().unwrap().contains("//"),
                "{style}: {loaded:.60}"
            );
        }
        assert!(!answer.text().contains("@import"), "{style}");
    }
}

// --- what every answer has (I-19) ---

#[test]
fn every_decision_says_when_to_seek_help_what_it_is_not_and_who_decided() {
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    let rule_book = service().get("/v1/rules").expect(200)["rule_book"].clone();
    for vector in list(&vectors, "vectors").iter().step_by(7) {
        let start = vector["start_from"].as_str().expect("a start");
        let answer = service().triage_of(&with(&vectors[start], &vector["change"]));
        let note = answer["safety_net"]["seek_help_now_if"].as_str().expect("a note");
        assert!(note.starts_with("Call 999 if you have trouble breathing or swallowing"), "{}", vector["id"]);
        assert_eq!(
            answer["not_a_diagnosis"],
            "This is decision support, not a diagnosis. It does not replace an examination."
        );
        assert_eq!(answer["rule_book"], rule_book);
    }
}

#[test]
fn nothing_but_a_decision_carries_a_level() {
    for path in TAGGED.iter().filter(|path| !path.starts_with("/v1/rules")) {
        let answer = service().get(path);
        if let Ok(Value::Object(document)) = serde_json::from_slice(&answer.body) {
            assert!(!document.contains_key("level"), "{path}");
        }
    }
    let statuses = contract().statuses("POST", "/v1/triage");
    assert!(statuses.iter().filter(|status| **status < 400).eq([&200]));
}
