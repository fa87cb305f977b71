//! Answers that are too old: only what raises is kept of them.

use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::{Class, Kind, tri};
use crate::clinical::model::rule_book::RuleBook;

/// What is left of answers after some days: what was present and may only raise, the places, the tempo, and how long
/// it has lasted by now. Every "no", every completed screen, the course and every mitigation become unknown: to
/// forget what was present would lower the answer.
#[must_use]
pub fn kept(book: &RuleBook, answers: &Findings, days: i32) -> Findings {
    let mut kept = Findings::new(book);
    for index in answers.sent().iter() {
        let Some(finding) = book.finding(index) else { continue };
        let answer = answers.get(index);
        let raises = matches!(finding.class, Class::U1 | Class::U2 | Class::O);
        let left = match (finding.kind, answer) {
            (Kind::Tri, Answer::Choice(tri::PRESENT)) if raises => answer,
            (Kind::SomeOf, Answer::Several(_)) if index == book.known.sites => answer,
            (Kind::OneOf, Answer::Choice(place))
                if index == book.known.decline_tempo && place != book.known.tempo_none =>
            {
                answer
            }
            (Kind::Integer, Answer::Number(number)) if index == book.known.duration_days => {
                Answer::Number(number.saturating_add(days).min(finding.maximum))
            }
            _ => continue,
        };
        kept.set(index, left);
    }
    kept
}
