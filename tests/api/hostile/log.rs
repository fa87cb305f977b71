//! A log that nobody reads.

use std::net::TcpListener;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::client::{Client, PATIENCE};
use crate::support::program::command;
use crate::support::wait::until;

#[test]
fn a_log_that_nobody_reads_stops_nothing() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let mut child = command(&["--bind", &port.to_string()]).stderr(writer).spawn().expect("a process");
    let client = Client::of(port);
    until(PATIENCE, "it does not listen", || std::net::TcpStream::connect(port).is_ok());
    for _ in 0..30_000 / 16 {
        let mut wire = client.wire();
        wire.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".repeat(16));
        for _ in 0..16 {
            assert_eq!(wire.unchecked(false).expect("an answer").status, 200);
        }
    }
    let metrics = client.get("/metrics");
    let dropped = metrics.text().lines().find_map(|line| line.strip_prefix("twitch_triage_log_lines_dropped_total "));
    assert!(dropped.expect("a metric").parse::<u64>().expect("a count") > 0, "{dropped:?}");
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill").success());
    let start = Instant::now();
    while child.try_wait().expect("a status").is_none() {
        if start.elapsed() > Duration::from_secs(10) {
            let _ = child.kill();
            panic!("it does not stop");
        }
        thread::sleep(Duration::from_millis(20));
    }
    drop(reader);
}
