//! Answers that nobody reads, and health beside them.

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use twitch_triage::server::access::api_key::new_key;

use crate::support::client::{Client, NOTHING};
use crate::support::folder::Folder;
use crate::support::service::Service;
use crate::support::wait::until;
use crate::support::wire::Wire;

/// Sends this many requests at once and reads nothing.
fn unread(client: &Client, request: &str, count: usize) -> Wire {
    let mut wire = client.wire();
    wire.send(request.repeat(count));
    wire
}

pub(super) fn post(body: &str) -> String {
    format!(
        "POST /v1/triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn an_answer_that_nobody_reads_is_in_flight_until_it_is_sent_or_the_connection_ends() {
    let requests = [
        post(NOTHING),
        post(r#"{"findings":[]}"#),
        "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
    ];
    for request in requests {
        let service = Service::start(&["--max-in-flight", "2", "--send-timeout-s", "2"]);
        // The answers are small: it takes many of them to fill the buffers of both sockets.
        let count = if request.starts_with("GET") { 60 } else { 40_000 };
        let writers: Vec<_> = (0..2)
            .map(|_| {
                let address = service.client.address;
                let request = request.clone();
                thread::spawn(move || unread(&Client::of(address), &request, count))
            })
            .collect();
        let is_shed = || service.client.ask(&[]).status == 503;
        until(Duration::from_secs(20), "unread answers are not in flight", is_shed);
        // The application itself ends the connections, and the places are free again.
        until(Duration::from_secs(20), "the places are not free again", || service.client.ask(&[]).status == 200);
        drop(writers.into_iter().map(thread::JoinHandle::join).collect::<Vec<_>>());
    }
}

#[test]
fn an_answer_that_is_read_is_no_longer_in_flight() {
    let service = Service::start(&["--max-in-flight", "1"]);
    for _ in 0..200 {
        assert_eq!(service.client.ask(&[]).status, 200);
    }
}

#[test]
fn metrics_and_health_have_an_address_and_a_worker_of_their_own() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let operations = Client::of(port);
    let folder = Folder::new("operations");
    let (_, line) = new_key("clinic");
    let keys = folder.write("keys", line);
    let flags = ["--metrics-bind", &port.to_string(), "--max-in-flight", "1", "--api-keys", &keys];
    let service = Service::start(&flags);
    service.client.get("/metrics").problem(401, "unauthorized");
    assert_eq!(operations.get("/metrics").status, 200, "without a key");
    operations.get("/health/ready").expect(200);
    let mut wire = operations.wire();
    wire.send("GET /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n");
    wire.unchecked(false).expect("an answer").problem(404, "not_found");
    wire.send("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    wire.unchecked(false).expect("an answer").problem(405, "method_not_allowed");
    // The workers of the main address are busy; health answers.
    let body = format!("{{\"findings\":{{\"sites\":[{}]}}}}", vec!["1"; 32_000].join(","));
    let _busy: Vec<Wire> = (0..4).map(|_| unread(&service.client, &post(&body), 20)).collect();
    for _ in 0..20 {
        let start = Instant::now();
        operations.get("/health/live").expect(200);
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
}
