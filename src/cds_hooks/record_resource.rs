//! Single resources of a record: which count, and the codes and names in them.

use std::collections::HashMap;

use serde_json::Value;

use super::prefetch::resource_type;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::record::{RecordCode, RecordSource, RecordTable};

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

/// The medications that were sent along, by their ids.
pub type Medications<'v> = HashMap<&'v str, &'v Value>;

/// The medications among some resources.
#[must_use]
pub fn medications<'v>(resources: &[&'v Value]) -> Medications<'v> {
    let medications = resources.iter().filter(|resource| resource_type(resource) == "Medication");
    medications.map(|medication| (text(medication, "id"), *medication)).collect()
}

/// The findings that a resource makes present; `sent` are the medications that came with it.
#[must_use]
pub fn findings(table: &RecordTable, resource: &Value, sent: &Medications) -> FindingSet {
    match resource_type(resource) {
        "Condition" if is_active_condition(resource) => {
            resource.get("code").map(|code| of_codes(table, RecordSource::Condition, code)).unwrap_or_default()
        }
        "MedicationRequest" if is_active_request(resource) => medicine(table, resource, sent),
        "MedicationStatement" if text(resource, "status") == "active" => medicine(table, resource, sent),
        _ => FindingSet::default(),
    }
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
    let medication = reference.and_then(|reference| referred(resource, text(reference, "reference"), sent));
    let concepts =
        [resource.get("medicationCodeableConcept"), medication.and_then(|medication| medication.get("code"))];
    let found = concepts.into_iter().flatten().fold(FindingSet::default(), |found, concept| {
        found.union(of_codes(table, RecordSource::Medicine, concept)).union(of_names(table, concept))
    });
    let display = reference.map(|reference| text(reference, "display")).unwrap_or_default();
    found.union(table.with_name(RecordSource::Medicine, display))
}

/// The medication that a reference names: contained, or sent along.
fn referred<'v>(resource: &'v Value, reference: &str, sent: &Medications<'v>) -> Option<&'v Value> {
    if let Some(id) = reference.strip_prefix('#') {
        let mut contained = resource.get("contained")?.as_array()?.iter();
        return contained.find(|candidate| resource_type(candidate) == "Medication" && text(candidate, "id") == id);
    }
    let (id, kind) = reference.rsplit_once('/').map(|(before, id)| (id, before.rsplit('/').next()))?;
    (kind == Some("Medication")).then(|| sent.get(id).copied()).flatten()
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
