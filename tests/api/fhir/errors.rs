//! What is refused, always as an `OperationOutcome`, and never with a value of the caller.

use serde_json::{Value, json};
use twitch_triage::server::access::api_key::new_key;

use super::{operation, triage};
use crate::support::client::Answer;
use crate::support::folder::Folder;
use crate::support::form_response::{BASE, YES_OR_NO, response};
use crate::support::service::{Service, service};

/// A response with one item in the emergency group.
fn with_item(item: &Value) -> Value {
    let mut response = response(&json!({ "findings": {} }));
    response["item"] = json!([{ "linkId": "emergency", "item": [item] }]);
    response
}

/// The code, type and place of each issue.
fn issues(answer: Answer, status: u16) -> Vec<(String, String, String)> {
    let outcome = answer.expect(status);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let issues = outcome["issue"].as_array().expect("issues").iter();
    issues
        .map(|issue| {
            assert_eq!(issue["details"]["coding"][0]["system"], format!("{BASE}/CodeSystem/problems"));
            (text(&issue["details"]["coding"][0]["code"]), text(&issue["code"]), text(&issue["expression"][0]))
        })
        .collect()
}

#[track_caller]
fn refused(response: &Value, code: &str, kind: &str, place: &str) {
    let found = issues(operation("/fhir/$triage", response), 422);
    assert_eq!(found, [(code.to_owned(), kind.to_owned(), place.to_owned())], "{response}");
}

#[test]
fn what_could_lose_an_answer_is_refused_at_its_place() {
    let yes = json!({ "system": YES_OR_NO, "code": "Y" });
    let answered = |answer: Value| with_item(&json!({ "linkId": "urgent_brain", "answer": answer }));
    let item = "QuestionnaireResponse.item[0].item[0]";
    let value = format!("{item}.answer[0].value");
    refused(
        &with_item(&json!({ "linkId": "urgent_brian", "answer": [{ "valueCoding": yes }] })),
        "unknown_value",
        "code-invalid",
        &format!("{item}.linkId"),
    );
    refused(
        &with_item(&json!({ "linkId": "urgent_brain", "answers": [{ "valueCoding": yes }] })),
        "unknown_key",
        "structure",
        item,
    );
    refused(&with_item(&json!({ "answer": [{ "valueCoding": yes }] })), "missing_key", "required", item);
    refused(&answered(json!([{ "valueBoolean": true }])), "wrong_type", "structure", &value);
    refused(&answered(json!([{ "valueString": "yes" }])), "wrong_type", "structure", &value);
    refused(
        &answered(json!([{ "valueCoding": { "system": YES_OR_NO, "code": "yes" } }])),
        "unknown_value",
        "code-invalid",
        &value,
    );
    refused(&answered(json!([{ "valueCoding": { "code": "Y" } }])), "unknown_value", "code-invalid", &value);
    refused(&answered(json!([{ "valueCodings": yes }])), "unknown_key", "structure", &format!("{item}.answer[0]"));
    refused(&answered(json!([{ "valueCoding": yes }, { "valueCoding": yes }])), "too_many_entries", "structure", item);
    refused(&answered(json!({ "valueCoding": yes })), "wrong_type", "structure", &format!("{item}.answer"));
    refused(
        &with_item(&json!({ "linkId": "age_years", "answer": [{ "valueInteger": 121 }] })),
        "out_of_range",
        "value",
        &value,
    );
    refused(
        &with_item(&json!({ "linkId": "age_years", "answer": [{ "valueInteger": 42.5 }] })),
        "out_of_range",
        "value",
        &value,
    );
    refused(
        &with_item(&json!({ "linkId": "age_years", "answer": [{ "valueDecimal": 42 }] })),
        "wrong_type",
        "structure",
        &value,
    );
    refused(
        &with_item(&json!({ "linkId": "emergency.none_of_these", "answer": [{ "valueString": "true" }] })),
        "wrong_type",
        "structure",
        &value,
    );
    refused(
        &with_item(&json!({ "linkId": "emergency.introduction", "answer": [{ "valueString": "x" }] })),
        "too_many_entries",
        "structure",
        item,
    );
    refused(
        &with_item(&json!({ "linkId": "sites", "answer": [
            { "valueCoding": { "system": format!("{BASE}/CodeSystem/answers"), "code": "sites.hand" } },
            { "valueCoding": { "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "unknown" } },
        ] })),
        "too_many_entries",
        "structure",
        item,
    );
}

#[test]
fn an_answer_in_an_odd_shape_is_refused_and_not_lost() {
    let yes = json!([{ "valueCoding": { "system": YES_OR_NO, "code": "Y" } }]);
    let item = "QuestionnaireResponse.item[0].item[0]";
    let odd = json!({ "linkId": "muscle_wasting", "_answer": yes });
    refused(&with_item(&odd), "unknown_key", "structure", item);
    let odd = json!({ "linkId": "muscle_wasting", "_item": [] });
    refused(&with_item(&odd), "unknown_key", "structure", item);
    let odd = json!({ "linkId": "muscle_wasting", "answer": [{ "_valueCoding": {} }] });
    refused(&with_item(&odd), "unknown_key", "structure", &format!("{item}.answer[0]"));
    let mut root = response(&json!({ "findings": {} }));
    root["_item"] = json!([{ "linkId": "muscle_wasting", "answer": yes }]);
    refused(&root, "unknown_key", "structure", "");
    let below = json!({ "linkId": "result", "item": [{ "linkId": "muscle_wasting", "answer": yes }] });
    refused(&with_item(&below), "unknown_value", "code-invalid", &format!("{item}.item[0]"));
    for other_form in ["emergency.7", "emergency.7.none_of_these"] {
        refused(
            &with_item(&json!({ "linkId": other_form })),
            "unknown_value",
            "code-invalid",
            &format!("{item}.linkId"),
        );
    }
    let said = json!({ "linkId": "muscle_wasting", "_linkId": {}, "answer": [{ "_valueBoolean": {} }] });
    triage(&with_item(&said));
}

#[test]
fn the_format_in_the_query_wins_over_the_header() {
    for (query, given) in [("json", "application/fhir+json"), ("application/json", "application/json")] {
        let headers = [("accept", "text/html")];
        let answer = service().send("GET", &format!("/fhir/metadata?_format={query}"), &headers, None::<&str>);
        assert_eq!((answer.status, answer.header("content-type").as_str()), (200, given));
    }
    assert_eq!(service().send("GET", "/fhir/metadata", &[("accept", "text/html")], None::<&str>).status, 406);
    assert_eq!(service().get("/fhir/metadata?_format=xml").status, 400);
    assert!(service().get("/fhir/Patient/1").text().contains("; `/fhir/metadata` describes all of them"));
}

#[test]
fn a_response_that_means_something_else_is_refused() {
    let plain = response(&json!({ "findings": {} }));
    let with = |name: &str, value: Value| {
        let mut changed = plain.clone();
        changed[name] = value;
        changed
    };
    let at = |name: &str| format!("QuestionnaireResponse.{name}");
    refused(&with("status", json!("entered-in-error")), "unknown_value", "code-invalid", &at("status"));
    refused(
        &with("questionnaire", json!("https://example.test/Questionnaire/1")),
        "unknown_value",
        "code-invalid",
        &at("questionnaire"),
    );
    refused(&with("implicitRules", json!("https://example.test/")), "unknown_key", "structure", &at("implicitRules"));
    refused(&with("modifierExtension", json!([{ "url": "x" }])), "unknown_key", "structure", &at("modifierExtension"));
    let twice = json!([{ "linkId": "emergency" }, { "linkId": "emergency" }]);
    refused(&with("item", twice), "doubled_entry", "duplicate", "QuestionnaireResponse.item[1].linkId");
    let deep = json!([{ "linkId": "emergency", "item": [{ "linkId": "urgent_brain", "modifierExtension": [] }] }]);
    refused(&with("item", deep), "unknown_key", "structure", "QuestionnaireResponse.item[0].item[0].modifierExtension");
    // Keys of the caller's own are no part of a place.
    let own = with("meta", json!({ "CANARY a/b": [{ "modifierExtension": [] }] }));
    refused(&own, "unknown_key", "structure", "QuestionnaireResponse.meta");
    let many: Vec<Value> =
        (0..3000).map(|number| json!({ "x".repeat(100): { format!("{number}"): { "implicitRules": 1 } } })).collect();
    let amplified = operation("/fhir/$triage", &with("meta", json!({ "tag": many })));
    assert!(amplified.body.len() < 64 * 1024, "{}", amplified.body.len());
    refused(&json!({ "resourceType": "Patient" }), "wrong_type", "structure", "");
    refused(&json!([]), "wrong_type", "structure", "");
    let parameters = |parameter: Value| json!({ "resourceType": "Parameters", "parameter": parameter });
    refused(&parameters(json!([{ "name": "x" }])), "unknown_value", "code-invalid", "Parameters.parameter[0]");
    let whole = json!([{ "name": "questionnaire-response", "resource": plain }]);
    let mut changed = parameters(whole.clone());
    changed["implicitRules"] = json!("https://example.test/");
    refused(&changed, "unknown_key", "structure", "");
    let mut changed = parameters(whole);
    changed["parameter"][0]["modifierExtension"] = json!([]);
    refused(&changed, "unknown_key", "structure", "Parameters.parameter[0]");
    let inner = with("status", json!("x"));
    let inner = parameters(json!([{ "name": "questionnaire-response", "resource": inner }]));
    refused(&inner, "unknown_value", "code-invalid", "Parameters.parameter[0].resource.status");
}

#[test]
fn every_fault_is_listed_at_once_and_no_value_comes_back() {
    let canary = "canary-7f3a";
    let items: Vec<Value> =
        (0..130).map(|number| json!({ "linkId": format!("{canary}{number}"), "text": canary })).collect();
    let mut response = response(&json!({ "findings": {} }));
    response["item"] = json!(items);
    response["identifier"] = json!({ "value": canary });
    let answer = operation("/fhir/$triage", &response);
    assert!(!answer.text().contains(canary));
    let found = issues(answer, 422);
    assert_eq!(found.len(), 101);
    assert_eq!(found[100].1, "too-long");
}

#[test]
fn another_version_of_the_questions_is_a_conflict_before_anything_else_is_read() {
    let mut old = with_item(&json!({ "linkId": "a_question_of_old" }));
    old["questionnaire"] = json!(format!("{BASE}/Questionnaire/twitch-triage|1.0.0"));
    assert_eq!(
        issues(operation("/fhir/$triage", &old), 409),
        [("rule_book_mismatch".into(), "conflict".into(), String::new())]
    );
}

#[test]
fn every_error_under_the_prefix_is_an_outcome() {
    let send = |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
        service().send(method, path, headers, (!body.is_empty()).then(|| body.to_owned()))
    };
    let fhir = [("content-type", "application/fhir+json")];
    let nested = "[".repeat(65);
    for (answer, status, code, kind) in [
        (send("GET", "/fhir/Patient/1", &[], ""), 404, "not_found", "not-found"),
        (send("GET", "/fhir/CodeSystem/levelz", &[], ""), 404, "not_found", "not-found"),
        (send("GET", "/fhir/$triage", &[], ""), 405, "method_not_allowed", "not-supported"),
        (send("GET", "/fhir/Questionnaire/$next-question", &[], ""), 405, "method_not_allowed", "not-supported"),
        (send("DELETE", "/fhir/metadata", &[], ""), 405, "method_not_allowed", "not-supported"),
        (send("GET", "/fhir/metadata", &[("accept", "text/html")], ""), 406, "not_acceptable", "not-supported"),
        (
            send("GET", "/fhir/metadata", &[("accept", "application/fhir+xml")], ""),
            406,
            "not_acceptable",
            "not-supported",
        ),
        (send("GET", "/fhir/metadata?_format=xml", &[], ""), 400, "bad_query", "invalid"),
        (send("GET", "/fhir/metadata?x=1", &[], ""), 400, "bad_query", "invalid"),
        (send("GET", "/fhir/Questionnaire", &[], ""), 400, "bad_query", "invalid"),
        (send("POST", "/fhir/$triage", &fhir, ""), 400, "empty_body", "invalid"),
        (send("POST", "/fhir/$triage", &fhir, "{"), 400, "not_json", "invalid"),
        (send("POST", "/fhir/$triage", &fhir, r#"{"a":1,"\u0061":2}"#), 400, "duplicate_key", "structure"),
        (send("POST", "/fhir/$triage", &fhir, "[1e400]"), 400, "number_out_of_range", "invalid"),
        (send("POST", "/fhir/$triage", &fhir, &nested), 400, "too_deep", "invalid"),
        (send("POST", "/fhir/$triage", &fhir, &" ".repeat(512 * 1024 + 1)), 413, "body_too_large", "too-long"),
        (
            send("POST", "/fhir/$triage", &fhir, &format!("[{}[]]", "[],".repeat(49_999))),
            413,
            "body_too_large",
            "too-long",
        ),
        (
            send("POST", "/fhir/$triage", &fhir, &format!("[{}0]", "0,".repeat(49_999))),
            413,
            "body_too_large",
            "too-long",
        ),
        (send("POST", "/fhir/$triage", &fhir, &format!("[{}0]", "0,".repeat(49_998))), 422, "wrong_type", "structure"),
        (
            send("POST", "/fhir/$triage", &[("content-type", "application/fhir+xml")], "<x/>"),
            415,
            "unsupported_media_type",
            "not-supported",
        ),
        (
            send("POST", "/fhir/$triage", &[("content-type", "application/fhir+json; fhirVersion=5.0")], "{}"),
            415,
            "unsupported_media_type",
            "not-supported",
        ),
    ] {
        assert_eq!(issues(answer, status), [(code.to_owned(), kind.to_owned(), String::new())]);
    }
    assert_eq!(send("GET", "/fhir/$triage", &[], "").header("allow"), "POST");
    let percent = service().raw("GET /fhir/%24triage HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!([404, 405].contains(&percent.status), "{}", percent.status);
}

#[test]
fn a_caller_without_a_key_learns_the_capabilities_and_nothing_else() {
    let folder = Folder::new("keys_of_fhir");
    let (_, line) = new_key("record_system");
    let guarded = Service::start(&["--api-keys", &folder.write("keys", line)]);
    assert_eq!(guarded.client.get("/fhir/metadata").status, 200);
    for (method, path) in
        [("GET", "/fhir/Questionnaire/twitch-triage"), ("POST", "/fhir/$triage"), ("GET", "/fhir/nothing")]
    {
        let answer = guarded.client.send(method, path, &[], None::<&str>);
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{path}");
        assert_eq!(issues(answer, 401), [("unauthorized".to_owned(), "login".to_owned(), String::new())]);
    }
}
