//! Pages of other origins: none by default, exactly those that the operator names.

use crate::support::client::Answer;
use crate::support::service::{Service, service};

const ORIGIN: &str = "https://app.example";

fn preflight(service: &Service, origin: &str, method: &str, headers: &str) -> Answer {
    let mut wire = service.client.wire();
    wire.send(format!(
        "OPTIONS /v1/triage HTTP/1.1\r\nHost: x\r\nOrigin: {origin}\r\nAccess-Control-Request-Method: {method}\r\n\
         Access-Control-Request-Headers: {headers}\r\n\r\n"
    ));
    wire.unchecked(false).expect("an answer")
}

fn post(service: &Service, origin: &str) -> Answer {
    service.client.ask(&[("origin", origin)])
}

#[test]
fn by_default_no_page_of_another_origin_may_read_an_answer() {
    let answer = service().ask(&[("origin", ORIGIN)]);
    assert!(answer.header("access-control-allow-origin").is_empty());
    let answer = service().send("OPTIONS", "/v1/triage", &[("origin", ORIGIN)], None::<&str>);
    assert!(answer.header("access-control-allow-origin").is_empty());
    answer.problem(405, "method_not_allowed");
}

#[test]
fn the_origins_that_are_named_may_call_and_read_and_no_others() {
    let service = Service::start(&["--cors-origins", &format!("{ORIGIN},http://localhost:3000")]);
    for origin in [ORIGIN, "http://localhost:3000"] {
        let answer = preflight(&service, origin, "POST", "content-type,authorization");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("access-control-allow-origin"), origin);
        assert!(answer.header("access-control-allow-methods").contains("POST"));
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        let answer = post(&service, origin);
        assert_eq!(answer.header("access-control-allow-origin"), origin);
        assert!(answer.header("vary").to_lowercase().contains("origin"), "{:?}", answer.headers);
        assert!(answer.header("access-control-expose-headers").to_lowercase().contains("retry-after"));
        assert_eq!(answer.status, 200);
    }
    let near =
        ["https://app.example.evil", "http://app.example", "https://app.example:8443", "null", "https://x.example"];
    for origin in near {
        let answer = preflight(&service, origin, "POST", "content-type");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
        answer.problem(403, "forbidden");
        assert_eq!(post(&service, origin).header("access-control-allow-origin"), "", "{origin}");
    }
}

#[test]
fn a_preflight_for_more_than_is_taken_is_refused() {
    let service = Service::start(&["--cors-origins", ORIGIN]);
    preflight(&service, ORIGIN, "DELETE", "content-type").problem(403, "forbidden");
    preflight(&service, ORIGIN, "POST", "x-other").problem(403, "forbidden");
}

#[test]
fn a_page_can_read_an_error_too_and_a_preflight_needs_no_key() {
    let folder = crate::support::folder::Folder::new("cors_keys");
    let (_, line) = twitch_triage::server::access::api_key::new_key("page");
    let service = Service::start(&["--cors-origins", ORIGIN, "--api-keys", &folder.write("keys", line)]);
    assert_eq!(preflight(&service, ORIGIN, "POST", "authorization,content-type").status, 200);
    let answer = post(&service, ORIGIN);
    assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
    answer.problem(401, "unauthorized");
    let missing = service.client.send("GET", "/problems/nothing", &[("origin", ORIGIN)], None::<&str>);
    assert_eq!(missing.header("access-control-allow-origin"), ORIGIN);
    missing.problem(404, "not_found");
}
