//! A caller. Whatever it asks, the answer is held against the committed OpenAPI document.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::{Body, RequestBuilder};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use rustls::crypto::aws_lc_rs;
use serde_json::{Value, json};

use super::contract::{PROBLEM_JSON, contract, media_type};
use super::outcome::is_of_record_systems;
use super::service::service;
use super::wire::Wire;

/// A body that says nothing.
pub const NOTHING: &str = r#"{"findings":{}}"#;

/// Longer than anything that is not stuck.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The `type` of every problem that any test saw and that was looked up.
static LOOKED_UP: LazyLock<Mutex<BTreeSet<String>>> = LazyLock::new(Mutex::default);

/// An answer of the service.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header as text; empty when it is not there.
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default()
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body of an answer that must have this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// The problem of an answer that must be this one.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        assert_eq!(media_type(&self.headers), PROBLEM_JSON, "{}", self.text());
        let problem = self.expect(status);
        assert_eq!(problem["code"], code, "{problem}");
        problem
    }
}

/// A caller of one service.
pub struct Client {
    pub address: SocketAddr,
    http: reqwest::blocking::Client,
}

impl Client {
    pub fn of(address: SocketAddr) -> Self {
        // Another client may have done it already.
        let _ = aws_lc_rs::default_provider().install_default();
        let http = reqwest::blocking::Client::builder().no_proxy().timeout(PATIENCE).build().expect("a client");
        Self { address, http }
    }

    #[track_caller]
    pub fn get(&self, target: &str) -> Answer {
        self.send("GET", target, &[], None::<&str>)
    }

    /// Sends a body as plain JSON.
    #[track_caller]
    pub fn post(&self, target: &str, body: impl Into<Body>) -> Answer {
        self.send("POST", target, &[(CONTENT_TYPE.as_str(), "application/json")], Some(body))
    }

    /// Asks about nothing at all, with some headers.
    #[track_caller]
    pub fn ask(&self, headers: &[(&str, &str)]) -> Answer {
        let headers: Vec<_> = [(CONTENT_TYPE.as_str(), "application/json")].iter().chain(headers).copied().collect();
        self.send("POST", "/v1/triage", &headers, Some(NOTHING))
    }

    /// A request whose body of some length is still to come, once the service has said that it waits for it.
    pub fn waiting(&self, length: usize) -> Wire {
        let mut wire = self.wire();
        wire.send(format!(
            "POST /v1/triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
             Expect: 100-continue\r\n\r\n"
        ));
        assert_eq!(wire.unchecked(false).expect("an answer").status, 100);
        wire
    }

    /// The decision for a body that must be valid.
    #[track_caller]
    pub fn triage(&self, body: &Value) -> Value {
        self.post("/v1/triage", body.to_string()).expect(200)
    }

    /// The decision for findings that must be valid.
    #[track_caller]
    pub fn triage_of(&self, findings: &Value) -> Value {
        self.triage(&json!({ "findings": findings }))
    }

    /// Every fault of a body that must be refused.
    #[track_caller]
    pub fn faults(&self, body: &Value) -> Vec<Value> {
        let problem = self.post("/v1/triage", body.to_string()).problem(422, "invalid_body");
        problem["errors"].as_array().expect("faults").clone()
    }

    /// Sends anything that reqwest can send.
    #[track_caller]
    pub fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: Option<impl Into<Body>>) -> Answer {
        let method: Method = method.parse().expect("a method");
        let mut request: RequestBuilder = self.http.request(method.clone(), format!("http://{}{target}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(ACCEPT.as_str())) {
            // The library would send `*/*` by itself.
            request = request.header(ACCEPT, "*/*");
        }
        let response = request.send().unwrap_or_else(|error| panic!("{method} {target}: {error}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let answer = Answer { status, headers, body: response.bytes().expect("a body").to_vec() };
        check(method.as_str(), target, &answer);
        answer
    }

    /// A connection of one's own, for what no well-behaved client sends.
    pub fn wire(&self) -> Wire {
        Wire::open(self)
    }

    /// Sends the bytes of one request on a connection of its own.
    #[track_caller]
    pub fn raw(&self, request: impl AsRef<[u8]>) -> Answer {
        let mut wire = self.wire();
        wire.send(request);
        wire.answer().expect("an answer")
    }
}

/// Holds an answer against the contract; looks up what a problem means.
#[track_caller]
pub fn check(method: &str, target: &str, answer: &Answer) {
    let faults = contract().faults(method, target, answer);
    let shown: String = String::from_utf8_lossy(&answer.body).chars().take(2000).collect();
    assert!(
        faults.is_empty(),
        "{method} {target} breaks the contract:\n  {}\n{shown}",
        faults.iter().take(10).cloned().collect::<Vec<_>>().join("\n  ")
    );
    if answer.status < 400 || answer.body.is_empty() || is_of_record_systems(target) {
        return;
    }
    let problem = answer.json();
    let kind = problem["type"].as_str().expect("a type");
    if LOOKED_UP.lock().expect("no panic").insert(kind.to_owned()) {
        let meaning = service().get(kind).expect(200);
        for member in ["code", "status", "title"] {
            assert_eq!(meaning[member], problem[member], "{kind}");
        }
        assert!(!meaning["meaning"].as_str().expect("text").is_empty(), "{kind}");
        assert!(!meaning["remedy"].as_str().expect("text").is_empty(), "{kind}");
    }
}
