//! A case that comes out otherwise by another rule book, or that one of both refuses.

use std::fmt::Write as _;

use serde::Serialize;

use crate::answer::comparison::{ComparedDecision, ComparisonKind, Differences, EffectChange};
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::status::Status;

/// A case that differs.
#[derive(Serialize)]
pub(super) struct DifferingCase<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    pub(super) kind: ComparisonKind,
    /// None where the rule book refuses the case.
    a: Option<ComparedDecision<'a>>,
    b: Option<ComparedDecision<'a>>,
    /// Why the first rule book refuses the case: the first fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_by_a: Option<&'a str>,
    /// The same of the second one.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_by_b: Option<&'a str>,
    #[serde(flatten)]
    differences: Option<Differences<'a>>,
}

/// What a rule book makes of a case: a decision, or why it refuses it.
pub(super) type CaseOutcome<'b> = &'b Result<Decision<'b>, String>;

impl<'a> DifferingCase<'a> {
    /// A case, by its line or its id, and what two rule books make of it, whether or not that differs.
    pub(super) fn new((line, id): (Option<u64>, Option<&'a str>), a: CaseOutcome<'a>, b: CaseOutcome<'a>) -> Self {
        let kind = match (a, b) {
            (Err(_), Err(_)) => ComparisonKind::RefusedByBoth,
            (Err(_), Ok(_)) => ComparisonKind::RefusedByA,
            (Ok(_), Err(_)) => ComparisonKind::RefusedByB,
            (Ok(a), Ok(b)) => ComparisonKind::of_decisions(a, b),
        };
        let differences = match (a, b) {
            (Ok(a), Ok(b)) => Some(Differences::of_decisions(a, b)),
            _ => None,
        };
        Self {
            line,
            id,
            kind,
            a: a.as_ref().ok().map(ComparedDecision::new),
            b: b.as_ref().ok().map(ComparedDecision::new),
            refused_by_a: a.as_ref().err().map(String::as_str),
            refused_by_b: b.as_ref().err().map(String::as_str),
            differences,
        }
    }

    /// Whether anything differs, or is refused.
    pub(super) fn differs(&self) -> bool {
        self.is_refused() || self.a != self.b || self.differences.as_ref().is_some_and(|found| !found.is_empty())
    }

    /// Whether a rule book refuses it.
    pub(super) fn is_refused(&self) -> bool {
        self.a.is_none() || self.b.is_none()
    }

    /// Whether what it can still become, or whether it can, is another.
    pub(super) fn possible_differs(&self) -> bool {
        let possible = |side: &Option<ComparedDecision>| side.as_ref().map(|side| (side.possible, side.status));
        possible(&self.a) != possible(&self.b)
    }

    /// In a line, and what stands below it: a word with a text each.
    pub(super) fn in_words(&self) -> (String, Vec<(&'static str, String)>) {
        let line = self.line.map(|line| format!("line {line}"));
        let name = self.id.map(str::to_owned).or(line).unwrap_or_default();
        if let (Some(by_a), Some(by_b)) = (self.refused_by_a, self.refused_by_b) {
            let below = vec![("by the first:", by_a.to_owned()), ("by the second:", by_b.to_owned())];
            return if by_a == by_b {
                (format!("{name}  refused by both: {by_a}"), Vec::new())
            } else {
                (format!("{name}  refused by both"), below)
            };
        }
        let side = |side: &Option<ComparedDecision>| match side {
            Some(ComparedDecision { level, urgency, status, .. }) => {
                format!("{} {} ({})", level.word(), urgency.word(), status.word())
            }
            None => "refused".to_owned(),
        };
        let mut words = format!("{name}  {} → {}", side(&self.a), side(&self.b));
        let mut below = Vec::new();
        if let (Some(a), Some(b)) = (&self.a, &self.b) {
            // A final answer can become nothing else: what is possible would only repeat it.
            if a.status == Status::Provisional || b.status == Status::Provisional {
                possible_in_words(&mut words, a, b);
            }
            if a.decided_by != b.decided_by || self.kind != ComparisonKind::SameOutcome {
                below.push(("decided before:", a.decided_by.join(" ")));
                below.push(("decided after:", b.decided_by.join(" ")));
            }
        }
        self.differences.iter().for_each(|differences| differences_in_words(&mut words, differences));
        below.extend(self.refused_by_a.map(|why| ("refused by the first:", why.to_owned())));
        below.extend(self.refused_by_b.map(|why| ("refused by the second:", why.to_owned())));
        (words, below)
    }
}

fn possible_in_words(words: &mut String, a: &ComparedDecision, b: &ComparedDecision) {
    let ends = [("least", a.possible.least, b.possible.least), ("most", a.possible.most, b.possible.most)];
    for (what, a, b) in ends.into_iter().filter(|(_, a, b)| a != b) {
        let _ = write!(words, "  possible at {what} {} → {}", outcome(a), outcome(b));
    }
}

fn differences_in_words(words: &mut String, differences: &Differences) {
    let Differences { only_a, only_b, effects_changed, texts_changed } = differences;
    for (what, rules) in [("without", only_a), ("with", only_b), ("other text", texts_changed)] {
        if !rules.is_empty() {
            let _ = write!(words, "  {what} {}", rules.join(" "));
        }
    }
    for EffectChange { rule, a, b } in effects_changed {
        let _ = write!(words, "  {rule} leads to {} → {}", outcome(*a), outcome(*b));
    }
}

fn outcome(outcome: Outcome) -> String {
    format!("{} {}", outcome.level.word(), outcome.urgency.word())
}
