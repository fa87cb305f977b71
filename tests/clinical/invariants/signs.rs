//! A sign that is worse never lowers the answer: absent, unknown, present, emergencies, red flags.

use proptest::prelude::*;
use proptest::sample::select;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::status::Status;

use super::{keeps, never_lower, one_step_from_the_baseline, result, rising};
use crate::support::payload::{PRESENT, Payload, cases, index, of_screen, payload, u_tri};

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
        never_lower(&rising(&payload, index))?;
    }

    /// I-05.
    #[test]
    fn lost_function_or_wasting_always_refers_and_felt_weakness_unless_reassured(payload in payload()) {
        for name in ["weakness_functional", "muscle_wasting", "weakness_perceived"] {
            keeps("I-05", &payload.with(index(name), PRESENT))?;
        }
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
