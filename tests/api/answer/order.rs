//! The same answer whatever the order of keys, and whichever process or rule book answers.

use std::cell::Cell;

use proptest::prelude::*;
use serde_json::{Value, json};
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::request;
use twitch_triage::request::schema::RequestSchema;

use crate::support::payload;
use crate::support::payload::runner;
use crate::support::program::{Program, command};
use crate::support::service::{BOOK, service};

/// A body written with its keys and entries in another order.
fn turned(value: &Value, by: usize) -> String {
    match value {
        Value::Object(object) => {
            let mut members: Vec<String> =
                object.iter().map(|(key, value)| format!("{}:{}", json!(key), turned(value, by))).collect();
            let by = by % members.len().max(1);
            members.rotate_left(by);
            if by % 2 == 1 {
                members.reverse();
            }
            format!("{{{}}}", members.join(","))
        }
        Value::Array(entries) => {
            let mut entries: Vec<String> = entries.iter().map(|value| turned(value, by)).collect();
            let by = by % entries.len().max(1);
            entries.rotate_left(by);
            format!("[{}]", entries.join(","))
        }
        other => other.to_string(),
    }
}

#[test]
fn the_order_of_keys_and_entries_does_not_matter_nor_which_process_answers() {
    let other = Program::start(&mut command::<&str>(&[]));
    let bytes = |body: String| service().post("/v1/triage", body).body;
    runner(250)
        .run(&(payload::body(), any::<usize>(), any::<usize>()), |(body, once, twice)| {
            let first = bytes(turned(&body, once));
            prop_assert!(first == bytes(turned(&body, twice)), "{body}");
            prop_assert!(first == other.client.post("/v1/triage", body.to_string()).body, "{body}");
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// Everything that is decided, as text.
fn decided(book: &RuleBook, schema: &RequestSchema, body: &str) -> String {
    let findings = request::read(book, schema, body.as_bytes()).expect("a valid body");
    let decision = book.decide(&findings);
    let grounds: Vec<_> = decision.fired().map(|rule| (&rule.id, decision.grounds(rule))).collect();
    let (advice, groups) = (decision.advice(), decision.suspected_groups());
    let (workup, cited) = (decision.workup(&groups), decision.cited(&advice));
    let outcomes = (decision.least, decision.result, decision.most, decision.status(), decision.in_scope);
    format!(
        "{outcomes:?} {:?} {} {} {grounds:?} {advice:?} {groups:?} {workup:?} {cited:?} {:?}",
        decision.headline(),
        decision.clinician_headline(),
        decision.come_back_if(),
        decision.facts.contradicting,
    )
}

#[test]
fn ten_thousand_payloads_are_decided_twice_alike_by_two_loaded_rule_books() {
    // Loaded anew, so that nothing can hang on the seed of a hash map.
    let again = RuleBook::built_in().expect("a rule book");
    let (schema, schema_again) =
        (RequestSchema::compile(&BOOK).expect("a schema"), RequestSchema::compile(&again).expect("a schema"));
    let levels: [Cell<u32>; 3] = Default::default();
    runner(10_000)
        .run(&payload::body(), |body| {
            let once = decided(&BOOK, &schema, &body.to_string());
            prop_assert_eq!(&once, &decided(&again, &schema_again, &turned(&body, 7)));
            let findings = request::read(&BOOK, &schema, body.to_string().as_bytes()).expect("a valid body");
            let level = BOOK.decide(&findings).result.level as usize;
            levels[level].set(levels[level].get() + 1);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    let levels = levels.map(Cell::into_inner);
    assert!(levels.iter().all(|count| *count > 20), "{levels:?}");
}
