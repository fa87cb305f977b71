//! Many requests at once on one connection.

use std::net::TcpListener;
use std::thread;

use super::unread::post;
use crate::support::client::{Client, NOTHING};
use crate::support::program::{Program, command};

/// How many requests are sent at once; each of them is refused with much work.
const SENT: usize = 20;

/// With one worker, so that they cannot be served beside each other.
#[test]
fn a_connection_that_sends_many_requests_at_once_does_not_keep_others_waiting_until_all_are_answered() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let service = Program::start(&mut command(&["--workers", "1", "--metrics-bind", &port.to_string()]));
    let operations = Client::of(port);
    let keys: Vec<String> = (0..3000).map(|number| format!("\"muscle_wast{number}\":1")).collect();
    let body = format!("{{\"findings\":{{{}}}}}", keys.join(","));
    let mut greedy = service.client.wire();
    greedy.send(post(&body));
    assert_eq!(greedy.unchecked(false).expect("an answer").status, 422);
    thread::scope(|scope| {
        let sender = scope.spawn(|| {
            greedy.send(post(&body).repeat(SENT));
            for _ in 0..SENT {
                assert_eq!(greedy.unchecked(false).expect("an answer").status, 422);
            }
        });
        while refused(&operations) < 3 {}
        let other = Client::of(service.client.address);
        let before = refused(&operations);
        assert_eq!(other.post("/v1/triage", NOTHING).status, 200);
        let meanwhile = refused(&operations) - before;
        assert!(meanwhile < SENT / 2, "{meanwhile} requests of one connection were answered first");
        sender.join().expect("all are answered");
    });
}

/// How many requests were refused so far, as the address of its own tells.
fn refused(client: &Client) -> usize {
    let metrics = client.get("/metrics");
    let series = "http_server_request_duration_seconds_count{method=\"POST\",route=\"/v1/triage\",status=\"422\"} ";
    metrics.text().lines().find_map(|line| line.strip_prefix(series)).map_or(0, |count| count.parse().expect("a count"))
}
