//! The steps of one request, each alone, and the whole handler without a socket.
//!
//! `cargo bench --bench steps`; Criterion keeps its reports under `target/criterion` and compares with the last run.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark stops at the first surprise"
)]

#[path = "http/payload.rs"]
mod payload;

use std::hint::black_box;
use std::time::{Duration, Instant};

use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::Data;
use actix_web::{App, rt};
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime};
use twitch_triage::answer::AnswerOptions;
use twitch_triage::clinical::decide::change::Changes;
use twitch_triage::clinical::decide::question::Questions;
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::http::route_table::RouteTable;
use twitch_triage::http::state::HttpState;
use twitch_triage::request::schema::RequestSchema;
use twitch_triage::triage_service::TriageService;
use twitch_triage::{request, rest};

criterion_group!(benches, steps, refused);
criterion_main!(benches);

/// The good path: of the two payloads, and of one in which everything is open.
fn steps(criterion: &mut Criterion) {
    let nothing = r#"{"findings":{}}"#.to_owned();
    for (name, body) in [("short", payload::short()), ("full", payload::full()), ("nothing known", nothing)] {
        let mut group = criterion.benchmark_group(name);
        decision(&mut group, &body);
        answer(&mut group, &body);
        group.finish();
    }
}

/// From bytes to a decision with its explanation.
fn decision(group: &mut BenchmarkGroup<'_, WallTime>, body: &str) {
    let book = RuleBook::built_in().unwrap();
    let schema = RequestSchema::compile(&book).unwrap();
    let parse = || request::read(&book, &schema, black_box(body.as_bytes())).unwrap();
    let findings = parse();
    let decision = book.decide(&findings);
    group.bench_function("parse", |bencher| bencher.iter(parse));
    group.bench_function("decide", |bencher| bencher.iter(|| book.decide(black_box(&findings))));
    group.bench_function("questions", |bencher| {
        bencher.iter(|| Questions::for_decision(black_box(&decision), &findings));
    });
    group.bench_function("explain changes", |bencher| {
        bencher.iter(|| Changes::for_decision(black_box(&decision), &findings));
    });
    group.bench_function("explain trace", |bencher| bencher.iter(|| black_box(&decision).trace()));
}

/// From a decision to bytes, and all of it.
fn answer(group: &mut BenchmarkGroup<'_, WallTime>, body: &str) {
    let service = TriageService::new(RuleBook::built_in().unwrap()).unwrap();
    let triaged = service.triage(body.as_bytes()).unwrap();
    group.bench_function("serialise", |bencher| bencher.iter(|| black_box(&triaged).json(AnswerOptions::default())));
    group.bench_function("serialise with serde", |bencher| {
        bencher.iter(|| serde_json::to_vec(&black_box(&triaged).answer(AnswerOptions::default())));
    });
    for (name, target) in [
        ("handler", "/v1/triage"),
        ("handler, brief", "/v1/triage?detail=brief"),
        ("handler, explain changes", "/v1/triage?explain=changes"),
    ] {
        group.bench_function(name, |bencher| bencher.iter_custom(|requests| handler(target, body, requests)));
    }
}

/// A body with many faults: JSON Schema finds them all.
fn refused(criterion: &mut Criterion) {
    let book = RuleBook::built_in().unwrap();
    let schema = RequestSchema::compile(&book).unwrap();
    let body = payload::refused();
    criterion.bench_function("validate: every fault of the short payload with booleans", |bencher| {
        bencher.iter(|| request::read(&book, &schema, black_box(body.as_bytes())).unwrap_err());
    });
}

/// How long the handler takes for so many requests.
fn handler(target: &str, body: &str, requests: u64) -> Duration {
    rt::System::new().block_on(async {
        let triage = TriageService::new(RuleBook::built_in().unwrap()).unwrap();
        let state = HttpState::new(triage, RouteTable::default(), Duration::MAX).unwrap();
        let app = App::new().app_data(Data::new(state)).configure(|config| rest::mount(config, true));
        let app = init_service(app).await;
        let mut took = Duration::ZERO;
        for _ in 0..requests {
            let request = TestRequest::post().uri(target).insert_header(("Content-Type", "application/json"));
            let request = request.set_payload(body.to_owned()).to_request();
            let begun = Instant::now();
            let answer = black_box(call_service(&app, request).await);
            took += begun.elapsed();
            assert_eq!(answer.status(), 200);
        }
        took
    })
}
