//! The examples of the document: there is one for every response, it is as documented, and the service answers so.

use serde_json::{Value, json};

use crate::openapi::{operations, provoke};
use crate::support::contract::{COMMITTED, contract};
use crate::support::service::{comparing_service, service};

/// The media type of a stream of lines.
const LINES: &str = "application/x-ndjson";

const EYELID: &str = include_str!("../../examples/eyelid.json");

fn document() -> Value {
    serde_json::from_str(COMMITTED).expect("JSON")
}

/// An example as it stands in the document, or where it refers to.
fn resolved<'d>(document: &'d Value, example: &'d Value) -> &'d Value {
    match example["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).expect("an example"),
        None => example,
    }
}

/// Every example of a response: method, path, status, media type, name and value.
fn each(document: &Value, mut visit: impl FnMut(&str, &str, u16, &str, &str, &Value)) {
    for (method, path, operation) in operations(document) {
        for (status, response) in operation["responses"].as_object().expect("responses") {
            let status = status.parse().expect("a status");
            for (media, content) in response["content"].as_object().into_iter().flatten() {
                let examples = content["examples"].as_object().into_iter().flatten();
                for (name, example) in examples {
                    visit(method, path, status, media, name, &resolved(document, example)["value"]);
                }
            }
        }
    }
}

/// An example of an operation that answers with 200.
fn shown(path: &str, media: &str, name: &str) -> Value {
    let mut found = None;
    each(&document(), |_, at, status, form, called, value| {
        if (at, status, form, called) == (path, 200, media, name) {
            found = Some(value.clone());
        }
    });
    found.unwrap_or_else(|| panic!("{path} has no example {name} in {media}"))
}

#[test]
fn every_response_with_a_body_has_an_example() {
    let document = document();
    for (method, path, operation) in operations(&document) {
        let responses = operation["responses"].as_object().expect("responses");
        assert!(responses.contains_key("200") != (path == "/docs/"), "{method} {path}: only the redirect has no 200");
        for (status, response) in responses {
            for (media, content) in response["content"].as_object().into_iter().flatten() {
                // A picture cannot be written out.
                let has_some = content["examples"].as_object().is_some_and(|examples| !examples.is_empty());
                assert!(has_some || media == "image/png", "{method} {path}: no example of {status} in {media}");
            }
        }
    }
}

#[test]
fn every_example_is_as_documented() {
    let mut judged = 0;
    each(&document(), |method, path, status, media, name, value| {
        assert!(!value.is_null() && value != "string", "{method} {path}, {status}, {name}");
        let faults = contract().example_faults(&method.to_uppercase(), path, status, media, value);
        assert_eq!(faults, Vec::<String>::new(), "{method} {path}, {status}, {name}");
        judged += 1;
    });
    assert!(judged > 100, "{judged}");
}

#[test]
fn the_service_answers_what_the_examples_of_the_triage_show() {
    let triage = |query: &str| service().post(&format!("/v1/triage{query}"), EYELID).json();
    assert_eq!(triage("?detail=brief"), shown("/v1/triage", "application/json", "brief"));
    assert_eq!(triage(""), shown("/v1/triage", "application/json", "standard"));
    let headers = [("content-type", "application/json"), ("accept", "text/plain")];
    let report = service().send("POST", "/v1/triage", &headers, Some(EYELID));
    assert_eq!(report.text(), shown("/v1/triage", "text/plain", "report"));
    let step = include_str!("../../examples/interview_step.json");
    let step = service().post("/v1/interview?detail=brief&questions=1", step).json();
    assert_eq!(step, shown("/v1/interview", "application/json", "step"));
}

#[test]
fn the_service_answers_what_the_examples_of_the_batch_show() {
    let headers = [("content-type", "application/x-ndjson")];
    let body = include_str!("../../examples/batch.ndjson");
    let answer = service().send("POST", "/v1/triage/batch?detail=brief", &headers, Some(body));
    let lines: Vec<Value> = answer.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let shown = ["line_1", "line_2", "line_3"].map(|name| shown("/v1/triage/batch", "application/x-ndjson", name));
    assert_eq!(lines, shown);
}

#[test]
fn the_service_answers_what_the_examples_of_the_comparison_show() {
    let compared = comparing_service().post("/v1/compare", EYELID).json();
    assert_eq!(compared, shown("/v1/compare", "application/json", "itself"));
    let body = include_str!("../../examples/batch.ndjson");
    let answer = comparing_service().send("POST", "/v1/compare", &[("content-type", LINES)], Some(body));
    let lines: Vec<Value> = answer.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines, ["line_1", "line_2", "line_3"].map(|name| shown("/v1/compare", LINES, name)));
}

#[test]
fn the_service_answers_what_the_examples_of_the_documents_show() {
    let get = |path: &str| service().get(path).json();
    for (path, asked, name) in [
        ("/v1/rules/{id}", "/v1/rules/R-S02", "rule"),
        ("/v1/evidence/{id}", "/v1/evidence/E55", "statement"),
        ("/v1/test-cases/{id}", "/v1/test-cases/V29", "case"),
        ("/problems/{code}", "/problems/invalid_body", "invalid_body"),
        ("/health/live", "/health/live", "live"),
        ("/health/ready", "/health/ready", "ready"),
    ] {
        assert_eq!(get(asked), shown(path, "application/json", name), "{asked}");
    }
    // The longer ones are abridged: what they show of a list is in it.
    for (path, name, list) in [
        ("/v1/rules", "first", "rules"),
        ("/v1/evidence", "first", "evidence"),
        ("/v1/test-cases", "first", "cases"),
        ("/v1/test-cases", "first", "invalid"),
    ] {
        let (whole, part) = (get(path), shown(path, "application/json", name));
        let part = part[list].as_array().expect("a list").clone();
        assert_eq!(whole[list].as_array().expect("a list")[..part.len()], part, "{path}");
    }
    let (whole, part) = (get("/v1/questionnaire"), shown("/v1/questionnaire", "application/json", "one_screen"));
    let screen = &part["screens"][0];
    let same = whole["screens"].as_array().expect("screens").iter().find(|of| of["id"] == screen["id"]);
    let questions = screen["questions"].as_array().expect("questions");
    assert_eq!(same.expect("the screen")["questions"].as_array().expect("questions")[..questions.len()], *questions);
    let case = shown("/v1/test-cases", LINES, "line");
    assert_eq!(case, get("/v1/test-cases/V29"));
    let page = service().send("GET", "/v1/rules", &[("accept", "text/html")], None::<&str>);
    assert!(page.text().starts_with(shown("/v1/rules", "text/html", "begin").as_str().expect("a text")));
    let metrics = service().get("/metrics");
    for line in shown("/metrics", "text/plain", "decisions").as_str().expect("a text").lines() {
        let begin = line.split(" 1").next().expect("a line").split('{').next().expect("a name");
        assert!(metrics.text().contains(begin), "{begin}");
    }
}

/// The examples of a status of the triage, without what differs each time.
fn problems(status: u16) -> Vec<Value> {
    let mut found = Vec::new();
    each(&document(), |_, path, its, _, _, value| {
        if path == "/v1/triage" && its == status {
            found.push(without_instance(value.clone()));
        }
    });
    found
}

fn without_instance(mut problem: Value) -> Value {
    problem.as_object_mut().expect("a problem").remove("instance");
    problem
}

#[test]
fn the_service_refuses_as_the_examples_of_the_triage_show() {
    let json = ("content-type", "application/json");
    let send = |query: &str, headers: &[(&str, &str)], body: &str| {
        service().send("POST", &format!("/v1/triage{query}"), headers, Some(body.to_owned()))
    };
    let form = ("content-type", "application/x-www-form-urlencoded");
    let nothing = r#"{"findings": {}}"#;
    let refused = [
        send("?detail=short", &[json], nothing),
        send("", &[json], r#"{"findings": {}"#),
        send("", &[json, ("accept", "image/png")], nothing),
        send("", &[json], r#"{"findings": {}, "expected_rule_book": "0.0.0"}"#),
        send("", &[form], nothing),
        send("", &[json], include_str!("../../examples/faults.json")),
        send("", &[json], &" ".repeat(65_537)),
    ];
    for answer in refused {
        let sent = without_instance(answer.json());
        assert!(problems(answer.status).contains(&sent), "{sent} is no example");
    }
    // How many requests a minute and how many milliseconds are up to the operator.
    for status in [401, 403, 429, 500, 503, 408] {
        let sent = without_instance(provoke(status).expect("an answer").json());
        let [shown] = &problems(status)[..] else { panic!("one example of {status}") };
        assert_eq!(sent["code"], shown["code"]);
        let words = |problem: &Value| {
            let detail = problem["detail"].as_str().expect("a detail").to_owned();
            detail.split(' ').filter(|word| word.parse::<u32>().is_err()).map(str::to_owned).collect::<Vec<_>>()
        };
        if ![401, 403, 503].contains(&status) {
            assert_eq!(words(&sent), words(shown), "{status}");
        }
    }
}

#[test]
fn the_document_begins_with_a_call_that_can_be_made() {
    let document = document();
    let description = document["info"]["description"].as_str().expect("a description");
    assert!(description.starts_with("## Make a call\n\n```sh\ncurl "), "{description:.80}");
    let (_, rest) = description.split_once("--json '").expect("a body");
    let (body, rest) = rest.split_once('\'').expect("its end");
    let answer = service().post("/v1/triage?detail=brief", body.to_owned()).json();
    let (_, shown) = rest.split_once("```json\n").expect("an answer");
    let (shown, _) = shown.split_once("  …\n}").expect("its end");
    let shown: Value = serde_json::from_str(&format!("{}}}", shown.trim_end().trim_end_matches(','))).expect("JSON");
    let shown = shown.as_object().expect("an object");
    assert!(shown.len() >= 4);
    for (key, value) in shown {
        assert_eq!(&answer[key], value, "{key}");
    }
}

#[test]
fn every_schema_and_every_property_says_what_it_is() {
    let document = document();
    let mut described = 0;
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        let says = |schema: &Value| schema["description"].as_str().is_some_and(|text| !text.trim().is_empty());
        assert!(says(schema), "{name}");
        for (key, property) in schema["properties"].as_object().into_iter().flatten() {
            assert!(says(property), "{name}: {key}");
            described += 1;
        }
    }
    assert!(described > 300, "{described}");
}

#[test]
fn the_judge_refuses_an_example_that_is_not_as_documented() {
    let faults =
        contract().example_faults("POST", "/v1/triage", 200, "application/json", &json!({ "detail": "brief" }));
    assert!(!faults.is_empty());
}
