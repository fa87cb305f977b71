//! Figures for those who run the service: right, bounded, and nothing about a person.

use std::collections::BTreeSet;

use crate::support::client::Client;
use crate::support::service::{BOOK, Service};

/// The value of a series, as it is written; nothing when there is no such series.
fn value(client: &Client, series: &str) -> String {
    let answer = client.get("/metrics");
    assert!(answer.header("content-type").starts_with("text/plain; version=0.0.4"), "{:?}", answer.headers);
    let line = answer.text().lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_default().to_owned()
}

#[test]
fn decisions_are_counted_by_level_and_status_whichever_way_they_were_asked_for() {
    let service = Service::start(&[]);
    let client = &service.client;
    let open = "twitch_triage_decisions_total{level=\"refer_workup\",status=\"provisional\"}";
    client.post("/v1/triage", r#"{"findings":{}}"#).expect(200);
    assert_eq!(value(client, open), "1");
    client.post("/v1/interview", r#"{"findings":{}}"#).expect(200);
    assert_eq!(value(client, open), "2");
    let ndjson = [("content-type", "application/x-ndjson")];
    let lines = "{\"findings\":{}}\nnonsense\n{\"findings\":{}}\n";
    assert_eq!(client.send("POST", "/v1/triage/batch", &ndjson, Some(lines)).status, 200);
    assert_eq!(value(client, open), "4");
    client.post("/v1/triage", r#"{"findings":{"choking_or_cannot_swallow":"present"}}"#).expect(200);
    client.post("/v1/triage", "nonsense").expect(400);
    let all: u64 = ["benign_lifestyle", "cramp_fasciculation_syndrome", "refer_workup"]
        .iter()
        .flat_map(|level| ["final", "provisional"].map(|status| (level, status)))
        .map(|(level, status)| {
            value(client, &format!("twitch_triage_decisions_total{{level=\"{level}\",status=\"{status}\"}}"))
        })
        .map(|count| count.parse::<u64>().expect("a count"))
        .sum();
    assert_eq!(all, 5);
}

#[test]
fn requests_are_counted_by_method_route_and_status_and_names_of_callers_make_no_series() {
    let service = Service::start(&[]);
    let client = &service.client;
    for path in ["/v1/rules/R-B00", "/v1/rules/R-E01", "/v1/rules/secret-of-the-caller", "/secret/of-the-caller"] {
        client.get(path);
    }
    client.raw("BREW /v1/triage HTTP/1.1\r\nHost: x\r\n\r\n");
    client.raw("SECRET /v1/triage HTTP/1.1\r\nHost: x\r\n\r\n");
    let count = |labels: &str| value(client, &format!("http_server_request_duration_seconds_count{{{labels}}}"));
    assert_eq!(count(r#"method="GET",route="/v1/rules/{id}",status="200""#), "2");
    assert_eq!(count(r#"method="GET",route="/v1/rules/{id}",status="404""#), "1");
    assert_eq!(count(r#"method="GET",route="none",status="404""#), "1");
    assert_eq!(count(r#"method="other",route="/v1/triage",status="405""#), "2");
    let text = client.get("/metrics").text().to_owned();
    assert!(!text.to_lowercase().contains("secret"), "{text}");
}

#[test]
fn the_rule_book_the_load_and_the_process_are_told() {
    let service = Service::start(&[]);
    let text = service.client.get("/metrics").text().to_owned();
    let book =
        format!("twitch_triage_rule_book_info{{digest=\"{}\",version=\"{}\"}} 1", BOOK.digest, BOOK.identity.version);
    let mut expected = BTreeSet::from([
        book.as_str(),
        "http_server_requests_in_flight 0",
        "twitch_triage_requests_shed_total 0",
        "twitch_triage_requests_rate_limited_total 0",
    ]);
    expected.retain(|line| !text.lines().any(|told| told == *line));
    assert!(expected.is_empty(), "{expected:?} is not in\n{text}");
    for figure in ["process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_threads"]
    {
        let value: f64 = value(&service.client, figure).parse().expect("a number");
        assert!(value >= 0.0, "{figure}");
    }
}

#[test]
fn prometheus_may_prefer_other_formats() {
    let service = Service::start(&[]);
    let accept = "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.4,*/*;q=0.1";
    assert_eq!(service.client.send("GET", "/metrics", &[("accept", accept)], None::<&str>).status, 200);
}
