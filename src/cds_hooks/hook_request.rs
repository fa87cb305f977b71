//! The call of a hook, checked: its head, not yet the record. Unknown keys are ignored, because clients extend.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::discovery::HOOKS;
use super::prefetch::{PrefetchKey, resource_type};
use crate::fhir_resource::patient_reference::is_id;
use crate::fhir_resource::response_fault::Faults;
use crate::http::problem::Problem;
use crate::request::FaultCode;

/// Types of users who are clinicians.
const CLINICIANS: [&str; 2] = ["Practitioner", "PractitionerRole"];

/// Types of the other users.
const PEOPLE: [&str; 2] = ["Patient", "RelatedPerson"];

/// What of a call is used.
#[derive(Debug)]
pub struct HookRequest<'v> {
    /// Tells this call from every other one.
    pub instance: &'v str,
    /// The id of the patient.
    pub patient: &'v str,
    /// The id of the encounter, where it was sent.
    pub encounter: Option<&'v str>,
    /// Whether a clinician reads the card; else the patient, or somebody who cares for them.
    pub is_clinician: bool,
    /// What was sent along.
    pub prefetch: Option<&'v Map<String, Value>>,
}

/// The faults of a call.
#[derive(Default)]
pub struct HookFaults(Faults);

impl HookFaults {
    /// Adds a fault of a key.
    pub fn add(&mut self, key: &str, code: FaultCode, detail: &str) {
        self.0.add(&format!("/{}", key.replace('.', "/")), code, detail);
    }

    /// The problem with all of them; none when there is none.
    pub fn problem(self) -> Option<Problem> {
        (!self.0.is_empty()).then(|| self.0.rejection().into())
    }

    fn missing(&mut self, key: &str) {
        self.add(key, FaultCode::MissingKey, &format!("{key} is missing"));
    }

    fn form(&mut self, key: &str, form: &str) {
        self.add(key, FaultCode::WrongForm, &format!("{key} must be {form}"));
    }

    /// A text that must be there and have a form.
    pub fn text<'v>(&mut self, at: &'v Value, key: &str, form: &str, fits: impl Fn(&str) -> bool) -> Option<&'v str> {
        let last = key.rsplit('.').next().unwrap_or(key);
        match at.get(last) {
            None | Some(Value::Null) => self.missing(key),
            Some(Value::String(text)) if fits(text) => return Some(text),
            Some(Value::String(_)) => self.form(key, form),
            Some(_) => self.add(key, FaultCode::WrongType, &format!("{key} must be {form}")),
        }
        None
    }
}

impl<'v> HookRequest<'v> {
    /// Checks the head of a call.
    ///
    /// # Errors
    ///
    /// Every fault.
    pub fn read(body: &'v Value) -> Result<Self, Problem> {
        let mut faults = HookFaults::default();
        if !body.is_object() {
            faults.add("", FaultCode::WrongType, "the body must be an object");
        }
        let hook = faults.text(body, "hook", "`patient-view` or `encounter-start`", |hook| HOOKS.contains(&hook));
        let instance = faults.text(body, "hookInstance", "a UUID", is_uuid);
        let context = body.get("context").filter(|context| context.is_object());
        if context.is_none() {
            faults.missing("context");
        }
        let context = context.unwrap_or(&Value::Null);
        let (mut user, mut patient, mut encounter) = (None, None, None);
        if context.is_object() {
            let is_user = |text: &str| user_type(text).is_some();
            user = faults.text(context, "context.userId", "a type and an id", is_user);
            patient = faults.text(context, "context.patientId", "an id", is_id);
            if hook == Some("encounter-start") || context.get("encounterId").is_some_and(|id| !id.is_null()) {
                encounter = faults.text(context, "context.encounterId", "an id", is_id);
            }
        }
        let sent = |key: &str| body.get(key).filter(|value| !value.is_null());
        if sent("fhirAuthorization").is_some() && sent("fhirServer").is_none() {
            faults.missing("fhirServer");
        }
        let prefetch = match sent("prefetch") {
            None => None,
            Some(Value::Object(prefetch)) => Some(prefetch),
            Some(_) => {
                faults.add("prefetch", FaultCode::WrongType, "prefetch must be an object");
                None
            }
        };
        check_prefetch(prefetch, &mut faults);
        match (faults.problem(), instance, patient) {
            (None, Some(instance), Some(patient)) => Ok(Self {
                instance,
                patient,
                encounter,
                is_clinician: user.and_then(user_type).is_some_and(|kind| CLINICIANS.contains(&kind)),
                prefetch,
            }),
            (problem, _, _) => Err(problem.unwrap_or_else(Problem::internal)),
        }
    }
}

/// Each key that is read must be null or a resource.
fn check_prefetch(prefetch: Option<&Map<String, Value>>, faults: &mut HookFaults) {
    for key in PrefetchKey::ALL {
        let value = prefetch.and_then(|prefetch| prefetch.get(key.name()));
        if value.is_some_and(|value| !value.is_null() && resource_type(value).is_empty()) {
            let key = format!("prefetch.{}", key.name());
            faults.add(&key, FaultCode::WrongType, &format!("{key} must be null or a resource"));
        }
    }
}

/// Whether a text is a UUID as CDS Hooks writes it, with hyphens and nothing around it.
pub fn is_uuid(text: &str) -> bool {
    text.len() == uuid::fmt::Hyphenated::LENGTH && Uuid::try_parse(text).is_ok()
}

/// The type of a user, of a text that names type and id.
fn user_type(text: &str) -> Option<&str> {
    let (kind, id) = text.split_once('/')?;
    (is_id(id) && CLINICIANS.iter().chain(&PEOPLE).any(|known| *known == kind)).then_some(kind)
}
