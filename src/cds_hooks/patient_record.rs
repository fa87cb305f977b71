//! What a call sent of a patient: answers, recorded facts, and what has to be said about both.

use serde_json::Value;

use super::hook_request::HookRequest;
use super::prefetch::{Arrival, PrefetchKey, Prefetched, resource_type};
use super::record_resource;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::canonical::{ADAPTIVE_FORM, Canonical, FORM};
use crate::fhir_resource::day::Day;
use crate::fhir_resource::moment::Moment;
use crate::fhir_resource::patient_reference::names_patient;
use crate::fhir_resource::response::{self, ResponseAnswers};

/// What was sent of a patient.
pub struct PatientRecord {
    /// The latest answers that can be read.
    pub answers: Option<RecordedAnswers>,
    /// Other answers that may be as late: nobody can tell which of them are the latest.
    pub rivals: Vec<ResponseAnswers>,
    /// Whether answers were sent that cannot be read.
    pub has_unreadable_answers: bool,
    /// The findings that the record makes present.
    pub recorded: FindingSet,
    /// The patient's day of birth.
    pub birth: Option<Day>,
    /// Whether the patient has died.
    pub is_deceased: bool,
    /// Whether data of another patient were sent.
    pub has_other_patient: bool,
    /// The latest day of which the record system says that the data are of it.
    pub as_of: Option<Day>,
    /// How much of each key arrived.
    pub arrivals: Vec<(PrefetchKey, Arrival)>,
}

/// Answers with the day on which they were given.
pub struct RecordedAnswers {
    /// The answers.
    pub answers: ResponseAnswers,
    /// When; none where it was not said.
    pub authored: Option<Moment>,
    /// Whether others, which may be later, cannot be read.
    pub may_be_outdated: bool,
}

impl PatientRecord {
    /// Reads what was sent along with a call.
    #[must_use]
    pub fn read(book: &RuleBook, request: &HookRequest) -> Self {
        let sent = PrefetchKey::ALL.map(|key| (key, Prefetched::read(request.prefetch, key)));
        let resources: Vec<&Value> = sent.iter().flat_map(|(_, sent)| sent.resources.iter().copied()).collect();
        let mut record = Self {
            answers: None,
            rivals: Vec::new(),
            has_unreadable_answers: false,
            recorded: FindingSet::default(),
            birth: None,
            is_deceased: false,
            has_other_patient: false,
            as_of: sent.iter().filter_map(|(_, sent)| sent.bundle).filter_map(day_of_bundle).max(),
            arrivals: sent.iter().map(|(key, sent)| (*key, sent.arrival)).collect(),
        };
        let medications = record_resource::medications(&book.records, &resources);
        let mut responses: Vec<&Value> = Vec::new();
        for resource in &resources {
            match resource_type(resource) {
                "Patient" => record.add_patient(resource, request.patient),
                "QuestionnaireResponse" if record.is_of(resource, request.patient) => responses.push(resource),
                "Condition" | "MedicationRequest" | "MedicationStatement"
                    if record.is_of(resource, request.patient) =>
                {
                    let found = record_resource::findings(&book.records, resource, &medications);
                    record.recorded = record.recorded.union(found);
                }
                _ => {}
            }
        }
        record.read_answers(book, &responses);
        record
    }

    fn is_of(&mut self, resource: &Value, patient: &str) -> bool {
        let is_theirs = names_patient(resource.get("subject"), patient);
        self.has_other_patient |= !is_theirs;
        is_theirs
    }

    fn add_patient(&mut self, patient: &Value, id: &str) {
        let text = |member: &str| patient.get(member).and_then(Value::as_str);
        if text("id") != Some(id) {
            self.has_other_patient = true;
            return;
        }
        self.birth = text("birthDate").and_then(Day::read);
        self.is_deceased =
            patient.get("deceasedBoolean") == Some(&Value::Bool(true)) || text("deceasedDateTime").is_some();
    }

    /// The latest answers to our questions that can be read. What may be as late and cannot be read is noted.
    fn read_answers(&mut self, book: &RuleBook, responses: &[&Value]) {
        let text = |response: &Value, member: &str| response.get(member).and_then(Value::as_str).map(str::to_owned);
        let ours = responses.iter().filter(|response| is_to_ours(book, response));
        let used = ours.filter(|response| text(response, "status").as_deref() != Some("entered-in-error"));
        let mut dated: Vec<(Option<Moment>, bool, &Value)> = used
            .map(|response| {
                let said = response.get("authored");
                let authored = said.and_then(Value::as_str).and_then(Moment::read);
                (authored, said.is_none() || authored.is_some(), *response)
            })
            .collect();
        dated.sort_by_key(|(authored, ..)| std::cmp::Reverse(authored.map(Moment::latest_second)));
        for (authored, has_good_date, response) in dated {
            let may_be_latest = match (&self.answers, authored) {
                (Some(RecordedAnswers { authored: Some(latest), .. }), Some(authored)) => {
                    authored.may_be_as_late_as(*latest)
                }
                _ => true,
            };
            if !may_be_latest {
                continue;
            }
            match (response::read(book, response, "").ok().filter(|_| has_good_date), &mut self.answers) {
                (Some(answers), None) => {
                    let may_be_outdated = self.has_unreadable_answers;
                    self.answers = Some(RecordedAnswers { answers, authored, may_be_outdated });
                }
                (Some(answers), Some(_)) => self.rivals.push(answers),
                (None, latest) => {
                    self.has_unreadable_answers = true;
                    latest.iter_mut().for_each(|latest| latest.may_be_outdated = true);
                }
            }
        }
    }

    /// Whether every key arrived, and all of it.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.arrivals.iter().all(|(_, arrival)| matches!(arrival, Arrival::Nothing | Arrival::Whole))
    }

    /// The names of the keys that arrived in one way.
    #[must_use]
    pub fn keys(&self, arrival: Arrival) -> Vec<&'static str> {
        self.arrivals.iter().filter(|(_, other)| *other == arrival).map(|(key, _)| key.name()).collect()
    }
}

/// Whether a response belongs to one of our forms, of whatever version.
fn is_to_ours(book: &RuleBook, response: &Value) -> bool {
    let canonical = Canonical::for_book(book);
    let named = response::named_form(response).map(|named| named.split_once('|').map_or(named, |(url, _)| url));
    named.is_some_and(|named| [FORM, ADAPTIVE_FORM].iter().any(|form| canonical.url("Questionnaire", form) == named))
}

/// The latest day that a bundle says of itself.
fn day_of_bundle(bundle: &Value) -> Option<Day> {
    let day = |text: Option<&Value>| Moment::read(text?.as_str()?)?.whole_day();
    let updated = bundle.get("meta").and_then(|meta| day(meta.get("lastUpdated")));
    day(bundle.get("timestamp")).into_iter().chain(updated).max()
}
