//! What a record system is asked to send along, and what of it arrived.

use serde_json::{Map, Value};

/// A key of `prefetch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the key of that name")]
pub enum PrefetchKey {
    Patient,
    Answers,
    Conditions,
    Requests,
    Statements,
}

impl PrefetchKey {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Patient, Self::Answers, Self::Conditions, Self::Requests, Self::Statements];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Answers => "answers",
            Self::Conditions => "conditions",
            Self::Requests => "requests",
            Self::Statements => "statements",
        }
    }

    /// The type of the resources that are asked for.
    fn resource_type(self) -> &'static str {
        match self {
            Self::Patient => "Patient",
            Self::Answers => "QuestionnaireResponse",
            Self::Conditions => "Condition",
            Self::Requests => "MedicationRequest",
            Self::Statements => "MedicationStatement",
        }
    }

    /// The query for it; `form` is the canonical URL of the questionnaire. No more than is read is asked for.
    #[must_use]
    pub fn template(self, form: &str) -> String {
        match self {
            Self::Patient => "Patient/{{context.patientId}}".to_owned(),
            Self::Answers => format!(
                "QuestionnaireResponse?patient={{{{context.patientId}}}}&questionnaire={form}&_sort=-authored&_count=5"
            ),
            Self::Conditions => {
                "Condition?patient={{context.patientId}}&clinical-status=active,recurrence,relapse".to_owned()
            }
            Self::Requests => "MedicationRequest?patient={{context.patientId}}&status=active".to_owned(),
            Self::Statements => "MedicationStatement?patient={{context.patientId}}&status=active".to_owned(),
        }
    }
}

/// How much of a key arrived. All four mean "unknown" for the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The key is missing, or holds an error or something else.
    NotSent,
    /// It is null, or an empty bundle: nothing is there.
    Nothing,
    /// Something, and all of it.
    Whole,
    /// A first page; there are more.
    FirstPage,
}

/// What of a key arrived: the resources in it.
pub struct Prefetched<'v> {
    /// How much.
    pub arrival: Arrival,
    /// The resources.
    pub resources: Vec<&'v Value>,
    /// The bundle in which they came.
    pub bundle: Option<&'v Value>,
}

impl<'v> Prefetched<'v> {
    /// Reads one key.
    #[must_use]
    pub fn read(prefetch: Option<&'v Map<String, Value>>, key: PrefetchKey) -> Self {
        let of = |arrival, resources, bundle| Self { arrival, resources, bundle };
        let Some(value) = prefetch.and_then(|prefetch| prefetch.get(key.name())) else {
            return of(Arrival::NotSent, Vec::new(), None);
        };
        match resource_type(value) {
            _ if value.is_null() => of(Arrival::Nothing, Vec::new(), None),
            "OperationOutcome" => of(Arrival::NotSent, Vec::new(), None),
            "Bundle" => {
                let entries = value.get("entry").and_then(Value::as_array).into_iter().flatten();
                let resources: Vec<&Value> = entries.filter_map(|entry| entry.get("resource")).collect();
                let arrival = if has_more(value, resources.len()) {
                    Arrival::FirstPage
                } else if !is_answer(value, key) {
                    Arrival::NotSent
                } else if resources.is_empty() {
                    Arrival::Nothing
                } else {
                    Arrival::Whole
                };
                of(arrival, resources, Some(value))
            }
            other if other == key.resource_type() => of(Arrival::Whole, vec![value], None),
            _ => of(Arrival::NotSent, vec![value], None),
        }
    }
}

/// The type of a resource; empty for a value that has none.
#[must_use]
pub fn resource_type(value: &Value) -> &str {
    value.get("resourceType").and_then(Value::as_str).unwrap_or_default()
}

/// Whether a bundle says that there is more than it holds.
fn has_more(bundle: &Value, count: usize) -> bool {
    let links = bundle.get("link").and_then(Value::as_array).into_iter().flatten();
    let has_next = links.filter_map(|link| link.get("relation")?.as_str()).any(|relation| relation == "next");
    has_next || bundle.get("total").and_then(Value::as_u64).is_some_and(|total| total > count as u64)
}

/// Whether a bundle is what was asked for: a list of entries, each a resource of the key or a remark that is no error.
fn is_answer(bundle: &Value, key: PrefetchKey) -> bool {
    let is_remark = |outcome: &Value| {
        let issues = outcome.get("issue").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut severities = issues.iter().map(|issue| issue.get("severity").and_then(Value::as_str));
        severities.all(|severity| matches!(severity, Some("information" | "warning")))
    };
    let is_expected = |entry: &Value| match entry.get("resource") {
        Some(resource) => match resource_type(resource) {
            "OperationOutcome" => is_remark(resource),
            "Medication" | "Patient" => true,
            other => other == key.resource_type(),
        },
        None => false,
    };
    match bundle.get("entry") {
        None => true,
        Some(Value::Array(entries)) => entries.iter().all(is_expected),
        Some(_) => false,
    }
}
