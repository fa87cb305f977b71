//! Heads and paths that are read differently by others, or not at all.

use crate::support::client::PATIENCE;
use crate::support::service::Service;
use crate::support::wait::until;

#[test]
fn a_path_that_a_proxy_may_read_otherwise_does_not_exist() {
    let service = Service::start(&[]);
    for path in
        ["/%6detrics", "/%6Detrics", "/v1/triage/%62atch", "/v1/%74riage", "/health/%6cive", "/v1/rules/R%2dB00"]
    {
        let answer = service.client.raw(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
        answer.problem(404, "not_found");
    }
    assert_eq!(service.client.get("/metrics").status, 200);
}

#[test]
fn a_head_that_cannot_be_read_is_counted() {
    let service = Service::start(&[]);
    let count = || metric(&service, "twitch_triage_malformed_heads_total");
    let malformed = [
        "GET / HTTP/9\r\n\r\n".to_owned(),
        "nonsense\r\n\r\n".to_owned(),
        format!("GET /{} HTTP/1.1\r\n", "a".repeat(200_000)),
    ];
    for (number, head) in malformed.iter().enumerate() {
        let mut wire = service.client.wire();
        wire.send(head);
        let answer = wire.unchecked(false).expect("an answer");
        assert!([400, 431].contains(&answer.status), "{}", answer.status);
        until(PATIENCE, "it is not counted", || count() == number as u64 + 1);
    }
}

fn metric(service: &Service, name: &str) -> u64 {
    let metrics = service.client.get("/metrics");
    let value = metrics.text().lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok());
    value.expect("a metric")
}

#[test]
fn the_metrics_tell_which_program_answers() {
    let metrics = Service::start(&[]).client.get("/metrics");
    let line =
        metrics.text().lines().find(|line| line.starts_with("twitch_triage_build_info{")).expect("a metric").to_owned();
    assert!(line.contains(concat!("version=\"", env!("CARGO_PKG_VERSION"), "\"")), "{line}");
    assert!(line.contains("revision=\"") && line.ends_with(" 1"), "{line}");
}
