//! Interviews: they end, and at the answer of the whole payload.

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;
use twitch_triage::clinical::decide::combination::OpenRule;
use twitch_triage::clinical::decide::question::StopReason;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding::Class;
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::truth::Truth;

use super::{names, questions};
use crate::support::payload::{
    ABSENT, PRESENT, Payload, SIX_SCREENS, book, cases, finding, index, of_class, of_screen, payload, u_tri,
};
use crate::support::people::{consistent, interview, is_unknown, person, reply, screen_of_first};

/// In which order questions are answered.
fn order() -> impl Strategy<Value = Vec<FindingIndex>> {
    Just((0..book().findings.len()).collect::<Vec<_>>()).prop_shuffle()
}

/// What a person may have said before the interview begins: each answer or not.
fn said_before() -> impl Strategy<Value = Vec<bool>> {
    proptest::collection::vec(proptest::bool::weighted(0.3), book().findings.len())
}

/// Who does not know an answer to a question that matters can end above the whole payload: what a neurologist's
/// reassurance switches off is asked about only once a rule holds (6.2), not while it is open for good. Never below.
fn ends_like_the_whole(person: &Payload, end: &Payload) -> Result<(), TestCaseError> {
    let (whole, end) = (person.decide(), end.decide());
    prop_assert!(whole.warning().is_none(), "a contradiction");
    if end.result != whole.result {
        let switched_off =
            |open: &OpenRule| ["R-R01", "R-R17", "R-R18", "R-R22"].contains(&book().rules[open.place].id.as_str());
        prop_assert!(end.open.iter().any(switched_off), "{:?} instead of {:?}", end.result, whole.result);
        prop_assert!(person.claims_reassurance());
        prop_assert!(end.result.exceeds(whole.result) && !whole.result.exceeds(end.result));
        prop_assert_eq!(end.least, whole.least);
    }
    Ok(())
}

/// The exception of `ends_like_the_whole`.
#[test]
fn who_does_not_know_how_long_is_not_asked_for_the_assessment_that_would_spare_a_referral() {
    let person = consistent(&Payload::baseline_but(&json!({
        "age_years": 60, "duration_days": null, "sites": ["hand", "calf"], "course": "worsening",
        "already_assessed": "neurologist_exam_and_emg_reassuring", "change_since_assessment": "absent",
    })));
    let ended = interview(&person, Payload::nothing(), |_, open| vec![open[0]]);
    assert!(!ended.asked.contains(&index("already_assessed")));
    assert_eq!(person.decide().result.level, Level::BenignLifestyle);
    assert_eq!(ended.end.decide().result, Outcome { level: Level::ReferWorkup, urgency: Urgency::Routine });
    let known = person.with(index("duration_days"), Answer::Number(90));
    let ended = interview(&known, Payload::nothing(), |_, open| vec![open[0]]);
    assert!(ended.asked.contains(&index("already_assessed")));
    assert_eq!(ended.end.decide().result, known.decide().result);
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
            !of_class(Class::is_u).iter().any(|&index| asked(&index) && is_unknown(person, index))
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
        person in person(), order in order(), ticked in proptest::collection::vec(any::<bool>(), SIX_SCREENS.len()),
    ) {
        let mut start = Payload::nothing();
        for (screen, _) in SIX_SCREENS.iter().zip(&ticked).filter(|(_, ticked)| **ticked) {
            for index in of_screen(screen) {
                let asked = person.asks(index) == Truth::True;
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

/// The first question is the first of the emergency screen, and a yes to any of that screen ends the interview.
#[test]
fn a_yes_on_the_emergency_screen_ends_the_interview_at_once() {
    for yes in of_screen("emergency") {
        let person = Payload::nothing().with(yes, PRESENT);
        let asked = Cell::new(0);
        let ended = interview(&person.with(index("age_years"), Answer::Number(1)), Payload::nothing(), |_, open| {
            asked.set(asked.get() + 1);
            vec![open[0]]
        });
        let name = &finding(yes).name;
        assert_eq!(questions(&ended.end).stop, Some(StopReason::Emergency), "{name}");
        let conditional = book().conditional.contains(&yes);
        assert!(conditional || ended.asked.last() == Some(&yes), "{name}");
        assert!(conditional || ended.asked.len() <= 12, "{name} after {}", ended.asked.len());
    }
}
