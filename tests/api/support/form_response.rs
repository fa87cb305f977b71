//! A payload of REST as a `QuestionnaireResponse`, written here a second time and by other rules than the service's own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use twitch_triage::clinical::model::finding::{Finding, Kind};

use super::service::{BOOK, service};

pub const BASE: &str = "https://twitch-triage.example/fhir";
pub const YES_OR_NO: &str = "http://terminology.hl7.org/CodeSystem/v2-0136";
pub const ABSENT_REASON: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

/// The answers of an item, for a value as REST takes it.
pub fn answers(finding: &Finding, value: &Value) -> Vec<Value> {
    let dont_know = || vec![json!({ "valueCoding": { "system": ABSENT_REASON, "code": "asked-unknown" } })];
    let own = |word: &Value| {
        let code = format!("{}.{}", finding.name, word.as_str().expect("a word"));
        json!({ "valueCoding": { "system": format!("{BASE}/CodeSystem/answers"), "code": code } })
    };
    match (finding.kind, value) {
        (Kind::Integer, Value::Null) => Vec::new(),
        (Kind::Integer, number) => vec![json!({ "valueInteger": number })],
        (_, Value::Null) => dont_know(),
        (_, Value::String(word)) if word == "unknown" => dont_know(),
        (Kind::Tri, word) => {
            let code = if word == "present" { "Y" } else { "N" };
            vec![json!({ "valueCoding": { "system": YES_OR_NO, "code": code } })]
        }
        (Kind::OneOf, word) => vec![own(word)],
        (Kind::SomeOf, Value::Array(words)) if words.is_empty() => dont_know(),
        (Kind::SomeOf, words) => words.as_array().expect("a list").iter().map(own).collect(),
    }
}

/// The response that says what a payload says.
pub fn response(body: &Value) -> Value {
    let none = Map::new();
    let findings = body["findings"].as_object().unwrap_or(&none);
    let mut groups: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (name, value) in findings {
        let finding = BOOK.findings.iter().find(|finding| finding.name == *name).expect("a finding");
        let answers = answers(finding, value);
        let screen = finding.screen.as_deref().unwrap_or("about_you");
        let mut item = json!({ "linkId": name });
        if !answers.is_empty() {
            item["answer"] = json!(answers);
        }
        groups.entry(screen).or_default().push(item);
    }
    for screen in body["screens_completed"].as_array().into_iter().flatten() {
        let screen = screen.as_str().expect("a screen");
        let item = json!({ "linkId": format!("{screen}.none_of_these"), "answer": [{ "valueBoolean": true }] });
        groups.entry(screen).or_default().push(item);
    }
    let items: Vec<Value> =
        groups.into_iter().map(|(screen, items)| json!({ "linkId": screen, "item": items })).collect();
    let mut response = json!({
        "resourceType": "QuestionnaireResponse",
        "questionnaire": format!("{BASE}/Questionnaire/twitch-triage|{}", BOOK.identity.version),
        "status": "completed",
        "subject": { "reference": "Patient/1288992" },
        "authored": "2026-11-22T09:30:00Z",
    });
    if !items.is_empty() {
        response["item"] = json!(items);
    }
    response
}

/// The form as it is served.
static FORM: LazyLock<Value> = LazyLock::new(|| service().get("/fhir/Questionnaire/twitch-triage").expect(200));

/// The questions with a condition of their own that the form does not show for these answers, judged by its `enableWhen`.
/// What a group question asks is asked, whether its members are shown or not.
pub fn hidden_items(response: &Value) -> Vec<&'static str> {
    let mut answers = BTreeMap::new();
    for item in all_items(response) {
        answers.insert(
            item["linkId"].as_str().expect("a link id"),
            item["answer"].as_array().cloned().unwrap_or_default(),
        );
    }
    let conditional = BOOK.findings.iter().filter(|finding| finding.asked_when.is_some());
    let items = all_items(&FORM);
    let hidden = conditional.filter(|finding| {
        let item = items.iter().find(|item| item["linkId"] == finding.name.as_str()).expect("an item");
        let mut conditions = item["enableWhen"].as_array().expect("conditions").iter();
        let holds = |condition: &Value| condition_holds(condition, &answers);
        let is_shown = if item["enableBehavior"] == "any" { conditions.any(holds) } else { conditions.all(holds) };
        !is_shown
    });
    hidden.map(|finding| finding.name.as_str()).collect()
}

fn all_items(of: &Value) -> Vec<&Value> {
    let items = of["item"].as_array().into_iter().flatten();
    items.flat_map(|item| [vec![item], all_items(item)].concat()).collect()
}

fn condition_holds(condition: &Value, answers: &BTreeMap<&str, Vec<Value>>) -> bool {
    let given = answers.get(condition["question"].as_str().expect("a question")).map(Vec::as_slice).unwrap_or_default();
    let wanted = &condition["answerCoding"];
    let is_wanted =
        |answer: &Value| ["system", "code"].into_iter().all(|part| answer["valueCoding"][part] == wanted[part]);
    let number = |holds: fn(i64, i64) -> bool| {
        let bound = condition["answerInteger"].as_i64().expect("a bound");
        given.iter().any(|answer| answer["valueInteger"].as_i64().is_some_and(|number| holds(number, bound)))
    };
    match condition["operator"].as_str().expect("an operator") {
        "=" => given.iter().any(is_wanted),
        "!=" => !given.iter().any(is_wanted),
        "<" => number(|number, bound| number < bound),
        ">=" => number(|number, bound| number >= bound),
        ">" => number(|number, bound| number > bound),
        other => panic!("{other}"),
    }
}

/// The parameters of a name in the answer of a `GuidanceResponse`.
pub fn parameters<'a>(guidance: &'a Value, name: &str) -> Vec<&'a Value> {
    let contained = guidance["contained"].as_array().expect("contained resources");
    let answer = contained.iter().find(|resource| resource["id"] == "answer").expect("the answer");
    let all = answer["parameter"].as_array().expect("parameters").iter();
    all.filter(|parameter| parameter["name"] == name).collect()
}

/// The value of a part of a parameter, or of the parameter itself.
pub fn value(parameter: &Value) -> &Value {
    let members = parameter.as_object().expect("a parameter");
    members.iter().find(|(name, _)| name.starts_with("value")).map_or(&Value::Null, |(_, value)| value)
}

/// The values of the parts of a name.
pub fn parts<'a>(parameter: &'a Value, name: &str) -> Vec<&'a Value> {
    let parts = parameter["part"].as_array().expect("parts").iter();
    parts.filter(|part| part["name"] == name).map(value).collect()
}
