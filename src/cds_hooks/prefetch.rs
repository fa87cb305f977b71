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

    /// The query for it; `form` is the canonical URL of the questionnaire. No more than is read is asked for.
    #[must_use]
    pub fn template(self, form: &str) -> String {
        match self {
            Self::Patient => "Patient/{{context.patientId}}".to_owned(),
            Self::Answers => format!(
                "QuestionnaireResponse?patient={{{{context.patientId}}}}&questionnaire={form}&_sort=-authored&_count=5"
            ),
            Self::Conditions => "Condition?patient={{context.patientId}}&clinical-status=active".to_owned(),
            Self::Requests => "MedicationRequest?patient={{context.patientId}}&status=active".to_owned(),
            Self::Statements => "MedicationStatement?patient={{context.patientId}}&status=active".to_owned(),
        }
    }
}

/// How much of a key arrived. All four mean "unknown" for the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The key is missing, or holds an error.
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
                let arrival = match (has_next(value), resources.is_empty()) {
                    (true, _) => Arrival::FirstPage,
                    (false, true) => Arrival::Nothing,
                    (false, false) => Arrival::Whole,
                };
                of(arrival, resources, Some(value))
            }
            _ => of(Arrival::Whole, vec![value], None),
        }
    }
}

/// The type of a resource; empty for a value that has none.
#[must_use]
pub fn resource_type(value: &Value) -> &str {
    value.get("resourceType").and_then(Value::as_str).unwrap_or_default()
}

fn has_next(bundle: &Value) -> bool {
    let links = bundle.get("link").and_then(Value::as_array).into_iter().flatten();
    links.filter_map(|link| link.get("relation")?.as_str()).any(|relation| relation == "next")
}
