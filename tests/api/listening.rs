//! Where the service listens: addresses, names, and what it says when it cannot.

use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _};
use std::process::Output;

use serde_json::Value;

use crate::support::program::{Program, command, complaint, run};

/// The faults with which a service did not start, of a log that holds nothing but JSON.
#[track_caller]
fn faults(output: &Output) -> Vec<String> {
    let line = |line: &str| -> Value { serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")) };
    let lines: Vec<Value> = complaint(output).lines().map(line).collect();
    let faults = lines.iter().filter(|line| line["message"] == "the service ends");
    faults.map(|line| line["fault"].as_str().expect("a sentence").to_owned()).collect()
}

#[test]
fn a_name_is_bound_with_every_address_that_it_has() {
    let program = Program::start_where_told(&mut command(&["--bind", "localhost:0"]));
    let port = program.client.address.port();
    let by_name = format!("localhost:{port}");
    let named: Vec<SocketAddr> = by_name.to_socket_addrs().expect("addresses").collect();
    let bindable: Vec<&SocketAddr> =
        named.iter().filter(|address| TcpListener::bind((address.ip(), 0)).is_ok()).collect();
    assert!(!bindable.is_empty());
    for address in &bindable {
        assert!(TcpStream::connect(address).is_ok(), "{address}");
    }
    assert_eq!(run(&["health", "--bind", &by_name]).status.code(), Some(0));
    let log = program.stopped();
    assert_eq!(log.matches("\"message\":\"listening\"").count(), bindable.len(), "{log}");
}

/// `0` is a short form of `0.0.0.0` to every resolver, `127.1` of `127.0.0.1`.
#[test]
fn a_name_with_an_address_that_is_not_loopback_needs_access_control() {
    let output = run(&["--bind", "0:0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(faults(&output)[0].contains("--allow-public-without-auth"), "{}", complaint(&output));
    let program = Program::start_where_told(&mut command(&["--bind", "127.1:0"]));
    assert!(program.client.address.ip().is_loopback());
}

#[test]
fn a_name_that_no_address_has_is_a_wrong_setting() {
    let output = run(&["--bind", "no-such-host.invalid:8080"]);
    assert_eq!(output.status.code(), Some(2));
    let faults = faults(&output);
    assert!(faults.len() == 1 && faults[0].ends_with("no address has this name"), "{faults:?}");
}

#[test]
fn an_address_in_use_is_a_failure_that_names_it_and_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address");
    let output = run(&["--bind", &address.to_string()]);
    assert_eq!(output.status.code(), Some(1), "{}", complaint(&output));
    let expected = format!(
        "cannot listen on {address}: the address is in use; stop the other process or choose another port with `--bind`"
    );
    assert_eq!(faults(&output), [expected]);
}

/// 192.0.2.0/24 is for documentation: no machine has such an address.
#[test]
fn an_address_of_another_machine_is_a_failure_that_names_it() {
    let output = run(&["--bind", "192.0.2.1:0", "--allow-public-without-auth"]);
    assert_eq!(output.status.code(), Some(1), "{}", complaint(&output));
    assert!(faults(&output)[0].starts_with("cannot listen on 192.0.2.1:0: this machine has no such address; "));
}

#[test]
fn every_fault_at_the_start_is_a_line_of_json() {
    let wrong: [(&[&str], i32, &str); 6] = [
        (&["--nope"], 2, "unexpected argument"),
        (&["serve", "--workers", "many"], 2, "--workers"),
        (&["--log", "twitch_triage=loud"], 2, "--log"),
        (&["--rule-book", "no-such-folder"], 2, "cannot read `no-such-folder`: no such folder"),
        (&["--locale", "no-such-file"], 2, "cannot read `no-such-file`: no such file"),
        (&["--bind", "127.0.0.1:0", "--api-keys", "no-such-keys"], 2, "cannot read `no-such-keys`: no such file"),
    ];
    for (arguments, code, fault) in wrong {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", complaint(&output));
        assert!(faults(&output).iter().any(|told| told.contains(fault)), "{arguments:?}: {}", complaint(&output));
    }
}

#[test]
fn where_it_listens_is_said_whatever_the_filter_leaves_out() {
    for filter in ["off", "twitch_triage=warn", "twitch_triage::process=off"] {
        let program = Program::start(command::<&str>(&[]).env("TWITCH_TRIAGE_LOG", filter));
        program.client.get("/health/live").expect(200);
        let address = program.client.address;
        let log = program.stopped();
        let line: Value = serde_json::from_str(&log).expect("one line of JSON");
        assert_eq!(line["message"], "listening");
        assert_eq!(line["url"], format!("http://{address}"));
    }
}
