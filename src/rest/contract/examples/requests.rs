//! The requests of `examples/` in the document: each operation that reads a body shows some of them.

use serde_json::{Map, Value, json};

/// A request that an operation shows.
struct Example {
    operation_id: &'static str,
    name: &'static str,
    summary: &'static str,
    body: &'static str,
}

macro_rules! example {
    ($operation_id:literal, $name:literal, $file:literal, $summary:literal) => {
        Example {
            operation_id: $operation_id,
            name: $name,
            summary: $summary,
            body: include_str!(concat!("../../../../examples/", $file)),
        }
    };
}

const EXAMPLES: [Example; 8] = [
    example!("triage", "eyelid", "eyelid.json", "An eyelid that twitches, every screen answered"),
    example!("triage", "weakness", "weakness.json", "Loss of function over months"),
    example!("triage", "nothing", "nothing.json", "Nothing known yet"),
    example!("interview", "start", "nothing.json", "The first step"),
    example!("interview", "later", "interview_step.json", "Emergency screen done, age known"),
    example!("batch", "two", "batch.ndjson", "Three payloads, one of them not valid"),
    example!("compare", "eyelid", "eyelid.json", "An eyelid that twitches, every screen answered"),
    example!("compare", "lines", "batch.ndjson", "Three payloads, one of them not valid"),
];

/// Adds to an operation the requests that it shows: JSON as a value, lines as a text, each where it is of the media type.
pub fn complete(operation: &mut Value) {
    let Some(operation_id) = operation.get("operationId").and_then(Value::as_str) else { return };
    let shown: Vec<&Example> = EXAMPLES.iter().filter(|example| example.operation_id == operation_id).collect();
    if shown.is_empty() {
        return;
    }
    let media_types = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut);
    for (media_type, content) in media_types.into_iter().flatten() {
        let wants_json = media_type == "application/json";
        let examples: Map<String, Value> = shown
            .iter()
            .filter_map(|example| {
                let value = match serde_json::from_str::<Value>(example.body) {
                    Ok(value) if wants_json => value,
                    Err(_) if !wants_json => json!(example.body),
                    _ => return None,
                };
                Some((example.name.to_owned(), json!({ "summary": example.summary, "value": value })))
            })
            .collect();
        if let Some(content) = content.as_object_mut() {
            content.insert("examples".to_owned(), Value::Object(examples));
        }
    }
}
