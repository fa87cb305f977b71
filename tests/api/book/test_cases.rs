//! `GET /v1/test-cases`: every case is sent back, and must come out.

use serde_json::{Value, json};

use crate::support::client::Client;
use crate::support::service::{BOOK, service};

fn list(path: &str) -> Value {
    service().get(path).expect(200)
}

#[test]
fn every_case_that_is_served_comes_out_when_it_is_sent() {
    let listed = list("/v1/test-cases");
    let cases = listed["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), BOOK.vectors.vectors.len());
    for case in cases {
        let answer = service().post("/v1/triage?questions=all", case["request"].to_string()).expect(200);
        let expect = &case["expect"];
        for member in ["level", "urgency", "status", "in_scope", "possible"] {
            assert_eq!(answer[member], expect[member], "{}: {member}", case["id"]);
        }
        let rules = |list: &Value| {
            list.as_array().expect("a list").iter().map(|entry| entry["rule"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(json!(rules(&answer["reasons"])), expect["rules"], "{}", case["id"]);
        assert_eq!(json!(rules(&answer["warnings"])), expect["warnings"], "{}", case["id"]);
        let asked = |asked: bool| {
            let questions = answer["next_questions"].as_array().expect("a list").iter();
            json!(
                questions
                    .filter(|question| question["asked"] == asked)
                    .map(|question| &question["finding"])
                    .collect::<Vec<_>>()
            )
        };
        assert_eq!(
            (&asked(false), &asked(true)),
            (&expect["next_questions"], &expect["asked_already"]),
            "{}",
            case["id"]
        );
        let lowering = answer["lowering_questions"].as_array().expect("a list").iter();
        let lowering: Vec<&Value> = lowering.map(|question| &question["finding"]).collect();
        assert_eq!(json!(lowering), expect["lowering_questions"], "{}", case["id"]);
    }
}

#[test]
fn every_refused_body_that_is_served_is_refused_so() {
    let listed = list("/v1/test-cases");
    let invalid = listed["invalid"].as_array().expect("bodies");
    assert!(invalid.len() >= 25);
    let client = Client::of(service().address);
    for case in invalid {
        let body = case["body"].as_str().map_or_else(
            || {
                // {"findings":{"ÿ":true}} with a byte that is no UTF-8.
                assert_eq!(case["body_base64"], "eyJmaW5kaW5ncyI6eyL/Ijp0cnVlfX0=");
                b"{\"findings\":{\"\xff\":true}}".to_vec()
            },
            |body| body.as_bytes().to_vec(),
        );
        let answer = client.post("/v1/triage", body);
        assert_eq!(answer.status, case["status"], "{case}");
        let problem: Value = serde_json::from_slice(&answer.body).expect("JSON");
        assert_eq!(problem["code"], case["code"], "{case}");
        let faults = problem["errors"].as_array().into_iter().flatten();
        let faults: Vec<Value> =
            faults.map(|fault| json!({ "pointer": fault["pointer"], "code": fault["code"] })).collect();
        assert_eq!(json!(faults), case["errors"], "{case}");
    }
}

#[test]
fn cases_are_chosen_by_rule_and_by_finding() {
    let of_rule = list("/v1/test-cases?rule=R-S02");
    let cases = of_rule["cases"].as_array().expect("cases");
    assert!(!cases.is_empty() && cases.len() < 50);
    for case in cases {
        assert!(case["expect"]["rules"].as_array().expect("rules").contains(&json!("R-S02")), "{case}");
    }
    let of_finding = list("/v1/test-cases?finding=muscle_wasting");
    assert!(!of_finding["cases"].as_array().expect("cases").is_empty());
    service().get("/v1/test-cases?rule=R-X99").problem(404, "not_found");
    service().get("/v1/test-cases?finding=nothing").problem(400, "bad_query");
    assert_eq!(list("/v1/test-cases/V24"), *cases.iter().find(|case| case["id"] == "V24").expect("the case"));
    service().get("/v1/test-cases/V99999").problem(404, "not_found");
}

#[test]
fn cases_come_as_lines_too() {
    let lines = service().send("GET", "/v1/test-cases", &[("Accept", "application/x-ndjson")], None::<&str>);
    assert_eq!(lines.status, 200);
    let text = String::from_utf8(lines.body).expect("UTF-8");
    assert_eq!(text.lines().count(), BOOK.vectors.vectors.len());
    for line in text.lines() {
        assert!(serde_json::from_str::<Value>(line).expect("JSON")["request"].is_object());
    }
}
