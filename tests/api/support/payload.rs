//! Random payloads, from the findings of the rule book.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use twitch_triage::clinical::model::finding::{Finding, Kind};

use super::body::{SETTLING_SCREENS, harmless, with};
use super::service::BOOK;

/// Runs a property on so many cases, the same ones each time.
pub fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
    let seed = proptest::test_runner::TestRng::deterministic_rng(config.rng_algorithm);
    TestRunner::new_with_rng(config, seed)
}

/// A value that the finding takes.
fn value(finding: &'static Finding) -> BoxedStrategy<Value> {
    let words: Vec<&'static str> = finding.answers.iter().map(|answer| answer.value.as_str()).collect();
    match finding.kind {
        Kind::Tri | Kind::OneOf => prop_oneof![8 => select(words).prop_map(|word| json!(word)), 1 => Just(json!(null)), 1 => Just(json!("unknown"))].boxed(),
        Kind::SomeOf => {
            let most = words.len();
            prop_oneof![
                9 => subsequence(words, 0..=most.min(5)).prop_shuffle().prop_map(|sites| json!(sites)),
                1 => Just(json!(null)),
            ]
            .boxed()
        }
        Kind::Integer => {
            let near = [0, 1, 2, 14, 15, 16, 27, 28, 39, 40, 55, 83, 84, 90, 91];
            prop_oneof![
                6 => select(near.to_vec()).prop_map(|number| json!(number)),
                3 => (finding.minimum..=finding.maximum).prop_map(|number| json!(number)),
                1 => Just(json!(null)),
            ]
            .boxed()
        }
    }
}

/// A finding of the rule book with a value that it takes.
pub fn finding() -> impl Strategy<Value = (String, Value)> {
    let all: Vec<BoxedStrategy<(String, Value)>> = BOOK
        .findings
        .iter()
        .map(|finding| value(finding).prop_map(|value| (finding.name.clone(), value)).boxed())
        .collect();
    any::<Index>().prop_flat_map(move |place| all[place.index(all.len())].clone())
}

/// Completed screens in any order.
pub fn screens() -> impl Strategy<Value = Vec<&'static str>> {
    let completable: Vec<&'static str> =
        BOOK.screens.iter().filter(|screen| !screen.heading_only).map(|screen| screen.id.as_str()).collect();
    let most = completable.len();
    prop_oneof![2 => subsequence(completable, 0..=most).prop_shuffle(), 1 => Just(SETTLING_SCREENS.to_vec())]
}

/// A valid body: anything at all, or a harmless case or one of cramps with a few changes.
pub fn body() -> impl Strategy<Value = Value> {
    let anything = (vec(finding(), 0..40), screens()).prop_map(|(findings, screens)| {
        json!({ "findings": findings.into_iter().collect::<Map<_, _>>(), "screens_completed": screens })
    });
    let cramps = json!({ "sites": ["calf"], "duration_days": 30, "cramps_frequent": "present", "fatigue": "present" });
    let near = (select(vec![json!({}), cramps]), vec(finding(), 0..4))
        .prop_map(|(case, change)| harmless(&with(&case, &change.into_iter().collect::<Map<_, _>>().into())));
    prop_oneof![anything, near]
}
