//! Hazards of silence: an answer that is missing, no answer at all, and open questions.

use serde_json::{Value, json};
use twitch_triage::clinical::model::finding::{Class, Kind};
use twitch_triage::clinical::model::findings_seed::FindingsSeed;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::rule::computed;
use twitch_triage::clinical::model::status::Status;

use super::{decide, refer};
use crate::support::body::{Body, Random, book};

/// H02. What the hazard log says of each missing answer: class U1, age and sites: level 3, provisional; class U2, duration
/// and course: routine, provisional; nothing: `twitch_present`, the classes M, N and O, what is not asked, and the four
/// features of cramps that nothing can fire on without cramps.
#[test]
fn an_answer_that_is_missing_from_the_baseline_is_never_read_as_no() {
    let (mut red_flags, mut contexts, mut neutral) = (0, 0, 0);
    let features = ["muscle_pain", "exercise_intolerance", "stiffness_after_use", "fatigue"];
    let asked = decide(&Body::baseline()).facts;
    for (index, finding) in book().findings.iter().enumerate() {
        let name = finding.name.as_str();
        let is_asked = asked.is_asked(book(), index) == twitch_triage::clinical::model::truth::Truth::True;
        let mut silent = vec![Body::baseline().without(name), Body::baseline().with(name, Value::Null)];
        if matches!(finding.kind, Kind::Tri | Kind::OneOf) {
            silent.push(Body::baseline().with(name, "unknown"));
        }
        for body in silent {
            let decision = decide(&body);
            let (result, status) = (decision.result, decision.status());
            let routine = Outcome { level: Level::BenignLifestyle, urgency: Urgency::Routine };
            // All members of a group question are in the baseline, so that it says nothing.
            let unchanged = !is_asked || features.contains(&name) || !finding.members.is_empty();
            match finding.class {
                Class::U1 | Class::U2 if unchanged => {
                    assert_eq!((result, status), (Outcome::LOWEST, Status::Final), "{name}");
                }
                Class::U1 if !["duration_days", "course"].contains(&name) => {
                    assert_eq!((result, status), (refer(Urgency::Routine), Status::Provisional), "{name}");
                    red_flags += 1;
                }
                Class::U1 | Class::U2 => {
                    assert_eq!((result, status), (routine, Status::Provisional), "{name}");
                    contexts += 1;
                }
                Class::M | Class::N | Class::O | Class::Scope => {
                    assert_eq!((result, status), (Outcome::LOWEST, Status::Final), "{name}");
                    neutral += 1;
                }
            }
        }
    }
    assert!(red_flags > 100 && contexts > 60 && neutral > 60, "{red_flags} {contexts} {neutral}");
}

/// H02, H06, H18. At the edge of the clinical core: what the transport reads is tested over HTTP.
#[test]
fn what_is_no_answer_of_a_finding_is_refused() {
    let read = |body: Value| serde::de::DeserializeSeed::deserialize(FindingsSeed(book()), body);
    let refused = [
        json!({ "tingling": true }),
        json!({ "tingling": false }),
        json!({ "tingling": 0 }),
        json!({ "tingling": 1.0 }),
        json!({ "tingling": "yes" }),
        json!({ "tingling": "" }),
        json!({ "tingling": "Present" }),
        json!({ "tingling": ["present"] }),
        json!({ "tingling": {} }),
        json!({ "tinglin": "present" }),
        json!({ "Tingling": "present" }),
        json!({ "": "present" }),
        json!({ "any_weakness": "present" }),
        json!({ "twitch_reported": "yes" }),
        json!({ "sex": "female" }),
        json!({ "gender": "male" }),
        json!({ "ethnicity": "any" }),
        json!({ "name": "A" }),
        json!({ "weight_kg": 70 }),
        json!({ "postcode": "x" }),
        json!({ "locale": "de-DE" }),
        json!({ "client_id": 1 }),
        json!({ "age_years": -1 }),
        json!({ "age_years": 121 }),
        json!({ "age_years": 40.5 }),
        json!({ "age_years": "40" }),
        json!({ "age_years": "unknown" }),
        json!({ "age_years": [40] }),
        json!({ "age_years": true }),
        json!({ "age_years": 1e300 }),
        json!({ "age_years": 4_294_967_336_u64 }),
        json!({ "age_years": u64::MAX }),
        json!({ "age_years": i64::MIN }),
        json!({ "duration_days": -1 }),
        json!({ "duration_days": 36501 }),
        json!({ "duration_days": 14.5 }),
        json!({ "duration_days": "2 weeks" }),
        json!({ "duration_days": 1e18 }),
        json!({ "sites": "calf" }),
        json!({ "sites": ["leg"] }),
        json!({ "sites": ["calf", "calf"] }),
        json!({ "sites": ["unknown"] }),
        json!({ "sites": [null] }),
        json!({ "sites": [["calf"]] }),
        json!({ "sites": { "calf": true } }),
        json!({ "course": "worse" }),
        json!({ "course": ["worsening"] }),
        json!({ "decline_tempo": "absent" }),
        json!([]),
        json!("present"),
        json!(null),
    ];
    for body in refused {
        assert!(read(body.clone()).is_err(), "{body} is taken");
    }
    let taken = [
        json!({ "age_years": 0 }),
        json!({ "age_years": 120 }),
        json!({ "age_years": null }),
        json!({ "duration_days": 36500 }),
        json!({ "sites": [] }),
        json!({ "tingling": null }),
        json!({ "course": "unknown" }),
        json!({}),
    ];
    for body in taken {
        assert!(read(body.clone()).is_ok(), "{body} is refused");
    }
}

/// H03. Without a definite level 3, nothing that is only missing asks for more than an ordinary appointment.
#[test]
fn open_questions_alone_are_never_more_than_a_routine_referral() {
    let mut random = Random(3);
    let mut provisional = 0;
    for _ in 0..3000 {
        let decision = decide(&random.body_with_gaps(book()));
        assert_eq!(decision.result.urgency, decision.least.urgency.max(decision.result.urgency.min(Urgency::Routine)));
        if decision.status() == Status::Provisional {
            provisional += 1;
            let open = [computed::REFERRAL_OPEN, computed::CRAMP_FASCICULATION_OPEN, computed::OTHER_OPEN];
            let open = open.into_iter().any(|id| decision.has_fired(id));
            assert!(open && decision.result.urgency >= Urgency::Routine);
        }
    }
    assert!(provisional > 2000, "{provisional}");
    let nothing = Body { findings: serde_json::Map::new(), screens_completed: Vec::new() };
    assert_eq!(decide(&nothing).result, refer(Urgency::Routine));
}

/// H22.
#[test]
fn a_completed_screen_never_answers_for_an_explicit_unknown_or_for_the_questions_without_a_screen() {
    let all: Vec<String> =
        book().screens.iter().filter(|screen| !screen.heading_only).map(|screen| screen.id.clone()).collect();
    assert_eq!(all.len(), 6);
    let completed = |body: Body| Body { screens_completed: all.clone(), ..body };
    let nothing = completed(Body { findings: serde_json::Map::new(), screens_completed: Vec::new() });
    let facts = decide(&nothing).facts;
    for (index, finding) in book().findings.iter().enumerate() {
        let filled_in = !facts.is_unknown(index);
        // Filled in, or settled because the question is not asked. Only signs are ever filled in, never the age.
        let conditional = book().asked_when(index).is_some();
        let is_sign = finding.kind == Kind::Tri && finding.screen.is_some();
        if is_sign && !conditional {
            assert!(filled_in, "{} is not filled in", finding.name);
            for silent in [json!("unknown"), Value::Null] {
                let body = nothing.clone().with(&finding.name, silent);
                assert!(
                    decide(&body).facts.is_unknown(index),
                    "{} is filled in over an explicit unknown",
                    finding.name
                );
            }
        } else if !is_sign && !conditional {
            assert!(!filled_in, "{} is filled in", finding.name);
        }
    }
}
