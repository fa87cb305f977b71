//! Single resources of a record: which count, and the codes and names in them.

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

/// The findings that a resource makes present; `others` are the resources that came with it.
#[must_use]
pub fn findings(table: &RecordTable, resource: &Value, others: &[&Value]) -> FindingSet {
    match resource_type(resource) {
        "Condition" if is_active_condition(resource) => {
            resource.get("code").map(|code| of_codes(table, RecordSource::Condition, code)).unwrap_or_default()
        }
        "MedicationRequest" if is_active_request(resource) => medicine(table, resource, others),
        "MedicationStatement" if text(resource, "status") == "active" => medicine(table, resource, others),
        _ => FindingSet::default(),
    }
}

fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn codings<'v>(concept: Option<&'v Value>) -> impl Iterator<Item = &'v Value> {
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
fn medicine(table: &RecordTable, resource: &Value, others: &[&Value]) -> FindingSet {
    let reference = resource.get("medicationReference");
    let medication = reference.and_then(|reference| referred(resource, text(reference, "reference"), others));
    let concepts =
        [resource.get("medicationCodeableConcept"), medication.and_then(|medication| medication.get("code"))];
    let found = concepts.into_iter().flatten().fold(FindingSet::default(), |found, concept| {
        found.union(of_codes(table, RecordSource::Medicine, concept)).union(of_names(table, concept))
    });
    let display = reference.map(|reference| text(reference, "display")).unwrap_or_default();
    found.union(table.with_name(RecordSource::Medicine, display))
}

/// The medication that a reference names: contained, or sent along.
fn referred<'v>(resource: &'v Value, reference: &str, others: &[&'v Value]) -> Option<&'v Value> {
    let is_medication = |candidate: &&Value| resource_type(candidate) == "Medication";
    match reference.strip_prefix('#') {
        Some(id) => {
            let mut contained = resource.get("contained")?.as_array()?.iter();
            contained.find(|candidate| is_medication(candidate) && text(candidate, "id") == id)
        }
        None => {
            let mut from_end = reference.rsplit('/');
            let (id, kind) = (from_end.next()?, from_end.next()?);
            let mut sent = others.iter().copied();
            sent.find(|candidate| kind == "Medication" && is_medication(candidate) && text(candidate, "id") == id)
        }
    }
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
