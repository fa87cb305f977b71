//! When a question of the form is shown, in the words of FHIR.

use serde_json::{Map, Value, json};

use crate::clinical::model::condition::{ClauseText, Comparison, LiteralText};
use crate::clinical::model::derived::Derived;
use crate::clinical::model::finding::{Finding, Kind, tri};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::canonical::{ABSENT_REASON, Canonical, CodeSystem, YES_OR_NO};
use crate::fhir_resource::coded_answer::{ASKED_UNKNOWN, NO, YES, answer_code};

/// Adds to an item when its question is shown: a member of a group question once that was answered otherwise than "no";
/// every other one by its condition. Where FHIR cannot say a condition, the question is shown more often.
pub fn add(book: &RuleBook, index: FindingIndex, item: &mut Map<String, Value>) {
    let alternatives = if let Some(group) = book.group_of(index) {
        let group = book.name(group.index);
        vec![vec![is_yes(group), equals(group, ABSENT_REASON, ASKED_UNKNOWN)]]
    } else {
        let clauses = book.finding(index).and_then(|finding| finding.asked_when.as_deref()).unwrap_or_default();
        clauses.iter().map(|clause| clause_alternatives(book, clause)).collect()
    };
    let (conditions, behavior) = match alternatives.as_slice() {
        [only] => (only.clone(), "any"),
        several => (several.iter().filter(|any| any.len() == 1).flatten().cloned().collect(), "all"),
    };
    add_conditions(item, &conditions, behavior);
}

/// Adds conditions to an item; `any` or `all` of several must hold.
pub fn add_conditions(item: &mut Map<String, Value>, conditions: &[Value], behavior: &str) {
    if conditions.len() > 1 {
        item.insert("enableBehavior".to_owned(), json!(behavior));
    }
    if !conditions.is_empty() {
        item.insert("enableWhen".to_owned(), json!(conditions));
    }
}

/// A number compared with another one.
pub fn number(question: &str, operator: &str, number: i32) -> Value {
    json!({ "question": question, "operator": operator, "answerInteger": number })
}

/// The conditions of which one makes a clause true; none when FHIR cannot say one of them.
fn clause_alternatives(book: &RuleBook, clause: &ClauseText) -> Vec<Value> {
    let literals: Option<Vec<Vec<Value>>> =
        clause.literals().iter().map(|literal| literal_alternatives(book, literal)).collect();
    literals.unwrap_or_default().concat()
}

fn literal_alternatives(book: &RuleBook, literal: &LiteralText) -> Option<Vec<Value>> {
    match literal {
        LiteralText::Name(name) => match book.finding_index(name) {
            Some(_) => Some(vec![is_yes(name)]),
            None => any_of_derived(book, name),
        },
        LiteralText::Comparison(comparison) => {
            let finding = book.finding(book.finding_index(&comparison.finding)?)?;
            compared(book, finding, comparison)
        }
    }
}

/// A derived finding that is true when one of those is present from which it is worked out.
fn any_of_derived(book: &RuleBook, name: &str) -> Option<Vec<Value>> {
    let derived = [Derived::AnyWeakness, Derived::AnyDecline].into_iter().find(|derived| derived.name() == name)?;
    Some(derived.reads(&book.known).iter().map(|index| is_yes(book.name(index))).collect())
}

fn compared(book: &RuleBook, finding: &Finding, comparison: &Comparison) -> Option<Vec<Value>> {
    let bounds = [("<", comparison.less_than), (">=", comparison.at_least), (">", comparison.more_than)];
    if let Some((operator, bound)) = bounds.into_iter().find_map(|(operator, bound)| Some((operator, bound?))) {
        return Some(vec![number(&finding.name, operator, bound)]);
    }
    let words = comparison.is.as_deref()?;
    if finding.kind == Kind::Tri {
        let has = |word: &str| words.iter().any(|listed| listed == word);
        return match (has(tri::PRESENT_WORD), has(tri::ABSENT_WORD), words.len()) {
            (true, false, 1) => Some(vec![is_yes(&finding.name)]),
            (false, true, 1) => Some(vec![equals(&finding.name, YES_OR_NO, NO)]),
            // It also holds while the question is open.
            (false, true, 2) => Some(vec![compare(&finding.name, "!=", YES_OR_NO, YES)]),
            _ => None,
        };
    }
    let system = Canonical::for_book(book).code_system(CodeSystem::Answers);
    let answers = finding.answers.iter().filter(|answer| words.contains(&answer.value));
    Some(answers.map(|answer| equals(&finding.name, &system, &answer_code(finding, answer))).collect())
}

fn is_yes(question: &str) -> Value {
    equals(question, YES_OR_NO, YES)
}

fn equals(question: &str, system: &str, code: &str) -> Value {
    compare(question, "=", system, code)
}

fn compare(question: &str, operator: &str, system: &str, code: &str) -> Value {
    json!({ "question": question, "operator": operator, "answerCoding": { "system": system, "code": code } })
}
