//! The laws of group questions: I-30 and I-31. That the other laws hold with them too is tested where those are, over
//! payloads in which group questions are present, absent, unknown, missing and contradicted by their members.

use proptest::prelude::*;
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::decide::question::{Questions, StopReason};
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::group_question::GroupQuestion;
use twitch_triage::clinical::model::outcome::Outcome;
use twitch_triage::clinical::model::truth::Truth;

use crate::support::payload::{ABSENT, PRESENT, Payload, book, cases, drawn, finding, payload};

/// Everything of a decision but its warnings and the facts themselves.
fn decided(payload: &Payload) -> (Outcome, Outcome, Outcome, bool, Vec<Truth>) {
    let Decision { least, result, most, in_scope, truths, .. } = payload.decide();
    (least, result, most, in_scope, truths)
}

fn is_urgent(group: &GroupQuestion) -> bool {
    finding(group.index).screen.as_deref() == Some("emergency")
}

fn has_a_present_member(payload: &Payload, group: &GroupQuestion) -> bool {
    group.members.iter().any(|&member| payload.get(member) == PRESENT)
}

proptest! {
    #![proptest_config(cases(1_500))]

    /// I-30, a.
    #[test]
    fn no_to_a_group_without_a_present_member_is_no_to_each_member_that_was_not_sent(payload in payload()) {
        for group in book().group_questions.iter().filter(|group| !has_a_present_member(&payload, group)) {
            let denied = payload.with(group.index, ABSENT);
            let not_sent = group.members.iter().filter(|&&member| !payload.0.was_sent(member));
            let one_by_one = not_sent.fold(denied.clone(), |all, &member| all.with(member, ABSENT));
            prop_assert_eq!(decided(&denied), decided(&one_by_one), "{}", finding(group.index).name);
        }
    }

    /// I-30, b and c.
    #[test]
    fn yes_and_unknown_to_a_group_are_the_same_and_a_group_whose_members_were_all_sent_says_nothing(
        payload in payload(),
    ) {
        for group in &book().group_questions {
            let [yes, unknown] = [PRESENT, Answer::Unknown].map(|answer| decided(&payload.with(group.index, answer)));
            prop_assert!(is_urgent(group) || yes == unknown, "{}", finding(group.index).name);
            let all_sent = group.members.iter().fold(payload.clone(), |all, &member| match payload.get(member) {
                PRESENT => all,
                _ => all.with(member, ABSENT),
            });
            let [missing, unknown] =
                [Answer::NotSent, Answer::Unknown].map(|answer| decided(&all_sent.with(group.index, answer)));
            prop_assert_eq!(missing, unknown, "{}", finding(group.index).name);
        }
    }

    /// I-30, d; I-31.
    #[test]
    fn questions_name_groups_while_a_member_is_open_and_stop_when_only_what_was_asked_is_open(payload in payload()) {
        let decision = payload.decide();
        let Questions { next, stop, .. } = Questions::for_decision(&decision, &payload.0);
        for question in next.iter().filter(|question| !question.asked) {
            if let Some(group) = book().group_question(question.index) {
                let open = |member: &FindingIndex| !payload.0.was_sent(*member) && decision.facts.is_unknown(*member);
                prop_assert!(group.members.iter().any(open), "{}", finding(question.index).name);
            }
        }
        let age = next.iter().position(|question| question.index == book().known.age_years && !question.asked);
        prop_assert!(age.is_none_or(|place| place == 0));
        if stop == Some(StopReason::NothingLeftToAsk) {
            for rule in decision.open.iter().map(|open| &book().rules[open.place]) {
                let conditions = rule.condition.iter();
                for literal in conditions.flat_map(|condition| condition.unknown_literals(&decision.facts)) {
                    let asked = book().reads(literal.index).iter().any(|index| payload.0.was_sent(index));
                    prop_assert!(asked, "{}: {}", rule.id, book().name(literal.index));
                }
            }
        }
    }
}

/// The laws would hold for the wrong reason on payloads without group questions.
#[test]
fn random_payloads_answer_each_group_in_each_way() {
    let payloads = drawn(&payload(), 3_000);
    for group in &book().group_questions {
        let often = |what: &str, holds: &dyn Fn(&Payload) -> bool| {
            let count = payloads.iter().filter(|payload| holds(payload)).count();
            assert!(count >= 20, "{} {what}: {count}", finding(group.index).name);
        };
        often("present", &|payload| payload.get(group.index) == PRESENT);
        often("unknown", &|payload| payload.get(group.index) == Answer::Unknown);
        often("missing", &|payload| payload.get(group.index) == Answer::NotSent);
        often("absent", &|payload| payload.get(group.index) == ABSENT && !has_a_present_member(payload, group));
        often("contradicted", &|payload| payload.get(group.index) == ABSENT && has_a_present_member(payload, group));
    }
}
