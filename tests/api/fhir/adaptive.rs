//! The form that is served one screen at a time: the interview of REST, with FHIR's words around it.

use serde_json::{Value, json};

use super::{operation, triage};
use crate::support::form_response::{BASE, answers, parameters, value};
use crate::support::service::{BOOK, service};

/// A response that has just begun.
fn start() -> Value {
    json!({
        "resourceType": "QuestionnaireResponse",
        "contained": [{
            "resourceType": "Questionnaire", "id": "form", "title": "canary of the caller", "status": "active",
            "derivedFrom": [format!("{BASE}/Questionnaire/twitch-triage-adaptive|{}", BOOK.identity.version)],
        }],
        "questionnaire": "#form", "status": "in-progress", "subject": { "reference": "Patient/7", "display": "canary" },
    })
}

fn step(response: &Value) -> Value {
    operation("/fhir/Questionnaire/$next-question", response).expect(200)
}

/// The groups of the contained form.
fn groups(response: &Value) -> Vec<Value> {
    response["contained"][0]["item"].as_array().cloned().unwrap_or_default()
}

/// The names of the questions of a group.
fn questions(group: &Value) -> Vec<String> {
    let items = group["item"].as_array().expect("items").iter().map(|item| item["linkId"].as_str().expect("an id"));
    items.filter(|id| BOOK.finding_index(id).is_some()).map(str::to_owned).collect()
}

/// How a person answers the question for a finding: a value of REST, or nothing.
type Person<'p> = &'p dyn Fn(&str) -> Option<Value>;

/// Answers every form until the end; each screen ends with "none of these". The response, and what was said in all.
fn interview(person: Person) -> (Value, Value) {
    let mut response = step(&start());
    let mut said = serde_json::Map::new();
    for round in 0..40 {
        if response["status"] == "completed" {
            return (response, Value::Object(said));
        }
        let last = groups(&response).last().cloned().expect("a group");
        let mut items = Vec::new();
        for name in questions(&last) {
            let finding = BOOK.findings.iter().find(|finding| finding.name == name).expect("a finding");
            if let Some(value) = person(&name) {
                items.push(json!({ "linkId": name, "answer": answers(finding, &value) }));
                said.insert(name, value);
            }
        }
        let id = last["linkId"].as_str().expect("an id");
        if last["linkId"] != "about_you" {
            items.push(json!({ "linkId": format!("{id}.none_of_these"), "answer": [{ "valueBoolean": true }] }));
        }
        let mut all = response["item"].as_array().cloned().unwrap_or_default();
        if !items.is_empty() {
            all.push(json!({ "linkId": id, "item": items }));
            response["item"] = json!(all);
        }
        response["authored"] = json!(format!("2026-11-22T09:{round:02}:00Z"));
        response = step(&response);
    }
    panic!("an interview that does not end");
}

#[test]
fn an_empty_start_gives_the_emergency_screen_and_nothing_of_the_caller_but_the_subject() {
    let first = step(&start());
    let groups = groups(&first);
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0]["linkId"], "emergency");
    assert_eq!(questions(&groups[0])[0], "age_years");
    let rest = service().post("/v1/interview", r#"{"findings":{}}"#).expect(200);
    let asked: Vec<&Value> =
        rest["next_questions"].as_array().expect("questions").iter().map(|q| &q["finding"]).collect();
    assert_eq!(json!(questions(&groups[0])), json!(asked));
    assert_eq!(first["subject"], json!({ "reference": "Patient/7" }));
    assert_eq!(first["status"], "in-progress");
    assert!(!first.to_string().contains("canary"));
}

#[test]
fn the_interview_ends_with_the_result_that_triage_gives() {
    let harmless = |name: &str| match name {
        "age_years" => Some(json!(34)),
        "twitch_present" => Some(json!("present")),
        "sites" => Some(json!(["eyelid"])),
        "duration_days" => Some(json!(3)),
        "course" => Some(json!("stable")),
        _ => None,
    };
    let (response, _) = interview(&harmless);
    let result = response["item"].as_array().expect("items").last().expect("a result").clone();
    assert_eq!(result["linkId"], "result");
    assert_eq!(result["item"][0]["answer"][0]["valueCoding"]["code"], "benign_lifestyle");
    let guidance = triage(&response);
    assert_eq!(guidance["status"], "success");
    assert_eq!(value(parameters(&guidance, "level")[0])["code"], "benign_lifestyle");
    // Asked again, it says the same.
    assert_eq!(step(&response), response);
}

#[test]
fn what_was_not_shown_stays_unknown_and_an_opened_group_is_not_closed_by_none_of_these() {
    let opened = |name: &str| match name {
        "age_years" => Some(json!(50)),
        "other_feeling_or_stiffness" => Some(json!("present")),
        "sites" => Some(json!(["hand"])),
        "duration_days" => Some(json!(30)),
        "course" => Some(json!("stable")),
        _ => None,
    };
    let (response, _) = interview(&opened);
    let guidance = triage(&response);
    let open: Vec<&Value> = parameters(&guidance, "next-question");
    assert!(!open.is_empty(), "members of an opened group are not answered by silence");
    assert_eq!(guidance["status"], "data-requested");
    let shown: Vec<String> =
        groups(&response).iter().filter(|group| group["linkId"] != "result").flat_map(questions).collect();
    let mut once = shown.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), shown.len(), "no question comes twice");
}

#[test]
fn an_emergency_ends_the_interview_at_once() {
    let (response, said) = interview(&|name| (name == "urgent_brain").then(|| json!("present")));
    assert_eq!(said, json!({ "urgent_brain": "present" }));
    let result = response["item"].as_array().expect("items").last().expect("a result").clone();
    assert_eq!(result["item"][1]["answer"][0]["valueCoding"]["code"], "emergency");
}

#[test]
fn a_screen_that_comes_again_is_a_group_of_its_own() {
    let baby = |name: &str| (name == "age_years").then(|| json!(0));
    let (response, _) = interview(&baby);
    let ids: Vec<Value> = groups(&response).iter().map(|group| group["linkId"].clone()).collect();
    assert!(ids.contains(&json!("emergency.2")), "{ids:?}");
}

#[test]
fn a_whole_form_is_refused_here_and_so_is_another_version() {
    let mut whole = start();
    whole["questionnaire"] = json!(format!("{BASE}/Questionnaire/twitch-triage"));
    assert_eq!(operation("/fhir/Questionnaire/$next-question", &whole).status, 422);
    let mut old = start();
    old["contained"][0]["derivedFrom"] = json!([format!("{BASE}/Questionnaire/twitch-triage-adaptive|1.0.0")]);
    assert_eq!(operation("/fhir/Questionnaire/$next-question", &old).status, 409);
    let mut other = start();
    other["contained"][0]["derivedFrom"] = json!(["https://example.test/Questionnaire/1"]);
    assert_eq!(operation("/fhir/Questionnaire/$next-question", &other).status, 422);
}
