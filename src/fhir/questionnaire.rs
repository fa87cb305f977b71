//! The forms: one that holds every question, and one that is served a screen at a time.

use serde_json::{Value, json};

use super::item::{self, Shown};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::canonical::{ADAPTIVE_FORM, Canonical, FORM};
use crate::fhir_resource::form_item::ScreenRound;

/// Says that a form is served one screen at a time (HL7, Structured Data Capture).
pub const ADAPTIVE: &str = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-questionnaireAdaptive";

/// The profile of a form that is served one screen at a time, as it is found in a search.
const ADAPTIVE_PROFILE: &str = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-adapt-srch";

/// The name of the form in programs.
pub const NAME: &str = "TwitchTriage";

/// The same of the form that is served one screen at a time.
pub const ADAPTIVE_NAME: &str = "TwitchTriageAdaptive";

/// The form with every question.
#[must_use]
pub fn whole(book: &RuleBook) -> Value {
    let groups = book.screens.iter().enumerate().map(|(screen, _)| {
        let questions: Vec<FindingIndex> =
            (0..book.findings.len()).filter(|index| belongs(book, *index, screen)).collect();
        item::group(book, ScreenRound { screen, round: 1 }, &questions, Shown::ByCondition)
    });
    let items: Vec<Value> = std::iter::once(item::introduction(book)).chain(groups).collect();
    with(header(book, FORM, NAME, Vec::new()), json!({ "item": items }))
}

/// The form that is served one screen at a time: its questions come one screen after another.
#[must_use]
pub fn adaptive(book: &RuleBook) -> Value {
    let extensions = vec![json!({ "url": ADAPTIVE, "valueBoolean": true })];
    let meta = json!({ "meta": { "profile": [ADAPTIVE_PROFILE] } });
    with(header(book, ADAPTIVE_FORM, ADAPTIVE_NAME, extensions), meta)
}

/// Whether a question stands on a screen, or under the heading where it has none.
fn belongs(book: &RuleBook, index: FindingIndex, screen: usize) -> bool {
    match book.screen_of(index) {
        Some(own) => own == screen,
        None => book.screens.get(screen).is_some_and(|screen| screen.heading_only),
    }
}

fn header(book: &RuleBook, id: &str, name: &str, extensions: Vec<Value>) -> Value {
    let canonical = Canonical::for_book(book);
    let texts = &book.record_texts.fhir;
    let algorithm = json!({
        "url": "http://hl7.org/fhir/StructureDefinition/artifact-versionAlgorithm",
        "valueCoding": { "system": "http://hl7.org/fhir/version-algorithm", "code": "semver" },
    });
    let extensions: Vec<Value> = std::iter::once(algorithm).chain(extensions).collect();
    let purpose = &book.intended_use.intended_use;
    json!({
        "resourceType": "Questionnaire",
        "id": id,
        "language": book.locale.language,
        "extension": extensions,
        "url": canonical.url("Questionnaire", id),
        "version": canonical.version,
        "name": name,
        "title": texts.title,
        "status": "active",
        "experimental": false,
        "subjectType": ["Patient"],
        "date": book.identity.published,
        "description": item::with_translation_note(
            book,
            &format!("{} {purpose} {}", texts.description, book.texts.fixed.not_a_diagnosis),
        ),
    })
}

fn with(mut resource: Value, members: Value) -> Value {
    if let (Some(resource), Value::Object(members)) = (resource.as_object_mut(), members) {
        resource.extend(members);
    }
    resource
}
