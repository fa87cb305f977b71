//! Query parameters: what is wrong with one, and what there may be.

use serde_json::{Value, json};

use super::{TRIAGE, text};
use crate::support::service::service;

#[test]
fn a_query_parameter_that_is_unknown_doubled_or_wrong_is_refused() {
    for query in [
        "x",
        "x=1",
        "age_years=4",
        "questions=7",
        "questions=1&questions=1",
        "explain=nope",
        "explain=",
        "=",
        "%ff=%ff",
    ] {
        service().post(&format!("{TRIAGE}?{query}"), r#"{"findings":{}}"#).problem(400, "bad_query");
    }
    for path in
        ["/v1/rules", "/v1/evidence/E01", "/health/live", "/health/ready", "/openapi.json", "/docs", "/docs/index.css"]
    {
        service().get(&format!("{path}?x=1")).problem(400, "bad_query");
    }
    service().post(&format!("{TRIAGE}?"), r#"{"findings":{}}"#).expect(200);
}

/// Detail and parameter of a refused query.
#[track_caller]
fn refused(target: &str) -> (String, Value) {
    let answer = if target.starts_with("/v1/triage") || target.starts_with("/v1/interview") {
        service().post(target, r#"{"findings":{}}"#)
    } else {
        service().get(target)
    };
    let problem = answer.problem(400, "bad_query");
    (text(&problem, "detail"), problem["parameter"].clone())
}

/// The permitted values of a parameter in the contract, in words.
fn permitted(path: &str, name: &str) -> String {
    let document = service().get("/openapi.json").expect(200);
    let parameters = document["paths"][path]["post"]["parameters"].as_array().expect("parameters").clone();
    let parameter = parameters.iter().find(|parameter| parameter["name"] == name).expect("a parameter");
    let schema = &parameter["schema"];
    let referred = schema["$ref"].as_str().and_then(|reference| document.pointer(reference.trim_start_matches('#')));
    let schema = referred.unwrap_or(schema);
    let values = ["/enum", "/oneOf/0/enum", "/oneOf/1/enum", "/anyOf/0/enum", "/anyOf/1/enum"];
    let values = values.iter().find_map(|place| schema.pointer(place)).expect("values").as_array().expect("a list");
    let quoted: Vec<String> = values.iter().filter_map(Value::as_str).map(|value| format!("`{value}`")).collect();
    let (last, rest) = quoted.split_last().expect("two values");
    if rest.is_empty() { last.clone() } else { format!("one of {} or {last}", rest.join(", ")) }
}

#[test]
fn a_value_that_is_not_permitted_is_told_all_that_are() {
    for (path, name) in [(TRIAGE, "questions"), (TRIAGE, "explain"), ("/v1/interview", "questions")] {
        let (detail, parameter) = refused(&format!("{path}?{name}=Zq7canary"));
        assert_eq!(detail, format!("`{name}` must be {}", permitted(path, name)), "{path}");
        assert_eq!(parameter, name);
    }
}

#[test]
fn an_unknown_parameter_is_told_those_that_there_are_and_the_one_that_was_meant() {
    let (detail, parameter) = refused(&format!("{TRIAGE}?question=1"));
    assert!(detail.starts_with("unknown query parameter, perhaps `questions` was meant; this path takes "), "{detail}");
    assert!(detail.contains("`questions`") && detail.contains("`explain`"), "{detail}");
    assert_eq!(parameter, "question");
    let (detail, parameter) = refused("/v1/evidence?page=2");
    assert_eq!(detail, "unknown query parameter; this path takes no query parameters");
    assert_eq!(parameter, "page");
    let (detail, _) = refused("/v1/rules?Findings=tingling");
    assert_eq!(detail, "unknown query parameter, perhaps `finding` was meant; this path takes `finding`");
}

#[test]
fn a_parameter_that_is_given_twice_is_told_so() {
    let (detail, parameter) = refused(&format!("{TRIAGE}?questions=1&questions=screen"));
    assert_eq!((detail.as_str(), parameter), ("`questions` is given twice", json!("questions")));
}

#[test]
fn a_finding_in_the_query_that_is_not_known_is_told_what_was_meant() {
    let (detail, parameter) = refused("/v1/rules?finding=wasting");
    assert_eq!(
        detail,
        "`finding` must be the name of a finding, perhaps `muscle_wasting` was meant; `/v1/questionnaire` lists the \
         findings"
    );
    assert_eq!(parameter, "finding");
}

/// The name of an unknown parameter is the caller's own text: in its own member, cut, and nowhere else.
#[test]
fn the_name_of_an_unknown_parameter_is_cut_and_stands_in_no_sentence() {
    let (detail, parameter) = refused(&format!("/v1/rules?Zq7canary{}=Zq8value", "k".repeat(100)));
    assert_eq!(detail, "unknown query parameter; this path takes `finding`");
    assert_eq!(parameter, format!("Zq7canary{}", "k".repeat(64 - "Zq7canary".len())));
    let answer = service().get("/v1/rules?Zq7canary=Zq8value");
    assert_eq!(answer.text().matches("Zq7canary").count(), 1);
    assert!(!answer.text().contains("Zq8value"));
    let other = service().get("/nope").problem(404, "not_found");
    assert_eq!(other.get("parameter"), None, "it belongs to errors about the query");
}
