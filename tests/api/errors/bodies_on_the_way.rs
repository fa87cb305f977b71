//! Bodies that are late, too large, cut off or of another kind, and heads that are no HTTP.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{TRIAGE, post_head};
use crate::support::service::{Service, service};

#[test]
fn a_body_that_does_not_come_is_given_up() {
    let service = Service::start(&["--body-timeout-ms", "150"]);
    let mut wire = service.client.wire();
    let start = Instant::now();
    wire.send(post_head(&["Content-Type: application/json", "Content-Length: 15"]));
    wire.send("{\"findings\"");
    let problem = wire.answer().expect("an answer").problem(408, "request_timeout");
    assert_eq!(problem["detail"], "the body did not arrive within 150 ms");
    assert!(start.elapsed() >= Duration::from_millis(150));
    service.client.post(TRIAGE, r#"{"findings":{}}"#).expect(200);
}

#[test]
fn a_body_that_trickles_is_given_up_too() {
    let service = Service::start(&["--body-timeout-ms", "300"]);
    let mut wire = service.client.wire();
    wire.send(post_head(&["Content-Type: application/json", "Transfer-Encoding: chunked"]));
    for _ in 0..6 {
        wire.send("1\r\n \r\n");
        thread::sleep(Duration::from_millis(25));
    }
    wire.answer().expect("an answer").problem(408, "request_timeout");
}

#[test]
fn a_body_that_is_announced_too_large_is_refused_before_it_is_sent() {
    for length in ["65537", "1000000", "9000000000000000000"] {
        let mut wire = service().wire();
        wire.send(post_head(&["Content-Type: application/json", &format!("Content-Length: {length}")]));
        wire.answer().expect("an answer").problem(413, "body_too_large");
    }
}

#[test]
fn what_follows_a_refused_body_is_never_read_as_a_request() {
    let mut wire = service().wire();
    wire.send(post_head(&["Content-Type: application/json", "Content-Length: 65537"]));
    wire.answer().expect("an answer").problem(413, "body_too_large");
    wire.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(wire.is_closed(), "the body of a refused request was taken for the next one");
}

#[test]
fn a_body_that_nobody_read_is_never_read_as_a_request() {
    let smuggled = "GET /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n";
    let length = smuggled.len();
    for head in [
        "POST /nope HTTP/1.1\r\nContent-Type: application/json".to_owned(),
        "GET /v1/triage HTTP/1.1".to_owned(),
        "PUT /v1/triage HTTP/1.1".to_owned(),
        "GET /health/ready HTTP/1.1".to_owned(),
        format!("POST {TRIAGE} HTTP/1.1\r\nContent-Type: text/plain"),
        format!("POST {TRIAGE}?x HTTP/1.1\r\nContent-Type: application/json"),
        format!("POST {TRIAGE} HTTP/1.1\r\nContent-Type: application/json\r\nAccept: image/png"),
        format!("POST {TRIAGE} HTTP/1.1\r\nContent-Type: application/json"),
    ] {
        let mut wire = service().wire();
        wire.send(format!("{head}\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{smuggled}"));
        wire.answer().expect("an answer");
        wire.send("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        // Either the connection closed, or the next answer is that of the next request.
        if let Some(answer) = wire.answer() {
            assert_eq!(answer.expect(200), json!({ "status": "live" }), "{head}");
        }
        assert!(wire.is_closed(), "{head}");
    }
}

#[test]
fn a_body_that_turns_out_too_large_is_refused() {
    let mut wire = service().wire();
    wire.send(post_head(&["Content-Type: application/json", "Transfer-Encoding: chunked"]));
    for _ in 0..5 {
        wire.send(format!("4000\r\n{}\r\n", " ".repeat(0x4000)));
    }
    wire.answer().expect("an answer").problem(413, "body_too_large");
}

#[test]
fn a_body_of_64_kib_is_taken() {
    let body = r#"{"findings":{}}"#;
    service().post(TRIAGE, format!("{body}{}", " ".repeat(65_536 - body.len()))).expect(200);
    service().post(TRIAGE, format!("{body}{}", " ".repeat(65_537 - body.len()))).problem(413, "body_too_large");
    let mut wire = service().wire();
    wire.send(post_head(&["Content-Type: application/json", "Transfer-Encoding: chunked"]));
    wire.send(format!("f\r\n{body}\r\nfff1\r\n{}\r\n0\r\n\r\n", " ".repeat(65_521)));
    wire.answer().expect("an answer").expect(200);
}

#[test]
fn a_body_that_is_not_plain_json_is_refused() {
    let refused: [&[(&str, &str)]; 14] = [
        &[],
        &[("content-type", "")],
        &[("content-type", "text/plain")],
        &[("content-type", "json")],
        &[("content-type", "application/x-www-form-urlencoded")],
        &[("content-type", "application/json; charset=latin1")],
        &[("content-type", "application/json; charset=\"iso-8859-1\"")],
        &[("content-type", "application/jsonp")],
        &[("content-type", "application/problem+json")],
        &[("content-type", "application/fhir+json")],
        &[("content-type", "application/json"), ("content-encoding", "gzip")],
        &[("content-type", "application/json"), ("content-encoding", "br")],
        &[("content-type", "application/json"), ("content-encoding", "identity")],
        &[("content-type", "application/json"), ("content-encoding", "")],
    ];
    for headers in refused {
        service().send("POST", TRIAGE, headers, Some(r#"{"findings":{}}"#)).problem(415, "unsupported_media_type");
    }
}

#[test]
fn a_content_type_that_is_not_accepted_is_named_when_it_is_a_known_one() {
    let batch = "/v1/triage/batch";
    for (path, content_type, expected) in [
        (TRIAGE, "text/plain", "the content type is text/plain; this path accepts application/json"),
        (TRIAGE, "Text/Plain; charset=utf-8", "the content type is text/plain; this path accepts application/json"),
        (TRIAGE, "x/zq7canary", "the content type is another one; this path accepts application/json"),
        (TRIAGE, "zq7canary", "the content type is missing or malformed; this path accepts application/json"),
        (
            TRIAGE,
            "application/x-www-form-urlencoded",
            "the content type is application/x-www-form-urlencoded; this path accepts application/json: curl needs \
             `--json` in place of `-d`, or `-H 'Content-Type: application/json'`",
        ),
        (
            TRIAGE,
            "application/jsonl",
            "the content type is application/jsonl; this path accepts application/json; a stream of lines goes to \
             `/v1/triage/batch`",
        ),
        (
            batch,
            "application/json",
            "the content type is application/json; this path accepts application/x-ndjson or application/jsonl, one \
             body on each line; a single body goes to `/v1/triage`",
        ),
        (
            batch,
            "application/x-www-form-urlencoded",
            "the content type is application/x-www-form-urlencoded; this path accepts application/x-ndjson or \
             application/jsonl: curl needs `-H 'Content-Type: application/x-ndjson'`, and `--data-binary` in place of \
             `-d`",
        ),
    ] {
        let answer = service().send("POST", path, &[("content-type", content_type)], Some(r#"{"findings":{}}"#));
        assert_eq!(answer.problem(415, "unsupported_media_type")["detail"], expected, "{path} {content_type}");
    }
}

#[test]
fn plain_json_may_say_so_in_any_case_and_name_its_charset() {
    for content_type in [
        "application/json; charset=UTF-8",
        "application/json;charset=utf-8",
        "Application/JSON",
        "application/json; charset=\"utf-8\"",
        "application/json; x=y",
    ] {
        service().send("POST", TRIAGE, &[("content-type", content_type)], Some(r#"{"findings":{}}"#)).expect(200);
    }
}

#[test]
fn a_head_that_is_no_http_is_answered_without_a_body_and_the_connection_closes() {
    let heads = [
        "BLAH\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /\u{7f} HTTP/1.1\r\n\r\n",
        "POST /v1/triage HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ];
    for head in heads {
        let mut wire = service().wire();
        wire.send(head);
        if let Some(answer) = wire.unchecked(false) {
            assert_eq!((answer.status, answer.body.as_slice()), (400, b"".as_slice()), "{head}");
        }
        assert!(wire.is_closed(), "{head}");
    }
}

#[test]
fn a_head_that_never_ends_closes_the_connection() {
    let service = Service::start(&["--head-timeout-ms", "1500"]);
    let mut wire = service.client.wire();
    wire.send("GET /health/live HT");
    let start = Instant::now();
    if let Some(answer) = wire.unchecked(false) {
        assert_eq!((answer.status, answer.body.as_slice()), (408, b"".as_slice()));
    }
    assert!(wire.is_closed());
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    service.client.get("/health/live").expect(200);
}

#[test]
fn a_body_that_breaks_off_is_never_decided_on() {
    let mut wire = service().wire();
    wire.send(post_head(&["Content-Type: application/json", "Content-Length: 100"]));
    wire.send(r#"{"findings":{}}"#);
    wire.finish();
    if let Some(answer) = wire.answer() {
        answer.problem(400, "not_json");
    }
}

#[test]
fn a_body_in_chunks_that_are_none_is_a_problem() {
    let mut wire = service().wire();
    wire.send(post_head(&["Content-Type: application/json", "Transfer-Encoding: chunked"]));
    wire.send("zz\r\n{}\r\n0\r\n\r\n");
    wire.answer().expect("an answer").problem(400, "not_json");
}
