//! Keys that are not known where they were sent: what was probably meant.

use super::enumeration::{all_of, any_of};
use super::finding_name::Meant;
use super::rejection::{Fault, FaultCode};
use super::schema::{EXPECTED_RULE_BOOK, FINDINGS, RequestSchema, SCREENS_COMPLETED};
use super::similar_word::{closest, snake_case};

/// The caller's own keys are cut at this many characters in a pointer.
pub(super) const MAX_KEY: usize = 64;

/// Where every finding is listed.
const LISTED: &str = "`/v1/questionnaire` lists the findings";

/// Other words for the keys of a request.
const SYNONYMS: [(&str, &str); 15] = [
    ("symptoms", FINDINGS),
    ("symptom", FINDINGS),
    ("finding", FINDINGS),
    ("answers", FINDINGS),
    ("evidence", FINDINGS),
    ("observations", FINDINGS),
    ("facts", FINDINGS),
    ("screens", SCREENS_COMPLETED),
    ("completed_screens", SCREENS_COMPLETED),
    ("completed", SCREENS_COMPLETED),
    ("rule_book", EXPECTED_RULE_BOOK),
    ("rulebook", EXPECTED_RULE_BOOK),
    ("rule_book_version", EXPECTED_RULE_BOOK),
    ("version", EXPECTED_RULE_BOOK),
    ("digest", EXPECTED_RULE_BOOK),
];

/// A key that is not known in the object at `parent`.
pub(super) fn unknown_key(schema: &RequestSchema, parent: &str, key: &str) -> Fault {
    let (detail, suggestion) =
        if parent.is_empty() { beside_findings(schema, key) } else { among_findings(schema, key) };
    let short: String = key.chars().take(MAX_KEY).collect();
    let pointer = format!("{parent}/{}", short.replace('~', "~0").replace('/', "~1"));
    Fault { pointer, code: FaultCode::UnknownKey, detail, suggestion }
}

fn among_findings(schema: &RequestSchema, key: &str) -> (String, Option<String>) {
    if let Some(known) = key_of_request(schema, key) {
        return (format!("belongs beside `{FINDINGS}`, not in it"), Some(format!("/{known}")));
    }
    let meant = schema.names().meant(key);
    let detail = match &meant {
        Some(Meant::Certainly { name, how_to_send: Some(how) }) => {
            format!("unknown finding: send `{name}` {how}; {LISTED}")
        }
        Some(Meant::OneOf(names)) => format!("unknown finding: {} has this code; {LISTED}", any_of(names)),
        _ => format!("unknown finding; {LISTED}"),
    };
    (detail, meant.as_ref().and_then(Meant::name).map(str::to_owned))
}

fn beside_findings(schema: &RequestSchema, key: &str) -> (String, Option<String>) {
    let keys = || schema.request().keys().map(String::as_str);
    let word = snake_case(key).unwrap_or_default();
    let synonym = SYNONYMS.iter().find(|(synonym, _)| *synonym == word).map(|(_, known)| *known);
    let unknown = || format!("unknown key: a body has {}; {LISTED}", all_of(&keys().collect::<Vec<_>>()));
    if let Some(known) = synonym.or_else(|| keys().find(|known| *known == word)) {
        return (unknown(), Some(known.to_owned()));
    }
    let meant = schema.names().meant(key);
    let in_findings = |name: &str| Some(format!("/{FINDINGS}/{name}"));
    let belongs = || format!("findings belong in `{FINDINGS}`");
    match (&meant, closest(key, keys())) {
        (Some(Meant::Certainly { name, how_to_send: Some(how) }), _) => {
            (format!("{}; send `{name}` {how}", belongs()), in_findings(name))
        }
        (Some(Meant::Certainly { name, .. }), _) | (Some(Meant::Probably(name)), None) => {
            (belongs(), in_findings(name))
        }
        (Some(Meant::OneOf(names)), _) => (format!("{}: {}", belongs(), any_of(names)), None),
        (_, Some(known)) => (unknown(), Some(known.to_owned())),
        (None, None) => (unknown(), None),
    }
}

/// The key of a request, however its words are joined.
fn key_of_request<'s>(schema: &'s RequestSchema, key: &str) -> Option<&'s str> {
    let word = snake_case(key)?;
    schema.request().keys().map(String::as_str).find(|known| *known == word)
}
