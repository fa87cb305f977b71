//! Which questions are listed, and that each could change the answer.

use std::collections::BTreeSet;

use proptest::prelude::*;
use twitch_triage::clinical::decide::question::{Questions, StopReason};
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding::{Class, Kind};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Outcome, Urgency};
use twitch_triage::clinical::model::status::Status;
use twitch_triage::clinical::model::truth::Truth;

use super::{names, questions};
use crate::support::ask_order::LOWERING;
use crate::support::payload::{
    ABSENT, PRESENT, Payload, answer, book, cases, drawn, finding, index, of_class, payload,
};
use crate::support::people::{Completions, nearly_answered, person, reply, unasked};
use crate::support::rule_reading::{Expected, group_in_place_of, in_place_of, next_questions};

/// So many completions are tried at most for one payload.
const MOST_COMPLETIONS: usize = 400;

fn is_u_tri(index: FindingIndex) -> bool {
    finding(index).class.is_u() && finding(index).kind == Kind::Tri
}

#[test]
fn every_vector_lists_the_questions_that_it_expects() {
    let vectors = &book().vectors;
    assert_eq!(vectors.vectors.len(), 408);
    for vector in &vectors.vectors {
        let questions = questions(&Payload(vectors.read(book(), vector).unwrap()));
        let next = |asked: bool| {
            names(questions.next.iter().filter(|question| question.asked == asked).map(|question| question.index))
        };
        assert_eq!(next(false), vector.expect.next_questions, "{}", vector.id);
        assert_eq!(next(true), vector.expect.asked_already, "{}", vector.id);
        let lowering = names(questions.lowering.iter().map(|question| question.index));
        assert_eq!(lowering, vector.expect.lowering_questions, "{}", vector.id);
    }
}

/// The answers that lower (6.2).
fn lowering_answers() -> Vec<(FindingIndex, Answer)> {
    LOWERING.into_iter().map(|(name, word)| (index(name), answer(name, word))).collect()
}

/// What 6.2 defines, by trying every set of lowering answers: each finding with the lowest definite result of a set that
/// lowers a part of the definite result or of the answer itself, and raises none.
fn lowering_questions(payload: &Payload) -> Vec<(FindingIndex, Outcome)> {
    if payload.decide().least.urgency == Urgency::Emergency {
        return Vec::new();
    }
    let unanswered: Vec<(FindingIndex, Answer)> = lowering_answers()
        .into_iter()
        .filter(|&(index, _)| payload.says_nothing_of(index) && payload.asks(index) != Truth::False)
        .filter(|&(index, _)| !payload.is_settled_by_silence(index))
        .filter(|&(asked, _)| asked != index("twitch_present") || payload.says_nothing_of(index("sites")))
        .collect();
    let results: Vec<[Outcome; 2]> = (0..1usize << unanswered.len())
        .map(|set| {
            let given = unanswered.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
            let given = given.fold(payload.clone(), |payload, (_, &(index, answer))| payload.with(index, answer));
            let decision = given.decide();
            [decision.least, decision.result]
        })
        .collect();
    let parts = |outcomes: [Outcome; 2]| outcomes.map(|outcome| (outcome.level, outcome.urgency));
    let is_lower = |lower: [Outcome; 2], than: [Outcome; 2]| {
        let none_is_higher = lower.iter().zip(&than).all(|(a, b)| a.level <= b.level && a.urgency <= b.urgency);
        none_is_higher && parts(lower) != parts(than)
    };
    let listed = unanswered.iter().enumerate().filter(|(_, (index, _))| payload.asks(*index) == Truth::True);
    listed
        .filter_map(|(place, &(index, _))| {
            let with = (0..results.len()).filter(|set| set >> place & 1 == 1);
            let lower = with.filter(|set| is_lower(results[*set], results[set & !(1 << place)]));
            lower
                .map(|set| results[set][0])
                .min_by_key(|result| (result.urgency, result.level))
                .map(|lowest| (index, lowest))
        })
        .collect()
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Section 6.1 in full: which questions, in which order, why, how far they reach, and whether they were asked.
    #[test]
    fn next_questions_are_what_the_specification_lists(payload in payload()) {
        let decision = payload.decide();
        let actual: Vec<Expected> = Questions::for_decision(&decision, &payload.0).next.into_iter().map(|question| Expected {
            index: question.index,
            why: question.why.iter().map(|rule| rule.id.as_str()).collect(),
            could_raise_to: question.could_raise_to,
            asked: question.asked,
        }).collect();
        prop_assert_eq!(actual, next_questions(&decision, &payload));
    }

    /// I-28.
    #[test]
    fn next_questions_are_empty_exactly_when_the_answer_is_final(payload in payload()) {
        let decision = payload.decide();
        let next = Questions::for_decision(&decision, &payload.0).next;
        prop_assert_eq!(next.is_empty(), decision.status() == Status::Final);
        for question in next {
            let finding = finding(question.index);
            prop_assert!(!matches!(finding.class, Class::N | Class::O), "{}", finding.name);
            prop_assert!(finding.class != Class::M || finding.name == "jerks_are_hiccups", "{}", finding.name);
        }
    }

    /// I-22.
    #[test]
    fn answering_a_next_question_with_absent_never_raises_and_with_present_never_lowers(payload in payload()) {
        let tri = |index: &FindingIndex| is_u_tri(*index);
        let before = payload.decide().result;
        for index in questions(&payload).next.iter().map(|question| question.index).filter(tri) {
            let [absent, present] = [ABSENT, PRESENT].map(|answer| payload.with(index, answer).decide().result);
            prop_assert!(!absent.exceeds(before), "{} absent: {:?}", finding(index).name, absent);
            prop_assert!(!before.exceeds(present), "{} present: {:?}", finding(index).name, present);
        }
    }

    /// Whatever is answered to a next question of class U, the answer stays within what was said to be possible.
    #[test]
    fn no_answer_to_a_next_question_leads_out_of_what_was_possible(payload in payload(), answers in payload()) {
        prop_assume!(!payload.may_reopen_a_denied_group());
        let before = payload.decide();
        let next = Questions::for_decision(&before, &payload.0).next;
        for index in next.iter().map(|question| question.index).filter(|&index| finding(index).class.is_u()) {
            let after = payload.with(index, reply(&answers, index)).decide();
            prop_assert!(!before.least.exceeds(after.least), "{} gives {:?}", finding(index).name, after.least);
            prop_assert!(!after.most.exceeds(before.most), "{} gives {:?}", finding(index).name, after.most);
        }
    }

    /// Section 6.2 and I-29: exactly the definition, by trying all sets.
    #[test]
    fn lowering_questions_are_what_the_definition_gives(payload in with_something_to_lower()) {
        let questions = questions(&payload);
        let actual: Vec<_> = questions.lowering.iter().map(|question| (question.index, question.could_lower_to)).collect();
        prop_assert_eq!(actual, lowering_questions(&payload));
        for question in questions.lowering {
            prop_assert_eq!(question.asked, payload.0.was_sent(question.index));
        }
    }

    #[test]
    fn asking_stops_exactly_when_nothing_unasked_is_listed_and_says_why(payload in payload()) {
        let decision = payload.decide();
        let questions = Questions::for_decision(&decision, &payload.0);
        let because = if decision.least.urgency == Urgency::Emergency {
            StopReason::Emergency
        } else if decision.least == decision.most {
            StopReason::Settled
        } else {
            StopReason::NothingLeftToAsk
        };
        prop_assert_eq!(questions.stop, unasked(&questions).is_empty().then_some(because));
    }
}

/// Random payloads in which the findings of 6.2 are often unanswered.
fn with_something_to_lower() -> impl Strategy<Value = Payload> {
    let indices: Vec<FindingIndex> =
        lowering_answers().into_iter().map(|(index, _)| index).chain([index("sites")]).collect();
    let drop = proptest::collection::vec(
        prop_oneof![Just(None), Just(Some(Answer::NotSent)), Just(Some(Answer::Unknown))],
        indices.len(),
    );
    (payload(), drop).prop_map(move |(payload, drop)| {
        let dropped = indices.iter().zip(drop).filter_map(|(&index, answer)| Some((index, answer?)));
        dropped.fold(payload, |payload, (index, answer)| payload.with(index, answer))
    })
}

proptest! {
    #![proptest_config(cases(1_200))]

    /// By brute force: two completions that differ in one finding and of which one is higher in a part show that this
    /// finding could raise the result. Each such finding is listed, or what is asked in its place: its group question, or
    /// the unknown findings of its condition.
    #[test]
    fn every_unknown_finding_that_could_raise_the_result_is_listed(payload in nearly_answered()) {
        let Some(completions) = Completions::of(&payload, &[], MOST_COMPLETIONS) else { return Ok(()) };
        let decision = payload.decide();
        if decision.least.urgency == Urgency::Emergency {
            return Ok(());
        }
        let listed: BTreeSet<FindingIndex> =
            Questions::for_decision(&decision, &payload.0).next.iter().map(|question| question.index).collect();
        for &(index, _) in completions.fields.iter().filter(|(index, _)| completions.effect_of(*index).raises) {
            let wanted = in_place_of(&decision.facts, &payload, index);
            prop_assert!(!wanted.is_empty());
            for wanted in wanted.into_iter().map(|wanted| group_in_place_of(&decision.facts, &payload, wanted)) {
                prop_assert!(listed.contains(&wanted), "`{}` for `{}`", finding(wanted).name, finding(index).name);
            }
        }
    }
}

/// Not every listed question can change the result by itself: another rule may be needed too (6.1, end). How many
/// cannot is measured, over payloads with at most [`MOST_COMPLETIONS`] completions that are the same in each run.
#[test]
#[allow(clippy::print_stdout, reason = "the share is to be read with `--nocapture`")]
fn few_listed_questions_cannot_change_the_result() {
    let (mut listings, mut idle, mut payloads) = (0u32, 0u32, 0u32);
    for payload in drawn(&nearly_answered(), 2_500) {
        let listed: Vec<FindingIndex> = questions(&payload).next.iter().map(|question| question.index).collect();
        let others: Vec<FindingIndex> = listed.iter().copied().filter(|&index| !finding(index).class.is_u()).collect();
        let Some(completions) = Completions::of(&payload, &others, MOST_COMPLETIONS) else { continue };
        payloads += u32::from(!listed.is_empty());
        for index in listed {
            listings += 1;
            // A group question changes what its members change.
            let members = book().group_question(index).map(|group| group.members.as_slice()).unwrap_or_default();
            let changes = members.iter().chain([&index]).any(|&index| completions.effect_of(index).changes);
            idle += u32::from(!changes);
        }
    }
    let share = 100.0 * f64::from(idle) / f64::from(listings);
    println!("{idle} of {listings} listings in {payloads} payloads cannot change the result: {share:.1} %");
    assert!(payloads >= 500, "{payloads}");
    assert!(share <= 6.0, "{share:.1} %");
}

#[test]
fn classes_n_and_o_are_never_asked() {
    let never = of_class(|class| matches!(class, Class::N | Class::O));
    for payload in drawn(&payload(), 500) {
        assert!(unasked(&questions(&payload)).iter().all(|index| !never.contains(index)), "{payload:?}");
    }
}

/// The laws would hold for the wrong reason on payloads that leave nothing to ask.
#[test]
fn random_payloads_often_leave_something_to_ask_and_to_lower() {
    let count = |payloads: &[Payload], holds: &dyn Fn(&Questions<'_>) -> bool| {
        payloads.iter().filter(|payload| holds(&questions(payload))).count()
    };
    let random = drawn(&payload(), 1_000);
    assert!(count(&random, &|questions| !questions.next.is_empty()) >= 300);
    assert!(count(&random, &|questions| questions.next.iter().any(|question| question.asked)) >= 100);
    let nearly = drawn(&nearly_answered(), 1_000);
    assert!(count(&nearly, &|questions| !questions.next.is_empty()) >= 300);
    let lowering = drawn(&with_something_to_lower(), 2_000);
    let some = count(&lowering, &|questions| !questions.lowering.is_empty());
    assert!(some >= 100, "{some}");
    for (lowering_index, _) in lowering_answers() {
        let listed =
            |questions: &Questions<'_>| questions.lowering.iter().any(|question| question.index == lowering_index);
        let count = count(&lowering, &listed);
        assert!(count >= 5, "{} {count}", finding(lowering_index).name);
    }
    let people = drawn(&person(), 500);
    let settled = people.iter().filter(|person| person.decide().status() == Status::Final).count();
    assert!((100..=450).contains(&settled), "{settled} of 500 people know what is needed");
}
