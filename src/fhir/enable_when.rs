//! When an item of the form is shown, in the words of FHIR.

use serde_json::{Map, Value, json};

use crate::clinical::model::answers::Answer;
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::coded_answer::answer_values;
use crate::fhir_resource::shown_when::{Expected, FormTest, ShownWhen};

/// Adds to an item when its question is shown.
pub fn add(book: &RuleBook, index: FindingIndex, item: &mut Map<String, Value>) {
    add_conditions(book, item, &ShownWhen::of(book, index));
}

/// Adds conditions to an item; nothing for one that is always shown.
pub fn add_conditions(book: &RuleBook, item: &mut Map<String, Value>, shown: &ShownWhen) {
    let conditions: Vec<Value> = shown.tests.iter().map(|test| condition(book, *test)).collect();
    if conditions.len() > 1 {
        item.insert("enableBehavior".to_owned(), json!(if shown.any { "any" } else { "all" }));
    }
    if !conditions.is_empty() {
        item.insert("enableWhen".to_owned(), json!(conditions));
    }
}

fn condition(book: &RuleBook, FormTest { question, expected }: FormTest) -> Value {
    let name = book.name(question);
    let number =
        |operator: &str, number: i32| json!({ "question": name, "operator": operator, "answerInteger": number });
    let coding = |operator: &str, answer: Answer| {
        let values = book.finding(question).map(|finding| answer_values(book, finding, answer)).unwrap_or_default();
        let coding = values.first().map_or(&Value::Null, |value| &value["valueCoding"]);
        let coding = json!({ "system": coding["system"], "code": coding["code"] });
        json!({ "question": name, "operator": operator, "answerCoding": coding })
    };
    match expected {
        Expected::Is(answer) => coding("=", answer),
        Expected::IsNot(answer) => coding("!=", answer),
        Expected::Below(bound) => number("<", bound),
        Expected::AtLeast(bound) => number(">=", bound),
        Expected::Above(bound) => number(">", bound),
    }
}
