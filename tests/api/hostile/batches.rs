//! Batches that are long, large or slow.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::client::{Answer, Client, NOTHING};
use crate::support::service::Service;

fn batch(client: &Client, lines: &str) -> Answer {
    client.send("POST", "/v1/triage/batch", &[("content-type", "application/x-ndjson")], Some(lines.to_owned()))
}

fn lines_of(answer: &Answer) -> Vec<Value> {
    answer.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn each_line_of_a_batch_is_charged() {
    let service = Service::start(&["--rate-limit-per-minute", "3"]);
    let lines = lines_of(&batch(&service.client, &format!("{NOTHING}\n").repeat(10)));
    assert_eq!(lines.len(), 4, "three answers, and why there are no more");
    assert!(lines[..3].iter().all(|line| line.get("answer").is_some()));
    assert_eq!((&lines[3]["line"], &lines[3]["problem"]["code"]), (&json!(4), &json!("rate_limited")));
    assert_eq!(service.client.ask(&[]).status, 429);
}

#[test]
fn a_batch_is_bounded_in_bytes_and_in_time() {
    let service = Service::start(&["--batch-max-bytes", "2048"]);
    let lines = lines_of(&batch(&service.client, &format!("{NOTHING}\n").repeat(1000)));
    assert!(lines.len() < 1000);
    assert_eq!(lines.last().expect("a line")["problem"]["code"], "body_too_large");

    let service = Service::start(&["--batch-max-s", "1"]);
    let mut wire = service.client.wire();
    wire.send(
        "POST /v1/triage/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n\
         Content-Length: 99999\r\n\r\n{\"findings\":{}}\n",
    );
    let start = Instant::now();
    wire.wait_for("the batch took longer than the operator allows");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn the_answers_of_a_batch_are_bounded_too() {
    let service = Service::start(&["--batch-max-answer-bytes", "10000"]);
    let answer = batch(&service.client, &format!("{NOTHING}\n").repeat(100));
    assert!(answer.body.len() < 20_000, "{}", answer.body.len());
    let lines = lines_of(&answer);
    let (last, answered) = lines.split_last().expect("lines");
    assert!(!answered.is_empty() && answered.iter().all(|line| line["answer"].is_object()));
    assert_eq!(last["problem"]["code"], "body_too_large");
    assert_eq!(last["line"], answered.len() as u64 + 1, "the caller knows where to go on");
}

#[test]
fn a_client_of_http_1_0_gets_a_batch_without_chunks() {
    let service = Service::start(&[]);
    let mut wire = service.client.wire();
    wire.send(format!(
        "POST /v1/triage/batch HTTP/1.0\r\nConnection: keep-alive\r\nContent-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n{NOTHING}",
        NOTHING.len()
    ));
    let text = String::from_utf8(wire.rest()).expect("text");
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer");
    assert!(head.starts_with("HTTP/1.0 200") && !head.to_ascii_lowercase().contains("transfer-encoding"), "{head}");
    assert!(body.starts_with("{\"line\":1,") && body.ends_with("}\n"), "{body:.80}");
}
