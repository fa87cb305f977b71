//! Where requests come from, and where the service listens.

use std::net::TcpListener;

use crate::support::client::Client;
use crate::support::program::{Program, command, complaint, ended};
use crate::support::service::Service;

#[test]
fn without_an_address_of_their_own_metrics_are_served_on_loopback_only() {
    let mut public = command(&["--bind", "0.0.0.0:0", "--allow-public-without-auth"]);
    let program = Program::start_where_told(&mut public);
    let client = Client::of(([127, 0, 0, 1], program.client.address.port()).into());
    let mut wire = client.wire();
    wire.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    wire.unchecked(false).expect("an answer").problem(404, "not_found");
    client.get("/health/live").expect(200);
}

#[test]
fn the_health_command_asks_the_address_of_operations_and_no_proxy() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").to_string();
    let _program = Program::start(&mut command(&["--metrics-bind", &port]));
    let nowhere = "http://127.0.0.1:9";
    let mut health = command(&["health", "--bind", "127.0.0.1:1", "--metrics-bind", &port]);
    let output = ended(health.env("HTTP_PROXY", nowhere).env("http_proxy", nowhere).env("ALL_PROXY", nowhere));
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
}

#[test]
fn the_forms_of_one_address_are_one_caller() {
    let proxy = Service::start(&["--rate-limit-per-minute", "1", "--trusted-proxies", "127.0.0.0/8"]);
    let status = |address: &str| proxy.client.ask(&[("x-forwarded-for", address)]).status;
    assert_eq!(status("192.0.2.1"), 200);
    for same in ["192.0.2.1:4711", "::ffff:192.0.2.1", "64:ff9b::192.0.2.1", "[64:ff9b::c000:201]:80"] {
        assert_eq!(status(same), 429, "{same}");
    }
    assert_eq!(status("[2001:db8::1]:4711"), 200);
    assert_eq!(status("2001:db8::2"), 429);
}
