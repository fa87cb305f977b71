//! The examples of the document: the requests of `examples/`, and what the service answers to them.

mod answers;
mod example;
mod problems;
mod requests;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use self::answers::Answers;
use self::example::Example;
use self::problems::Problems;
use crate::triage_service::TriageService;

/// The media type of a problem.
const PROBLEM: &str = "application/problem+json";

/// Every example of the document. Those that several operations show are written once, and referred to.
pub struct Examples {
    answers: Answers,
    problems: Problems,
    shared: BTreeMap<String, Value>,
}

impl Examples {
    /// Lets a service answer the requests of `examples/`.
    pub fn collect(triage: &TriageService) -> Self {
        Self { answers: Answers::collect(triage), problems: Problems::collect(triage), shared: BTreeMap::new() }
    }

    /// How to make a call and what comes back, in Markdown.
    pub fn call(&self) -> String {
        self.answers.call()
    }

    /// Adds to an operation the requests that it shows, and an example to each of its responses that have a body.
    pub fn complete(&mut self, operation: &mut Value) {
        requests::complete(operation);
        let operation_id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            let content = response.get_mut("content").and_then(Value::as_object_mut);
            for (media_type, content) in content.into_iter().flatten() {
                let examples = match media_type.as_str() {
                    PROBLEM => self.share("", self.problems.of(&operation_id, status)),
                    // A generator warns of some examples that are written out, and of none that is referred to.
                    "application/x-ndjson" | "application/jsonl" | "application/json" => {
                        self.share(&format!("{operation_id}_"), self.answers.of(&operation_id, media_type))
                    }
                    _ => named(self.answers.of(&operation_id, media_type)),
                };
                if let Some(content) = content.as_object_mut().filter(|_| !examples.is_empty()) {
                    content.insert("examples".to_owned(), examples.into());
                }
            }
        }
    }

    /// The examples that are referred to.
    pub fn shared(self) -> Value {
        self.shared.into_iter().collect::<Map<_, _>>().into()
    }

    /// References to examples, which are kept, under their names with something before them, to be written once.
    fn share(&mut self, before: &str, examples: Vec<Example>) -> Map<String, Value> {
        let refer = |Example { name, shown }| {
            let kept = format!("{before}{name}");
            let reference = json!({ "$ref": format!("#/components/examples/{kept}") });
            self.shared.insert(kept, shown);
            (name, reference)
        };
        examples.into_iter().map(refer).collect()
    }
}

fn named(examples: Vec<Example>) -> Map<String, Value> {
    examples.into_iter().map(|Example { name, shown }| (name, shown)).collect()
}
