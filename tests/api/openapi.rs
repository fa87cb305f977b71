//! The OpenAPI document: committed as it is generated, whole, true – and a judge that can say no.

use std::collections::BTreeSet;

use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use crate::access::{caller_without_scope, unknown_caller};
use crate::errors::panic_answer;
use crate::load::{caller_beyond_the_bound, caller_beyond_the_limit};
use crate::support::body::harmless;
use crate::support::client::Answer;
use crate::support::contract::{COMMITTED, Contract, contract};
use crate::support::service::{BOOK, Service, comparing_service, service, triage_service};

fn document() -> Value {
    serde_json::from_str(COMMITTED).expect("JSON")
}

/// Every operation of the document, with method and path.
pub(crate) fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().expect("operations");
        operations.iter().map(move |(method, operation)| (method.as_str(), path.as_str(), operation))
    })
}

fn walk<'v>(value: &'v Value, visit: &mut impl FnMut(&'v str, &'v Value)) {
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| {
            visit(key, value);
            walk(value, visit);
        }),
        Value::Array(values) => values.iter().for_each(|value| walk(value, visit)),
        _ => {}
    }
}

#[test]
fn the_committed_document_is_the_one_that_is_generated() {
    let mut generated =
        serde_json::to_string_pretty(&twitch_triage::rest::contract::document(&triage_service())).expect("JSON");
    generated.push('\n');
    let first = COMMITTED.lines().zip(generated.lines()).position(|(committed, generated)| committed != generated);
    assert!(
        COMMITTED == generated,
        "openapi/openapi.json is not what the program describes (first difference: line {:?}). If the change is meant, \
         write it anew and commit it:\n\n    cargo run -- openapi > openapi/openapi.json\n",
        first.map(|line| line + 1)
    );
}

#[test]
fn the_document_that_is_served_is_the_committed_one() {
    assert_eq!(service().get("/openapi.json").expect(200), document());
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    walk(&document, &mut |key, value| {
        if let ("$ref", Some(reference)) = (key, value.as_str()) {
            let pointer = reference.strip_prefix('#').expect("a reference into the document");
            assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
        }
    });
}

#[test]
fn every_schema_is_used() {
    let document = document();
    let mut used = BTreeSet::new();
    walk(&document, &mut |key, value| {
        if key == "$ref" {
            used.extend(value.as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/")));
        }
    });
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let idle: Vec<&String> = schemas.keys().filter(|name| !used.contains(name.as_str())).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn every_operation_says_what_it_is() {
    let document = document();
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let name = operation["operationId"].as_str().unwrap_or_default();
        assert!(!name.is_empty() && names.insert(name), "{method} {path}: operationId `{name}`");
        for member in ["summary", "description"] {
            assert!(!operation[member].as_str().unwrap_or_default().is_empty(), "{method} {path}: {member}");
        }
        assert!(!operation["tags"].as_array().expect("tags").is_empty(), "{method} {path}: tags");
        if let Some(body) = operation.get("requestBody") {
            for (media, content) in body["content"].as_object().expect("content") {
                assert!(
                    content["examples"].as_object().is_some_and(|examples| !examples.is_empty()),
                    "{method} {path}: no examples for {media}"
                );
            }
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(!parameter["description"].as_str().unwrap_or_default().is_empty(), "{method} {path}: {parameter}");
        }
    }
    assert!(names.len() >= 13);
}

#[test]
fn every_example_of_a_body_is_answered() {
    let document = document();
    let mut sent = 0;
    for (method, path, operation) in operations(&document) {
        let Some(body) = operation.get("requestBody") else { continue };
        for (media, content) in body["content"].as_object().expect("content") {
            for (name, example) in content["examples"].as_object().expect("examples") {
                let value = &example["value"];
                // A text is sent as it stands, anything else as JSON.
                let body = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let headers = [("content-type", media.as_str())];
                let answer = comparing_service().send(&method.to_uppercase(), path, &headers, Some(body));
                assert_eq!(answer.status, 200, "{method} {path}, example {name}: {}", answer.text());
                sent += 1;
            }
        }
    }
    assert!(sent >= 3);
}

#[test]
fn the_document_says_for_whom_the_service_is_not() {
    let document = document();
    let description = document["info"]["description"].as_str().expect("a description");
    let usage = service().get("/v1/intended-use").expect(200);
    for text in usage["not_for"].as_array().expect("a list").iter().chain([&usage["intended_use"]]) {
        assert!(description.contains(text.as_str().expect("a text")), "{text}");
    }
    assert!(description.contains(&BOOK.texts.fixed.not_a_diagnosis));
}

/// One way to bring about each error that the triage documents.
pub(crate) fn provoke(status: u16) -> Option<Answer> {
    const BODY: &str = r#"{"findings":{}}"#;
    let json = ("content-type", "application/json");
    let send = |headers: &[(&str, &str)], body: String| service().send("POST", "/v1/triage", headers, Some(body));
    Some(match status {
        400 => send(&[json], String::new()),
        406 => send(&[json, ("accept", "image/png")], BODY.to_owned()),
        408 => {
            let service = Service::start(&["--body-timeout-ms", "50"]);
            service.client.raw(
                "POST /v1/triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{",
            )
        }
        409 => send(&[json], r#"{"findings":{},"expected_rule_book":"0.0.0"}"#.to_owned()),
        413 => send(&[json], " ".repeat(65_537)),
        415 => send(&[], BODY.to_owned()),
        422 => send(&[json], "{}".to_owned()),
        500 => panic_answer(),
        401 => unknown_caller(),
        403 => caller_without_scope(),
        429 => caller_beyond_the_limit(),
        503 => caller_beyond_the_bound(),
        _ => return None,
    })
}

#[test]
fn every_documented_error_of_the_triage_can_be_brought_about() {
    for status in contract().statuses("POST", "/v1/triage").into_iter().filter(|status| *status >= 400) {
        let answer = provoke(status).unwrap_or_else(|| panic!("{status} is documented; say here how it comes about"));
        assert_eq!(answer.status, status);
    }
}

// --- the judge ---

/// A good answer to `POST /v1/triage`, to be spoilt.
fn good() -> Answer {
    service().post("/v1/triage", harmless(&json!({})).to_string())
}

#[track_caller]
fn refuses(method: &str, target: &str, answer: &Answer, because: &str) {
    let faults = contract().faults(method, target, answer);
    assert!(faults.iter().any(|fault| fault.contains(because)), "{because} is not among {faults:?}");
}

fn with_body(change: impl FnOnce(&mut Value)) -> Answer {
    let mut body = good().json();
    change(&mut body);
    Answer { body: body.to_string().into_bytes(), ..good() }
}

fn with_headers(change: impl FnOnce(&mut HeaderMap)) -> Answer {
    let mut answer = good();
    change(&mut answer.headers);
    answer
}

#[test]
fn the_judge_takes_a_good_answer() {
    assert_eq!(contract().faults("POST", "/v1/triage", &good()), Vec::<String>::new());
}

#[test]
fn the_judge_refuses_a_body_that_is_not_as_documented() {
    let refuses = |answer: Answer, because: &str| refuses("POST", "/v1/triage", &answer, because);
    refuses(with_body(|body| body["level"] = json!("harmless")), "/level");
    refuses(with_body(|body| body["urgency"] = json!(null)), "/urgency");
    refuses(with_body(|body| drop(body.as_object_mut().unwrap().remove("not_a_diagnosis"))), "not_a_diagnosis");
    refuses(with_body(|body| body["extra"] = json!(1)), "extra");
    refuses(with_body(|body| body["possible"]["least"]["extra"] = json!(1)), "extra");
    refuses(with_body(|body| body["reasons"][0]["findings"][0]["extra"] = json!(1)), "extra");
    refuses(with_body(|body| body["reasons"][0]["rule"] = json!("K01")), "/reasons/0/rule");
    refuses(with_body(|body| body["rule_book"]["digest"] = json!("sha256:0")), "/rule_book/digest");
    refuses(with_body(|body| body["evidence"]["E01"] = json!({})), "/evidence/E01");
    refuses(Answer { body: b"{".to_vec(), ..good() }, "not JSON");
    refuses(Answer { body: Vec::new(), ..good() }, "not JSON");
}

#[test]
fn the_judge_refuses_a_status_or_a_head_that_is_not_documented() {
    let refuses = |answer: Answer, because: &str| refuses("POST", "/v1/triage", &answer, because);
    refuses(Answer { status: 201, ..good() }, "status 201");
    refuses(Answer { status: 418, ..good() }, "status 418");
    refuses(with_headers(|headers| drop(headers.remove("x-request-id"))), "X-Request-Id");
    let odd = HeaderValue::from_static("not sane");
    refuses(with_headers(|headers| drop(headers.insert("x-request-id", odd))), "X-Request-Id");
    let html = HeaderValue::from_static("text/html");
    refuses(with_headers(|headers| drop(headers.insert("content-type", html))), "text/html");
    refuses(with_headers(|headers| drop(headers.remove("content-type"))), "content type");
    refuses(with_headers(|headers| drop(headers.remove("cache-control"))), "Cache-Control");
    refuses(with_headers(|headers| drop(headers.remove("x-content-type-options"))), "nosniff");
    refuses(with_headers(|headers| drop(headers.remove("content-security-policy"))), "policy");
    refuses(with_headers(|headers| drop(headers.remove("referrer-policy"))), "no-referrer");
}

#[test]
fn the_judge_refuses_what_happens_on_no_documented_path() {
    refuses("POST", "/v1/nope", &good(), "must be 404");
    refuses("GET", "/v1/triage", &good(), "must be 405");
    let elsewhere = service().get("/nope");
    refuses("PUT", "/v1/triage", &elsewhere, "must be 405");
    let mut allows_less = service().send("PUT", "/v1/rules", &[], None::<&str>);
    allows_less.headers.insert("allow", HeaderValue::from_static("GET"));
    refuses("PUT", "/v1/rules", &allows_less, "Allow");
    refuses("HEAD", "/v1/rules", &service().get("/v1/rules"), "where none belong");
}

#[test]
fn the_judge_refuses_a_problem_that_contradicts_itself() {
    let spoilt = |member: &str, value: Value| {
        let answer = service().post("/v1/triage", "{}");
        let mut problem = answer.json();
        problem[member] = value;
        let answer = Answer { body: problem.to_string().into_bytes(), ..answer };
        let faults = contract().faults("POST", "/v1/triage", &answer);
        assert!(!faults.is_empty(), "{member}");
    };
    spoilt("status", json!(400));
    spoilt("instance", json!("another"));
    spoilt("type", json!("/problems/not_json"));
    spoilt("code", json!("no_such_code"));
    spoilt("errors", json!([{ "pointer": "/x" }]));
    spoilt("value", json!("what was sent"));
}

#[test]
fn the_judge_closes_objects_that_are_put_together_from_parts() {
    let document = json!({
        "components": { "schemas": {
            "Problem": { "type": "object" },
            "Part": { "type": "object", "properties": { "a": { "$ref": "#/components/schemas/Inner" } } },
            "Inner": { "type": "object", "properties": { "x": {} } },
        } },
        "paths": { "/p": { "get": { "responses": { "200": { "content": { "application/json": { "schema": {
            "allOf": [{ "$ref": "#/components/schemas/Part" }, { "type": "object", "properties": { "b": {} } }],
        } } } } } } } },
    });
    let judge = Contract::of(&document);
    let takes = |body: Value| {
        let answer = Answer { body: body.to_string().into_bytes(), ..good() };
        judge.faults("GET", "/p", &answer).is_empty()
    };
    assert!(takes(json!({ "a": { "x": 1 }, "b": 1 })));
    assert!(!takes(json!({ "a": { "x": 1 }, "b": 1, "c": 1 })));
    assert!(!takes(json!({ "a": { "y": 1 } })));
}
