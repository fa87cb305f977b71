//! When the whole form shows a question: the condition of the rule book, as far as a form can test it.

use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::condition::{ClauseText, Comparison, LiteralText};
use crate::clinical::model::derived::Derived;
use crate::clinical::model::finding::{Finding, Kind, tri};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule_book::RuleBook;

/// A test of the answer to another question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormTest {
    /// That question.
    pub question: FindingIndex,
    /// What its answer must be.
    pub expected: Expected,
}

/// What an answer must be. An answer that was not given is none of these but `IsNot`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This answer, or it among others.
    Is(Answer),
    /// Not this answer.
    IsNot(Answer),
    /// A smaller number.
    Below(i32),
    /// This number or a larger one.
    AtLeast(i32),
    /// A larger number.
    Above(i32),
}

/// When a question is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownWhen {
    /// The tests; none for a question that is always shown.
    pub tests: Vec<FormTest>,
    /// Whether one test is enough.
    pub any: bool,
}

impl ShownWhen {
    /// When a question is shown: a member of a group question once that was answered otherwise than "no"; every other one by
    /// its condition, and also while the person does not know whether that holds. Where a form cannot test a condition, the
    /// question is shown more often.
    #[must_use]
    pub fn of(book: &RuleBook, index: FindingIndex) -> Self {
        let clauses: Vec<Vec<FormTest>> = if let Some(group) = book.group_of(index) {
            vec![yes_or_unknown(group.index)]
        } else {
            let clauses = book.finding(index).and_then(|finding| finding.asked_when.as_deref()).unwrap_or_default();
            clauses.iter().map(|clause| alternatives(book, clause)).collect()
        };
        match clauses.as_slice() {
            [only] => Self { tests: only.clone(), any: true },
            // All clauses, or any of the alternatives of one: a form cannot test both.
            several => Self { tests: several.iter().filter_map(|tests| only_known(tests)).collect(), any: false },
        }
    }

    /// Whether the question is shown for these answers.
    #[must_use]
    pub fn holds(&self, answers: &Findings) -> bool {
        let mut held = self.tests.iter().map(|test| test.expected.holds(answers.get(test.question)));
        if self.any && !self.tests.is_empty() { held.any(|holds| holds) } else { held.all(|holds| holds) }
    }
}

impl Expected {
    fn holds(self, answer: Answer) -> bool {
        let is = |expected: Answer| match (answer, expected) {
            (Answer::Several(given), Answer::Several(one)) => given & one != 0,
            _ => answer == expected,
        };
        match (self, answer) {
            (Self::Is(expected), _) => is(expected),
            (Self::IsNot(expected), _) => !is(expected),
            (Self::Below(bound), Answer::Number(number)) => number < bound,
            (Self::AtLeast(bound), Answer::Number(number)) => number >= bound,
            (Self::Above(bound), Answer::Number(number)) => number > bound,
            (Self::Below(_) | Self::AtLeast(_) | Self::Above(_), _) => false,
        }
    }
}

/// The one test besides not knowing, where there is one.
fn only_known(tests: &[FormTest]) -> Option<FormTest> {
    let mut known = tests.iter().filter(|test| test.expected != Expected::Is(Answer::Unknown));
    known.next().filter(|_| known.next().is_none()).copied()
}

/// The tests of which one makes a clause true; none when a form cannot test one of its literals.
fn alternatives(book: &RuleBook, clause: &ClauseText) -> Vec<FormTest> {
    let literals: Option<Vec<Vec<FormTest>>> = clause.literals().iter().map(|literal| tests(book, literal)).collect();
    literals.unwrap_or_default().concat()
}

fn tests(book: &RuleBook, literal: &LiteralText) -> Option<Vec<FormTest>> {
    match literal {
        LiteralText::Name(name) => match book.finding_index(name) {
            Some(index) => Some(yes_or_unknown(index)),
            None => any_of_derived(book, name),
        },
        LiteralText::Comparison(comparison) => {
            let index = book.finding_index(&comparison.finding)?;
            compared(index, book.finding(index)?, comparison)
        }
    }
}

/// A derived finding that is true when one of those is present from which it is worked out.
fn any_of_derived(book: &RuleBook, name: &str) -> Option<Vec<FormTest>> {
    let derived = [Derived::AnyWeakness, Derived::AnyDecline].into_iter().find(|derived| derived.name() == name)?;
    Some(derived.reads(&book.known).iter().flat_map(yes_or_unknown).collect())
}

fn compared(question: FindingIndex, finding: &Finding, comparison: &Comparison) -> Option<Vec<FormTest>> {
    let of = |expected: Expected| FormTest { question, expected };
    let bounds = [
        comparison.less_than.map(Expected::Below),
        comparison.at_least.map(Expected::AtLeast),
        comparison.more_than.map(Expected::Above),
    ];
    if let Some(bound) = bounds.into_iter().flatten().next() {
        return Some(vec![of(bound)]);
    }
    let words = comparison.is.as_deref()?;
    if finding.kind == Kind::Tri {
        let has = |word: &str| words.iter().any(|listed| listed == word);
        return match (has(tri::PRESENT_WORD), has(tri::ABSENT_WORD), words.len()) {
            (true, false, 1) => Some(yes_or_unknown(question)),
            (false, true, 1) => Some(vec![of(Expected::Is(Answer::Choice(tri::ABSENT)))]),
            // It also holds while the question is open.
            (false, true, 2) => Some(vec![of(Expected::IsNot(Answer::Choice(tri::PRESENT)))]),
            _ => None,
        };
    }
    let places = words.iter().filter_map(|word| finding.position(word));
    let answer = |place: u8| match finding.kind {
        Kind::SomeOf => Answer::Several(1u32.checked_shl(place.into()).unwrap_or_default()),
        _ => Answer::Choice(place),
    };
    Some(places.map(|place| of(Expected::Is(answer(place)))).collect())
}

fn yes_or_unknown(question: FindingIndex) -> Vec<FormTest> {
    let answers = [Answer::Choice(tri::PRESENT), Answer::Unknown];
    answers.map(|answer| FormTest { question, expected: Expected::Is(answer) }).into()
}
