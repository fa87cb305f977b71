//! Interviews: they end, and at the answer of the whole payload.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;
use twitch_triage::clinical::decide::question::StopReason;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding::Class;
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::Level;
use twitch_triage::clinical::model::truth::Truth;

use super::{names, questions};
use crate::support::payload::{
    ABSENT, PRESENT, Payload, SETTLING_SCREENS, book, cases, finding, index, of_class, of_screen, payload, u_tri,
};
use crate::support::people::{consistent, interview, person, reply, screen_of_first};

/// In which order questions are answered.
fn order() -> impl Strategy<Value = Vec<FindingIndex>> {
    Just((0..book().findings.len()).collect::<Vec<_>>()).prop_shuffle()
}

/// What a person may have said before the interview begins: each answer or not.
fn said_before() -> impl Strategy<Value = Vec<bool>> {
    proptest::collection::vec(proptest::bool::weighted(0.3), book().findings.len())
}

fn ends_like_the_whole(person: &Payload, end: &Payload) -> Result<(), TestCaseError> {
    let (whole, end) = (person.decide(), end.decide());
    prop_assert!(whole.warning().is_none(), "a contradiction");
    prop_assert_eq!((end.result, end.least), (whole.result, whole.least));
    Ok(())
}

/// The reassurance of a neurologist spares a referral that is only open, and is asked about for that (6.2).
#[test]
fn who_does_not_know_how_long_is_asked_for_the_assessment_that_spares_a_referral() {
    let person = consistent(&Payload::baseline_but(&json!({
        "age_years": 60, "duration_days": null, "sites": ["hand", "calf"], "course": "worsening",
        "already_assessed": "neurologist_exam_and_emg_reassuring", "change_since_assessment": "absent",
    })));
    let ended = interview(&person, Payload::nothing(), |_, open| vec![open[0]]);
    assert!(ended.asked.contains(&index("already_assessed")));
    assert_eq!(person.decide().result.level, Level::BenignLifestyle);
    assert_eq!(ended.end.decide().result, person.decide().result);
}

proptest! {
    #![proptest_config(cases(400))]

    /// I-29, 6.3: one at a time as listed, or in any order.
    #[test]
    fn an_interview_in_any_order_ends_at_the_answer_of_the_whole_payload(
        person in person(), order in order(), said in said_before(),
    ) {
        let listed = interview(&person, Payload::nothing(), |_, open| vec![open[0]]);
        ends_like_the_whole(&person, &listed.end)?;
        let place = |index: &FindingIndex| order.iter().position(|other| other == index);
        let first = |open: &[FindingIndex]| open.iter().copied().min_by_key(place).into_iter().collect();
        let any_order = interview(&person, Payload::nothing(), |_, open| first(open));
        ends_like_the_whole(&person, &any_order.end)?;
        let start = (0..said.len()).filter(|&index| said[index] && person.0.was_sent(index));
        let start = start.fold(Payload::nothing(), |start, index| start.with(index, person.get(index)));
        let continued = interview(&person, start, |_, open| first(open));
        ends_like_the_whole(&person, &continued.end)?;
    }

    /// The same without any exception for those who know every answer of class U.
    #[test]
    fn an_interview_of_who_knows_everything_ends_at_the_answer_of_the_whole_payload(
        person in person().prop_filter("knows", |person| {
            let asked = |index: &FindingIndex| person.asks(*index) == Truth::True;
            !of_class(Class::is_u).iter().any(|&index| asked(&index) && person.leaves_open(index))
        }),
        order in order(),
    ) {
        let place = |index: &FindingIndex| order.iter().position(|other| other == index);
        let first = |open: &[FindingIndex]| open.iter().copied().min_by_key(place).into_iter().collect();
        let ended = interview(&person, Payload::nothing(), |_, open| first(open));
        prop_assert_eq!(ended.end.decide().result, person.decide().result);
        let screens = interview(&person, Payload::nothing(), |_, open| screen_of_first(open));
        prop_assert_eq!(screens.end.decide().result, person.decide().result);
    }

    /// 6.3: a screen at a time, as `questions=screen` gives them, or everything that is listed at once.
    #[test]
    fn an_interview_by_screens_ends_at_the_answer_of_the_whole_payload(person in person()) {
        let by_screens = interview(&person, Payload::nothing(), |_, open| screen_of_first(open));
        ends_like_the_whole(&person, &by_screens.end)?;
        let all_at_once = interview(&person, Payload::nothing(), |_, open| open.to_vec());
        ends_like_the_whole(&person, &all_at_once.end)?;
    }

    /// 3.15, 6.3: screens that the person ticked and completed, then the questions that are left.
    #[test]
    fn an_interview_after_ticked_screens_ends_at_the_answer_of_the_whole_payload(
        person in person(), order in order(), ticked in proptest::collection::vec(any::<bool>(), SETTLING_SCREENS.len()),
    ) {
        let mut start = Payload::nothing();
        for (screen, _) in SETTLING_SCREENS.iter().zip(&ticked).filter(|(_, ticked)| **ticked) {
            for index in of_screen(screen) {
                let asked = person.asks(index) != Truth::False;
                if asked && person.get(index) != ABSENT {
                    start = start.with(index, reply(&person, index));
                }
            }
            start = start.completing(book().completable_screen(screen).unwrap());
        }
        let place = |index: &FindingIndex| order.iter().position(|other| other == index);
        let interview = interview(&person, start, |_, open| open.iter().copied().min_by_key(place).into_iter().collect());
        ends_like_the_whole(&person, &interview.end)?;
    }

    /// Whatever is answered, contradictions included, an interview ends: `interview` stops the test when a question
    /// comes twice.
    #[test]
    fn an_interview_always_ends(answers in payload(), start in payload(), order in order(), keeps in any::<bool>()) {
        let start = if keeps { start } else { Payload::nothing() };
        let place = |index: &FindingIndex| order.iter().position(|other| other == index);
        let ended = interview(&answers, start, |_, open| open.iter().copied().min_by_key(place).into_iter().collect());
        prop_assert!(ended.asked.len() <= book().findings.len());
    }

    /// I-29: also when every answer from some point on is "don't know".
    #[test]
    fn an_interview_ends_when_every_answer_is_do_not_know(start in payload(), order in order()) {
        let place = |index: &FindingIndex| order.iter().position(|other| other == index);
        let ended = interview(&Payload::nothing(), start.clone(), |_, open| {
            open.iter().copied().min_by_key(place).into_iter().collect()
        });
        let (before, after) = (start.decide(), ended.end.decide());
        prop_assert_eq!((before.result, before.least, before.status()), (after.result, after.least, after.status()));
    }
}

#[test]
fn who_knows_nothing_is_asked_everything_that_decides_and_then_no_more() {
    let ended = interview(&Payload::nothing(), Payload::nothing(), |_, open| vec![open[0]]);
    let questions = questions(&ended.end);
    assert_eq!(questions.stop, Some(StopReason::NothingLeftToAsk));
    let asked: BTreeSet<FindingIndex> = ended.asked.iter().copied().collect();
    let asked_at_once = |index: &FindingIndex| !book().conditional.contains(index);
    let unasked: Vec<FindingIndex> =
        u_tri().into_iter().filter(|index| asked_at_once(index) && !asked.contains(index)).collect();
    assert_eq!(names(unasked), Vec::<String>::new());
    assert_eq!(ended.end.decide().result, Payload::everything_unknown().decide().result);
}

/// The age, then the emergency screen: a yes to any of that screen ends the interview.
#[test]
fn a_yes_on_the_emergency_screen_ends_the_interview_at_once() {
    for yes in of_screen("emergency") {
        let person = Payload::nothing().with(yes, PRESENT).with(index("age_years"), Answer::Number(1));
        let person = consistent(&person);
        let ended = interview(&person, Payload::nothing(), |_, open| vec![open[0]]);
        let name = &finding(yes).name;
        assert_eq!(questions(&ended.end).stop, Some(StopReason::Emergency), "{name}");
        assert_eq!(ended.asked.first(), Some(&index("age_years")), "{name}");
        let grouped = book().group_of(yes).map_or(yes, |group| group.index);
        assert_eq!(ended.asked.last(), Some(&grouped), "{name}");
        let most = 1 + book()
            .group_questions
            .iter()
            .filter(|group| finding(group.index).screen == finding(yes).screen)
            .count();
        // A question about a baby follows the urgent groups and their members, of which this person knows nothing.
        assert!(
            ended.asked.len() <= most || yes == index("infant_spells_or_poor_feeding"),
            "{name}: {}",
            ended.asked.len()
        );
    }
}
