//! Conditions that nobody can meet: a threshold beyond the numbers that a finding takes, and clauses on one finding that
//! exclude each other.

use crate::clinical::model::condition::{Clause, Condition, Literal, Test};
use crate::clinical::model::derived::{Derived, Values};
use crate::clinical::model::finding::{Finding, Kind};
use crate::clinical::model::finding_set::FindingIndex;

/// The body regions that can have a site.
const BODY_REGIONS: i32 = 4;

/// What of a condition never holds, each with what to do.
pub(super) fn never_holds(findings: &[Finding], condition: &Condition) -> Vec<String> {
    let mut wrong: Vec<String> = condition.literals().filter_map(|literal| out_of_range(findings, literal)).collect();
    if wrong.is_empty() {
        let mut done: Vec<FindingIndex> = Vec::new();
        for clause in &condition.0 {
            if let Some(index) = only_finding(clause).filter(|index| !done.contains(index)) {
                done.push(index);
                wrong.extend(excluded(findings, condition, index));
            }
        }
    }
    wrong
}

/// The only finding of which a clause speaks.
fn only_finding(clause: &Clause) -> Option<FindingIndex> {
    let first = clause.literals().first()?.index;
    clause.literals().iter().all(|literal| literal.index == first).then_some(first)
}

/// The lowest and the highest number of a finding; none where it is no number, or where the two are exchanged.
fn range(findings: &[Finding], index: FindingIndex) -> Option<(i32, i32)> {
    if let Some(finding) = findings.get(index) {
        let is_range = finding.kind == Kind::Integer && finding.minimum <= finding.maximum;
        return is_range.then_some((finding.minimum, finding.maximum));
    }
    let derived = Derived::ALL.get(index.checked_sub(findings.len())?)?;
    if derived.values() != Values::Number {
        return None;
    }
    let sites = findings.iter().find(|finding| finding.kind == Kind::SomeOf)?;
    let sites = i32::try_from(sites.answers.len()).ok()?;
    Some((0, if *derived == Derived::SiteCount { sites } else { BODY_REGIONS }))
}

fn name(findings: &[Finding], index: FindingIndex) -> &str {
    let derived = || Derived::ALL.get(index.checked_sub(findings.len())?).map(|derived| derived.name());
    findings.get(index).map(|finding| finding.name.as_str()).or_else(derived).unwrap_or_default()
}

/// A threshold that no answer can pass, or that lies beyond every answer.
fn out_of_range(findings: &[Finding], literal: &Literal) -> Option<String> {
    let (lowest, highest) = range(findings, literal.index)?;
    let (number, never) = match literal.test {
        Test::AtLeast(number) => (number, number > highest),
        Test::MoreThan(number) => (number, number >= highest),
        Test::LessThan(number) => (number, number <= lowest),
        Test::OneOf(_) | Test::AnyOf(_) => return None,
    };
    let beyond = number < lowest || number > highest;
    let name = name(findings, literal.index);
    let written = written(literal.test);
    let what = if never { "no answer can meet it" } else { "every answer meets it" };
    (never || beyond).then(|| {
        format!("`{written}`: {what}, `{name}` goes from {lowest} to {highest}: write a threshold between them")
    })
}

/// What of the clauses on one finding excludes each other.
fn excluded(findings: &[Finding], condition: &Condition, index: FindingIndex) -> Option<String> {
    let clauses: Vec<&Clause> = condition.0.iter().filter(|clause| only_finding(clause) == Some(index)).collect();
    let name = name(findings, index);
    let literals = || clauses.iter().flat_map(|clause| clause.literals());
    let holds_together = match range(findings, index) {
        Some((lowest, highest)) => {
            let edges = literals()
                .filter_map(|literal| edge(literal.test))
                .flat_map(|edge| [edge.saturating_sub(1), edge, edge.saturating_add(1)]);
            let mut numbers = edges.chain([lowest, highest]).filter(|number| (lowest..=highest).contains(number));
            numbers.any(|number| {
                clauses.iter().all(|clause| clause.literals().iter().any(|literal| takes(literal.test, number)))
            })
        }
        // Several sites can be named at once: only single answers exclude each other.
        None if literals().any(|literal| !matches!(literal.test, Test::OneOf(_))) => true,
        None => clauses.iter().fold(u32::MAX, |left, clause| left & accepted(clause)) != 0,
    };
    if holds_together {
        return None;
    }
    let numbers: Vec<String> = literals()
        .filter(|literal| edge(literal.test).is_some())
        .map(|literal| format!("`{}`", written(literal.test)))
        .collect();
    Some(if numbers.is_empty() {
        format!("`{name}`: its clauses exclude each other, so that the condition never holds: remove one of them")
    } else {
        let numbers = numbers.join(" and ");
        format!("{numbers} exclude each other, so that the condition never holds of `{name}`: change one of them")
    })
}

fn edge(test: Test) -> Option<i32> {
    match test {
        Test::AtLeast(edge) | Test::MoreThan(edge) | Test::LessThan(edge) => Some(edge),
        Test::OneOf(_) | Test::AnyOf(_) => None,
    }
}

fn takes(test: Test, number: i32) -> bool {
    match test {
        Test::AtLeast(edge) => number >= edge,
        Test::MoreThan(edge) => number > edge,
        Test::LessThan(edge) => number < edge,
        Test::OneOf(_) | Test::AnyOf(_) => false,
    }
}

/// The answers of which a clause accepts one.
fn accepted(clause: &Clause) -> u32 {
    clause.literals().iter().fold(0, |accepted, literal| match literal.test {
        Test::OneOf(answers) => accepted | answers,
        _ => accepted,
    })
}

/// A threshold as it is written in a file.
fn written(test: Test) -> String {
    match test {
        Test::AtLeast(number) => format!("at_least = {number}"),
        Test::MoreThan(number) => format!("more_than = {number}"),
        Test::LessThan(number) => format!("less_than = {number}"),
        Test::OneOf(_) | Test::AnyOf(_) => String::new(),
    }
}
