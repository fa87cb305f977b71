//! From answers and record to findings. Only an answer of the person is ever "absent"; where both differ, the worse
//! counts.

use super::patient_record::{PatientRecord, RecordedAnswers};
use super::stale_answers;
use crate::clinical::decide::facts::Fact;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::tri;
use crate::clinical::model::finding_set::{FindingIndex, FindingSet};
use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::day::Day;

/// Ages above this are not believed, in years.
const OLDEST: i32 = 120;

/// An answered age may differ from the record by so much, in years: a birthday since.
const BIRTHDAY: i32 = 1;

/// The findings of answers and record, and what has to be said about them.
pub struct JoinedFindings {
    /// What is decided on.
    pub findings: Findings,
    /// The findings that the record made present.
    pub from_record: FindingSet,
    /// Those of them to which the person answered "no".
    pub differing: Vec<FindingIndex>,
    /// Whether the answered age differs from that of the record.
    pub age_differs: bool,
    /// Whether the answers were too old to be used in full.
    pub is_stale: bool,
}

impl JoinedFindings {
    /// Joins them.
    #[must_use]
    pub fn join(book: &RuleBook, record: &PatientRecord) -> Self {
        let (mut findings, is_stale) = match &record.answers {
            Some(answers) => from_answers(book, answers, record.as_of),
            None => (Findings::new(book), false),
        };
        let facts = book.decide(&findings).facts;
        let denied = |index: &FindingIndex| facts.get(*index) == Fact::Choice(tri::ABSENT);
        let differing: Vec<FindingIndex> = record.recorded.iter().filter(denied).collect();
        open_groups(book, record.recorded, &mut findings);
        record.recorded.iter().for_each(|index| findings.set(index, Answer::Choice(tri::PRESENT)));
        let age_differs = set_age(book, record, &mut findings);
        Self { findings, from_record: record.recorded, differing, age_differs, is_stale }
    }
}

/// What the answers say, as far as they can still be used.
fn from_answers(book: &RuleBook, recorded: &RecordedAnswers, as_of: Option<Day>) -> (Findings, bool) {
    let RecordedAnswers { answers, authored } = recorded;
    let findings = if answers.is_of_other_version { answers.explicit_findings(book) } else { answers.findings(book) };
    let days = authored.zip(as_of).map_or(0, |(authored, as_of)| authored.days_until(as_of));
    if days > i32::from(book.texts.safety_net.recheck_after_days.routine) {
        (stale_answers::kept(book, &findings, days), true)
    } else {
        (findings, false)
    }
}

/// Where the person said no to a group question of which the record knows better, their "no" still counts for the other
/// members.
fn open_groups(book: &RuleBook, recorded: FindingSet, findings: &mut Findings) {
    for group in &book.group_questions {
        if group.member_set.meets(recorded) && findings.get(group.index) == Answer::Choice(tri::ABSENT) {
            for &member in &group.members {
                if !findings.was_sent(member) {
                    findings.set(member, Answer::Choice(tri::ABSENT));
                }
            }
            findings.set(group.index, Answer::Choice(tri::PRESENT));
        }
    }
}

/// The age on the day on which the questions were answered. Whether the answered one differs.
fn set_age(book: &RuleBook, record: &PatientRecord, findings: &mut Findings) -> bool {
    let answered_on = record.answers.as_ref().and_then(|answers| answers.authored);
    let age = record.birth.zip(answered_on).and_then(|(birth, day)| birth.years_until(day));
    let Some(age) = age.filter(|age| *age <= OLDEST) else { return false };
    let answered = findings.get(book.known.age_years);
    findings.set(book.known.age_years, Answer::Number(age));
    matches!(answered, Answer::Number(answered) if (answered - age).abs() > BIRTHDAY)
}
