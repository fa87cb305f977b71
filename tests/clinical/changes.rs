//! What would change the answer, against every single change and every pair of changes, each decided anew.

use std::cmp::Reverse;

use proptest::prelude::*;
use serde_json::json;
use twitch_triage::clinical::decide::change::{Change, Changes, Counterfactual};
use twitch_triage::clinical::decide::facts::{Fact, Facts};
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::condition::{Clause, Condition, Literal, Test};
use twitch_triage::clinical::model::finding::{Kind, tri};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Outcome, Urgency};
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::clinical::model::truth::Truth;

use crate::support::ask_order::ASK_ORDER;
use crate::support::payload::{
    ABSENT, PRESENT, Payload, answer, book, cases, choices, drawn, finding, index, of_screen, payload,
};
use crate::support::rule_reading::Reading;

/// The most sets that are listed.
const MOST_LISTED: usize = 10;

fn changes(payload: &Payload) -> Changes {
    Changes::for_decision(&payload.decide(), &payload.0)
}

fn changed(payload: &Payload, changes: &[Change]) -> Payload {
    changes.iter().fold(payload.clone(), |payload, change| payload.with(change.index, change.to))
}

fn result(payload: &Payload, changes: &[Change]) -> Outcome {
    changed(payload, changes).decide().result
}

fn is_up(to: Outcome, from: Outcome) -> bool {
    to.level > from.level || to.urgency > from.urgency
}

fn is_down(to: Outcome, from: Outcome) -> bool {
    to != from && !is_up(to, from)
}

/// Every change that is looked at, in the order of questions.
fn candidates(payload: &Payload) -> Vec<Change> {
    let facts = payload.decide().facts;
    let others = |&index: &FindingIndex| others(payload, &facts, index).into_iter().map(move |to| Change { index, to });
    ASK_ORDER.iter().flat_map(others).collect()
}

/// The other answers of a finding that may be tried. Only what is known is changed: of the course and the tempo what
/// was sent, of the rest also what a completed screen fills in.
fn others(payload: &Payload, facts: &Facts, index: FindingIndex) -> Vec<Answer> {
    let (kind, name) = (finding(index).kind, finding(index).name.as_str());
    let asked = Reading(facts).asked(index) == Some(true);
    let sent = payload.get(index);
    match (kind, name) {
        // What a group question settled is changed by another answer to that question, and a group question that was
        // not answered by none.
        (Kind::Tri, _) if by_its_group(payload, index) => Vec::new(),
        (Kind::Tri, _) if finding(index).class.is_u() && asked => match facts.get(index) {
            Fact::Choice(_) if Reading(facts).is_present(name) == Some(true) => vec![ABSENT],
            Fact::Choice(_) => vec![PRESENT],
            _ => Vec::new(),
        },
        (_, "course") if !payload.says_nothing_of(index) => {
            choices(index).into_iter().filter(|&choice| choice != sent).collect()
        }
        (_, "decline_tempo") if asked && !facts.is_unknown(index) => {
            let none = answer("decline_tempo", "none");
            choices(index).into_iter().filter(|&choice| choice != sent && choice != none).collect()
        }
        _ => Vec::new(),
    }
}

fn by_its_group(payload: &Payload, index: FindingIndex) -> bool {
    let group = book().group_of(index);
    payload.get(index) == Answer::NotSent
        && (!finding(index).members.is_empty()
            || group.is_some_and(|group| payload.get(group.index) != Answer::NotSent))
}

/// The tempo `none`, together with the change that makes `any_decline` false.
fn ending_decline(payload: &Payload, change: Change) -> Option<[Change; 2]> {
    let before = payload.decide();
    let asked = |payload: &Payload| Reading(&payload.decide().facts).asked(index("decline_tempo"));
    let known = !before.facts.is_unknown(index("decline_tempo"));
    let ends = asked(payload) == Some(true) && asked(&changed(payload, &[change])) == Some(false);
    let tempo = Change { index: index("decline_tempo"), to: answer("decline_tempo", "none") };
    (known && ends).then(|| in_order([change, tempo]))
}

fn rank(change: Change) -> usize {
    ASK_ORDER.iter().position(|&index| index == change.index).unwrap()
}

fn in_order(mut pair: [Change; 2]) -> [Change; 2] {
    pair.sort_by_key(|change| rank(*change));
    pair
}

/// The smallest sets that lower the result and raise nothing.
fn smallest_down(payload: &Payload) -> Vec<Counterfactual> {
    let now = payload.decide().result;
    let candidates = candidates(payload);
    let down = |sets: Vec<Vec<Change>>| -> Vec<Counterfactual> {
        let leading = sets.into_iter().map(|changes| Counterfactual { result: result(payload, &changes), changes });
        leading.filter(|leading| is_down(leading.result, now)).collect()
    };
    let singles = down(candidates.iter().map(|&change| vec![change]).collect());
    if !singles.is_empty() || now == Outcome::LOWEST {
        return singles;
    }
    let mut pairs: Vec<Vec<Change>> = Vec::new();
    for (place, &first) in candidates.iter().enumerate() {
        let second = candidates[place + 1..].iter().filter(|second| second.index != first.index);
        pairs.extend(second.map(|&second| vec![first, second]));
        pairs.extend(ending_decline(payload, first).map(Vec::from));
    }
    down(pairs)
}

/// As they are listed: the largest effect first, then the order of questions, then that of the answers.
fn listed(mut sets: Vec<Counterfactual>) -> (Vec<Counterfactual>, bool) {
    sets.sort_by_key(|set| {
        let ranks: Vec<usize> = set.changes.iter().map(|change| rank(*change)).collect();
        (set.result.urgency, set.result.level, ranks)
    });
    let truncated = sets.len() > MOST_LISTED;
    sets.truncate(MOST_LISTED);
    (sets, truncated)
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn every_change_that_is_listed_leads_where_it_says(payload in payload()) {
        let now = payload.decide().result;
        let Changes { up, down, .. } = changes(&payload);
        for leading in &up {
            for change in &leading.changes {
                prop_assert_eq!(result(&payload, &[*change]), leading.result);
            }
            prop_assert!(is_up(leading.result, now));
        }
        for leading in &down {
            prop_assert_eq!(result(&payload, &leading.changes), leading.result);
            prop_assert!(is_down(leading.result, now));
            prop_assert!((1..=2).contains(&leading.changes.len()));
        }
        prop_assert!(down.len() <= MOST_LISTED);
    }

    /// Every single change that raises level or urgency stands in the group of its result, and nothing else does.
    #[test]
    fn up_holds_every_single_change_that_raises_the_answer(payload in payload()) {
        let now = payload.decide().result;
        let up = changes(&payload).up;
        let mut meant: Vec<(Outcome, Vec<Change>)> = Vec::new();
        for change in candidates(&payload) {
            let to = result(&payload, &[change]);
            match meant.iter_mut().find(|(result, _)| *result == to) {
                Some((_, changes)) => changes.push(change),
                None if is_up(to, now) => meant.push((to, vec![change])),
                None => {}
            }
        }
        meant.sort_by_key(|(result, _)| Reverse((result.urgency, result.level)));
        let said: Vec<_> = up.into_iter().map(|leading| (leading.result, leading.changes)).collect();
        prop_assert_eq!(said, meant);
    }

    /// Where a single change lowers the answer, every one that does is listed, as far as ten reach, and no pair.
    #[test]
    fn down_holds_every_single_change_that_lowers_the_answer(payload in payload()) {
        let now = payload.decide().result;
        let singles = candidates(&payload).into_iter().map(|change| Counterfactual { changes: vec![change], result: result(&payload, &[change]) });
        let singles: Vec<Counterfactual> = singles.filter(|leading| is_down(leading.result, now)).collect();
        let Changes { down, truncated, .. } = changes(&payload);
        let has_single = down.iter().any(|leading| leading.changes.len() == 1);
        prop_assert_eq!(has_single, !singles.is_empty());
        if has_single {
            prop_assert_eq!((down, truncated), listed(singles));
        }
    }
}

proptest! {
    #![proptest_config(cases(100))]

    /// Every pair of changes, those included that only add a finding.
    #[test]
    fn down_holds_the_smallest_sets_that_lower_the_answer(
        payload in payload().prop_filter("no single change lowers it", |payload| {
            let now = payload.decide().result;
            let single = |change: Change| is_down(result(payload, &[change]), now);
            now != Outcome::LOWEST && !candidates(payload).into_iter().any(single)
        })
    ) {
        let Changes { down, truncated, .. } = changes(&payload);
        prop_assert_eq!((down, truncated), listed(smallest_down(&payload)));
    }
}

fn named(leading: &Counterfactual) -> Vec<(&'static str, &'static str)> {
    let name = |change: &Change| {
        let Answer::Choice(place) = change.to else { panic!("{change:?}") };
        (finding(change.index).name.as_str(), finding(change.index).value_at(place))
    };
    leading.changes.iter().map(name).collect()
}

#[test]
fn an_end_of_weakness_takes_its_tempo_with_it() {
    let payload = Payload::baseline_but(&json!({ "weakness_functional": "present", "decline_tempo": "months" }));
    let down = changes(&payload).down;
    assert_eq!(named(&down[0]), [("weakness_functional", "absent"), ("decline_tempo", "none")]);
    assert_eq!(down[0].result, Outcome::LOWEST);
}

#[test]
fn the_course_is_changed_only_when_it_is_known() {
    let to_worse = |payload: &Payload| {
        let up = changes(payload).up;
        let all: Vec<_> = up.iter().flat_map(named).collect();
        all.contains(&("course", "worsening"))
    };
    assert!(to_worse(&Payload::baseline()));
    assert!(!to_worse(&Payload::baseline_but(&json!({ "course": null }))));
    assert!(!to_worse(&Payload::baseline_but(&json!({ "course": "worsening" }))));
    let denied = json!({ "twitch_present": "absent", "sites": [], "course": null });
    assert!(!to_worse(&Payload::baseline_but(&denied)), "stable by default is not known");
}

#[test]
fn a_completed_screen_is_as_good_as_an_answer() {
    let mut payload = Payload::baseline();
    payload.0.set(index("muscle_wasting"), Answer::NotSent);
    let is_listed =
        |payload: &Payload| changes(payload).up.iter().flat_map(named).any(|(name, _)| name == "muscle_wasting");
    assert!(!is_listed(&payload));
    assert!(is_listed(&payload.completing(book().completable_screen("strength_and_nerves").unwrap())));
}

#[test]
fn the_lowest_answer_has_no_way_down_and_an_emergency_none_up() {
    let baseline = changes(&Payload::baseline());
    assert!(baseline.down.is_empty() && !baseline.truncated && !baseline.up.is_empty());
    let emergency = changes(&Payload::baseline_but(&json!({ "confused_or_very_drowsy": "present" })));
    assert!(emergency.up.is_empty());
    assert_eq!(named(&emergency.down[0]), [("confused_or_very_drowsy", "absent")]);
}

/// A rule book in which an emergency needs so many answers at once, each of them a way down. In the built-in one no
/// payload with over ten was found.
fn needing(count: usize) -> RuleBook {
    let mut needing = book().clone();
    let signs = &of_screen("emergency")[..count];
    let emergencies = needing.rules.iter_mut().filter(|rule| rule.effect.urgency == Urgency::Emergency);
    for (place, rule) in emergencies.enumerate() {
        if place > 0 {
            rule.effect = Outcome::LOWEST;
            continue;
        }
        let present = |&index: &FindingIndex| Literal {
            index,
            test: Test::OneOf(1 << tri::PRESENT),
            when_unknown: Truth::Unknown,
        };
        rule.condition = Some(Condition(signs.iter().map(|sign| Clause::new(vec![present(sign)])).collect()));
        rule.depends_on = signs.iter().copied().collect();
    }
    needing
}

#[test]
fn at_most_ten_ways_down_are_listed_and_it_is_said_when_there_are_more() {
    for (count, listed, truncated) in [(9, 9, false), (10, 10, false), (11, 10, true)] {
        let book = needing(count);
        let signs = of_screen("emergency");
        let payload = signs[..count].iter().fold(Payload::baseline(), |payload, &sign| payload.with(sign, PRESENT));
        let changes = Changes::for_decision(&book.decide(&payload.0), &payload.0);
        assert_eq!((changes.down.len(), changes.truncated), (listed, truncated));
        let indices: Vec<FindingIndex> = changes.down.iter().map(|down| down.changes[0].index).collect();
        assert_eq!(indices, signs[..listed], "in the order of questions");
    }
}

/// Laws about ways down would hold for the wrong reason on payloads without any.
#[test]
fn random_payloads_often_have_ways_up_and_down() {
    let drawn: Vec<Changes> = drawn(&payload(), 400).iter().map(changes).collect();
    let often = |what: &str, least: usize, holds: &dyn Fn(&Changes) -> bool| {
        let count = drawn.iter().filter(|changes| holds(changes)).count();
        assert!(count >= least, "{what}: {count} of {}", drawn.len());
    };
    let of_size = |changes: &Changes, size: usize| changes.down.iter().any(|down| down.changes.len() == size);
    often("up", 200, &|changes| !changes.up.is_empty());
    often("several results up", 100, &|changes| changes.up.len() > 2);
    often("one down", 80, &|changes| of_size(changes, 1));
    often("two down", 8, &|changes| of_size(changes, 2));
    often("neither one nor two down", 20, &|changes| changes.down.is_empty());
    let none = answer("decline_tempo", "none");
    let ends_decline = |down: &Counterfactual| {
        down.changes.iter().any(|change| change.index == index("decline_tempo") && change.to == none)
    };
    often("down with the tempo", 2, &|changes| changes.down.iter().any(ends_decline));
}
