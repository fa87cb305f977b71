//! What an answer can still become, compared with every completion of the payload (I-23, sections 5 and 6.3).
//!
//! A completion gives a value to each unknown U field in the order of 3.14; a field whose condition is then false gets
//! none; sites are not empty; classes M and O stay as they are. Which fields are unknown is worked out here from what
//! was sent, so that a field that the program wrongly takes as known is noticed.

use std::collections::HashMap;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use twitch_triage::clinical::decide::facts::Facts;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::condition::{Literal, Test};
use twitch_triage::clinical::model::finding::{Class, Kind};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::truth::Truth;

use crate::invariants::is_at_most;
use crate::support::payload::{
    ABSENT, Payload, answered_payload, book, cases, choices, drawn, finding, index, of_class, plain, some_of, u_tri,
};

/// So many completions are tried at most for one payload.
const MOST_COMPLETIONS: usize = 2_500;

/// Every completion of a payload.
fn completions(payload: &Payload) -> Vec<Payload> {
    unknown_u_fields(payload).into_iter().fold(vec![payload.clone()], |completions, index| {
        completions.into_iter().flat_map(|completion| given_a_value(&completion, index)).collect()
    })
}

/// The payload with each value of a field; the payload as it is where the field is not asked.
fn given_a_value(payload: &Payload, index: FindingIndex) -> Vec<Payload> {
    if payload.asks(index) == Truth::False {
        return vec![payload.clone()];
    }
    REPRESENTATIVES[&index].iter().map(|&value| payload.with(index, value)).collect()
}

/// The unknown fields of class U1 and U2, those with a condition last and in their order of dependence.
fn unknown_u_fields(payload: &Payload) -> Vec<FindingIndex> {
    let always = of_class(Class::is_u).into_iter().filter(|index| !book().conditional.contains(index));
    let conditional = book().conditional.iter().copied().filter(|&index| finding(index).class.is_u());
    always.chain(conditional).filter(|&index| payload.leaves_open(index)).collect()
}

/// For each U field one value of each kind that any condition can tell apart.
///
/// Values of a field take part in a decision only through the literals on it and on what is derived from it; whatever
/// else the program does with a field (3.4) tells only an empty list of sites and the tempo "none" from the rest, and
/// neither is a value of a completion. So two values that make the same literals true decide the same, and the first
/// of them stands for both.
static REPRESENTATIVES: LazyLock<HashMap<FindingIndex, Vec<Answer>>> =
    LazyLock::new(|| of_class(Class::is_u).into_iter().map(|index| (index, representatives(index))).collect());

fn representatives(index: FindingIndex) -> Vec<Answer> {
    let literals = literals_on(index);
    let mut kinds: Vec<(Vec<Truth>, Answer)> = Vec::new();
    for value in values(index, &literals) {
        let facts = Facts::interpret(book(), &Payload::nothing().with(index, value).0);
        let kind: Vec<_> = literals.iter().map(|literal| literal.value(&facts)).collect();
        if kinds.iter().all(|(known, _)| *known != kind) {
            kinds.push((kind, value));
        }
    }
    kinds.into_iter().map(|(_, value)| value).collect()
}

/// Every literal on a field or on what is derived from it alone, in rules and in conditions of questions.
fn literals_on(index: FindingIndex) -> Vec<&'static Literal> {
    let rules = book().rules.iter().filter_map(|rule| rule.condition.as_ref());
    let asked = (0..book().findings.len()).filter_map(|index| book().asked_when(index));
    let literals = rules.chain(asked).flat_map(twitch_triage::clinical::model::condition::Condition::literals);
    literals.filter(|literal| book().reads(literal.index).contains(index)).collect()
}

/// The values that a completion can give; of numbers, both sides of every threshold and the ends.
fn values(index: FindingIndex, literals: &[&Literal]) -> Vec<Answer> {
    let finding = finding(index);
    match finding.kind {
        Kind::Tri => choices(index).into_iter().rev().collect(),
        Kind::OneOf => {
            let none = finding.position("none").map(Answer::Choice);
            choices(index).into_iter().filter(|&choice| Some(choice) != none).collect()
        }
        Kind::SomeOf => (1..1u32 << finding.answers.len()).map(Answer::Several).collect(),
        Kind::Integer => {
            let edges = literals.iter().flat_map(|literal| match literal.test {
                Test::AtLeast(edge) | Test::MoreThan(edge) | Test::LessThan(edge) => edge - 1..=edge + 1,
                Test::OneOf(_) | Test::AnyOf(_) => unreachable!("a number is held against thresholds"),
            });
            let within = edges.filter(|edge| (finding.minimum..=finding.maximum).contains(edge));
            [finding.minimum, finding.maximum].into_iter().chain(within).map(Answer::Number).collect()
        }
    }
}

/// Payloads with few unknown U fields: often those of one rule, so that whole conditions are open.
fn nearly_answered() -> impl Strategy<Value = Payload> {
    let forgotten = (select(u_fields_of_rules()), some_of(&u_tri(), 2), some_of(&plain_fields(), 2));
    let sent_as = proptest::collection::vec(select(vec![Answer::Unknown, Answer::NotSent]), 12);
    (answered_payload(), forgotten, sent_as)
        .prop_map(|(payload, (of_a_rule, more, plain), sent_as)| {
            let forgotten = plain.into_iter().chain(of_a_rule.into_iter().chain(more).take(6));
            forgotten.zip(sent_as).fold(payload, |payload, (index, unknown)| payload.with(index, unknown))
        })
        .prop_filter("a contradiction that reopens a group", |payload| !payload.may_reopen_a_denied_group())
        .prop_filter("too many completions", |payload| {
            let values = unknown_u_fields(payload).into_iter().map(|index| REPRESENTATIVES[&index].len());
            values.product::<usize>() <= MOST_COMPLETIONS
        })
}

/// Age, twitch, duration, sites, course and tempo.
fn plain_fields() -> Vec<FindingIndex> {
    plain().into_iter().filter(|&index| finding(index).class.is_u()).collect()
}

/// The three-valued U fields that each rule reads, and those that their conditions read.
fn u_fields_of_rules() -> Vec<Vec<FindingIndex>> {
    let conditions = book().rules.iter().filter_map(|rule| rule.condition.as_ref());
    let fields = conditions.map(|condition| {
        let read = condition.findings().iter().flat_map(|index| book().reads(index).iter()).collect::<Vec<_>>();
        let asked = read.iter().filter_map(|&index| book().asked_when(index)).flat_map(|asked| asked.findings().iter());
        let all: Vec<_> = asked.chain(read.iter().copied()).collect();
        u_tri().into_iter().filter(|index| all.contains(index)).collect()
    });
    fields.collect()
}

proptest! {
    #![proptest_config(cases(1_500))]

    /// I-23. While sites are unknown, `least` is the answer without any site that matters, and each site may matter.
    #[test]
    fn no_completion_lies_outside_least_and_most_and_both_are_reached(payload in nearly_answered()) {
        let decision = payload.decide();
        let outcomes: Vec<_> = completions(&payload).iter().map(|completion| completion.decide().result).collect();
        for outcome in &outcomes {
            prop_assert!(is_at_most(decision.least, *outcome) && is_at_most(*outcome, decision.most), "{:?}", outcome);
        }
        prop_assert!(outcomes.contains(&decision.most), "{:?} is not among {:?}", decision.most, outcomes);
        let sites_are_known = !payload.leaves_open(index("sites"));
        prop_assert!(
            !sites_are_known || outcomes.contains(&decision.least),
            "{:?} is not among {:?}", decision.least, outcomes
        );
    }

    /// A completion leaves nothing open, so that its own `least` and `most` are its result.
    #[test]
    fn every_completion_is_final(payload in nearly_answered()) {
        for completion in completions(&payload) {
            let decision = completion.decide();
            prop_assert!(decision.least == decision.result && decision.result == decision.most, "{:?}", completion);
        }
    }

    /// R-K01, R-K02 and R-K04, said without three-valued logic: the level is the highest of any completion in which all
    /// unknown context (class U2) is absent. Anything open asks for a doctor, no more.
    #[test]
    fn open_questions_give_the_level_of_the_highest_completion_without_new_context(payload in nearly_answered()) {
        let decision = payload.decide();
        let is_context = |index: &FindingIndex| finding(*index).class == Class::U2;
        let without_context = unknown_u_fields(&payload).into_iter().filter(is_context).fold(
            payload.clone(),
            |payload, index| payload.with(index, ABSENT),
        );
        let levels = completions(&without_context).into_iter().map(|completion| completion.decide().result.level);
        let level = levels.fold(decision.least.level, Level::max);
        let open = decision.least != decision.most;
        let urgency = if open { decision.least.urgency.max(Urgency::Routine) } else { decision.least.urgency };
        prop_assert_eq!(decision.result, Outcome { level, urgency });
    }
}

/// The exception of I-23: every site matters to lasting cramps, the ones outside the face to R-C02, the others to
/// referral rules.
#[test]
fn least_can_be_out_of_reach_while_sites_are_unknown() {
    let cramps = Payload::baseline_but(&json!({
        "cramps_frequent": "present", "duration_days": 100, "sites": null, "course": "worsening",
    }));
    let least = cramps.decide().least;
    assert_eq!(least, Outcome { level: Level::BenignLifestyle, urgency: Urgency::Routine });
    assert!(completions(&cramps).iter().all(|completion| least.level < completion.decide().result.level));
}

/// Guards the argument of `REPRESENTATIVES`: too few values would prove nothing. Of sites there are 18 kinds: four
/// sites alone (eyelid, face, tongue, elsewhere), four sets of the first three, six of face or tongue with another
/// region, and one or more regions elsewhere with and without the eyelid, twice two.
#[test]
fn the_values_tried_lie_on_both_sides_of_every_threshold() {
    let tried = |name: &str| REPRESENTATIVES[&index(name)].len();
    let counts = ["age_years", "duration_days", "sites", "course", "decline_tempo", "tingling"].map(tried);
    assert_eq!(counts, [6, 5, 18, 2, 4, 2]);
}

#[test]
fn random_payloads_often_leave_much_open() {
    let payloads = drawn(&nearly_answered(), 1_500);
    let often = |what: &str, least: usize, holds: &dyn Fn(&Payload) -> bool| {
        let count = payloads.iter().filter(|payload| holds(payload)).count();
        assert!(count >= least, "{what}: {count} of {}", payloads.len());
    };
    often("least and most differ", 300, &|payload| payload.decide().least != payload.decide().most);
    often("over a dozen completions", 300, &|payload| completions(payload).len() > 12);
    often("sites unknown", 50, &|payload| payload.leaves_open(index("sites")));
    often("referred by R-K01 alone", 50, &|payload| {
        let decision = payload.decide();
        decision.least.level < decision.result.level
    });
    often("open, and not referred", 50, &|payload| {
        let decision = payload.decide();
        decision.least != decision.most && decision.result.level < Level::ReferWorkup
    });
}
