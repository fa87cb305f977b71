//! A sign that is worse never lowers the answer: absent, unknown, present, emergencies, red flags.

use proptest::prelude::*;
use proptest::sample::select;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::status::Status;

use super::{never_lower, one_step_from_the_baseline, result, rising};
use crate::support::payload::{PRESENT, Payload, answer, cases, index, of_screen, payload, u_tri};

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
        for name in ["weakness_functional", "muscle_wasting"] {
            prop_assert_eq!(result(&payload.with(index(name), PRESENT)).level, Level::ReferWorkup, "{}", name);
        }
        // Under 40, steady and without frequent cramps, a GP looks; from 40, with cramps or at an unknown age: referred.
        let feels_weak = payload.with(index("weakness_perceived"), PRESENT);
        let found = result(&feels_weak);
        let age = match payload.of("age_years") {
            Answer::Number(years) => Some(years),
            _ => None,
        };
        let spreads = payload.of("course") == answer("course", "worsening")
            && !payload.denies_twitch()
            && !matches!(payload.of("duration_days"), Answer::Number(..28));
        let examined = age.is_none_or(|years| years >= 40) || payload.of("cramps_frequent") == PRESENT || spreads;
        prop_assert!(found.urgency >= Urgency::Routine);
        prop_assert!(age.is_none_or(|years| years >= 16) || found.level == Level::ReferWorkup);
        prop_assert!(!examined || found.level == Level::ReferWorkup || payload.claims_reassurance());
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
