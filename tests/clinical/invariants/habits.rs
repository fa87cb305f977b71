//! Habits and mitigating answers: what changes nothing, and what must be claimed.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding::Class;
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Level, Urgency};

use super::{COMPUTED, essence, one_step_from_the_baseline, reasons, result, rising};
use crate::support::payload::{ABSENT, PRESENT, answer, book, cases, choices, finding, index, of_class, payload};

const MOVEMENT: [&str; 3] = ["suppressible_with_urge", "jerks_only_falling_asleep", "jerks_are_hiccups"];

const SWITCHED_OFF_BY_MOVEMENT: [&str; 1] = ["R-R03"];

const SWITCHED_OFF_BY_ASSESSMENT: [&str; 6] = ["R-R01", "R-R17", "R-R18", "R-R22", "R-S05", "R-S23"];

/// The rules that one face of many switches off.
const SWITCHED_OFF_BY_FACE: [&str; 2] = ["R-R05", "R-R06"];

fn true_rules(decision: &Decision<'static>) -> Vec<&'static str> {
    reasons(decision).into_iter().filter(|id| !COMPUTED.contains(id)).collect()
}

/// The rules whose value differs, those about open questions apart.
fn rules_that_differ(one: &Decision<'_>, other: &Decision<'_>) -> Vec<&'static str> {
    let values = one.truths.iter().zip(&other.truths);
    let differing = book().rules.iter().zip(values).filter(|(_, (one, other))| one != other);
    differing.map(|(rule, _)| rule.id.as_str()).filter(|id| !COMPUTED.contains(id)).collect()
}

fn is_movement(index: FindingIndex) -> bool {
    MOVEMENT.contains(&finding(index).name.as_str())
}

fn class_m() -> Vec<FindingIndex> {
    of_class(|class| class == Class::M)
}

fn class_n() -> Vec<FindingIndex> {
    of_class(|class| class == Class::N)
}

/// Everything that can be sent for a three-valued finding.
fn any_tri() -> impl Strategy<Value = Answer> {
    select(vec![Answer::NotSent, Answer::Unknown, ABSENT, PRESENT])
}

/// I-07: every neutral field over every payload one step from the baseline.
#[test]
fn no_single_habit_changes_the_decision_of_any_single_sign() {
    for payload in one_step_from_the_baseline() {
        let decision = essence(&payload);
        for index in class_n() {
            for changed in rising(&payload, index) {
                assert_eq!(essence(&changed), decision, "{changed:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// I-07.
    #[test]
    fn habits_change_nothing_in_the_decision(payload in payload(), habits in vec(any_tri(), class_n().len())) {
        let changed = class_n().into_iter().zip(habits).fold(payload.clone(), |payload, (index, habit)| {
            payload.with(index, habit)
        });
        prop_assert_eq!(essence(&changed), essence(&payload));
    }

    /// I-08.
    #[test]
    fn an_unclaimed_mitigation_decides_as_a_denied_one(payload in payload(), index in select(class_m())) {
        for denial in denials(index) {
            let denied = payload.with(index, denial).decide();
            for unclaimed in [Answer::NotSent, Answer::Unknown] {
                let unclaimed = payload.with(index, unclaimed).decide();
                prop_assert_eq!((unclaimed.result, unclaimed.least), (denied.result, denied.least));
                if (unclaimed.status(), unclaimed.most) != (denied.status(), denied.most) {
                    prop_assert!(only_hiccups_are_open(&unclaimed, &denied, index));
                }
            }
        }
    }

    /// I-09.
    #[test]
    fn no_mitigation_changes_a_result_that_another_referral_rule_gives(
        payload in payload(),
        (index, claim) in select(class_m()).prop_flat_map(|index| (Just(index), select(everything_of(index)))),
    ) {
        let exempt: &[&str] = if finding(index).name == "face_one_of_many" {
            &SWITCHED_OFF_BY_FACE
        } else if is_movement(index) {
            &SWITCHED_OFF_BY_MOVEMENT
        } else {
            &SWITCHED_OFF_BY_ASSESSMENT
        };
        let decision = payload.decide();
        let others = true_rules(&decision).into_iter().filter(|id| !exempt.contains(id));
        let referring = others.map(|id| book().rule(id).unwrap().effect).filter(|effect| effect.level == Level::ReferWorkup);
        let Some(most_urgent) = referring.map(|effect| effect.urgency).max() else { return Ok(()) };
        let claimed = result(&payload.with(index, claim));
        prop_assert_eq!(claimed.level, Level::ReferWorkup);
        // What switches off rules that are more than routine changes nothing beside a rule that is more than routine.
        if most_urgent >= Urgency::Soon || exempt != SWITCHED_OFF_BY_ASSESSMENT {
            prop_assert_eq!(claimed, decision.result);
        }
    }

    /// I-27.
    #[test]
    fn a_mitigation_changes_the_value_of_no_other_rule_than_those_named(
        payload in payload(),
        index in select(class_m()),
    ) {
        let may_differ: &[&str] = if finding(index).name == "face_one_of_many" {
            &SWITCHED_OFF_BY_FACE
        } else if is_movement(index) {
            &["R-R03", "R-B05", "R-S21", "R-U13"]
        } else {
            &SWITCHED_OFF_BY_ASSESSMENT
        };
        let decision = payload.decide();
        for claim in everything_of(index) {
            let differing = rules_that_differ(&payload.with(index, claim).decide(), &decision);
            prop_assert!(differing.iter().all(|id| may_differ.contains(id)), "{:?} by {:?}", differing, claim);
        }
    }
}

/// The answers of a class M field that mitigate nothing.
fn denials(index: FindingIndex) -> Vec<Answer> {
    match finding(index).name.as_str() {
        name @ "already_assessed" => vec![answer(name, "none"), answer(name, "gp_exam_normal")],
        "change_since_assessment" => vec![PRESENT],
        _ => vec![ABSENT],
    }
}

/// Everything that can be sent for a field with choices.
fn everything_of(index: FindingIndex) -> Vec<Answer> {
    [Answer::NotSent, Answer::Unknown].into_iter().chain(choices(index)).collect()
}

/// Whether two decisions differ only because hiccups that nobody was asked about may have lasted over two days.
fn only_hiccups_are_open(unclaimed: &Decision<'_>, denied: &Decision<'_>, changed: FindingIndex) -> bool {
    let over_48h = index("hiccups_over_48h");
    finding(changed).name == "jerks_are_hiccups"
        && unclaimed.facts.is_unknown(over_48h)
        && !denied.facts.is_unknown(over_48h)
        && rules_that_differ(unclaimed, denied).iter().all(|id| ["R-S21", "R-U13"].contains(id))
}
