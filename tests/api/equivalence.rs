//! Both documents say the same: of every body, good or spoilt, they give the same verdict.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::support::body::{vectors, with};
use crate::support::contract::{COMMITTED, LOWERED};
use crate::support::service::{BOOK, service};

/// One schema as both documents have it.
struct Both {
    newer: Validator,
    lowered: Validator,
}

impl Both {
    /// The schema of that name in the committed documents.
    fn of(name: &str) -> Self {
        Self::between(name, &serde_json::from_str(LOWERED).expect("JSON"))
    }

    /// The schema of that name in the committed document and in a lowered one.
    fn between(name: &str, lowered: &Value) -> Self {
        let newer: Value = serde_json::from_str(COMMITTED).expect("JSON");
        let compile = |schemas: Value| {
            let root = json!({ "$ref": format!("#/components/schemas/{name}"), "components": { "schemas": schemas } });
            jsonschema::draft202012::new(&root).expect("a schema that compiles")
        };
        let schemas = lowered["components"]["schemas"].as_object().expect("schemas");
        let raised: Map<String, Value> = schemas.iter().map(|(name, schema)| (name.clone(), read(schema))).collect();
        Self { newer: compile(newer["components"]["schemas"].clone()), lowered: compile(raised.into()) }
    }

    fn agree(&self, body: &Value) -> bool {
        self.newer.is_valid(body) == self.lowered.is_valid(body)
    }

    /// The verdict, which must be one.
    #[track_caller]
    fn verdict(&self, body: &Value) -> bool {
        assert!(self.agree(body), "only one of the documents takes {body}");
        self.newer.is_valid(body)
    }
}

/// What a schema of 3.0 means, in words that the validator knows.
fn read(schema: &Value) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    if let Some(reference) = object.get("$ref") {
        return json!({ "$ref": reference });
    }
    let mut meant = Map::new();
    for (key, value) in object {
        let value = match (key.as_str(), value) {
            ("nullable" | "example" | "description" | "exclusiveMinimum" | "exclusiveMaximum", _) => continue,
            ("properties", Value::Object(inner)) => {
                inner.iter().map(|(name, inner)| (name.clone(), read(inner))).collect::<Map<_, _>>().into()
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => parts.iter().map(read).collect(),
            ("items" | "not" | "additionalProperties", inner) => read(inner),
            ("minimum", bound) if object.get("exclusiveMinimum") == Some(&json!(true)) => {
                meant.insert("exclusiveMinimum".to_owned(), bound.clone());
                continue;
            }
            ("maximum", bound) if object.get("exclusiveMaximum") == Some(&json!(true)) => {
                meant.insert("exclusiveMaximum".to_owned(), bound.clone());
                continue;
            }
            (_, other) => other.clone(),
        };
        meant.insert(key.clone(), value);
    }
    if object.get("nullable") != Some(&json!(true)) {
        return meant.into();
    }
    // The type takes null too, an enum only when it lists it. Without a type the whole schema or null.
    match meant.get_mut("type") {
        Some(kind) => *kind = json!([kind.clone(), "null"]),
        None => return json!({ "anyOf": [meant, { "type": "null" }] }),
    }
    meant.into()
}

/// Bodies that are taken: every vector and vignettes.
fn good() -> Vec<Value> {
    let mut bodies: Vec<Value> = vectors().into_iter().map(|(_, body)| body).collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vignettes");
    for file in std::fs::read_dir(folder).expect("a folder") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a text");
        let table: toml::Table = toml::from_str(&text).expect("TOML");
        for vignette in table["vignette"].as_array().expect("vignettes") {
            let mut vignette = serde_json::to_value(vignette).expect("JSON");
            // TOML has no null.
            for name in ["age_years", "sites", "duration_days"] {
                if vignette["findings"][name] == "unknown" {
                    vignette["findings"][name] = json!(null);
                }
            }
            let screens = vignette.get("screens_completed").cloned().unwrap_or_else(|| json!([]));
            bodies.push(json!({ "findings": vignette["findings"], "screens_completed": screens }));
        }
    }
    bodies
}

/// Values of every kind, some of which each key takes.
fn anything() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(42.0),
        json!(1.5),
        json!(1_000_000_000),
        json!(1e300),
        json!(""),
        json!("present"),
        json!("unknown"),
        json!("nope"),
        json!("1.0.0"),
        json!("01.0.0"),
        json!([]),
        json!([null]),
        json!(["eyelid"]),
        json!(["eyelid", "eyelid"]),
        json!(["nope"]),
        json!(["emergency"]),
        json!(["emergency", "emergency"]),
        json!("eyelid"),
        json!({}),
        json!({ "x": 1 }),
    ]
}

/// Bodies of which some are refused: each key with values of every kind, with its own words, and about its bounds.
fn spoilt() -> Vec<Value> {
    let mut bodies = anything();
    for value in anything() {
        for key in ["findings", "screens_completed", "expected_rule_book", "unknown_key"] {
            bodies.push(json!({ key: value }));
            bodies.push(with(&json!({ "findings": {} }), &json!({ key: value })));
        }
        bodies.push(json!({ "findings": { "unknown_key": value } }));
        bodies.extend(BOOK.findings.iter().map(|finding| json!({ "findings": { &finding.name: value } })));
    }
    for finding in &BOOK.findings {
        let words = finding.answers.iter().map(|answer| &answer.value);
        let words = words.flat_map(|word| [json!(word), json!([word]), json!([word, word]), json!([word, null])]);
        let bounds = [finding.minimum, finding.maximum];
        let numbers = bounds.iter().flat_map(|bound| [bound - 1, *bound, bound + 1]).map(|number| json!(number));
        bodies.extend(words.chain(numbers).map(|value| json!({ "findings": { &finding.name: value } })));
    }
    bodies
}

#[test]
fn both_documents_take_and_refuse_the_same_requests() {
    let both = Both::of("TriageRequest");
    good().iter().for_each(|body| assert!(both.verdict(body), "{body} is refused"));
    let mut verdicts = [0, 0];
    spoilt().iter().for_each(|body| verdicts[usize::from(both.verdict(body))] += 1);
    assert!(verdicts.iter().all(|count| *count > 400), "refused and taken: {verdicts:?}");
}

#[test]
fn a_document_that_is_lowered_wrongly_is_seen() {
    let wrong = [
        ("/components/schemas/Findings", "additionalProperties"),
        ("/components/schemas/TriageRequest", "required"),
        ("/components/schemas/Findings/properties/age_years", "nullable"),
        ("/components/schemas/Findings/properties/age_years", "maximum"),
        ("/components/schemas/Findings/properties/course", "enum"),
        ("/components/schemas/Findings/properties/muscle_wasting", "nullable"),
        ("/components/schemas/Findings/properties/sites", "uniqueItems"),
        ("/components/schemas/TriageRequest/properties/expected_rule_book", "pattern"),
    ];
    let bodies = spoilt();
    for (place, keyword) in wrong {
        let mut lowered: Value = serde_json::from_str(LOWERED).expect("JSON");
        let schema = lowered.pointer_mut(place).and_then(Value::as_object_mut).expect("a schema");
        assert!(schema.remove(keyword).is_some(), "{place} has no {keyword}");
        let both = Both::between("TriageRequest", &lowered);
        assert!(!bodies.iter().all(|body| both.agree(body)), "{place} without {keyword} is not seen");
    }
}

/// The pointers to a value and to all it holds, down to a depth.
fn places(value: &Value, here: &str, depth: usize, places: &mut Vec<String>) {
    places.push(here.to_owned());
    if depth == 0 {
        return;
    }
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(key, inner)| self::places(inner, &format!("{here}/{key}"), depth - 1, places));
        }
        Value::Array(values) => values
            .iter()
            .take(2)
            .enumerate()
            .for_each(|(place, inner)| self::places(inner, &format!("{here}/{place}"), depth - 1, places)),
        _ => {}
    }
}

#[test]
fn both_documents_take_and_refuse_the_same_answers() {
    let bodies: Vec<String> = good().iter().step_by(60).map(Value::to_string).collect();
    let post = |body: &String, query: &str| service().post(&format!("/v1/triage{query}"), body.clone()).json();
    let mut answers: Vec<(&str, Value)> = bodies.iter().map(|body| ("TriageAnswer", post(body, ""))).collect();
    for query in ["?detail=full&questions=all", "?detail=brief&questions=all&explain=changes", "?detail=brief"] {
        answers.push(("TriageAnswer", post(&bodies[0], query)));
    }
    answers.push(("TriageAnswer", post(&r#"{"findings":{}}"#.to_owned(), "")));
    answers.push(("Problem", post(&r#"{"findings":{"nope":1}}"#.to_owned(), "")));
    for (name, path) in
        [("RuleList", "/v1/rules"), ("Questionnaire", "/v1/questionnaire"), ("RuleEntry", "/v1/rules/R-K03")]
    {
        answers.push((name, service().get(path).json()));
    }
    let mut refused = 0;
    for (name, answer) in &answers {
        let both = Both::of(name);
        assert!(both.verdict(answer), "{name}");
        let mut all = Vec::new();
        places(answer, "", 3, &mut all);
        for place in all.iter().filter(|place| !place.is_empty()).take(150) {
            for value in [json!(null), json!("nope"), json!(-7), json!([])] {
                let mut spoilt = answer.clone();
                *spoilt.pointer_mut(place).expect("a place") = value;
                refused += usize::from(!both.verdict(&spoilt));
            }
        }
    }
    assert!(refused > 500, "{refused}");
}
