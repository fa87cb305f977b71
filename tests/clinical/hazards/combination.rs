//! Hazards of several findings together: pregnancy, emergencies, contradictions, no twitch at all.

use std::collections::BTreeSet;

use serde_json::json;
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::model::finding::{Class, Kind};
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::status::Status;

use super::{decide, refer};
use crate::support::body::{Body, Random, book};
use crate::support::given_texts;
use crate::vignettes::Expected;

/// The picture of cramp-fasciculation syndrome.
fn cfs() -> Body {
    Body::baseline().with("cramps_frequent", "present").with("muscle_pain", "present").with("duration_days", 60)
}

/// H04.
#[test]
fn the_vectors_that_guard_against_over_referral_stay_where_they_are() {
    let expect = |id: &str| &book().vectors.vectors.iter().find(|vector| vector.id == id).unwrap().expect;
    for id in [
        "V02", "V20", "V33", "V36", "V37", "V62", "V64", "V119", "V156", "V158", "V161", "V179", "V290", "V291",
        "V302", "V305", "V307", "V310", "V313", "V321", "V347",
    ] {
        assert_eq!(expect(id).level, Level::BenignLifestyle, "{id}");
    }
    for id in ["V93", "V94"] {
        assert_eq!(expect(id).urgency, Urgency::Routine, "{id}");
    }
    assert_eq!(book().vectors.run(book()), []);
}

/// H08.
#[test]
fn level_2_is_never_given_in_pregnancy_and_pregnancy_is_asked_about() {
    assert_eq!(decide(&cfs()).result.level, Level::CrampFasciculationSyndrome);
    let mut random = Random(8);
    for _ in 0..3000 {
        let mut body = random.body_near_baseline(book()).with("pregnant_or_postpartum", "present");
        for (name, answer) in cfs().findings {
            if ["cramps_frequent", "muscle_pain", "duration_days"].contains(&name.as_str()) {
                body = body.with(&name, answer);
            }
        }
        assert_ne!(decide(&body).result.level, Level::CrampFasciculationSyndrome, "{body:?}");
    }
    let unknown = decide(&cfs().without("pregnant_or_postpartum"));
    assert_eq!((unknown.status(), unknown.most), (Status::Provisional, refer(Urgency::Routine)));
}

/// H09.
#[test]
fn the_first_reason_of_an_emergency_is_an_emergency_rule() {
    let mut random = Random(9);
    let mut emergencies = 0;
    for _ in 0..5000 {
        let body = if random.below(2) == 0 { random.body(book()) } else { random.body_near_baseline(book()) };
        let decision = decide(&body);
        let first = decision.fired().next().expect("every answer has a reason");
        let is_emergency = decision.result.urgency == Urgency::Emergency;
        assert_eq!(first.id.starts_with("R-E"), is_emergency, "{} comes first: {body:?}", first.id);
        assert_eq!(first.effect.urgency, decision.result.urgency, "{body:?}");
        if is_emergency {
            emergencies += 1;
            assert_eq!(decision.status(), Status::Final);
            assert_eq!(
                decision.headline(),
                book().texts.headline.result.iter().find(|row| row.outcome == decision.result).unwrap().text
            );
        }
    }
    assert!((500..4500).contains(&emergencies), "{emergencies}");
}

/// H09. No rule hides another: what fires in a vector fires too when an emergency is added to it.
#[test]
fn a_rule_fires_whatever_other_rules_fire() {
    for vector in &book().vectors.vectors {
        let body =
            Body { findings: book().vectors.findings_of(vector), screens_completed: vector.screens_completed.clone() };
        let with = decide(&body.clone().with("dark_urine_with_muscle_symptoms", "present"));
        assert_eq!(with.result, refer(Urgency::Emergency), "{}", vector.id);
        for rule in vector.expect.rules.iter().filter(|rule| !rule.starts_with("R-K")) {
            assert!(with.has_fired(rule), "{}: {rule} is lost", vector.id);
        }
    }
}

/// H10. The red flags are the class U1 findings of the screens. Two only count together with another answer: the jerks
/// with nothing that explains them, and the new jerks with a cause.
#[test]
fn the_cfs_picture_with_any_red_flag_is_referred_and_still_named() {
    let flags = book().findings.iter().filter(|finding| {
        finding.class == Class::U1
            && finding.screen.is_some()
            && finding.kind == Kind::Tri
            && finding.members.is_empty()
    });
    let mut count = 0;
    for flag in flags {
        let body = cfs().with(&flag.name, "present");
        let body = if flag.name == "jerks_new_4_weeks" { body.with("med_other_suspect", "present") } else { body };
        let decision = decide(&body);
        assert_eq!(decision.result.level, Level::ReferWorkup, "{}", flag.name);
        assert!(decision.has_fired("R-C01"), "{}", flag.name);
        count += 1;
    }
    assert_eq!(count, 39);
    let mut random = Random(10);
    let mut named = 0;
    for _ in 0..3000 {
        let body = random.body_near_baseline(book()).with("cramps_frequent", "present").with("duration_days", 90);
        let decision = decide(&body);
        let refers = decision.fired().any(|rule| rule.effect.level == Level::ReferWorkup);
        if refers && (decision.has_fired("R-C01") || decision.has_fired("R-C02")) {
            assert_eq!(decision.result.level, Level::ReferWorkup);
            named += 1;
        }
    }
    assert!(named > 500, "{named}");
}

/// Bodies that contradict themselves, with the two answers that do, and the answer each has when it gives way.
fn contradictions(random: &mut Random) -> Vec<(Body, Vec<Body>)> {
    let four = ["weakness_functional", "weakness_perceived", "speech_change", "swallowing_difficulty"];
    let tempi = ["stable_or_improving", "months", "weeks", "days", "sudden"];
    let base = random.body_near_baseline(book());
    let quiet = four.iter().fold(base.clone(), |body, name| body.with(name, "absent")).with("decline_tempo", "none");
    let symptom = *random.pick(&four);
    let tempo = *random.pick(&tempi);
    let sites = json!([random.pick(&["calf", "tongue", "eyelid", "hand"])]);
    let adult = base.clone().with("age_years", 30);
    let still = base.clone().with("jerks_move_body", "absent");
    let mut cases = vec![
        // The site against the answer that there is no twitch.
        (
            base.clone().with("twitch_present", "absent").with("sites", sites.clone()),
            vec![
                base.clone().with("twitch_present", "present").with("sites", sites),
                base.clone().with("twitch_present", "absent").with("sites", json!([])),
            ],
        ),
        // A symptom against the tempo "none".
        (
            quiet.clone().with(symptom, "present"),
            vec![quiet.clone(), quiet.clone().with(symptom, "present").with("decline_tempo", "unknown")],
        ),
        // A tempo against four symptoms that are absent.
        (quiet.clone().with("decline_tempo", tempo), vec![quiet]),
    ];
    // A red flag against the answer for which it is not asked.
    for (body, name) in [
        (adult.clone(), "infant_spells_or_poor_feeding"),
        (adult, "lost_motor_skills"),
        (still.clone(), "continuous_jerking_1h"),
        (still.clone().with("vomiting_diarrhoea_48h", "present"), "jerks_new_4_weeks"),
        (still.with("jerks_are_hiccups", "absent"), "hiccups_over_48h"),
        (base.with("pregnant_or_postpartum", "absent"), "preeclampsia_symptoms"),
    ] {
        cases.push((body.clone().with(name, "present"), vec![body.clone().with(name, "absent"), body.without(name)]));
    }
    cases
}

/// H15.
#[test]
fn a_contradiction_never_scores_below_either_of_its_answers() {
    let mut random = Random(15);
    for _ in 0..500 {
        for (body, singles) in contradictions(&mut random) {
            let both = decide(&body);
            for single in singles {
                let one = decide(&single);
                assert!(
                    !one.least.exceeds(both.least),
                    "{:?} is above {:?}\n{single:?}\n{body:?}",
                    one.least,
                    both.least
                );
                assert!(
                    !one.result.exceeds(both.result),
                    "{:?} is above {:?}\n{single:?}\n{body:?}",
                    one.result,
                    both.result
                );
            }
        }
    }
}

/// H15, H21.
#[test]
fn every_contradiction_is_warned_of() {
    let mut random = Random(16);
    for _ in 0..100 {
        for (body, _) in contradictions(&mut random) {
            assert!(decide(&body).warning().is_some(), "{body:?}");
        }
    }
    assert!(decide(&Body::baseline()).warning().is_none());
}

/// H16.
#[test]
fn ten_thousand_random_bodies_are_decided_alike_twice() {
    let mut random = Random(16);
    let mut levels = BTreeSet::new();
    for number in 0..10_000 {
        let body = match number % 4 {
            0 => random.body(book()),
            1 => random.body_near_baseline(book()),
            2 => random.body_with_gaps(book()),
            _ => cfs_with_one_other_answer(&mut random),
        };
        let findings = body.read(book());
        let (first, second) = (book().decide(&findings), book().decide(&findings.clone()));
        assert_eq!(said(&first), said(&second), "{body:?}");
        assert!(first.result.is_allowed() && first.least.is_allowed() && first.most.is_allowed(), "{body:?}");
        levels.insert(first.result.level);
    }
    assert_eq!(levels.len(), 3);
}

fn cfs_with_one_other_answer(random: &mut Random) -> Body {
    let finding = random.pick(&book().findings);
    let answer = random.answer(finding);
    cfs().with(&finding.name, answer)
}

/// All that is decided and said.
fn said(decision: &Decision) -> (Expected, String, String) {
    let headline = format!("{} / {}", decision.headline(), decision.clinician_headline());
    let workup: Vec<&str> = given_texts::workup(decision);
    (Expected::of(decision), headline, workup.join("\n"))
}

/// H20.
#[test]
fn without_a_twitch_nothing_is_assessed_and_red_flags_still_count() {
    let none = Body::baseline().with("twitch_present", "absent").with("sites", json!([]));
    let decision = decide(&none);
    assert!(!decision.in_scope && decision.result == Outcome::LOWEST);
    assert!(decision.headline().starts_with("No twitching was reported"));
    let mut random = Random(20);
    for _ in 0..1000 {
        let body = random.body_near_baseline(book());
        let without = body.clone().with("twitch_present", "absent").without("sites");
        let decision = decide(&without);
        assert!(!decision.in_scope && decision.has_fired("R-X01") && !decision.has_fired("R-B00"));
        // Every emergency of the same person with a twitch that is not about where it is.
        for rule in decide(&body).fired().filter(|rule| rule.id.starts_with("R-E") && rule.id != "R-E18") {
            assert!(decision.has_fired(&rule.id), "{}: {body:?}", rule.id);
        }
    }
}

/// H23.
#[test]
fn a_normal_examination_lowers_nothing() {
    let exam: Vec<&str> = book()
        .findings
        .iter()
        .filter(|finding| finding.class == Class::O)
        .map(|finding| finding.name.as_str())
        .collect();
    assert_eq!(exam.len(), 6);
    let mut random = Random(23);
    for _ in 0..1000 {
        let body = random.body(book());
        let without = exam.iter().fold(body.clone(), |body, name| body.without(name));
        let normal = exam.iter().fold(body, |body, name| body.with(name, "absent"));
        assert_eq!(Expected::of(&decide(&normal)), Expected::of(&decide(&without)));
        let sign = *random.pick(&exam);
        let found = decide(&without.clone().with(sign, "present"));
        assert!(!decide(&without).least.exceeds(found.least) && found.least.urgency >= Urgency::Routine, "{sign}");
    }
}
