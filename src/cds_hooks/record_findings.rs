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
use crate::fhir_resource::response::ResponseAnswers;

/// Ages above this are not believed, in years.
const OLDEST: i32 = 120;

/// An answered age may differ from the record by so much, in years: a birthday since.
const BIRTHDAY: i32 = 1;

/// Days of places far from each other may differ by so much, in days.
const TIME_ZONES: i32 = 1;

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
    /// Why only what raises was kept of the answers; none when they were used in full.
    pub limited: Option<Limited>,
}

/// Why answers are not used in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// They are too old.
    Stale,
    /// How old they are, or whether there are later ones, cannot be told.
    Doubtful,
}

impl JoinedFindings {
    /// Joins them.
    #[must_use]
    pub fn join(book: &RuleBook, record: &PatientRecord) -> Self {
        let (mut findings, limited) = match &record.answers {
            Some(answers) => from_answers(book, answers, record.as_of),
            None => (Findings::new(book), None),
        };
        record.rivals.iter().for_each(|rival| raise(book, rival, &mut findings));
        let facts = book.decide(&findings).facts;
        let denied = |index: &FindingIndex| facts.get(*index) == Fact::Choice(tri::ABSENT);
        let differing: Vec<FindingIndex> = record.recorded.iter().filter(denied).collect();
        make_present(book, record.recorded, &mut findings);
        let age = Age::of(record, findings.get(book.known.age_years));
        let mut from_record = record.recorded;
        if let Some(age) = &age {
            findings.set(book.known.age_years, Answer::Number(age.years));
            from_record.insert(book.known.age_years);
        }
        let age_differs = age.is_some_and(|age| age.differs);
        Self { findings, from_record, differing, age_differs, limited }
    }
}

/// What the answers say, as far as they can still be used.
fn from_answers(book: &RuleBook, recorded: &RecordedAnswers, as_of: Option<Day>) -> (Findings, Option<Limited>) {
    let findings = sent(book, &recorded.answers);
    let days = recorded.authored.zip(as_of).map_or(0, |(authored, as_of)| authored.day.days_until(as_of));
    let limited = if days > i32::from(book.texts.safety_net.recheck_after_days.routine) {
        Some(Limited::Stale)
    } else {
        (days < -TIME_ZONES || recorded.may_be_outdated).then_some(Limited::Doubtful)
    };
    if limited.is_some() { (stale_answers::kept(book, &findings, days.max(0)), limited) } else { (findings, None) }
}

fn sent(book: &RuleBook, answers: &ResponseAnswers) -> Findings {
    if answers.is_of_other_version { answers.explicit_findings(book) } else { answers.findings(book) }
}

/// Adds what raises of answers that may be the latest ones too.
fn raise(book: &RuleBook, rival: &ResponseAnswers, findings: &mut Findings) {
    let kept = stale_answers::kept(book, &sent(book, rival), 0);
    let present: FindingSet =
        kept.sent().iter().filter(|index| kept.get(*index) == Answer::Choice(tri::PRESENT)).collect();
    make_present(book, present, findings);
}

/// Makes findings present, whatever was answered. Where the person said no to a group question of one of them, their "no"
/// still counts for its other members.
fn make_present(book: &RuleBook, present: FindingSet, findings: &mut Findings) {
    for group in &book.group_questions {
        if group.member_set.meets(present) && findings.get(group.index) == Answer::Choice(tri::ABSENT) {
            for &member in &group.members {
                if !findings.was_sent(member) {
                    findings.set(member, Answer::Choice(tri::ABSENT));
                }
            }
            findings.set(group.index, Answer::Choice(tri::PRESENT));
        }
    }
    present.iter().for_each(|index| findings.set(index, Answer::Choice(tri::PRESENT)));
}

/// The age of a record on the day on which the questions were answered.
struct Age {
    years: i32,
    /// Whether the answered one differs.
    differs: bool,
}

impl Age {
    fn of(record: &PatientRecord, answered: Answer) -> Option<Self> {
        let answered_on = record.answers.as_ref()?.authored?.whole_day()?;
        let years = record.birth?.years_until(answered_on).filter(|years| *years <= OLDEST)?;
        let differs = matches!(answered, Answer::Number(answered) if (answered - years).abs() > BIRTHDAY);
        Some(Self { years, differs })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;
    use serde_json::{Value, json};

    use super::JoinedFindings;
    use crate::cds_hooks::hook_request::HookRequest;
    use crate::cds_hooks::patient_record::PatientRecord;
    use crate::clinical::decide::facts::Fact;
    use crate::clinical::model::finding::tri;
    use crate::clinical::model::rule_book::RuleBook;

    const SYSTEMS: [&str; 4] = [
        "http://hl7.org/fhir/sid/icd-10",
        "http://snomed.info/sct",
        "http://www.whocc.no/atc",
        "http://terminology.hl7.org/CodeSystem/v2-0136",
    ];
    const CODES: [&str; 11] =
        ["R25.3", "C50.1", "E03.9", "N18.3", "G12.2", "A80", "Z00.0", "82470000", "N05AN01", "N", "absent"];
    const STATUSES: [&str; 8] =
        ["active", "resolved", "refuted", "entered-in-error", "stopped", "not-taken", "confirmed", "order"];
    const TYPES: [&str; 6] =
        ["Condition", "MedicationRequest", "MedicationStatement", "Observation", "AllergyIntolerance", "Bundle"];
    const NAMES: [&str; 5] = ["lithium", "no lithium", "denies weakness", "never: cancer", "atorvastatin"];

    /// A resource as a record system may hold it, also one that denies something.
    fn resource() -> impl Strategy<Value = Value> {
        let coding = (select(&SYSTEMS), select(&CODES), select(&NAMES))
            .prop_map(|(system, code, name)| json!({ "coding": [{ "system": system, "code": code }], "text": name }));
        let status = || select(&STATUSES).prop_map(|status| json!({ "coding": [{ "code": status }] }));
        let parts = (select(&TYPES), coding, status(), status(), select(&STATUSES), any::<bool>());
        parts.prop_map(|(kind, code, clinical, verification, status, flag)| {
            json!({
                "resourceType": kind, "subject": { "reference": "Patient/1" }, "status": status, "intent": "order",
                "code": code, "medicationCodeableConcept": code, "clinicalStatus": clinical,
                "verificationStatus": verification, "doNotPerform": flag, "valueBoolean": flag,
                "valueCodeableConcept": code, "negated": flag,
            })
        })
    }

    #[test]
    fn no_record_whatever_yields_absent() {
        let book = RuleBook::built_in().unwrap();
        let key = || proptest::collection::vec(resource(), 0..6);
        proptest!(ProptestConfig::with_cases(2_000), |(sent in (key(), key(), key()), birth in select(&["1990-01-01", "2025-12-01"]))| {
            let bundle = |resources: &Vec<Value>| {
                let entries: Vec<Value> = resources.iter().map(|resource| json!({ "resource": resource })).collect();
                json!({ "resourceType": "Bundle", "timestamp": "2026-11-29T10:00:00Z", "entry": entries })
            };
            let call = json!({
                "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
                "context": { "userId": "Practitioner/1", "patientId": "1" },
                "prefetch": {
                    "patient": { "resourceType": "Patient", "id": "1", "birthDate": birth },
                    "answers": null, "conditions": bundle(&sent.0), "requests": bundle(&sent.1),
                    "statements": bundle(&sent.2),
                },
            });
            let request = HookRequest::read(&call).unwrap();
            let record = PatientRecord::read(&book, &request);
            let joined = JoinedFindings::join(&book, &record);
            let facts = book.decide(&joined.findings).facts;
            for (index, finding) in book.findings.iter().enumerate() {
                let fact = facts.get(index);
                let is_present = joined.from_record.contains(index) && fact == Fact::Choice(tri::PRESENT);
                prop_assert!(fact == Fact::Unknown || is_present, "{}: {fact:?}", finding.name);
            }
        });
    }
}
