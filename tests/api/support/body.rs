//! Bodies to send.

use serde_json::{Map, Value, json};

/// The rule book's own vectors, as they are committed.
pub const VECTORS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/clinical/knowledge/vectors.json"));

/// The screens that are needed for a settled answer.
pub const SETTLING_SCREENS: [&str; 4] =
    ["emergency", "strength_and_nerves", "movement_and_cramps", "health_and_medicines"];

/// An object of both; what the second says counts.
pub fn with(first: &Value, second: &Value) -> Value {
    let mut both: Map<String, Value> = first.as_object().expect("an object").clone();
    both.extend(second.as_object().expect("an object").clone());
    both.into()
}

/// An adult with a harmless eyelid twitch, everything asked that is needed, changed by some findings.
pub fn harmless(change: &Value) -> Value {
    let findings = json!({ "age_years": 34, "twitch_present": "present", "sites": ["eyelid"], "duration_days": 3,
                           "course": "stable" });
    json!({ "findings": with(&findings, change), "screens_completed": SETTLING_SCREENS })
}

/// Every vector of the rule book, and the payload that it stands for.
pub fn vectors() -> Vec<(Value, Value)> {
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    let each = vectors["vectors"].as_array().expect("vectors").iter();
    each.map(|vector| {
        let findings = with(&vectors[vector["start_from"].as_str().expect("a start")], &vector["change"]);
        let mut body = json!({ "findings": findings });
        if let Some(screens) = vector.get("screens_completed") {
            body["screens_completed"] = screens.clone();
        }
        (vector.clone(), body)
    })
    .collect()
}

/// The words at a place of every member of a list.
pub fn words<'v>(list: &'v Value, member: &str) -> Vec<&'v str> {
    list.as_array().expect("a list").iter().map(|one| one[member].as_str().expect("a word")).collect()
}
