//! Headlines, safety nets and the line for clinicians.

use serde_json::{Value, json};

use super::{changed, of};
use crate::support::body::{VECTORS, with};

#[test]
fn the_headline_is_the_first_row_that_fits() {
    let rows = [
        (
            json!({ "twitch_present": "absent", "sites": [] }),
            "No twitching was reported, so there is nothing here to assess. This result says nothing about other symptoms.",
        ),
        (
            json!({ "twitch_present": "absent", "sites": [], "history_polio": "present" }),
            "No twitching was reported, so there is nothing here to assess. This result says nothing about other symptoms. Tell a GP about the points below.",
        ),
        (
            json!({ "muscle_wasting": "unknown" }),
            "We cannot call this harmless until you have answered the open questions. If you cannot answer them, book a routine GP appointment.",
        ),
        (json!({ "choking_or_cannot_swallow": "present" }), "Call 999 or go to A&E now."),
        (
            json!({ "withdrawal_7d": "present" }),
            "Speak to a doctor, nurse or midwife today, for example through NHS 111.",
        ),
        (
            json!({ "muscle_wasting": "present" }),
            "A doctor should see you within 2 weeks. Ask for the appointment today.",
        ),
        (
            json!({ "rhythmic_shaking": "present", "age_years": 40 }),
            "A doctor should look into this. Book a routine appointment.",
        ),
        (
            json!({ "sites": ["calf"], "duration_days": 84, "cramps_frequent": "present" }),
            "Your answers fit a pattern of over-excitable nerves with cramps. This is usually not dangerous. Book a routine GP appointment.",
        ),
        (
            json!({ "duration_days": 15 }),
            "This looks like a common, usually harmless twitch. Book a routine appointment for a GP to check it.",
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
            "So far: Speak to a doctor, nurse or midwife today, for example through NHS 111.",
        ),
        (
            json!({ "muscle_wasting": "present", "withdrawal_7d": null }),
            "So far: A doctor should see you within 2 weeks. Ask for the appointment today.",
        ),
        (
            json!({ "rhythmic_shaking": "present", "age_years": 40, "muscle_wasting": null }),
            "So far: A doctor should look into this. Book a routine appointment.",
        ),
        (
            json!({ "duration_days": 15, "history_polio": null }),
            "So far: This looks like a common, usually harmless twitch. Book a routine appointment for a GP to check it.",
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
        (json!({}), "See a GP if the twitching lasts over 2 weeks", json!(14)),
        (json!({ "duration_days": 15 }), "See a GP if the twitching lasts over 2 weeks", json!(28)),
        (cramps, "See a GP if the twitching clearly spreads over weeks", json!(28)),
        (json!({ "twitch_present": "absent", "sites": [] }), "See a GP about any symptom that worries you", json!(14)),
        (
            json!({ "twitch_present": "absent", "sites": [], "history_polio": "present" }),
            "See a GP about any symptom that worries you",
            json!(28),
        ),
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
fn the_note_on_babies_follows_the_emergency_note_when_it_could_be_a_baby() {
    const FOR_ALL: &str = "Call 999 if you have: trouble breathing or swallowing; sudden or fast-growing weakness; a fit; new confusion; loss of bladder or bowel control; fainting or chest pain; spasm of the throat or jaw; hands or feet locked in spasm with a racing heart; drooling with vomiting or sweating; or brown pee with muscle pain.";
    const FOR_A_BABY: &str = "Call 999 for a baby who has repeated spells, feeds badly or breathes fast.";
    for (age, with_baby) in
        [(json!(0), true), (json!(1), true), (json!(2), false), (json!(34), false), (json!(null), true)]
    {
        let net = changed(json!({ "age_years": age }))["safety_net"].clone();
        let expected = if with_baby { format!("{FOR_ALL} {FOR_A_BABY}") } else { FOR_ALL.to_owned() };
        assert_eq!(net["seek_help_now_if"], expected, "{age}");
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
