//! A sign that is worse never lowers the answer: absent, unknown, present, emergencies, red flags.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::status::Status;

use super::{never_lower, one_step_from_the_baseline, result, rising};
use crate::support::payload::{ABSENT, PRESENT, Payload, book, cases, finding, index, of_screen, payload, u_tri};

/// Jerks are the one field that changes more than itself. On a completed movement screen the questions about jerks that
/// were left out are absent once there are jerks, but unknown while nobody is sure of the jerks (3.15). "All else
/// equal" then needs an answer to them.
fn said_for_certain(payload: Payload, index: FindingIndex) -> Payload {
    if finding(index).name != "jerks_move_body" || !payload.completes_screen_of(index) {
        return payload;
    }
    let left_out = of_screen("movement").into_iter().filter(|&other| payload.get(other) == Answer::NotSent);
    left_out.fold(payload.clone(), |payload, other| payload.with(other, ABSENT))
}

/// I-04 does not reach further than `said_for_certain` says: this is what the specification asks for there.
#[test]
fn unsure_jerks_leave_more_open_than_certain_ones_where_the_screen_fills_in_the_rest() {
    let movement = book().completable_screen("movement").unwrap();
    let drowsy = Payload::baseline_but(&json!({ "jerks_only_falling_asleep": "present" })).completing(movement);
    let questions = ["continuous_jerking_1h", "jerks_new_4_weeks"].map(index);
    let left_out = questions.into_iter().fold(drowsy, |payload, index| payload.with(index, Answer::NotSent));
    let [_, _, unsure, certain] = rising(&left_out, index("jerks_move_body"));
    assert_eq!((result(&unsure).level, unsure.decide().status()), (Level::ReferWorkup, Status::Provisional));
    assert_eq!((result(&certain), certain.decide().status()), (Outcome::LOWEST, Status::Final));
}

/// I-04: every field over the baseline and over every payload one step from it, which makes every pair of fields.
#[test]
fn absent_is_at_most_unknown_is_at_most_present_for_every_field_and_pair_of_fields() {
    for payload in one_step_from_the_baseline() {
        for index in u_tri() {
            never_lower(&rising(&payload, index)).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(cases(4_000))]

    /// I-04.
    #[test]
    fn absent_is_at_most_unknown_is_at_most_present_in_any_payload(payload in payload(), index in select(u_tri())) {
        never_lower(&rising(&said_for_certain(payload, index), index))?;
    }

    /// I-04, the half that holds of every payload whatever.
    #[test]
    fn adding_a_red_flag_never_lowers_level_or_urgency(payload in payload(), index in select(u_tri())) {
        let [absent, missing, unknown, present] = rising(&payload, index);
        never_lower(&[absent.clone(), missing, unknown])?;
        never_lower(&[absent, present])?;
    }

    /// I-05.
    #[test]
    fn lost_function_or_wasting_always_refers_and_felt_weakness_unless_reassured(payload in payload()) {
        for name in ["weakness_functional", "muscle_wasting"] {
            prop_assert_eq!(result(&payload.with(index(name), PRESENT)).level, Level::ReferWorkup, "{}", name);
        }
        let feels_weak = payload.with(index("weakness_perceived"), PRESENT);
        let level = result(&feels_weak).level;
        prop_assert!(level == Level::ReferWorkup || payload.claims_reassurance());
    }
}

const EMERGENCY: Outcome = Outcome { level: Level::ReferWorkup, urgency: Urgency::Emergency };

/// I-06: every pair of emergency fields over the baseline, over an empty payload and over one with all unknown.
#[test]
fn an_emergency_field_makes_an_emergency_whatever_any_other_one_is() {
    for base in [Payload::baseline(), Payload::nothing(), Payload::everything_unknown()] {
        for field in of_screen("emergency") {
            let emergency = base.with(field, PRESENT);
            assert_eq!(result(&emergency), EMERGENCY, "{emergency:?}");
            for other in of_screen("emergency").into_iter().filter(|other| *other != field) {
                for payload in rising(&emergency, other) {
                    assert_eq!(result(&payload), EMERGENCY, "{payload:?}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// I-06. Nothing is asked any more: an emergency is final.
    #[test]
    fn an_emergency_field_makes_a_final_emergency_in_any_payload(
        payload in payload(),
        field in select(of_screen("emergency")),
    ) {
        let decision = payload.with(field, PRESENT).decide();
        prop_assert_eq!((decision.result, decision.status()), (EMERGENCY, Status::Final));
    }
}
