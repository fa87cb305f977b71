//! Answers that nobody reads, and health beside them.

use std::io::Write as _;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};
use twitch_triage::server::access::api_key::new_key;

use crate::support::client::{Client, NOTHING};
use crate::support::folder::Folder;
use crate::support::service::Service;
use crate::support::wait::until;

/// Sends this many requests at once and reads nothing. Its buffer is small, so that few answers fill it.
fn unread(client: &Client, request: &str, count: usize) -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP)).expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a size");
    socket.connect(&client.address.into()).expect("a connection");
    // The service may end the connection.
    let _ = (&socket).write_all(request.repeat(count).as_bytes());
    socket
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
        // Enough to fill the buffer of the service's socket.
        let count = if request.starts_with("GET") { 10 } else { 4_000 };
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
    let _busy: Vec<Socket> = (0..4).map(|_| unread(&service.client, &post(&body), 20)).collect();
    for _ in 0..20 {
        let start = Instant::now();
        operations.get("/health/live").expect(200);
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
}

/// Answers too small to be taken piece by piece: the framework would keep every one of them.
#[test]
fn a_client_that_reads_nothing_gets_no_further_answers_however_small_they_are() {
    const SENT: usize = 6_000;
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let service = Service::start(&["--metrics-bind", &port.to_string(), "--send-timeout-s", "5"]);
    let operations = Client::of(port);
    let answered = || {
        let metrics = operations.get("/metrics");
        let counts =
            metrics.text().lines().filter(|line| line.contains("duration_seconds_count") && line.contains("404"));
        counts.filter_map(|line| line.rsplit(' ').next()?.parse::<usize>().ok()).sum::<usize>()
    };
    let address = service.client.address;
    let writer = thread::spawn(move || unread(&Client::of(address), "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", SENT));
    let mut before = 0;
    until(Duration::from_secs(20), "it goes on answering", || {
        thread::sleep(Duration::from_millis(300));
        let now = answered();
        std::mem::replace(&mut before, now) == now && now > 0
    });
    assert!(before < SENT * 3 / 4, "{before} of {SENT} were answered");
    drop(writer.join());
}
