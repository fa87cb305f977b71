//! Every way of going wrong has one form and says what is wrong, never what was sent.

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use serde_json::{Value, json};
use twitch_triage::http::route_table::RouteTable;
use twitch_triage::http::state::HttpState;
use twitch_triage::server::exchange::Exchange;
use twitch_triage::triage_service::TriageService;

use crate::support::body::{harmless, with, words};
use crate::support::client::{Answer, Client, check};
use crate::support::contract::media_type;
use crate::support::service::{BOOK, Service, service};

const TRIAGE: &str = "/v1/triage";

/// The head of a POST with these lines besides.
fn post_head(lines: &[&str]) -> String {
    format!("POST {TRIAGE} HTTP/1.1\r\nHost: localhost\r\n{}\r\n\r\n", lines.join("\r\n"))
}

#[track_caller]
fn unreadable(body: impl Into<Vec<u8>>, code: &str) -> Value {
    service().post(TRIAGE, body.into()).problem(400, code)
}

/// The faults of findings, as pointer and code.
#[track_caller]
fn faults_of(findings: &Value) -> Vec<(String, String)> {
    let faults = service().faults(&json!({ "findings": findings }));
    faults.iter().map(|fault| (text(fault, "pointer"), text(fault, "code"))).collect()
}

fn text(value: &Value, member: &str) -> String {
    value[member].as_str().expect("text").to_owned()
}

fn one_fault(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), code.to_owned())]
}

// --- 400: what cannot be read ---

#[test]
fn an_empty_body_is_refused() {
    unreadable("", "empty_body");
}

#[test]
fn a_body_of_white_space_only_is_no_json() {
    unreadable(" \n\t ", "not_json");
}

#[test]
fn bytes_that_are_not_utf8_are_refused_with_their_place() {
    let problem = unreadable(b"{\"findings\":{\"\xff\":1}}", "not_utf8");
    assert_eq!(problem["detail"], "at byte 14");
}

#[test]
fn a_byte_order_mark_is_refused() {
    unreadable("\u{feff}{\"findings\":{}}", "not_json");
}

#[test]
fn half_of_a_surrogate_pair_is_refused_in_keys_and_values() {
    unreadable(r#"{"findings":{"\ud800":"present"}}"#, "not_json");
    unreadable(r#"{"findings":{"course":"\udc00"}}"#, "not_json");
    unreadable(r#"{"findings":{"course":"\ud800x"}}"#, "not_json");
}

#[test]
fn what_is_no_json_is_refused_with_its_place() {
    let problem = unreadable("{\"findings\":\n  {\"age_years\": 4,}}", "not_json");
    assert_eq!(problem["detail"], "at line 2, column 19");
    for body in [
        "{",
        "{'findings':{}}",
        "{\"findings\":{}",
        "{\"findings\":NaN}",
        "findings=1",
        "{\"findings\":{\"age_years\":042}}",
    ] {
        unreadable(body, "not_json");
    }
}

#[test]
fn a_number_that_no_double_holds_is_refused() {
    unreadable(r#"{"findings":{"age_years":1e999}}"#, "number_out_of_range");
    unreadable(r#"{"findings":{"age_years":-1e999}}"#, "number_out_of_range");
    unreadable(r#"{"findings":{},"more":[1e400]}"#, "number_out_of_range");
}

#[test]
fn anything_after_the_end_is_refused() {
    unreadable(r#"{"findings":{}} {}"#, "not_json");
    unreadable(r#"{"findings":{}}x"#, "not_json");
    service().post(TRIAGE, "{\"findings\":{}} \r\n\t").expect(200);
}

#[test]
fn nesting_of_more_than_32_is_refused_and_32_is_not_too_deep() {
    let nested = |lists: usize| format!(r#"{{"findings":{{"sites":{}{}}}}}"#, "[".repeat(lists), "]".repeat(lists));
    unreadable(nested(31), "too_deep");
    unreadable(nested(20_000), "too_deep");
    unreadable("[".repeat(40_000), "too_deep");
    service().post(TRIAGE, nested(30)).problem(422, "invalid_body");
}

#[test]
fn a_key_that_stands_twice_is_refused_wherever_it_stands() {
    unreadable(r#"{"findings":{},"findings":{}}"#, "duplicate_key");
    unreadable(r#"{"findings":{"age_years":4,"age_years":4}}"#, "duplicate_key");
    unreadable(r#"{"findings":{"age_years":4,"\u0061ge_years":5}}"#, "duplicate_key");
    unreadable(r#"{"findings":{},"screens_completed":[],"screens_completed":[]}"#, "duplicate_key");
    unreadable(r#"{"findings":{},"expected_rule_book":"1.0.0","expected_rule_book":"1.0.0"}"#, "duplicate_key");
    unreadable(r#"{"findings":{"nonsense":{"a":1,"a":2}}}"#, "duplicate_key");
    unreadable(r#"{"findings":{"sex":1,"sex":2}}"#, "duplicate_key");
}

#[test]
fn a_query_parameter_that_is_unknown_doubled_or_wrong_is_refused() {
    for query in [
        "x",
        "x=1",
        "age_years=4",
        "questions=7",
        "questions=1&questions=1",
        "explain=nope",
        "explain=",
        "=",
        "%ff=%ff",
    ] {
        service().post(&format!("{TRIAGE}?{query}"), r#"{"findings":{}}"#).problem(400, "bad_query");
    }
    for path in
        ["/v1/rules", "/v1/evidence/E01", "/health/live", "/health/ready", "/openapi.json", "/docs", "/docs/index.css"]
    {
        service().get(&format!("{path}?x=1")).problem(400, "bad_query");
    }
    service().post(&format!("{TRIAGE}?"), r#"{"findings":{}}"#).expect(200);
}

// --- 404, 405, 406 ---

#[test]
fn a_path_that_is_not_there_is_not_found_whatever_the_method() {
    for path in [
        "/nope",
        "/v1",
        "/v1/triage/",
        "/V1/triage",
        "/v1/triage/x",
        "//v1/rules",
        "/v1/rules/R-E01/x",
        "/%00",
        "/%ff",
        "/..%2f..%2fetc%2fpasswd",
    ] {
        service().get(path).problem(404, "not_found");
        service().post(path, r#"{"findings":{}}"#).problem(404, "not_found");
    }
}

#[test]
fn an_id_that_is_not_there_is_not_found() {
    for path in [
        "/v1/rules/R-Z99",
        "/v1/rules/r-e01",
        "/v1/rules/%FF",
        "/v1/rules/R-E01%2F",
        "/v1/evidence/E999",
        "/problems/nope",
        "/docs/nope.js",
    ] {
        service().get(path).problem(404, "not_found");
    }
}

#[test]
fn a_method_that_is_not_taken_is_refused_with_those_that_are() {
    let answer = service().get(TRIAGE);
    assert_eq!(answer.header("allow"), "POST");
    answer.problem(405, "method_not_allowed");
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        let answer = service().send(method, TRIAGE, &[], None::<&str>);
        assert_eq!(answer.header("allow"), "POST");
        answer.problem(405, "method_not_allowed");
        let answer = service().send(method, "/v1/rules/R-E01", &[], None::<&str>);
        assert_eq!(answer.header("allow"), "GET, HEAD");
        answer.problem(405, "method_not_allowed");
    }
    service().post("/health/ready", "").problem(405, "method_not_allowed");
    assert_eq!(service().send("HEAD", TRIAGE, &[], None::<&str>).status, 405);
}

#[test]
fn findings_in_an_address_are_refused_by_the_method() {
    service().get("/v1/triage?age_years=34").problem(405, "method_not_allowed");
}

#[test]
fn head_is_answered_as_get_is_without_the_body() {
    let paths = [
        "/v1/questionnaire",
        "/v1/rules",
        "/v1/rules/R-E01",
        "/v1/evidence",
        "/v1/evidence/E01",
        "/v1/intended-use",
        "/problems/not_json",
        "/health/live",
        "/health/ready",
        "/openapi.json",
        "/docs",
        "/docs/swagger-ui.css",
        "/nope",
        "/v1/rules/R-Z99",
    ];
    for path in paths {
        let comparable = |mut answer: Answer| {
            answer.headers.remove("date");
            answer.headers.remove("x-request-id");
            (answer.status, answer.headers)
        };
        let id = [("x-request-id", "same")];
        let get = comparable(service().send("GET", path, &id, None::<&str>));
        let head =
            service().raw(format!("HEAD {path} HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nX-Request-Id: same\r\n\r\n"));
        assert_eq!(comparable(head), get, "{path}");
    }
}

#[test]
fn head_leaves_the_connection_in_step() {
    let mut wire = service().wire();
    for _ in 0..2 {
        wire.send("HEAD /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(wire.answer().expect("an answer").status, 200);
    }
}

#[test]
fn a_caller_who_accepts_nothing_that_there_is_is_refused() {
    let refused = [
        "image/png",
        "application/json;q=0",
        "*/*;q=0",
        "application/json;q=0, */*",
        "application/*;q=0, */*;q=0.5",
        "application/json;q=0.0, application/*",
        "text/html, image/*",
    ];
    for accept in refused {
        service().send("GET", "/v1/rules", &[("accept", accept)], None::<&str>).problem(406, "not_acceptable");
    }
    let headers = [("accept", "image/png"), ("content-type", "application/json")];
    service().send("POST", TRIAGE, &headers, Some(r#"{"findings":{}}"#)).problem(406, "not_acceptable");
    service().send("GET", "/docs", &[("accept", "application/json")], None::<&str>).problem(406, "not_acceptable");
}

#[test]
fn a_caller_who_accepts_what_there_is_gets_it() {
    let taken = [
        "application/json",
        "*/*",
        "application/*",
        "image/png, application/json;q=0.001",
        "application/json, */*;q=0",
        "APPLICATION/JSON",
        "image/png;q=1, */*;q=0.1",
        "",
        "application/json; charset=utf-8",
    ];
    for accept in taken {
        service().send("GET", "/v1/rules", &[("accept", accept)], None::<&str>).expect(200);
    }
    let both = "GET /v1/rules HTTP/1.1\r\nHost: x\r\nAccept: image/png\r\nAccept: application/json\r\n\r\n";
    service().raw(both).expect(200);
    service().raw("GET /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n").expect(200);
}

// --- 408, 413, 415: the body before it is read ---

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

// --- 409 ---

#[test]
fn another_rule_book_than_the_expected_one_is_a_conflict() {
    let zeros = format!("sha256:{}", "0".repeat(64));
    for expected in ["0.0.0", "1.0.1", "999999999.999999999.999999999", zeros.as_str()] {
        let body = json!({ "findings": {}, "expected_rule_book": expected });
        let problem = service().post(TRIAGE, body.to_string()).problem(409, "rule_book_mismatch");
        let detail = text(&problem, "detail");
        assert!(detail.contains(&BOOK.digest) && detail.contains(&BOOK.identity.version), "{detail}");
        assert!(!detail.contains(expected), "{detail}");
    }
}

#[test]
fn a_conflict_wins_over_findings_that_do_not_validate() {
    let bad = [json!({ "sex": "f" }), json!({ "age_years": -1 }), json!([]), json!(null)];
    for findings in bad {
        let body = json!({ "findings": findings, "expected_rule_book": "0.0.0", "screens_completed": ["nope"] });
        service().post(TRIAGE, body.to_string()).problem(409, "rule_book_mismatch");
    }
    service().post(TRIAGE, r#"{"expected_rule_book":"0.0.0"}"#).problem(409, "rule_book_mismatch");
    service().post(TRIAGE, r#"{"expected_rule_book":"0.0.0","findings":{"age_years":}}"#).problem(400, "not_json");
}

#[test]
fn the_rule_book_in_force_may_be_expected_by_version_and_by_digest() {
    for expected in [&BOOK.identity.version, &BOOK.digest] {
        service().triage(&json!({ "findings": {}, "expected_rule_book": expected }));
    }
}

#[test]
fn an_expectation_that_names_no_rule_book_does_not_validate() {
    let upper = BOOK.digest.to_uppercase();
    for expected in [
        "",
        "1",
        "1.0",
        "1.0.0.0",
        "01.0.0",
        "v1.0.0",
        "1.0.0-beta",
        " 1.0.0",
        "1.0.0\n",
        "latest",
        "sha256:00",
        upper.as_str(),
    ] {
        let faults = service().faults(&json!({ "findings": {}, "expected_rule_book": expected }));
        assert_eq!(words(&faults.into(), "pointer"), ["/expected_rule_book"], "{expected}");
    }
    for expected in [json!(1), json!(true), json!(null), json!(["1.0.0"])] {
        let faults = service().faults(&json!({ "findings": {}, "expected_rule_book": expected }));
        assert_eq!(words(&faults.into(), "code"), ["wrong_type"], "{expected}");
    }
}

// --- 422: what does not validate ---

#[test]
fn a_body_that_is_no_object_does_not_validate() {
    for body in ["null", "true", "1", "-0.0", "\"findings\"", "[]", "[{\"findings\":{}}]"] {
        let problem = service().post(TRIAGE, body).problem(422, "invalid_body");
        assert_eq!(problem["errors"][0]["pointer"], "", "{body}");
        assert_eq!(problem["errors"][0]["code"], "wrong_type", "{body}");
        assert_eq!(problem["detail"], "1 fault");
    }
}

#[test]
fn findings_must_be_there_and_an_object() {
    let faults = service().faults(&json!({}));
    assert_eq!((&faults[0]["pointer"], &faults[0]["code"]), (&json!(""), &json!("missing_key")));
    for findings in [json!(null), json!([]), json!("present"), json!(1), json!(false)] {
        let faults = service().faults(&json!({ "findings": findings }));
        assert_eq!(words(&faults.into(), "code"), ["wrong_type"]);
    }
    service().triage(&json!({ "findings": {} }));
}

#[test]
fn booleans_and_numbers_are_no_answers_to_a_question_of_yes_and_no() {
    for value in [json!(true), json!(false), json!(0), json!(1), json!([]), json!({}), json!(["present"])] {
        assert_eq!(faults_of(&json!({ "muscle_wasting": value })), one_fault("/findings/muscle_wasting", "wrong_type"));
    }
    for value in ["", "yes", "no", "Present", "present ", "PRESENT", "none", "null"] {
        assert_eq!(
            faults_of(&json!({ "muscle_wasting": value })),
            one_fault("/findings/muscle_wasting", "unknown_value")
        );
    }
    let faults = service().faults(&json!({ "findings": { "muscle_wasting": false } }));
    assert!(text(&faults[0], "detail").contains("never true or false"));
}

#[test]
fn a_number_must_be_whole_and_written_as_a_number() {
    for value in [json!(42.5), json!(0.1), json!("42"), json!("unknown"), json!(true), json!([42]), json!({})] {
        assert_eq!(
            faults_of(&json!({ "age_years": value })),
            one_fault("/findings/age_years", "wrong_type"),
            "{value}"
        );
    }
    for value in [json!(-1), json!(121), json!(1000), json!(1e20), json!(-1e300), json!(u64::MAX), json!(i64::MIN)] {
        assert_eq!(
            faults_of(&json!({ "age_years": value })),
            one_fault("/findings/age_years", "out_of_range"),
            "{value}"
        );
    }
    assert_eq!(faults_of(&json!({ "duration_days": 36_501 })), one_fault("/findings/duration_days", "out_of_range"));
    for (value, seen) in
        [("42", 42), ("42.0", 42), ("4.2e1", 42), ("0", 0), ("120", 120), ("-0", 0), ("-0.0", 0), ("1e2", 100)]
    {
        let body = format!(r#"{{"findings":{{"age_years":{value},"twitch_present":"absent"}}}}"#);
        let answer = service().post(TRIAGE, body).expect(200);
        assert_eq!(answer, service().triage_of(&json!({ "age_years": seen, "twitch_present": "absent" })), "{value}");
    }
}

#[test]
fn the_bounds_of_numbers_are_the_ones_of_the_specification() {
    for findings in [
        json!({ "age_years": 0 }),
        json!({ "age_years": 120 }),
        json!({ "duration_days": 0 }),
        json!({ "duration_days": 36_500 }),
    ] {
        service().triage_of(&findings);
    }
}

#[test]
fn an_entry_that_stands_twice_in_a_list_does_not_validate() {
    assert_eq!(faults_of(&json!({ "sites": ["calf", "calf"] })), one_fault("/findings/sites", "doubled_entry"));
    let faults = service().faults(&json!({ "findings": {}, "screens_completed": ["cramps", "emergency", "cramps"] }));
    assert_eq!(words(&faults.into(), "code"), ["doubled_entry"]);
}

#[test]
fn the_entries_of_lists_must_be_known_words() {
    assert_eq!(faults_of(&json!({ "sites": ["knee"] })), one_fault("/findings/sites/0", "unknown_value"));
    assert_eq!(faults_of(&json!({ "sites": ["calf", null] })), one_fault("/findings/sites/1", "wrong_type"));
    assert_eq!(faults_of(&json!({ "sites": ["unknown"] })), one_fault("/findings/sites/0", "unknown_value"));
    assert_eq!(faults_of(&json!({ "sites": "calf" })), one_fault("/findings/sites", "wrong_type"));
    assert_eq!(faults_of(&json!({ "sites": { "calf": true } })), one_fault("/findings/sites", "wrong_type"));
}

#[test]
fn eight_screens_can_be_completed_and_the_heading_cannot() {
    let eight = [
        "examination",
        "triggers",
        "cramps",
        "medicines_and_context",
        "general_health",
        "movement",
        "strength_and_nerves",
        "emergency",
    ];
    service().triage(&json!({ "findings": {}, "screens_completed": eight }));
    service().triage(&json!({ "findings": {}, "screens_completed": [] }));
    for screens in [
        json!(["about_you"]),
        json!(["Emergency"]),
        json!([null]),
        json!([1]),
        json!("emergency"),
        json!(null),
        json!({}),
    ] {
        service().faults(&json!({ "findings": {}, "screens_completed": screens }));
    }
}

#[test]
fn null_and_unknown_mean_the_same() {
    for name in [
        "muscle_wasting",
        "course",
        "decline_tempo",
        "already_assessed",
        "change_since_assessment",
        "twitch_present",
        "tingling",
        "exam_wasting",
    ] {
        let of = |value: Value| service().triage(&harmless(&json!({ name: value })));
        assert_eq!(of(json!(null)), of(json!("unknown")), "{name}");
    }
}

#[test]
fn a_misspelt_key_is_told_with_what_was_meant() {
    let faults = service().faults(&json!({ "findings": { "muscle_wastin": "present" } }));
    assert_eq!(faults[0]["pointer"], "/findings/muscle_wastin");
    assert_eq!(faults[0]["code"], "unknown_key");
    assert_eq!(faults[0]["suggestion"], "muscle_wasting");
    let suggested = |key: &str| service().faults(&json!({ "findings": { key: "present" } }))[0]["suggestion"].clone();
    assert_eq!(suggested("Muscle-Wasting"), "muscle_wasting");
    assert_eq!(suggested("tinglign"), "tingling");
    assert_eq!(suggested("xyzzy"), json!(null));
}

#[test]
fn a_finding_beside_the_findings_is_told_its_place() {
    let faults = service().faults(&json!({ "findings": {}, "age_years": 4 }));
    assert_eq!(faults[0]["pointer"], "/age_years");
    assert_eq!(faults[0]["suggestion"], "/findings/age_years");
    let faults = service().faults(&json!({ "findings": {}, "screen_completed": [] }));
    assert_eq!(faults[0]["suggestion"], "screens_completed");
}

#[test]
fn a_misspelt_answer_is_told_with_what_was_meant() {
    let suggested = |findings: &Value| service().faults(&json!({ "findings": findings }))[0]["suggestion"].clone();
    assert_eq!(suggested(&json!({ "muscle_wasting": "presnt" })), "present");
    assert_eq!(suggested(&json!({ "course": "Worsening" })), "worsening");
    assert_eq!(suggested(&json!({ "sites": ["eye_lid"] })), "eyelid");
    assert_eq!(suggested(&json!({ "muscle_wasting": "yes" })), json!(null));
}

#[test]
fn all_faults_are_told_at_once() {
    let problem = service()
        .post(
            TRIAGE,
            json!({
                "findings": { "age_years": 121, "duration_days": "3", "sites": ["calf", "knee"], "course": "bad",
                              "muscle_wasting": true, "sex": "f", "name": "x" },
                "screens_completed": ["nope", "cramps", "cramps"],
                "expected_rule_book": "one",
                "extra": 1,
            })
            .to_string(),
        )
        .problem(422, "invalid_body");
    let faults: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .expect("faults")
        .iter()
        .map(|fault| (fault["pointer"].as_str().expect("a pointer"), fault["code"].as_str().expect("a code")))
        .collect();
    let expected = [
        ("/expected_rule_book", "wrong_form"),
        ("/extra", "unknown_key"),
        ("/findings/age_years", "out_of_range"),
        ("/findings/course", "unknown_value"),
        ("/findings/duration_days", "wrong_type"),
        ("/findings/muscle_wasting", "wrong_type"),
        ("/findings/name", "unknown_key"),
        ("/findings/sex", "unknown_key"),
        ("/findings/sites/1", "unknown_value"),
        ("/screens_completed", "doubled_entry"),
        ("/screens_completed/0", "unknown_value"),
    ];
    assert_eq!(faults, expected);
    assert_eq!(problem["detail"], format!("{} faults", expected.len()));
}

#[test]
fn a_body_full_of_faults_is_answered_with_the_first_100_and_how_many_more_there_are() {
    let findings: serde_json::Map<String, Value> = (0..6000).map(|n| (format!("{n:04x}"), json!(0))).collect();
    let body = json!({ "findings": findings }).to_string();
    let problem = service().post(TRIAGE, body).problem(422, "invalid_body");
    assert_eq!(problem["errors"].as_array().expect("faults").len(), 100);
    assert_eq!(problem["errors"][99]["pointer"], "/findings/0063");
    assert_eq!(problem["errors_omitted"], 5900);
    assert_eq!(problem["detail"], "6000 faults");
}

#[test]
fn a_list_that_is_too_long_is_one_fault_whatever_is_in_it() {
    let ones = vec![1; 32_000];
    let faults = service().faults(&json!({ "findings": { "sites": ones } }));
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0]["code"], "too_many_entries");
    let faults = service().faults(&json!({ "findings": {}, "screens_completed": ones }));
    assert_eq!(words(&faults.into(), "pointer"), ["/screens_completed"]);
}

/// The worst bodies of 64 KiB that were found, by hand and by fuzzing for the size of the answer.
fn bodies_with_the_longest_answers() -> Vec<String> {
    let list = |entry: &str| {
        let entries = vec![entry; (64 * 1024 - 40) / (entry.len() + 1)].join(",");
        [
            format!("{{\"findings\":{{}},\"screens_completed\":[{entries}]}}"),
            format!("{{\"findings\":{{\"sites\":[{entries}]}}}}"),
        ]
    };
    let keys = |key: &dyn Fn(usize) -> String| {
        let entries: Vec<String> = (0..4000).map(|number| format!("\"{}\":1", key(number))).collect();
        let count = (64 * 1024 - 40) / (entries[3999].len() + 1);
        format!("{{\"findings\":{{{}}}}}", entries[..count.min(4000)].join(","))
    };
    let mut bodies: Vec<String> = ["1", "\"\"", "[]", "{}", "null"].iter().flat_map(|entry| list(entry)).collect();
    bodies.push(keys(&|number| format!("{number:x}")));
    bodies.push(keys(&|number| format!("muscle_wast{number}")));
    bodies.push(keys(&|number| format!("{}{number:04}", "\\u0001".repeat(60))));
    bodies.push(keys(&|number| format!("{}{number:04}", "~".repeat(60))));
    bodies.push(keys(&|number| format!("{}{number:04}", "\u{1F9B5}".repeat(60))));
    bodies
}

#[test]
fn no_answer_to_a_refused_body_is_longer_than_the_largest_body() {
    for body in bodies_with_the_longest_answers() {
        assert!(body.len() <= 64 * 1024);
        let answer = service().post(TRIAGE, body.clone());
        let length = answer.text().len();
        answer.problem(422, "invalid_body");
        assert!(length <= 64 * 1024, "{length} bytes for {}", &body[..60]);
    }
}

#[test]
fn who_somebody_is_makes_no_difference_because_it_is_refused() {
    for key in ["sex", "gender", "ethnicity", "name", "locale", "client_id", "patient_id", "weight", "postcode"] {
        let told = one_fault(&format!("/findings/{key}"), "unknown_key");
        assert_eq!(faults_of(&json!({ key: "x" })), told, "in the findings");
        let faults = service().faults(&json!({ "findings": {}, key: "x" }));
        assert_eq!(words(&faults.into(), "pointer"), [format!("/{key}")], "beside the findings");
    }
}

#[test]
fn a_long_unknown_key_is_cut_and_an_odd_one_is_escaped() {
    let pointer = |key: &str| text(&service().faults(&json!({ "findings": { key: 1 } }))[0], "pointer");
    assert_eq!(pointer(&"k".repeat(64)), format!("/findings/{}", "k".repeat(64)));
    assert_eq!(pointer(&"k".repeat(65)), format!("/findings/{}", "k".repeat(64)));
    assert_eq!(pointer(&"é".repeat(5000)), format!("/findings/{}", "é".repeat(64)));
    assert_eq!(pointer("a/b~c~1"), "/findings/a~1b~0c~01");
    assert_eq!(pointer(&"/".repeat(100)), format!("/findings/{}", "~1".repeat(64)));
    assert_eq!(pointer(""), "/findings/");
}

#[test]
fn an_error_never_holds_a_value_of_the_caller() {
    const CANARY: &str = "Zq7canary";
    let bodies = [
        json!({ "findings": { "age_years": CANARY } }),
        json!({ "findings": { "muscle_wasting": CANARY } }),
        json!({ "findings": { "sites": [CANARY] } }),
        json!({ "findings": { "course": [CANARY] } }),
        json!({ "findings": { "nonsense": CANARY } }),
        json!({ "findings": { "nonsense": { CANARY: CANARY } } }),
        json!({ "findings": { "age_years": { CANARY: 1 } } }),
        json!({ "findings": {}, "screens_completed": [CANARY] }),
        json!({ "findings": {}, "screens_completed": { CANARY: 1 } }),
        json!({ "findings": {}, "expected_rule_book": CANARY }),
        json!({ "findings": CANARY }),
        json!([CANARY]),
        json!(CANARY),
    ];
    for body in bodies {
        let answer = service().post(TRIAGE, body.to_string());
        assert_eq!(answer.status, 422);
        assert!(!answer.text().contains(CANARY), "{body} → {}", answer.text());
    }
    for number in ["987654321", "-987654321", "98765.4321e-1", "987654321987654321"] {
        let answer = service().post(TRIAGE, format!(r#"{{"findings":{{"age_years":{number},"course":{number}}}}}"#));
        assert_eq!(answer.status, 422);
        assert!(!answer.text().contains("98765"), "{}", answer.text());
    }
    for body in [
        format!("{{\"findings\":{{\"{CANARY}\":}}}}"),
        format!("{{{CANARY}}}"),
        format!(r#"{{"{CANARY}":1,"{CANARY}":1}}"#),
    ] {
        let answer = service().post(TRIAGE, body);
        assert_eq!(answer.status, 400);
        assert!(!answer.text().contains(CANARY), "{}", answer.text());
    }
    for target in [format!("/{CANARY}"), format!("/v1/rules/{CANARY}"), format!("/v1/rules?{CANARY}={CANARY}")] {
        let answer = service().get(&target);
        assert!(!answer.text().contains(CANARY), "{}", answer.text());
        assert!(!format!("{:?}", answer.headers).contains(CANARY));
    }
}

// --- before and beside the request ---

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

// --- 500 ---

/// A handler that does what none of ours may do, behind the outermost middleware of the real app.
fn panicking() -> Client {
    let triage = TriageService::new(BOOK.clone()).expect("prepared");
    let inside = web::Data::new(HttpState::new(triage, RouteTable::default(), Duration::MAX).expect("prepared"));
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

// --- what the codes mean ---

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
        &json!({ "more": 1, "screens_completed": ["cramps", "cramps"], "expected_rule_book": "x" }),
    ));
    for detail in words(&faults.into(), "detail") {
        assert!(detail.starts_with(char::is_lowercase) && !detail.ends_with('.'), "{detail}");
    }
}
