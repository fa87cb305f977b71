//! Hazards of numbers: each threshold, and the age of a child.

use serde_json::{Value, json};
use twitch_triage::clinical::model::outcome::{Level, Urgency};

use super::decide;
use crate::support::body::{Body, Random, book};

/// H06. At the lower number of a pair the rule does not fire, at the higher one it does, or the other way round below
/// an age.
#[test]
fn each_threshold_falls_between_the_number_before_and_the_number_itself() {
    let present = |name: &str| Body::baseline().with(name, "present");
    let worsening = Body::baseline().with("course", "worsening");
    let regions = Body::baseline().with("sites", json!(["hand", "calf"]));
    let cramps = present("cramps_frequent").with("muscle_pain", "present");
    let days = "duration_days";
    let age = "age_years";
    let above = [
        (Body::baseline(), days, 14, "R-B01"),
        (present("known_cancer"), days, 14, "R-R14"),
        (present("known_cancer").with("course", "worsening"), days, 14, "R-S20"),
        (present("family_history_neuromuscular"), days, 14, "R-R12"),
        (present("history_polio"), days, 14, "R-R13"),
        (present("thyroid_disease_or_neck_surgery").with("tingling", "present"), days, 14, "R-R20"),
        (present("rhythmic_shaking"), days, 14, "R-R04"),
        (present("known_neurological_disease"), days, 14, "R-R23"),
        (Body::baseline().with("sites", json!(["face_other"])), days, 14, "R-R06"),
        (Body::baseline().with("sites", json!(["eyelid"])).with("course", "worsening"), days, 90, "R-R05"),
        (Body::baseline().with("sites", json!(["eyelid"])), days, 90, "R-B06"),
        (worsening.clone().with("weakness_perceived", "present"), days, 27, "R-S23"),
        (present("weakness_perceived"), age, 39, "R-R01"),
        (present("rhythmic_shaking"), age, 39, "R-R04"),
        (worsening.clone().with(age, 50), days, 27, "R-R17"),
        (regions.clone().with(age, 60), days, 83, "R-R18"),
        (cramps.clone(), days, 27, "R-C01"),
        (present("cramps_frequent"), days, 83, "R-C02"),
        (cramps.with("pregnant_or_postpartum", "present"), days, 27, "R-R21"),
        (present("cramps_frequent").with("pregnant_or_postpartum", "present"), days, 83, "R-R21"),
        (worsening.with(days, 60), age, 39, "R-R17"),
        (regions.with(days, 90), age, 54, "R-R18"),
    ];
    for (body, name, number, rule) in above {
        assert!(!decide(&body.clone().with(name, number)).has_fired(rule), "{rule} fires at {number}");
        assert!(decide(&body.with(name, number + 1)).has_fired(rule), "{rule} does not fire at {}", number + 1);
    }
    let below = [
        (Body::baseline(), 15, "R-R02"),
        (present("unsteady_or_falls"), 15, "R-U09"),
        (present("rhythmic_shaking"), 0, "R-U12"),
    ];
    for (body, number, rule) in below {
        assert!(decide(&body.clone().with(age, number)).has_fired(rule), "{rule} does not fire at {number}");
        assert!(!decide(&body.with(age, number + 1)).has_fired(rule), "{rule} fires at {}", number + 1);
    }
    // Under two years one more emergency question is asked: its missing answer keeps the result open.
    let baby = Body::baseline().without("infant_spells_or_poor_feeding");
    let most = |age: i32| decide(&baby.clone().with("age_years", age)).most.urgency;
    assert_eq!((most(1), most(2)), (Urgency::Emergency, Urgency::Routine));
}

/// H07.
#[test]
fn a_child_is_always_referred_and_an_unknown_age_is_never_reassured() {
    let mut random = Random(7);
    for _ in 0..3000 {
        let body = if random.below(2) == 0 { random.body(book()) } else { random.body_near_baseline(book()) };
        let age = i32::try_from(random.below(16)).unwrap();
        assert_eq!(decide(&body.clone().with("age_years", age)).result.level, Level::ReferWorkup);
        let unknown = decide(&body.with("age_years", Value::Null));
        assert_eq!(unknown.result.level, Level::ReferWorkup);
    }
}
