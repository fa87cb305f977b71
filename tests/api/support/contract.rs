//! The committed OpenAPI document as a judge: what is not documented must not happen.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use jsonschema::Validator;
use reqwest::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use serde_json::{Map, Value, json};

use super::client::Answer;
use super::outcome::{is_of_record_systems, outcome_faults};

/// The committed document.
pub const COMMITTED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json"));

/// The committed document in OpenAPI 3.0.3.
pub const LOWERED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi-3.0.json"));

pub const REQUEST_ID: &str = "x-request-id";
pub const PROBLEM_JSON: &str = "application/problem+json";

static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| Contract::of(&serde_json::from_str(COMMITTED).expect("the committed document is JSON")));

/// The contract of the committed document, compiled once.
pub fn contract() -> &'static Contract {
    &CONTRACT
}

/// What the document promises.
pub struct Contract {
    paths: Vec<Path>,
    problem: Arc<Validator>,
}

struct Path {
    template: String,
    operations: BTreeMap<String, BTreeMap<u16, Response>>,
}

struct Response {
    headers: Vec<Header>,
    /// By media type; empty when there is no body.
    content: BTreeMap<String, Arc<Validator>>,
}

struct Header {
    name: String,
    required: bool,
    value: Arc<Validator>,
}

impl Contract {
    /// Compiles every schema of the answers. An object takes no property that is not documented.
    pub fn of(document: &Value) -> Self {
        let mut schemas = Schemas::of(document);
        let paths = document["paths"].as_object().expect("paths");
        let paths = paths.iter().map(|(template, operations)| Path {
            template: template.clone(),
            operations: operations
                .as_object()
                .expect("operations")
                .iter()
                .filter(|(method, _)| METHODS.contains(&method.as_str()))
                .map(|(method, operation)| (method.to_uppercase(), responses(operation, &mut schemas)))
                .collect(),
        });
        let paths = paths.collect();
        Self { paths, problem: schemas.compile(&json!({ "$ref": "#/components/schemas/Problem" })) }
    }

    /// Everything about an answer that the document does not promise.
    pub fn faults(&self, method: &str, target: &str, answer: &Answer) -> Vec<String> {
        let mut faults = every_answer(answer);
        let path = target.split(['?', '#']).next().unwrap_or_default();
        if is_of_record_systems(path) {
            faults.extend(outcome_faults(path, answer));
            return faults;
        }
        if answer.status >= 400 && !answer.body.is_empty() {
            faults.extend(problem_faults(answer, &answer.header(REQUEST_ID)));
        }
        let asked = if method == "HEAD" { "GET" } else { method };
        match self.path(path) {
            None => self.undocumented(404, answer, method, &mut faults),
            Some(path) => match path.operations.get(asked) {
                None => {
                    self.undocumented(405, answer, method, &mut faults);
                    allows(path, answer, &mut faults);
                }
                Some(responses) => match responses.get(&answer.status) {
                    None => faults.push(format!("status {} is not documented", answer.status)),
                    Some(response) => response.faults(answer, method == "HEAD", &mut faults),
                },
            },
        }
        faults
    }

    /// What an example of a response is that its schema does not allow.
    pub fn example_faults(&self, method: &str, template: &str, status: u16, media: &str, value: &Value) -> Vec<String> {
        let path = self.paths.iter().find(|path| path.template == template).expect("a documented path");
        let schema = &path.operations[method][&status].content[media];
        schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// The statuses that an operation documents.
    pub fn statuses(&self, method: &str, template: &str) -> BTreeSet<u16> {
        let path = self.paths.iter().find(|path| path.template == template).expect("a documented path");
        path.operations[method].keys().copied().collect()
    }

    /// The path of the document that takes a path; one without parameters before one with.
    fn path(&self, path: &str) -> Option<&Path> {
        let fits = |template: &str| {
            let (ours, theirs): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
            ours.len() == theirs.len()
                && ours.iter().zip(&theirs).all(|(our, their)| {
                    our == their || (our.starts_with('{') && our.ends_with('}') && !their.is_empty())
                })
        };
        let fitting = self.paths.iter().filter(|path| fits(&path.template));
        fitting.min_by_key(|path| path.template.matches('{').count())
    }

    fn undocumented(&self, status: u16, answer: &Answer, method: &str, faults: &mut Vec<String>) {
        // Who is not known learns nothing, not even that there is no such path.
        if answer.status != status && answer.status != 401 {
            faults.push(format!("an undocumented path or method must be {status}, is {}", answer.status));
        }
        if media_type(&answer.headers) != PROBLEM_JSON {
            faults.push("an undocumented path or method must be answered with a problem".to_owned());
        } else if method == "HEAD" {
            is_empty(answer, faults);
        } else {
            json_faults(&self.problem, answer, faults);
        }
    }
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// What holds for every answer, documented or not.
fn every_answer(answer: &Answer) -> Vec<String> {
    let mut faults = Vec::new();
    let id = answer.header(REQUEST_ID);
    if id.is_empty() {
        faults.push("no request id".to_owned());
    }
    if answer.header(X_CONTENT_TYPE_OPTIONS.as_str()) != "nosniff" {
        faults.push("no `nosniff`".to_owned());
    }
    if !answer.header(CONTENT_SECURITY_POLICY.as_str()).starts_with("default-src 'none'") {
        faults.push("no policy that begins by allowing nothing".to_owned());
    }
    if answer.header(REFERRER_POLICY.as_str()) != "no-referrer" {
        faults.push("no `no-referrer`".to_owned());
    }
    let cache = answer.header(CACHE_CONTROL.as_str());
    if cache.is_empty() || (answer.status >= 400 && cache != "no-store") {
        faults.push(format!("`Cache-Control` is `{cache}`"));
    }
    faults
}

/// What the members of a problem must be among each other and with the head of the answer.
fn problem_faults(answer: &Answer, id: &str) -> Vec<String> {
    let Ok(problem) = serde_json::from_slice::<Value>(&answer.body) else {
        return vec!["an error must be a problem in JSON".to_owned()];
    };
    let mut faults = Vec::new();
    if problem["status"] != answer.status {
        faults.push(format!("the problem says status {}", problem["status"]));
    }
    if problem["instance"] != id {
        faults.push(format!("the problem says request id {}, the header {id}", problem["instance"]));
    }
    let code = problem["code"].as_str().unwrap_or_default();
    if problem["type"] != format!("/problems/{code}") {
        faults.push(format!("the problem has type {} and code {code}", problem["type"]));
    }
    if problem.get("errors").is_some() != (answer.status == 422) {
        faults.push("`errors` belongs to 422 and to nothing else".to_owned());
    }
    faults
}

/// A method that is not allowed names all that are.
fn allows(path: &Path, answer: &Answer, faults: &mut Vec<String>) {
    let mut expected: BTreeSet<&str> = path.operations.keys().map(String::as_str).collect();
    if expected.contains("GET") {
        expected.insert("HEAD");
    }
    let allow = answer.header(ALLOW.as_str());
    let allowed: BTreeSet<&str> = allow.split(',').map(str::trim).collect();
    if allowed != expected {
        faults.push(format!("`Allow` is `{allow}`, documented are {expected:?}"));
    }
}

fn responses(operation: &Value, schemas: &mut Schemas) -> BTreeMap<u16, Response> {
    let responses = operation["responses"].as_object().expect("responses");
    responses
        .iter()
        .map(|(status, response)| {
            let headers = response["headers"].as_object().into_iter().flatten();
            let headers = headers.map(|(name, header)| Header {
                name: name.clone(),
                required: header["required"] == true,
                value: schemas.compile(&header["schema"]),
            });
            let headers = headers.collect();
            let content = response["content"].as_object().into_iter().flatten();
            let content = content.map(|(name, media)| (name.clone(), schemas.compile(&media["schema"])));
            (status.parse().expect("a status"), Response { headers, content: content.collect() })
        })
        .collect()
}

impl Response {
    fn faults(&self, answer: &Answer, head: bool, faults: &mut Vec<String>) {
        for Header { name, required, value } in &self.headers {
            match answer.headers.get(name).map(|sent| sent.to_str()) {
                None if *required => faults.push(format!("the header `{name}` is missing")),
                None => {}
                Some(Ok(sent)) if value.is_valid(&json!(sent)) => {}
                Some(sent) => faults.push(format!("the header `{name}` is not as documented: {sent:?}")),
            }
        }
        let media_type = media_type(&answer.headers);
        match self.content.get(&media_type) {
            None if self.content.is_empty() && media_type.is_empty() => is_empty(answer, faults),
            None => faults.push(format!("the content type `{media_type}` is not documented")),
            Some(_) if head => is_empty(answer, faults),
            Some(schema) if media_type.ends_with("json") || media_type == "application/jsonl" => {
                json_faults(schema, answer, faults);
            }
            Some(schema) if media_type.starts_with("text/") => match std::str::from_utf8(&answer.body) {
                Ok(text) if schema.is_valid(&json!(text)) => {}
                _ => faults.push("the text is not as documented".to_owned()),
            },
            Some(_) => {}
        }
    }
}

fn is_empty(answer: &Answer, faults: &mut Vec<String>) {
    if !answer.body.is_empty() {
        faults.push(format!("{} bytes of body where none belong", answer.body.len()));
    }
}

fn json_faults(schema: &Validator, answer: &Answer, faults: &mut Vec<String>) {
    // A stream of lines is documented by the schema of one line.
    let is_stream = ["application/x-ndjson", "application/jsonl"].contains(&media_type(&answer.headers).as_str());
    let texts: Vec<&[u8]> = match answer.body.strip_suffix(b"\n") {
        Some(lines) if is_stream => lines.split(|byte| *byte == b'\n').collect(),
        _ if is_stream && answer.body.is_empty() => Vec::new(),
        _ => vec![&answer.body],
    };
    for text in texts {
        match serde_json::from_slice::<Value>(text) {
            Err(error) => faults.push(format!("the body is not JSON: {error}")),
            Ok(body) => {
                faults.extend(schema.iter_errors(&body).map(|error| format!("{}: {error}", error.instance_path())));
            }
        }
    }
}

/// The media type without its parameters.
pub fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_owned()
}

/// Compiles schemas of the document, each text once.
struct Schemas {
    open: Value,
    closed: Map<String, Value>,
    compiled: HashMap<String, Arc<Validator>>,
}

impl Schemas {
    fn of(document: &Value) -> Self {
        let open = document["components"]["schemas"].clone();
        let closed = open.as_object().expect("schemas");
        let closed = closed.iter().map(|(name, schema)| (name.clone(), close(schema, &open))).collect();
        Self { open, closed, compiled: HashMap::new() }
    }

    fn compile(&mut self, schema: &Value) -> Arc<Validator> {
        let (open, closed) = (&self.open, &self.closed);
        let compile = || {
            let root = json!({
                "$ref": "#/$defs/root",
                "$defs": { "root": close(schema, open) },
                "components": { "schemas": closed },
            });
            let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
            Arc::new(options.should_validate_formats(true).build(&root).expect("a schema that compiles"))
        };
        Arc::clone(self.compiled.entry(schema.to_string()).or_insert_with(compile))
    }
}

/// The schema with every object closed to properties that it does not name, and with a choice decided by its
/// discriminator, so that faults are told of the schema that was meant.
fn close(schema: &Value, open: &Value) -> Value {
    match schema {
        Value::Object(object) if object.contains_key("discriminator") => {
            let (property, mapping) =
                (&object["discriminator"]["propertyName"], object["discriminator"]["mapping"].as_object());
            let mapping = mapping.expect("a discriminator with a mapping");
            let property = property.as_str().expect("a property");
            let choices = mapping.iter().map(|(value, reference)| {
                json!({ "if": { "properties": { property: { "const": value } } }, "then": { "$ref": reference } })
            });
            let values: Vec<&String> = mapping.keys().collect();
            json!({ "required": [property], "properties": { property: { "enum": values } },
                    "allOf": choices.collect::<Vec<_>>() })
        }
        Value::Object(object) => {
            let mut closed: Map<String, Value> = object
                .iter()
                .map(|(key, value)| match key.as_str() {
                    "example" | "examples" | "enum" | "const" | "default" => (key.clone(), value.clone()),
                    "allOf" => (key.clone(), parts(value, open)),
                    "properties" => (key.clone(), properties(value, open)),
                    _ => (key.clone(), close(value, open)),
                })
                .collect();
            let names_properties = object.contains_key("properties") || object.contains_key("allOf");
            if names_properties && !object.contains_key("additionalProperties") {
                closed.insert("unevaluatedProperties".to_owned(), json!(false));
            }
            Value::Object(closed)
        }
        Value::Array(values) => values.iter().map(|value| close(value, open)).collect(),
        other => other.clone(),
    }
}

fn properties(properties: &Value, open: &Value) -> Value {
    let properties = properties.as_object().expect("properties");
    properties.iter().map(|(name, schema)| (name.clone(), close(schema, open))).collect::<Map<_, _>>().into()
}

/// The parts of one object stay open among each other: written out, closed below, not at their own top.
fn parts(parts: &Value, open: &Value) -> Value {
    let parts = parts.as_array().expect("parts").iter().map(|part| {
        let name = part["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/"));
        let part = name.map_or(part, |name| &open[name]);
        let mut closed = close(part, open);
        closed.as_object_mut().expect("a schema").remove("unevaluatedProperties");
        closed
    });
    parts.collect()
}
