//! What must not grow is counted, not timed: allocations and bytes of a request. Such counts repeat exactly.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop where it is"
)]

#[path = "../../benches/http/payload.rs"]
mod payload;
mod worst_bodies;

use std::time::Duration;

use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::Data;
use actix_web::{App, rt};
use allocation_counter::{AllocationInfo, measure};
use twitch_triage::answer::problem::ProblemBody;
use twitch_triage::answer::{AnswerOptions, Detail};
use twitch_triage::clinical::decide::change::Changes;
use twitch_triage::clinical::load::TranslatedRuleBook;
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::fhir::FhirDocuments;
use twitch_triage::http::route_table::RouteTable;
use twitch_triage::http::state::HttpState;
use twitch_triage::request::MAX_PAYLOAD_BYTES;
use twitch_triage::request::schema::RequestSchema;
use twitch_triage::triage_service::TriageService;
use twitch_triage::{request, rest};

/// What a refused body of 64 KiB may take.
const MOST_ALLOCATIONS: u64 = 10_000;
const MOST_BYTES: u64 = 1 << 20;

const NOTHING: &str = r#"{"findings":{}}"#;

fn service() -> TriageService {
    TriageService::new(RuleBook::built_in().expect("a rule book without faults")).expect("a service")
}

/// What a payload takes from its bytes to those of the answer. The first time is left out: it may prepare something.
fn of_answer(service: &TriageService, body: &str, options: AnswerOptions) -> AllocationInfo {
    let once = || measure(|| drop(service.triage(body.as_bytes()).expect("a good payload").json(options)));
    once();
    let counted = once();
    for _ in 0..3 {
        assert_eq!(once(), counted, "it repeats exactly");
    }
    counted
}

#[track_caller]
fn at_most(what: &str, counted: AllocationInfo, allocations: u64, bytes: u64) {
    assert!(
        counted.count_total <= allocations && counted.bytes_total <= bytes,
        "{what}: {} allocations of {} bytes",
        counted.count_total,
        counted.bytes_total
    );
    assert_eq!((counted.count_current, counted.bytes_current), (0, 0), "{what}: nothing is kept");
}

#[test]
fn an_answer_takes_no_more_allocations_than_it_does_today() {
    let service = service();
    let standard = AnswerOptions::default();
    let brief = AnswerOptions { detail: Some(Detail::Brief), ..standard };
    at_most("short", of_answer(&service, &payload::short(), standard), 20, 21_400);
    at_most("full", of_answer(&service, &payload::full(), standard), 20, 21_400);
    at_most("nothing known", of_answer(&service, NOTHING, standard), 107, 48_600);
    at_most("short, brief", of_answer(&service, &payload::short(), brief), 8, 18_600);
    at_most("nothing known, brief", of_answer(&service, NOTHING, brief), 98, 47_000);
}

#[test]
fn an_answer_writes_no_more_bytes_than_it_does_today() {
    let service = service();
    let written =
        |body: &str| service.triage(body.as_bytes()).expect("a good payload").json(AnswerOptions::default()).len();
    for (what, body, bytes) in [
        ("short", payload::short(), 9_700),
        ("full", payload::full(), 9_700),
        ("nothing known", NOTHING.to_owned(), 4_300),
    ] {
        assert!(written(&body) <= bytes, "{what}: {} bytes", written(&body));
    }
}

#[test]
fn findings_that_are_given_take_no_allocation_of_their_own() {
    let service = service();
    let [short, full] =
        [payload::short(), payload::full()].map(|body| of_answer(&service, &body, AnswerOptions::default()));
    assert_eq!(short.count_total, full.count_total);
}

#[test]
fn a_decision_takes_a_fixed_number_of_allocations() {
    let book = RuleBook::built_in().expect("a rule book without faults");
    let schema = RequestSchema::compile(&book).expect("a schema");
    let findings = request::read(&book, &schema, payload::short().as_bytes()).expect("a good payload");
    at_most("decide", measure(|| drop(book.decide(&findings))), 3, 1_100);
    let decision = book.decide(&findings);
    at_most("what would change", measure(|| drop(Changes::for_decision(&decision, &findings))), 38, 22_000);
}

/// A compilation allocates so much more than a request that no request can hide one.
#[test]
fn no_request_compiles_a_schema_be_it_good_or_bad() {
    let book = RuleBook::built_in().expect("a rule book without faults");
    let compilation = measure(|| drop(RequestSchema::compile(&book).expect("a schema"))).count_total;
    let service = service();
    let bad = payload::refused();
    for body in [payload::short(), payload::full(), NOTHING.to_owned(), bad] {
        let request =
            measure(|| drop(service.triage(body.as_bytes()).map(|triaged| triaged.json(AnswerOptions::default()))))
                .count_total;
        assert_eq!(request / compilation, 0, "{request} allocations, {compilation} in a compilation");
    }
}

#[test]
fn the_handler_takes_as_many_allocations_each_time() {
    let system = rt::System::new();
    let state = HttpState::new(service(), RouteTable::default(), Duration::MAX).expect("a service");
    let app = App::new().app_data(Data::new(state)).configure(|config| rest::mount(config, true));
    let app = system.block_on(init_service(app));
    for (target, allocations, bytes) in [("/v1/triage", 27, 6_000), ("/v1/triage?explain=changes", 73, 28_700)] {
        let once = || {
            let request = TestRequest::post().uri(target).insert_header(("Content-Type", "application/json"));
            let request = request.set_payload(payload::short()).to_request();
            measure(|| assert_eq!(system.block_on(call_service(&app, request)).status(), 200))
        };
        for _ in 0..3 {
            once();
        }
        let counted = once();
        assert_eq!(once(), counted, "it repeats exactly");
        at_most(target, AllocationInfo { count_current: 0, bytes_current: 0, ..counted }, allocations, bytes);
    }
}

/// The worst bodies of 64 KiB that were found, by hand and by the search of tests/fuzz. Work is counted in allocations and
/// bytes, so that the figure repeats; the time of a body goes with them.
#[test]
fn the_worst_refused_body_costs_a_bounded_amount_of_work() {
    let service = service();
    let mut too_much = Vec::new();
    for (what, body) in worst_bodies::all() {
        assert!(body.len() <= MAX_PAYLOAD_BYTES, "{what}: {} bytes", body.len());
        let refuse = || {
            let rejection = service.triage(body.as_bytes()).map(drop).expect_err("a bad payload");
            ProblemBody::for_rejection(&rejection, "payload").to_json().len()
        };
        let answer = refuse();
        let work = measure(|| assert_eq!(refuse(), answer));
        let AllocationInfo { count_total, bytes_total, .. } = work;
        if answer > MAX_PAYLOAD_BYTES || count_total > MOST_ALLOCATIONS || bytes_total > MOST_BYTES {
            too_much.push(format!("{what}: {count_total} allocations of {bytes_total} bytes, answer of {answer}"));
        }
    }
    assert!(too_much.is_empty(), "{}", too_much.join("\n"));
}

/// What a translation keeps for as long as the service runs: the rule book, its texts prepared, and its documents.
#[test]
fn a_language_is_kept_in_a_mebibyte_and_a_half() {
    let books = TranslatedRuleBook::built_in().expect("translations without faults");
    let kept = |translations: &[RuleBook]| {
        let counted = measure(|| {
            let books = TranslatedRuleBook { original: books.original.clone(), translations: translations.to_vec() };
            let service = TriageService::translated(books).expect("a service");
            let documents = rest::Documents::prepare(&service).expect("documents");
            std::mem::forget((service, documents));
        });
        counted.bytes_current
    };
    check_each_language(&books, kept, 3 * 512 * 1024);
}

/// The same for what record systems read: forms and code systems.
#[test]
fn the_resources_of_a_language_are_kept_in_half_a_mebibyte() {
    let books = TranslatedRuleBook::built_in().expect("translations without faults");
    let kept = |translations: &[RuleBook]| {
        let books = TranslatedRuleBook { original: books.original.clone(), translations: translations.to_vec() };
        let service = TriageService::translated(books).expect("a service");
        let prepare = || std::mem::forget(FhirDocuments::prepare(&service, None).expect("resources"));
        measure(prepare).bytes_current
    };
    check_each_language(&books, kept, 512 * 1024);
}

/// Checks how many bytes each translation adds to what is kept.
fn check_each_language(books: &TranslatedRuleBook, kept: impl Fn(&[RuleBook]) -> i64, most: i64) {
    let of_each = (kept(&books.translations) - kept(&[])) / i64::try_from(books.translations.len()).expect("a few");
    assert!(of_each > 100_000, "{of_each} bytes cannot be all");
    assert!(of_each <= most, "{of_each} bytes");
}

#[test]
fn an_answer_in_another_language_takes_no_more_allocations_than_in_english() {
    let service = TriageService::translated(TranslatedRuleBook::built_in().expect("translations")).expect("a service");
    let languages: Vec<_> = service.languages().collect();
    let count = |language| {
        let once = || {
            measure(|| {
                let triaged = service.triage_in(language, NOTHING.as_bytes()).expect("a good payload");
                drop(triaged.json(AnswerOptions::default()));
            })
        };
        once();
        once().count_total
    };
    assert!(languages.len() > 1);
    let english = count(languages[0]);
    for language in languages {
        // A longer answer may grow its buffer once more.
        assert!(count(language) <= english + 2, "{} against {english}", count(language));
    }
}
