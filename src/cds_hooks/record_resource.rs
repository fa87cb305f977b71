//! Single resources of a record: which count, and the codes and names in them.

use std::collections::HashMap;

use serde_json::Value;

use super::prefetch::resource_type;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::record::{RecordCode, RecordSource, RecordTable};
use crate::fhir_resource::response::MODIFIERS;

/// The code systems that are read.
const SYSTEMS: [(&str, RecordCode); 5] = [
    ("http://hl7.org/fhir/sid/icd-10", RecordCode::Icd10),
    ("http://hl7.org/fhir/sid/icd-10-cm", RecordCode::Icd10),
    ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", RecordCode::Icd10),
    ("http://snomed.info/sct", RecordCode::Snomed),
    ("http://www.whocc.no/atc", RecordCode::Atc),
];

/// Clinical statuses of a condition that is there now.
const ACTIVE: [&str; 3] = ["active", "recurrence", "relapse"];

/// Intents of a request that is carried out.
const INTENTS: [&str; 6] = ["order", "plan", "original-order", "reflex-order", "filler-order", "instance-order"];

/// What the medications that were sent along make present, by their ids. Each is read once, however many refer to it.
pub type Medications<'v> = HashMap<&'v str, FindingSet>;

/// The medications among some resources.
#[must_use]
pub fn medications<'v>(table: &RecordTable, resources: &[&'v Value]) -> Medications<'v> {
    let medications = resources.iter().filter(|resource| resource_type(resource) == "Medication");
    medications.map(|medication| (text(medication, "id"), of_medication(table, medication))).collect()
}

/// The findings that a resource makes present; `sent` are the medications that came with it.
#[must_use]
pub fn findings(table: &RecordTable, resource: &Value, sent: &Medications) -> FindingSet {
    if means_something_else(resource) {
        return FindingSet::default();
    }
    match resource_type(resource) {
        "Condition" if is_active_condition(resource) => {
            resource.get("code").map(|code| of_codes(table, RecordSource::Condition, code)).unwrap_or_default()
        }
        "MedicationRequest" if is_active_request(resource) => medicine(table, resource, sent),
        "MedicationStatement" if text(resource, "status") == "active" => medicine(table, resource, sent),
        _ => FindingSet::default(),
    }
}

/// Whether a resource has members that may change its meaning in a way that is not read.
fn means_something_else(resource: &Value) -> bool {
    MODIFIERS.iter().any(|modifier| resource.get(modifier).is_some())
}

fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn codings(concept: Option<&Value>) -> impl Iterator<Item = &Value> {
    concept.and_then(|concept| concept.get("coding")?.as_array()).into_iter().flatten()
}

/// Active, and confirmed where that is said. A status in an older shape than that of R4 is a text and counts for
/// nothing.
fn is_active_condition(condition: &Value) -> bool {
    let is_active = codings(condition.get("clinicalStatus")).any(|coding| ACTIVE.contains(&text(coding, "code")));
    let verification = condition.get("verificationStatus");
    is_active && (verification.is_none() || codings(verification).any(|coding| text(coding, "code") == "confirmed"))
}

fn is_active_request(request: &Value) -> bool {
    text(request, "status") == "active"
        && INTENTS.contains(&text(request, "intent"))
        && request.get("doNotPerform").is_none_or(|forbidden| *forbidden == Value::Bool(false))
}

/// What a medicine makes present: by the codes and names of its concept, of the medication that it refers to, or by
/// the name of the reference.
fn medicine(table: &RecordTable, resource: &Value, sent: &Medications) -> FindingSet {
    let reference = resource.get("medicationReference");
    let of_reference =
        reference.map(|reference| referred(table, resource, text(reference, "reference"), sent)).unwrap_or_default();
    let display = reference.map(|reference| text(reference, "display")).unwrap_or_default();
    of_concept(table, resource.get("medicationCodeableConcept"))
        .union(of_reference)
        .union(table.with_name(RecordSource::Medicine, display))
}

fn of_medication(table: &RecordTable, medication: &Value) -> FindingSet {
    if means_something_else(medication) { FindingSet::default() } else { of_concept(table, medication.get("code")) }
}

/// By the codes and names of a concept, where there is one.
fn of_concept(table: &RecordTable, concept: Option<&Value>) -> FindingSet {
    let found = |concept| of_codes(table, RecordSource::Medicine, concept).union(of_names(table, concept));
    concept.map(found).unwrap_or_default()
}

/// What the medication makes present that a reference names: contained, or sent along.
fn referred(table: &RecordTable, resource: &Value, reference: &str, sent: &Medications) -> FindingSet {
    if let Some(id) = reference.strip_prefix('#') {
        let mut contained = resource.get("contained").and_then(Value::as_array).into_iter().flatten();
        let named = contained.find(|candidate| resource_type(candidate) == "Medication" && text(candidate, "id") == id);
        return named.map(|medication| of_medication(table, medication)).unwrap_or_default();
    }
    let unversioned = reference.split_once("/_history/").map_or(reference, |(before, _)| before);
    let mut from_end = unversioned.rsplit('/');
    let (id, kind) = (from_end.next().unwrap_or_default(), from_end.next());
    sent.get(id).copied().filter(|_| kind == Some("Medication")).unwrap_or_default()
}

fn of_codes(table: &RecordTable, source: RecordSource, concept: &Value) -> FindingSet {
    codings(Some(concept)).fold(FindingSet::default(), |found, coding| {
        let system = SYSTEMS.iter().find(|(url, _)| *url == text(coding, "system"));
        let of_code = system.map(|(_, system)| table.with_code(source, *system, text(coding, "code")));
        found.union(of_code.unwrap_or_default())
    })
}

fn of_names(table: &RecordTable, concept: &Value) -> FindingSet {
    let names = codings(Some(concept)).map(|coding| text(coding, "display")).chain([text(concept, "text")]);
    names.fold(FindingSet::default(), |found, name| found.union(table.with_name(RecordSource::Medicine, name)))
}
