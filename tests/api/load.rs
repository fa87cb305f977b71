//! How much and how slowly: the rate limit, the bound on requests in flight, and the clock of the handler.

use std::time::{Duration, Instant};

use twitch_triage::server::access::api_key::new_key;

use crate::support::client::{Answer, Client, NOTHING};
use crate::support::folder::Folder;
use crate::support::service::Service;
use crate::support::wait::until;

/// How many of some requests are answered.
fn answered(client: &Client, count: usize, headers: &[(&str, &str)]) -> usize {
    (0..count).filter(|_| client.ask(headers).status == 200).count()
}

/// One who sends a second request where one a minute is allowed.
pub fn caller_beyond_the_limit() -> Answer {
    let service = Service::start(&["--rate-limit-per-minute", "1"]);
    assert_eq!(service.client.ask(&[]).status, 200);
    service.client.ask(&[])
}

/// One who comes while as many requests are in flight as are taken.
pub fn caller_beyond_the_bound() -> Answer {
    let service = Service::start(&["--max-in-flight", "1"]);
    let _pending = service.client.waiting(NOTHING.len());
    service.client.ask(&[])
}

// --- the rate limit ---

#[test]
fn the_limit_is_told_and_kept() {
    let service = Service::start(&["--rate-limit-per-minute", "3"]);
    for left in [2, 1, 0] {
        let answer = service.client.ask(&[]);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("ratelimit-policy"), "\"caller\";q=3;w=60");
        assert!(answer.header("ratelimit").starts_with(&format!("\"caller\";r={left};t=")), "{:?}", answer.headers);
    }
    let answer = service.client.ask(&[]);
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=21).contains(&wait), "{wait}");
    assert_eq!(answer.header("ratelimit"), "\"caller\";r=0;t=60");
    answer.problem(429, "rate_limited");
    let metrics = service.client.get("/metrics");
    assert!(metrics.text().contains("\ntwitch_triage_requests_rate_limited_total 1\n"), "{}", metrics.text());
}

#[test]
fn what_was_told_to_wait_for_is_enough() {
    let service = Service::start(&["--rate-limit-per-minute", "60"]);
    assert_eq!(answered(&service.client, 60, &[]), 60);
    let start = Instant::now();
    let answer = loop {
        let answer = service.client.ask(&[]);
        if answer.status == 429 {
            break answer;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "the limit is not reached");
    };
    let wait = answer.header("retry-after").parse().expect("seconds");
    std::thread::sleep(Duration::from_secs(wait));
    assert_eq!(service.client.ask(&[]).status, 200);
}

#[test]
fn without_a_limit_nothing_is_said_about_one() {
    let service = Service::start(&[]);
    assert_eq!(answered(&service.client, 50, &[]), 50);
    assert!(service.client.ask(&[]).header("ratelimit").is_empty());
}

#[test]
fn health_and_metrics_are_not_counted() {
    let service = Service::start(&["--rate-limit-per-minute", "1"]);
    for path in ["/health/live", "/health/ready", "/metrics"].into_iter().cycle().take(9) {
        assert_eq!(service.client.get(path).status, 200);
    }
    assert_eq!(answered(&service.client, 2, &[]), 1);
}

#[test]
fn each_key_has_a_limit_of_its_own_and_guessing_keys_has_one_too() {
    let folder = Folder::new("limited_keys");
    let ((one, line), (two, other)) = (new_key("one"), new_key("two"));
    let file = folder.write("keys", format!("{line}\n{other}\n"));
    let service = Service::start(&["--api-keys", &file, "--rate-limit-per-minute", "2"]);
    for key in [one, two] {
        let bearer = format!("Bearer {key}");
        assert_eq!(answered(&service.client, 4, &[("authorization", &bearer)]), 2);
    }
    let statuses: Vec<u16> = (0..4).map(|_| service.client.ask(&[("authorization", "Bearer guess")]).status).collect();
    assert_eq!(statuses, [401, 401, 429, 429]);
}

#[test]
fn an_address_is_believed_from_a_trusted_proxy_only() {
    let forwarded = |address: &'static str| [("x-forwarded-for", address)];
    let nobody = Service::start(&["--rate-limit-per-minute", "1"]);
    assert_eq!(answered(&nobody.client, 1, &forwarded("192.0.2.1")), 1);
    assert_eq!(answered(&nobody.client, 1, &forwarded("192.0.2.2")), 0, "who is not trusted cannot pose as another");

    let proxy = Service::start(&["--rate-limit-per-minute", "1", "--trusted-proxies", "127.0.0.0/8,10.0.0.0/8"]);
    for caller in ["192.0.2.1", "192.0.2.2", "198.51.100.9, 10.1.2.3", "2001:db8::1", "::ffff:192.0.2.7"] {
        assert_eq!(answered(&proxy.client, 2, &forwarded(caller)), 1, "{caller}");
    }
    // What stands left of the first address that is not trusted was written by that caller.
    assert_eq!(answered(&proxy.client, 1, &forwarded("203.0.113.5, 192.0.2.1")), 0);
    assert_eq!(answered(&proxy.client, 1, &forwarded("198.51.100.9")), 0);
    // One subscriber has a whole network of version 6.
    assert_eq!(answered(&proxy.client, 1, &forwarded("2001:db8::2")), 0);
    assert_eq!(answered(&proxy.client, 1, &forwarded("2001:db8:0:1::1")), 1);
    // An address that cannot be read leaves the proxy as the caller.
    assert_eq!(answered(&proxy.client, 1, &forwarded("nonsense")), 1);
    assert_eq!(answered(&proxy.client, 1, &[]), 0);
}

// --- the bound on requests in flight ---

#[test]
fn beyond_the_bound_others_are_turned_away_at_once_and_health_still_answers() {
    let service = Service::start(&["--max-in-flight", "2"]);
    let client = &service.client;
    let (mut first, second) = (client.waiting(NOTHING.len()), client.waiting(NOTHING.len()));
    let start = Instant::now();
    let answer = client.ask(&[]);
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(answer.header("retry-after"), "1");
    answer.problem(503, "overloaded");
    for path in ["/health/live", "/health/ready", "/metrics"] {
        assert_eq!(client.get(path).status, 200, "{path}");
    }
    first.send(NOTHING);
    assert_eq!(first.answer().expect("an answer").status, 200, "what is in flight is answered");
    assert_eq!(client.ask(&[]).status, 200, "there is room again");
    drop(second);
    let metrics = client.get("/metrics");
    assert!(metrics.text().contains("\ntwitch_triage_requests_shed_total 1\n"), "{}", metrics.text());
}

#[test]
fn an_answer_that_streams_is_in_flight_until_its_end() {
    let service = Service::start(&["--max-in-flight", "1"]);
    let client = &service.client;
    let mut stream = client.wire();
    stream.send(
        "POST /v1/triage/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n\
         Transfer-Encoding: chunked\r\n\r\n10\r\n{\"findings\":{}}\n\r\n",
    );
    stream.wait_for("\"line\":1");
    client.ask(&[]).problem(503, "overloaded");
    stream.send("0\r\n\r\n");
    assert_eq!(stream.answer().expect("an answer").status, 200);
    assert_eq!(client.ask(&[]).status, 200);
}

#[test]
fn a_caller_who_goes_away_leaves_nothing_in_flight() {
    let service = Service::start(&["--max-in-flight", "1"]);
    for _ in 0..3 {
        drop(service.client.waiting(NOTHING.len()));
        until(Duration::from_secs(5), "the place is not free again", || service.client.ask(&[]).status == 200);
    }
}

#[test]
fn a_reader_who_takes_nothing_loses_the_connection_and_its_place() {
    let service = Service::start(&["--max-in-flight", "1", "--send-timeout-s", "5", "--body-timeout-ms", "600000"]);
    let mut stream = service.client.wire();
    stream.send(
        "POST /v1/triage/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n\
         Content-Length: 99999999\r\n\r\n",
    );
    // Enough answers to fill every buffer on the way.
    stream.send("{\"findings\":{}}\n".repeat(2_000));
    stream.wait_for("\"line\":1");
    let status = || service.client.ask(&[]).status;
    assert_eq!(status(), 503, "the stream is in flight");
    until(Duration::from_secs(30), "the place is not free again", || status() == 200);
}

// --- connections ---

#[test]
fn beyond_the_connections_that_are_taken_others_wait_until_one_goes() {
    // One for each of two workers.
    let service = Service::start(&["--max-connections", "2"]);
    let mut open: Vec<_> = (0..2).map(|_| service.client.wire()).collect();
    for wire in &mut open {
        wire.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(wire.answer().expect("an answer").status, 200);
    }
    let mut third = service.client.wire();
    third.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(third.is_silent(Duration::from_millis(500)), "a third connection is taken");
    drop(open);
    assert_eq!(third.answer().expect("an answer").status, 200);
}

// --- the clocks of connections and of the handler ---

#[test]
fn without_kept_connections_no_head_is_waited_for_without_end() {
    let service = Service::start(&["--no-keep-alive", "--head-timeout-ms", "200"]);
    let mut wire = service.client.wire();
    wire.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    let answer = wire.answer().expect("an answer");
    assert_eq!((answer.status, answer.header("connection").as_str()), (200, "close"));
    assert!(wire.is_closed());
    let mut slow = service.client.wire();
    slow.send("GET /health/live HTTP/1.1\r\nHost:");
    let start = Instant::now();
    slow.rest();
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn an_answer_that_does_not_begin_in_time_is_given_up() {
    let service = Service::start(&["--handler-timeout-ms", "100", "--body-timeout-ms", "60000"]);
    let mut wire = service.client.waiting(NOTHING.len());
    let start = Instant::now();
    let answer = wire.answer().expect("an answer");
    assert!((80..5000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    assert_eq!(answer.header("retry-after"), "5");
    answer.problem(503, "overloaded");
    assert_eq!(service.client.ask(&[]).status, 200);
}
