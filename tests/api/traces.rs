//! Traces reach a collector over OTLP, as part of the trace that a caller began, and hold nothing that was sent.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;

use crate::support::client::PATIENCE;
use crate::support::program::{Program, command, complaint, run};
use crate::support::service::service;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "b7ad6b7169203331";

/// What came to a collector: the path, and the bytes of the body.
type Received = Receiver<(String, Vec<u8>)>;

/// Takes what is sent to it, as a collector does.
fn collector() -> (SocketAddr, Received) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
    let address = listener.local_addr().expect("an address");
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.expect("a connection"));
            loop {
                let mut lines = stream.by_ref().lines().map(|line| line.expect("a line"));
                let Some(first) = lines.next() else { break };
                let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
                let length = head.iter().find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    name.eq_ignore_ascii_case("content-length")
                        .then(|| value.trim().parse::<usize>().expect("a length"))
                });
                let mut body = vec![0; length.expect("a length")];
                stream.read_exact(&mut body).expect("a body");
                stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").expect("answered");
                if tell.send((first, body)).is_err() {
                    return;
                }
            }
        }
    });
    (address, told)
}

/// A service that tells a collector; what one request to it came to.
fn traced(flags: &[&str], headers: &[(&str, &str)]) -> (String, Vec<Span>, Vec<u8>) {
    let (address, told) = collector();
    let endpoint = format!("http://{address}");
    let flags: Vec<&str> = ["--otlp-endpoint", &endpoint].iter().chain(flags).copied().collect();
    let program = Program::start(&mut command(&flags));
    let headers: Vec<_> =
        [("content-type", "application/json"), ("user-agent", "secret-agent")].iter().chain(headers).copied().collect();
    let body = r#"{"findings":{"muscle_wasting":"present"}}"#;
    let answer = program.client.send("POST", "/v1/triage?questions=1", &headers, Some(body));
    assert_eq!(answer.status, 200);
    program.stopped();
    let mut bytes = Vec::new();
    let mut spans = Vec::new();
    while let Ok((first, body)) = told.recv_timeout(if spans.is_empty() { PATIENCE / 10 } else { PATIENCE / 100 }) {
        assert!(first.starts_with("POST /v1/traces "), "{first}");
        let sent = ExportTraceServiceRequest::decode(body.as_slice()).expect("protobuf");
        let resources = sent.resource_spans.into_iter();
        spans.extend(resources.flat_map(|resource| resource.scope_spans).flat_map(|scope| scope.spans));
        bytes.extend(body);
    }
    (answer.header("traceresponse"), spans, bytes)
}

fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

fn attribute(span: &Span, name: &str) -> Option<any_value::Value> {
    let named = |attribute: &&KeyValue| attribute.key == name;
    span.attributes.iter().find(named)?.value.clone()?.value
}

#[test]
fn a_request_becomes_a_span_of_the_trace_that_its_caller_began() {
    let begun = format!("00-{TRACE}-{PARENT}-01");
    let (told, spans, bytes) = traced(&[], &[("traceparent", &begun)]);
    let [span] = &spans[..] else { panic!("{spans:?}") };
    assert_eq!((hex(&span.trace_id).as_str(), hex(&span.parent_span_id).as_str()), (TRACE, PARENT));
    assert_eq!(told, format!("00-{TRACE}-{}-01", hex(&span.span_id)));
    assert_eq!(span.name, "POST /v1/triage");
    assert_eq!(attribute(span, "http.response.status_code"), Some(any_value::Value::IntValue(200)));
    assert_eq!(attribute(span, "http.route"), Some(any_value::Value::StringValue("/v1/triage".to_owned())));
    assert!(span.end_time_unix_nano >= span.start_time_unix_nano);
    let text = String::from_utf8_lossy(&bytes);
    for secret in ["muscle_wasting", "secret-agent", "questions=1", "refer_workup", "127.0.0.1"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn without_a_trace_of_the_caller_one_begins_here_as_often_as_is_set() {
    for wrong in ["", "nonsense", "00-00000000000000000000000000000000-b7ad6b7169203331-01"] {
        let (told, spans, _) = traced(&[], &[("traceparent", wrong)]);
        assert_eq!(spans.len(), 1, "{wrong}");
        assert!(spans[0].parent_span_id.is_empty(), "{wrong}");
        assert!(told.contains(&hex(&spans[0].trace_id)), "{told}");
    }
    let (_, spans, _) = traced(&["--trace-ratio", "0"], &[]);
    assert!(spans.is_empty());
    let begun = format!("00-{TRACE}-{PARENT}-00");
    let (_, spans, _) = traced(&[], &[("traceparent", &begun)]);
    assert!(spans.is_empty(), "a caller who does not record its trace is followed");
}

#[test]
fn a_trace_state_is_passed_on_only_when_it_is_no_longer_than_the_standard_asks_for() {
    let begun = format!("00-{TRACE}-{PARENT}-01");
    let state = |bytes: usize| format!("vendor={}", "x".repeat(bytes - "vendor=".len()));
    for (sent, kept) in [(state(250), state(250)), (state(513), String::new()), (state(8000), String::new())] {
        let (_, spans, bytes) = traced(&[], &[("traceparent", &begun), ("tracestate", &sent)]);
        assert_eq!(spans.len(), 1);
        assert_eq!((hex(&spans[0].trace_id).as_str(), &spans[0].trace_state), (TRACE, &kept), "{}", sent.len());
        assert!(bytes.len() < 2000, "{} bytes", bytes.len());
    }
}

#[test]
fn a_collector_that_is_not_there_holds_nothing_up() {
    let program = Program::start(&mut command(&["--otlp-endpoint", "http://127.0.0.1:9"]));
    for _ in 0..20 {
        program.client.triage(&serde_json::json!({ "findings": {} }));
    }
    program.stopped();
}

#[test]
fn without_a_collector_nothing_is_said_of_traces() {
    let begun = format!("00-{TRACE}-{PARENT}-01");
    let answer = service().send("GET", "/health/live", &[("traceparent", &begun)], None::<&str>);
    assert!(answer.header("traceresponse").is_empty());
    let output = run(&["--bind", "127.0.0.1:0", "--otlp-endpoint", "https://collector:4318"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaint(&output).contains("--otlp-endpoint"));
}
