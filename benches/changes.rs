//! How long it takes to say what would change the answer: the vignettes, the payloads that take longest, and what
//! `?explain=changes` costs beside the same request without it.
//!
//! `cargo bench --bench changes` prints Markdown tables of microseconds.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement may stop at the first thing that is not as it should be, and prints what it found"
)]

#[path = "http/median.rs"]
mod median;

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::de::DeserializeSeed;
use twitch_triage::clinical::decide::change::Changes;
use twitch_triage::clinical::model::answers::{Answer, Findings};
use twitch_triage::clinical::model::finding::{Class, Kind, tri};
use twitch_triage::clinical::model::findings_seed::FindingsSeed;
use twitch_triage::clinical::model::rule_book::RuleBook;

/// Repetitions of each payload; the fastest counts, for the machine may be busy with other things.
const REPETITIONS: u32 = 9;

fn main() {
    let book = RuleBook::built_in().expect("a rule book without faults");
    let mut vignettes: Vec<Duration> = vignettes(&book).iter().map(|findings| fastest(&book, findings)).collect();
    vignettes.sort_unstable();
    let row = |what: &str, took: Duration| println!("| {what} | {:.0} |", took.as_secs_f64() * 1e6);
    println!("| what would change the answer | µs |");
    println!("|---|---|");
    row(&format!("median of {} vignettes", vignettes.len()), vignettes[vignettes.len() / 2]);
    row("90th percentile of the vignettes", vignettes[vignettes.len() * 9 / 10]);
    row("slowest of the vignettes", vignettes[vignettes.len() - 1]);
    row("everything absent", fastest(&book, &everything(&book, &|_| tri::ABSENT)));
    row("everything present", fastest(&book, &everything(&book, &|_| tri::PRESENT)));
    let is_emergency = |class: Class| if class == Class::U1 { tri::ABSENT } else { tri::PRESENT };
    row("every context present, no red flag", fastest(&book, &everything(&book, &is_emergency)));
    beside_the_request();
}

/// What `?explain=changes` costs beside the same request without it, in process.
fn beside_the_request() {
    let vignettes = median::by_ratio();
    println!("\n| request in process | without, µs | with `?explain=changes`, µs | times |");
    println!("|---|---|---|---|");
    let places = [("median vignette", vignettes.len() / 2), ("90th percentile", vignettes.len() * 9 / 10)];
    for (what, place) in places {
        let vignette = &vignettes[place];
        let [without, with] = vignette.took.map(|took| took.as_secs_f64() * 1e6);
        println!("| {what}: {} | {without:.1} | {with:.1} | {:.2} |", vignette.id, vignette.ratio());
    }
}

/// The fastest of some repetitions.
fn fastest(book: &RuleBook, findings: &Findings) -> Duration {
    let once = || {
        let begun = Instant::now();
        let decision = book.decide(findings);
        black_box(Changes::for_decision(&decision, findings));
        begun.elapsed()
    };
    (0..REPETITIONS).map(|_| once()).min().unwrap()
}

/// A payload in which everything is known, the three-valued findings as their class says.
fn everything(book: &RuleBook, answer: &dyn Fn(Class) -> u8) -> Findings {
    let mut findings = Findings::new(book);
    for (index, finding) in book.findings.iter().enumerate() {
        let known = match finding.kind {
            Kind::Tri => Answer::Choice(answer(finding.class)),
            Kind::OneOf => finding.word(&finding.answers.iter().rfind(|answer| answer.offered).unwrap().value).unwrap(),
            Kind::SomeOf => Answer::Several((1 << finding.answers.len()) - 1),
            Kind::Integer => Answer::Number(60),
        };
        findings.set(index, known);
    }
    findings.set(book.known.decline_tempo, book.findings[book.known.decline_tempo].word("weeks").unwrap());
    findings
}

/// The payloads of the vignettes.
fn vignettes(book: &RuleBook) -> Vec<Findings> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vignettes");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let tables = files.map(|text| text.parse::<toml::Table>().unwrap());
    let all = tables.flat_map(|table| table["vignette"].as_array().unwrap().clone());
    all.map(|vignette| {
        let mut findings = FindingsSeed(book).deserialize(vignette["findings"].clone()).unwrap();
        let screens = vignette.get("screens_completed").and_then(toml::Value::as_array);
        for screen in screens.into_iter().flatten() {
            findings.complete(book.completable_screen(screen.as_str().unwrap()).unwrap());
        }
        findings
    })
    .collect()
}
