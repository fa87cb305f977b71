//! Holds a rule book against its own vectors.

use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use super::fault::Fault;
use super::similar::{hint, listed};
use crate::clinical::decide::question::Questions;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::finding::{Finding, Kind};
use crate::clinical::model::findings_seed::FindingsSeed;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;
use crate::clinical::model::vector::{Expectation, Possible, Vector, Vectors};

impl Vectors {
    /// Every vector that does not come out, and every one that is no valid payload.
    #[must_use]
    pub fn run(&self, book: &RuleBook) -> Vec<Fault> {
        let faults = self.vectors.iter().map(|vector| {
            let expected = &vector.expect;
            match self.read(book, vector) {
                Err(error) => vec![Fault::at("vectors.json", &vector.id, error)],
                Ok(findings) => differences(&vector.id, expected, &Expectation::from_findings(book, &findings)),
            }
        });
        faults.flatten().collect()
    }

    /// Reads the answers of a vector.
    ///
    /// # Errors
    ///
    /// Says what of them the rule book does not take, and what it would take.
    pub fn read(&self, book: &RuleBook, vector: &Vector) -> Result<Findings, String> {
        read_answers(book, &self.findings_of(vector), &vector.screens_completed)
    }
}

/// Reads answers and completed screens as a rule book takes them.
///
/// # Errors
///
/// Says what of them the rule book does not take, and what it would take.
pub fn read_answers(book: &RuleBook, answers: &Map<String, Value>, screens: &[String]) -> Result<Findings, String> {
    let read = FindingsSeed(book).deserialize(Value::Object(answers.clone()));
    let mut findings = read.map_err(|error| first_refused(book, answers).unwrap_or_else(|| error.to_string()))?;
    for id in screens {
        let screen = book.completable_screen(id).ok_or_else(|| {
            let screens: Vec<&str> =
                book.screens.iter().filter(|screen| !screen.heading_only).map(|screen| screen.id.as_str()).collect();
            let near = hint(id, screens.iter().copied());
            format!("`{id}` is not a screen{near}; permitted: {}", listed(&screens))
        })?;
        findings.complete(screen);
    }
    Ok(findings)
}

/// The first of several answers that the rule book does not take: its name, why, and what is permitted.
fn first_refused(book: &RuleBook, answers: &Map<String, Value>) -> Option<String> {
    answers.iter().find_map(|(name, answer)| {
        let alone = Value::Object(Map::from_iter([(name.clone(), answer.clone())]));
        let error = FindingsSeed(book).deserialize(alone).err()?;
        let permitted = match book.finding_index(name).and_then(|index| book.finding(index)) {
            None => {
                let names = book.findings.iter().map(|finding| finding.name.as_str());
                format!("{}; findings.toml lists them", hint(name, names))
            }
            Some(finding) => format!("; permitted: {}", permitted(finding)),
        };
        Some(format!("`{name}`: {error}{permitted}"))
    })
}

/// The answers of a finding in words.
fn permitted(finding: &Finding) -> String {
    let words: Vec<&str> = finding.answers.iter().map(|answer| answer.value.as_str()).collect();
    match finding.kind {
        Kind::Tri => listed(&["present", "absent", "unknown"]),
        Kind::OneOf => format!("{}, `unknown`", listed(&words)),
        Kind::SomeOf => format!("a list of {}", listed(&words)),
        Kind::Integer => format!("a whole number from {} to {}", finding.minimum, finding.maximum),
    }
}

impl Expectation {
    /// What comes out.
    #[must_use]
    pub fn from_findings(book: &RuleBook, findings: &Findings) -> Self {
        let decision = book.decide(findings);
        let questions = Questions::for_decision(&decision, findings);
        let (asked, next): (Vec<_>, Vec<_>) = questions.next.iter().partition(|question| question.asked);
        let name = |index| book.name(index).to_owned();
        Self {
            level: decision.result.level,
            urgency: decision.result.urgency,
            provisional: decision.status() == Status::Provisional,
            in_scope: decision.in_scope,
            possible: Possible { least: decision.least, most: decision.most },
            rules: decision.fired().map(|rule| rule.id.clone()).collect(),
            warnings: decision.warning().map(|warning| warning.id.clone()).into_iter().collect(),
            next_questions: next.iter().map(|question| name(question.index)).collect(),
            asked_already: asked.iter().map(|question| name(question.index)).collect(),
            lowering_questions: questions.lowering.iter().map(|question| name(question.index)).collect(),
        }
    }
}

/// The fields in which the result is not the expected one.
fn differences(id: &str, expected: &Expectation, actual: &Expectation) -> Vec<Fault> {
    let fields = [
        ("level", expected.level.word().to_owned(), actual.level.word().to_owned()),
        ("urgency", expected.urgency.word().to_owned(), actual.urgency.word().to_owned()),
        ("provisional", expected.provisional.to_string(), actual.provisional.to_string()),
        ("in_scope", expected.in_scope.to_string(), actual.in_scope.to_string()),
        ("possible", range(expected.possible), range(actual.possible)),
        ("rules", expected.rules.join(" "), actual.rules.join(" ")),
        ("warnings", expected.warnings.join(" "), actual.warnings.join(" ")),
        ("next_questions", expected.next_questions.join(" "), actual.next_questions.join(" ")),
        ("asked_already", expected.asked_already.join(" "), actual.asked_already.join(" ")),
        ("lowering_questions", expected.lowering_questions.join(" "), actual.lowering_questions.join(" ")),
    ];
    let differing = fields.into_iter().filter(|(_, expected, actual)| expected != actual);
    differing
        .map(|(field, expected, actual)| {
            let what = format!("`{field}`: expected {expected}, got {actual}; change it back, or take it over with `twitch-triage book accept`");
            Fault { is_other_outcome: true, ..Fault::at("vectors.json", id, what) }
        })
        .collect()
}

/// The least and the most in words.
fn range(Possible { least, most }: Possible) -> String {
    let words = |outcome: Outcome| format!("{} {}", outcome.level.word(), outcome.urgency.word());
    format!("{} to {}", words(least), words(most))
}
