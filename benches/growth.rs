//! How the cost grows: with the number of rules, on rule books that repeat the built-in rules under new ids, and with
//! the number of findings given. A rule book holds at most 128 findings, so that these do not grow further.
//!
//! `cargo bench --bench growth` prints Markdown tables; the slope is that of the line through all sizes.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a measurement may stop at the first thing that is not as it should be, and prints what it found"
)]

#[path = "http/payload.rs"]
mod payload;

use std::hint::black_box;
use std::time::Instant;

use serde_json::{Map, Value, json};
use twitch_triage::clinical::decide::change::Changes;
use twitch_triage::clinical::decide::question::Questions;
use twitch_triage::clinical::model::answers::Findings;
use twitch_triage::clinical::model::rule::Rule;
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::request;
use twitch_triage::request::schema::RequestSchema;

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

/// Repetitions; the fastest counts, for the machine may be busy with other things.
const REPETITIONS: usize = 200;

fn main() {
    let book = RuleBook::built_in().expect("a rule book without faults");
    let schema = RequestSchema::compile(&book).unwrap();
    let read = |body: &str| request::read(&book, &schema, body.as_bytes()).unwrap();
    let books = SIZES.map(|size| of_size(&book, size));
    rules("decide, short payload", &books, &read(&payload::short()), &|book, findings| {
        black_box(book.decide(findings));
    });
    rules("decide and rank questions, nothing known", &books, &read(r#"{"findings":{}}"#), &|book, findings| {
        black_box(Questions::for_decision(&book.decide(findings), findings));
    });
    rules("decide and say what would change, short payload", &books, &read(&payload::short()), &|book, findings| {
        black_box(Changes::for_decision(&book.decide(findings), findings));
    });
    given(&book, &read);
}

/// A rule book with so many rules: the built-in ones, mixed, each as often as it takes, with effect and condition as they
/// are.
fn of_size(book: &RuleBook, size: usize) -> RuleBook {
    let mut grown = book.clone();
    let (code, conditions): (Vec<Rule>, Vec<Rule>) =
        book.rules.iter().cloned().partition(|rule| rule.condition.is_none());
    let repeated = (0..size - code.len()).map(|place| {
        let rule = conditions[place * 31 % conditions.len()].clone();
        Rule { id: format!("R-Z{place:05}"), ..rule }
    });
    let mut rules: Vec<Rule> = repeated.chain(code.iter().cloned()).collect();
    rules.sort_by(|a, b| b.effect.by_urgency().cmp(&a.effect.by_urgency()).then_with(|| a.id.cmp(&b.id)));
    grown.replace_rules(rules);
    assert_eq!(grown.rules.len(), size);
    grown
}

/// One table: time by the number of rules.
fn rules(what: &str, books: &[RuleBook], findings: &Findings, once: &dyn Fn(&RuleBook, &Findings)) {
    println!("| rules | {what}, µs | ns a rule |");
    println!("|---|---|---|");
    let rows = books.iter().map(|book| (book.rules.len() as f64, fastest(&|| once(book, findings))));
    table(&rows.collect::<Vec<_>>());
}

/// One table: time by the number of findings given.
fn given(book: &RuleBook, read: &dyn Fn(&str) -> Findings) {
    println!("| findings given | read and decide, µs | ns a finding |");
    println!("|---|---|---|");
    let full: Value = serde_json::from_str(&payload::full()).unwrap();
    let all = full["findings"].as_object().unwrap();
    let rows = [5, 10, 20, 40, all.len()].map(|count| {
        let some: Map<String, Value> = all.clone().into_iter().take(count).collect();
        let body = json!({ "findings": some, "screens_completed": full["screens_completed"] }).to_string();
        let once = || {
            black_box(book.decide(&read(&body)));
        };
        (count as f64, fastest(&once))
    });
    table(&rows);
}

/// Prints the rows and the slope of the line through them.
fn table(rows: &[(f64, f64)]) {
    for (size, ns) in rows {
        println!("| {size} | {:.2} | {:.1} |", ns / 1e3, ns / size);
    }
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| rows.iter().map(of).sum::<f64>() / rows.len() as f64;
    let (size, ns) = (mean(&|row| row.0), mean(&|row| row.1));
    let slope = mean(&|row| (row.0 - size) * (row.1 - ns)) / mean(&|row| (row.0 - size).powi(2));
    println!("\nSlope: {slope:.1} ns each, on top of {:.2} µs\n", (ns - slope * size) / 1e3);
}

/// The fastest of some repetitions, in nanoseconds.
fn fastest(once: &dyn Fn()) -> f64 {
    let timed = || {
        let begun = Instant::now();
        once();
        begun.elapsed().as_secs_f64() * 1e9
    };
    (0..REPETITIONS).map(|_| timed()).fold(f64::MAX, f64::min)
}
