//! The JSON Schema of a request, generated from the rule book: the one that validates is the one that is published.

use std::collections::BTreeMap;

use jsonschema::Validator;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};
use utoipa::openapi::{Object, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::expected_answer::ExpectedAnswer;
use super::finding_name::FindingNames;
use crate::clinical::model::finding::{Finding, Kind, UNKNOWN, tri};
use crate::clinical::model::rule_book::RuleBook;

/// Key of the findings.
pub const FINDINGS: &str = "findings";
/// Key of the completed screens.
pub const SCREENS_COMPLETED: &str = "screens_completed";
/// Key of the expected rule book.
pub const EXPECTED_RULE_BOOK: &str = "expected_rule_book";

/// A version of three numbers, or a digest.
const RULE_BOOK_PATTERN: &str =
    "^((0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})|sha256:[0-9a-f]{64})$";

/// The name of the request in the OpenAPI document.
pub const TRIAGE_REQUEST: &str = "TriageRequest";

/// The name of the findings in the OpenAPI document.
const FINDINGS_SCHEMA: &str = "Findings";

/// Names the request in the OpenAPI document; [`components`] gives its schema.
pub struct TriageRequest;

impl PartialSchema for TriageRequest {
    fn schema() -> RefOr<Schema> {
        Object::new().into()
    }
}

impl ToSchema for TriageRequest {}

/// The name of the answers of a yes-or-no question in the OpenAPI document.
const TRI_SCHEMA: &str = "Tri";

/// Names the name of a finding in the OpenAPI document; [`components`] gives its schema.
pub struct FindingName;

impl PartialSchema for FindingName {
    fn schema() -> RefOr<Schema> {
        Object::new().into()
    }
}

impl ToSchema for FindingName {}

/// The compiled schema of a request.
pub struct RequestSchema {
    validator: Validator,
    request: Map<String, Value>,
    findings: Map<String, Value>,
    /// The new name of each screen that was renamed, by its former one.
    renamed_screens: BTreeMap<String, String>,
    /// The screens that can be completed.
    screens: Vec<String>,
    names: FindingNames,
    answers: FxHashMap<String, ExpectedAnswer>,
    /// Version and digest of the rule book.
    rule_book: [String; 2],
    /// The schema of the request with everything it refers to.
    pub schema: Value,
}

impl RequestSchema {
    /// Compiles the schema for a rule book, once.
    ///
    /// # Errors
    ///
    /// The message of the schema compiler: a bug in this service.
    pub fn compile(book: &RuleBook) -> Result<Self, String> {
        let schemas = components(book);
        let properties = |name: &str| {
            let schema = schemas.get(name).and_then(|schema| schema.get("properties"));
            schema.and_then(Value::as_object).cloned().unwrap_or_default()
        };
        let (request, findings) = (properties(TRIAGE_REQUEST), properties(FINDINGS_SCHEMA));
        let schema = json!({
            "$ref": format!("#/components/schemas/{TRIAGE_REQUEST}"),
            "components": { "schemas": schemas },
        });
        let validator = jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())?;
        let renamed = book
            .screens
            .iter()
            .flat_map(|screen| screen.former_names.iter().map(|former| (former.clone(), screen.id.clone())));
        let completable = book.screens.iter().filter(|screen| !screen.heading_only);
        let answers = book.findings.iter().map(|finding| (finding.name.clone(), ExpectedAnswer::of(finding)));
        Ok(Self {
            validator,
            request,
            findings,
            renamed_screens: renamed.collect(),
            screens: completable.map(|screen| screen.id.clone()).collect(),
            names: FindingNames::for_book(book),
            answers: answers.collect(),
            rule_book: [book.identity.version.clone(), book.digest.clone()],
            schema,
        })
    }

    /// The new name of a screen that was renamed.
    pub fn renamed_screen(&self, former: &str) -> Option<&str> {
        self.renamed_screens.get(former).map(String::as_str)
    }

    /// The screens that can be completed.
    pub(super) fn screens(&self) -> impl Iterator<Item = &str> + Clone {
        self.screens.iter().map(String::as_str)
    }

    /// The names of the findings, with what else they are called.
    #[must_use]
    pub fn names(&self) -> &FindingNames {
        &self.names
    }

    /// What a finding can be answered with.
    pub(super) fn answer(&self, finding: &str) -> Option<&ExpectedAnswer> {
        self.answers.get(finding)
    }

    /// Version and digest of the rule book.
    pub(super) fn rule_book(&self) -> &[String; 2] {
        &self.rule_book
    }

    /// The schema of each key of a request.
    #[must_use]
    pub fn request(&self) -> &Map<String, Value> {
        &self.request
    }

    /// The schema of each finding.
    #[must_use]
    pub fn findings(&self) -> &Map<String, Value> {
        &self.findings
    }

    /// The validator.
    #[must_use]
    pub fn validator(&self) -> &Validator {
        &self.validator
    }
}

/// Whether a text has the form of a version of three numbers or of a digest. The pattern of the schema says the same; a
/// test compares them.
#[must_use]
pub fn is_rule_book(text: &str) -> bool {
    if let Some(digest) = text.strip_prefix("sha256:") {
        return digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    }
    let number = |part: &str| {
        (1..=9).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    text.split('.').count() == 3 && text.split('.').all(number)
}

/// The schemas of the request, of its findings and of their names, by their names in the OpenAPI document.
#[must_use]
pub fn components(book: &RuleBook) -> Map<String, Value> {
    let screens: Vec<&str> =
        book.screens.iter().filter(|screen| !screen.heading_only).map(|screen| screen.id.as_str()).collect();
    let request = json!({
        "type": "object",
        "description": "What is known about a person's muscle twitches.",
        "required": [FINDINGS],
        "additionalProperties": false,
        "properties": {
            FINDINGS: { "$ref": format!("#/components/schemas/{FINDINGS_SCHEMA}") },
            SCREENS_COMPLETED: {
                "type": ["array", "null"],
                "description": "Screens whose every question was shown. A question of such a screen whose key is missing \
                                is answered \"none of these\". This is the only way in which silence becomes \"no\": \
                                an explicit null or \"unknown\" stays unknown. Null is the same as left out.",
                "items": { "type": "string", "enum": screens },
                "uniqueItems": true,
                "maxItems": screens.len(),
            },
            EXPECTED_RULE_BOOK: {
                "type": ["string", "null"],
                "description": "Version or digest of the rule book that the caller expects; another one in force is a \
                                409. Null is the same as left out.",
                "pattern": RULE_BOOK_PATTERN,
                "maxLength": 71,
                "examples": [book.identity.version],
            },
        },
    });
    let properties: Map<String, Value> =
        book.findings.iter().map(|finding| (finding.name.clone(), property(finding))).collect();
    let findings = json!({
        "type": "object",
        "description": "Findings by name, flat. What is not known is left out, null or \"unknown\": unknown is never \"no\". A \
                        key that is left out is \"no\" in a completed screen; null is not. A typed client must \
                        therefore leave out what was not set, instead of sending null for it.",
        "additionalProperties": false,
        "properties": properties,
    });
    let names: Vec<&str> = book.findings.iter().map(|finding| finding.name.as_str()).collect();
    let name = json!({ "type": "string", "description": "Name of a finding.", "enum": names });
    Map::from_iter([
        (TRIAGE_REQUEST.to_owned(), request),
        (FINDINGS_SCHEMA.to_owned(), findings),
        ("FindingName".to_owned(), name),
        (TRI_SCHEMA.to_owned(), tri_schema()),
    ])
}

/// The schema of the answer to a yes-or-no question: one for all of them, so that a client has one type.
fn tri_schema() -> Value {
    json!({
        "type": ["string", "null"],
        "description": "The answer to a yes-or-no question. Null is the same as \"unknown\".",
        "enum": [tri::PRESENT_WORD, tri::ABSENT_WORD, UNKNOWN, null],
    })
}

/// The schema of one finding.
fn property(finding: &Finding) -> Value {
    let words: Vec<Value> = finding.answers.iter().map(|answer| json!(answer.value)).collect();
    let mut schema = match finding.kind {
        Kind::Tri => json!({ "$ref": format!("#/components/schemas/{TRI_SCHEMA}") }),
        Kind::OneOf => {
            let mut values = words;
            values.push(Value::Null);
            json!({ "type": ["string", "null"], "enum": values })
        }
        Kind::SomeOf => json!({
            "type": ["array", "null"],
            "items": { "type": "string", "enum": words },
            "uniqueItems": true,
            "maxItems": finding.answers.len(),
        }),
        Kind::Integer => json!({
            "type": ["integer", "null"],
            "format": "int32",
            "minimum": finding.minimum,
            "maximum": finding.maximum,
        }),
    };
    let unit = finding.unit.as_ref().map(|unit| format!(" Unit: {unit}.")).unwrap_or_default();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), json!(format!("{}{unit}", finding.question)));
    }
    schema
}
