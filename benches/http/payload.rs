//! The payloads: what an app sends, and every finding spelt out.

use serde_json::{Value, json};
use twitch_triage::clinical::model::finding::Kind;
use twitch_triage::clinical::model::rule_book::RuleBook;

/// About 20 findings and completed screens.
pub fn short() -> String {
    json!({
        "findings": {
            "age_years": 42, "twitch_present": "present", "sites": ["calf", "eyelid"], "duration_days": 40,
            "course": "stable", "already_assessed": "none", "cramps_frequent": "present", "muscle_pain": "present",
            "fatigue": "absent", "tingling": "absent", "weakness_functional": "absent", "weakness_perceived": "absent",
            "muscle_wasting": "absent", "speech_change": "absent", "swallowing_difficulty": "absent",
            "caffeine_high": "present", "poor_sleep": "present", "stress_or_anxiety": "present", "nicotine_use": "absent",
            "worried_about_serious_disease": "present",
        },
        "screens_completed": ["emergency", "strength_and_nerves", "movement_and_cramps", "health_and_medicines", "triggers"],
    })
    .to_string()
}

/// The same with a fault in each finding that was absent.
#[allow(dead_code, reason = "not every measurement sends it")]
pub fn refused() -> String {
    short().replace(r#""absent""#, "true")
}

/// Every finding, with the same answers.
pub fn full() -> String {
    let book = RuleBook::built_in().unwrap();
    let mut payload: Value = serde_json::from_str(&short()).unwrap();
    let findings = payload["findings"].as_object_mut().unwrap();
    for finding in &book.findings {
        let absent = if finding.kind == Kind::Tri { "absent" } else { "none" };
        findings.entry(&finding.name).or_insert_with(|| json!(absent));
    }
    payload.to_string()
}
