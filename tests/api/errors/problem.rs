//! What every problem has in common: its words, its type, a request id, and nothing about a panic.

use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use serde_json::json;
use twitch_triage::http::route_table::RouteTable;
use twitch_triage::http::state::HttpState;
use twitch_triage::server::exchange::Exchange;

use super::{TRIAGE, post_head, text};
use crate::support::body::{with, words};
use crate::support::client::{Answer, Client, check};
use crate::support::contract::media_type;
use crate::support::service::{service, triage_service};

#[test]
fn a_request_id_of_the_caller_is_returned_when_it_is_sane() {
    let long = "a".repeat(64);
    for id in ["a", "A.b_c-9", long.as_str()] {
        let answer = service().send("GET", "/health/live", &[("x-request-id", id)], None::<&str>);
        assert_eq!(answer.header("x-request-id"), id);
        let problem = service().send("GET", "/nope", &[("x-request-id", id)], None::<&str>).problem(404, "not_found");
        assert_eq!(problem["instance"], id);
    }
    let longer = "a".repeat(65);
    for id in ["", "a b", "a\"b", "<x>", "äöü", longer.as_str()] {
        let answer = service().send("GET", "/health/live", &[("x-request-id", id)], None::<&str>);
        assert_ne!(answer.header("x-request-id"), id);
    }
}

/// A handler that does what none of ours may do, behind the outermost middleware of the real app.
fn panicking() -> Client {
    let inside =
        web::Data::new(HttpState::new(triage_service(), RouteTable::default(), Duration::MAX).expect("prepared"));
    let exchange = web::Data::new(Exchange::new(inside, None, false));
    let app = move || {
        let exchange = exchange.clone();
        let panics = || async { panic!("secret-of-the-service") as actix_web::HttpResponse };
        let fails = || async { Err::<&str, _>(actix_web::error::ErrorInternalServerError("secret-of-the-service")) };
        App::new().route(TRIAGE, web::post().to(panics)).route("/health/live", web::get().to(fails)).wrap(from_fn(
            move |request, next| {
                let exchange = exchange.clone();
                async move { exchange.handle(request, next).await }
            },
        ))
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        let server = HttpServer::new(app).workers(1).listen(listener).expect("listening");
        actix_web::rt::System::new().block_on(server.run()).expect("served");
    });
    Client::of(address)
}

/// The answer of a panic. Its meaning is looked up at the real app.
pub fn panic_answer() -> Answer {
    let body = r#"{"findings":{}}"#;
    let head = post_head(&["Content-Type: application/json", &format!("Content-Length: {}", body.len())]);
    let client = panicking();
    let mut wire = client.wire();
    wire.send(format!("{head}{body}"));
    let answer = wire.unchecked(false).expect("an answer");
    check("POST", TRIAGE, &answer);
    answer
}

#[test]
fn a_panic_is_a_problem_without_detail_and_the_service_goes_on() {
    let problem = panic_answer().problem(500, "internal");
    assert_eq!(problem["detail"], "the request could not be answered");
    let client = panicking();
    for _ in 0..3 {
        for (head, method, path) in [("POST /v1/triage", "POST", TRIAGE), ("GET /health/live", "GET", "/health/live")] {
            let mut wire = client.wire();
            wire.send(format!("{head} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
            let answer = wire.unchecked(false).expect("an answer");
            check(method, path, &answer);
            assert_eq!(media_type(&answer.headers), "application/problem+json");
            assert!(!answer.text().contains("secret"), "{}", answer.text());
            answer.problem(500, "internal");
        }
    }
}

#[test]
fn every_code_is_explained_where_its_type_points() {
    let document = service().get("/openapi.json").expect(200);
    let codes =
        document.pointer("/components/schemas/ProblemCode/enum").expect("codes").as_array().expect("a list").clone();
    assert!(codes.len() >= 16);
    for code in codes {
        let code = code.as_str().expect("a code");
        let meaning = service().get(&format!("/problems/{code}")).expect(200);
        assert_eq!(meaning["code"], code);
        assert!(meaning["status"].as_u64().expect("a status") >= 400);
        for member in ["title", "meaning", "remedy"] {
            assert!(!text(&meaning, member).is_empty(), "{code}: {member}");
        }
    }
}

#[test]
fn words_of_errors_are_as_the_house_writes_them() {
    let faults = service().faults(&with(
        &json!({ "findings": { "age_years": 500, "duration_days": "x", "sites": ["x"], "zzz": 1, "muscle_wasting": 1 } }),
        &json!({ "more": 1, "screens_completed": ["movement_and_cramps", "movement_and_cramps"], "expected_rule_book": "x" }),
    ));
    for detail in words(&faults.into(), "detail") {
        assert!(detail.starts_with(char::is_lowercase) && !detail.ends_with('.'), "{detail}");
    }
}
