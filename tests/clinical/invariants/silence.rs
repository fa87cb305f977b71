//! What was not asked or not said: questions without a condition, and completed screens.

use proptest::prelude::*;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding::{Class, Kind};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::status::Status;
use twitch_triage::clinical::model::truth::Truth;

use super::{essence, never_lower, one_step_from_the_baseline};
use crate::support::payload::{
    ABSENT, PRESENT, Payload, SETTLING_SCREENS, answer, answered_payload, book, cases, choices, finding, index,
    payload, plain, with_known_tempo,
};

/// I-25: every field that is not asked, over the baseline and over every payload one step from it.
#[test]
fn a_question_that_is_not_asked_need_not_be_answered_one_step_from_the_baseline() {
    for payload in one_step_from_the_baseline() {
        unasked(&payload).into_iter().for_each(|index| only_a_claim_counts(&payload, index).unwrap());
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// I-25.
    #[test]
    fn a_question_that_is_not_asked_need_not_be_answered_but_a_claim_counts(payload in payload()) {
        for index in unasked(&payload) {
            only_a_claim_counts(&payload, index)?;
        }
    }

    /// I-26.
    #[test]
    fn a_completed_screen_is_the_answer_absent_to_each_question_that_was_left_out(payload in payload()) {
        prop_assert_eq!(essence(&spelled_out(&payload)), essence(&payload));
    }

    /// I-26.
    #[test]
    fn completing_one_more_screen_never_raises_level_or_urgency(payload in payload()) {
        for (place, screen) in book().screens.iter().enumerate().filter(|(_, screen)| !screen.heading_only) {
            let completed = payload.completing(place);
            never_lower(&[completed.clone(), payload.clone()])?;
            if ["triggers", "examination"].contains(&screen.id.as_str()) {
                prop_assert_eq!(essence(&completed), essence(&payload));
            }
        }
    }

    /// I-26. An explicit "unknown" stays one on a completed screen, and a group question that was not answered "no" opens
    /// its members, so these payloads have none.
    #[test]
    fn four_completed_screens_and_the_plain_facts_settle_the_answer(
        payload in payload(),
        facts in answered_payload(),
    ) {
        let screens = SETTLING_SCREENS.map(|id| book().completable_screen(id).unwrap());
        let completed = screens.into_iter().fold(payload, |payload, screen| payload.completing(screen));
        let opens = |index: FindingIndex| {
            completed.get(index) == Answer::Unknown
                || book().group_question(index).is_some() && completed.get(index) == PRESENT
        };
        let said = (0..book().findings.len()).filter(|&index| opens(index)).collect::<Vec<_>>();
        let decided = said.into_iter().fold(completed, |payload, index| payload.with(index, Answer::NotSent));
        let plain = plain().into_iter().filter(|&index| finding(index).class != Class::M);
        let known = plain.fold(decided, |payload, index| payload.with(index, facts.get(index)));
        prop_assume!(!known.says_nothing_of(index("sites")) || known.denies_twitch());
        prop_assert_eq!(with_known_tempo(known).decide().status(), Status::Final);
    }
}

/// The questions whose condition is false.
fn unasked(payload: &Payload) -> Vec<FindingIndex> {
    book().conditional.iter().copied().filter(|&index| payload.asks(index) == Truth::False).collect()
}

/// A missing or unknown answer decides as the denial does; every other one counts.
fn only_a_claim_counts(payload: &Payload, index: FindingIndex) -> Result<(), TestCaseError> {
    let denial = if finding(index).kind == Kind::Tri { ABSENT } else { answer("decline_tempo", "none") };
    let denied = payload.with(index, denial);
    for unknown in [Answer::NotSent, Answer::Unknown] {
        let unknown = payload.with(index, unknown);
        prop_assert_eq!(essence(&unknown), essence(&denied), "{:?}", unknown);
    }
    for claim in choices(index).into_iter().filter(|claim| *claim != denial) {
        let claimed = payload.with(index, claim);
        let counts = rule_of(index, claim).is_none_or(|rule| claimed.decide().has_fired(rule));
        prop_assert!(counts, "{:?}", claimed);
        if finding(index).class.is_u() {
            never_lower(&[denied.clone(), claimed])?;
        }
    }
    Ok(())
}

/// The rule that needs no more than this claim; none where it takes other answers too.
fn rule_of(index: FindingIndex, claim: Answer) -> Option<&'static str> {
    let Answer::Choice(place) = claim else { return None };
    match (finding(index).name.as_str(), finding(index).value_at(place)) {
        ("infant_spells_or_poor_feeding", _) => Some("R-E20"),
        ("lost_motor_skills", _) => Some("R-S01"),
        ("continuous_jerking_1h", _) => Some("R-E13"),
        ("hiccups_over_48h", _) => Some("R-S21"),
        ("preeclampsia_symptoms", _) => Some("R-U06"),
        ("decline_tempo", "sudden" | "days") => Some("R-E12"),
        ("decline_tempo", "weeks") => Some("R-U01"),
        ("decline_tempo", "months") => Some("R-S19"),
        _ => None,
    }
}

/// The same answers with no screen completed, and "absent" for each question that silence settled. A group question is
/// not spelled out: "no" beside a member that is present would contradict it, and its members say the same.
fn spelled_out(payload: &Payload) -> Payload {
    let members = (0..book().findings.len()).filter(|&index| book().group_question(index).is_none());
    let settled = members.filter(|&index| payload.is_settled_by_silence(index));
    settled.fold(payload.without_screens(), |spelled, index| spelled.with(index, ABSENT))
}
