//! The code systems and value sets: every word of the rule book that stands in a coding.

use serde_json::{Value, json};

use super::concept::{Concept, boolean, string};
use crate::answer::evidence_ids;
use crate::answer::problem::ProblemCode;
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::rule_book::RuleBook;
use crate::fhir_resource::canonical::{CONTRACT_LANGUAGE, Canonical, CodeSystem};
use crate::fhir_resource::coded_answer::{answer_code, coded_answers};
use crate::request::FaultCode;

/// Every kind of fault.
const FAULTS: [FaultCode; 8] = [
    FaultCode::UnknownKey,
    FaultCode::MissingKey,
    FaultCode::WrongType,
    FaultCode::UnknownValue,
    FaultCode::OutOfRange,
    FaultCode::WrongForm,
    FaultCode::DoubledEntry,
    FaultCode::TooManyEntries,
];

/// Every code system.
pub const CODE_SYSTEMS: [CodeSystem; 7] = [
    CodeSystem::Levels,
    CodeSystem::Urgencies,
    CodeSystem::Findings,
    CodeSystem::Answers,
    CodeSystem::Rules,
    CodeSystem::Advice,
    CodeSystem::Problems,
];

/// The code systems of which there is a value set.
pub const VALUE_SETS: [CodeSystem; 4] =
    [CodeSystem::Levels, CodeSystem::Urgencies, CodeSystem::Rules, CodeSystem::Findings];

/// A property of the concepts of a code system: its code, its type, and the URI that defines it where another body
/// does.
type Property = (&'static str, &'static str, Option<&'static str>);

/// A code system, complete.
#[must_use]
pub fn code_system(book: &RuleBook, system: CodeSystem) -> Value {
    let canonical = Canonical::for_book(book);
    let (name, properties): (&str, &[Property]) = match system {
        CodeSystem::Levels => (
            "TwitchTriageLevels",
            &[("notSelectable", "boolean", Some("http://hl7.org/fhir/concept-properties#notSelectable"))],
        ),
        CodeSystem::Urgencies => ("TwitchTriageUrgencies", &[("nice", "string", None)]),
        CodeSystem::Findings => ("TwitchTriageFindings", &[("class", "code", None), ("screen", "code", None)]),
        CodeSystem::Answers => ("TwitchTriageAnswers", &[]),
        CodeSystem::Rules => {
            ("TwitchTriageRules", &[("level", "code", None), ("urgency", "code", None), ("evidence", "string", None)])
        }
        CodeSystem::Advice => ("TwitchTriageAdvice", &[]),
        CodeSystem::Problems => ("TwitchTriageProblems", &[]),
    };
    let (language, title) = title(book, system);
    let concepts: Vec<Value> = concepts(book, system).into_iter().map(Concept::into_json).collect();
    let mut resource = json!({
        "resourceType": "CodeSystem", "id": system.id(), "language": language,
        "url": canonical.code_system(system), "version": canonical.version, "name": name, "title": title,
        "status": "active", "experimental": false, "date": book.identity.published, "caseSensitive": true,
        "content": "complete", "count": concepts.len(), "concept": concepts,
    });
    let properties: Vec<Value> = properties.iter().map(property).collect();
    if let Some(members) = resource.as_object_mut().filter(|_| !properties.is_empty()) {
        members.insert("property".to_owned(), json!(properties));
    }
    resource
}

/// The title of a code system, with its language: errors are not translated.
fn title(book: &RuleBook, system: CodeSystem) -> (&str, &str) {
    let titles = &book.record_texts.fhir.code_system;
    let title = match system {
        CodeSystem::Levels => &titles.levels,
        CodeSystem::Urgencies => &titles.urgencies,
        CodeSystem::Findings => &titles.findings,
        CodeSystem::Answers => &titles.answers,
        CodeSystem::Rules => &titles.rules,
        CodeSystem::Advice => &titles.advice,
        CodeSystem::Problems => return (CONTRACT_LANGUAGE, "Errors, and faults of a body"),
    };
    (&book.locale.language, title)
}

fn property((code, kind, uri): &Property) -> Value {
    match uri {
        Some(uri) => json!({ "code": code, "type": kind, "uri": uri }),
        None => json!({ "code": code, "type": kind }),
    }
}

fn concepts(book: &RuleBook, system: CodeSystem) -> Vec<Concept> {
    match system {
        CodeSystem::Levels => levels(book),
        CodeSystem::Urgencies => Urgency::ALL.map(|urgency| concept_of_urgency(book, urgency)).into(),
        CodeSystem::Findings => findings(book),
        CodeSystem::Answers => book
            .findings
            .iter()
            .flat_map(|finding| {
                coded_answers(finding).map(|answer| Concept::new(answer_code(finding, answer), &answer.label))
            })
            .collect(),
        CodeSystem::Rules => rules(book),
        CodeSystem::Advice => {
            book.advice.iter().map(|advice| Concept::new(advice.text.id.clone(), &advice.text.text)).collect()
        }
        CodeSystem::Problems => problems(),
    }
}

/// The three levels, and the two words that stand on a card where nobody has asked.
fn levels(book: &RuleBook) -> Vec<Concept> {
    let words = &book.texts.clinician_words;
    let texts = &book.record_texts.fhir;
    let chosen = Level::ALL
        .map(|level| Concept::new(level.word().to_owned(), words.level(level)).defined(Some(texts.level.of(level))));
    let others = [("not_asked", &texts.not_asked), ("not_assessed", &texts.not_assessed)];
    let others = others.map(|(code, text)| Concept::new(code.to_owned(), text).with(boolean("notSelectable", true)));
    chosen.into_iter().chain(others).collect()
}

fn concept_of_urgency(book: &RuleBook, urgency: Urgency) -> Concept {
    let concept = Concept::new(urgency.word().to_owned(), book.texts.clinician_words.urgency(urgency));
    let Some(meaning) = book.intended_use.urgency.iter().find(|meaning| meaning.value == urgency) else {
        return concept;
    };
    let concept = concept.defined(Some(&meaning.meaning));
    meaning.nice.iter().fold(concept, |concept, nice| concept.with(string("nice", nice)))
}

fn findings(book: &RuleBook) -> Vec<Concept> {
    let concepts = book.findings.iter().enumerate().map(|(index, finding)| {
        let screen = book.screen_of(index).and_then(|place| book.screens.get(place)).or_else(|| book.heading());
        let class = json!(finding.class);
        let concept = Concept::new(finding.name.clone(), &finding.question);
        let concept = concept.with(json!({ "code": "class", "valueCode": class }));
        screen
            .into_iter()
            .fold(concept, |concept, screen| concept.with(json!({ "code": "screen", "valueCode": screen.id })))
    });
    concepts.collect()
}

fn rules(book: &RuleBook) -> Vec<Concept> {
    let rules = book.rules.iter().map(|rule| {
        let Outcome { level, urgency } = rule.effect;
        let concept = Concept::new(rule.id.clone(), &rule.clinician).defined(Some(&rule.person));
        let concept = concept.with(json!({ "code": "level", "valueCode": level.word() }));
        let concept = concept.with(json!({ "code": "urgency", "valueCode": urgency.word() }));
        let evidence = evidence_ids(book, &rule.evidence);
        evidence.iter().fold(concept, |concept, id| concept.with(string("evidence", id)))
    });
    let warning = &book.warning;
    let warning = Concept::new(warning.id.clone(), &warning.clinician).defined(Some(&warning.person));
    rules.chain([warning]).collect()
}

/// The errors, and the kinds of faults of a body.
fn problems() -> Vec<Concept> {
    let codes = ProblemCode::ALL.iter().map(|code| {
        let meaning = code.meaning();
        Concept::new(meaning.word.to_owned(), meaning.title).defined(Some(meaning.meaning))
    });
    let faults = FAULTS.iter().filter_map(|fault| {
        let word = json!(fault).as_str()?.to_owned();
        let display = word.replace('_', " ");
        Some(Concept::new(word, &display))
    });
    codes.chain(faults).collect()
}

/// The value set of a code system: all of it, but of the levels only those that can be chosen.
#[must_use]
pub fn value_set(book: &RuleBook, system: CodeSystem) -> Value {
    let canonical = Canonical::for_book(book);
    let mut include = json!({ "system": canonical.code_system(system), "version": canonical.version });
    if let Some(members) = include.as_object_mut().filter(|_| system == CodeSystem::Levels) {
        let words = &book.texts.clinician_words;
        let levels = Level::ALL.map(|level| json!({ "code": level.word(), "display": words.level(level) }));
        members.insert("concept".to_owned(), json!(levels));
    }
    let name = match system {
        CodeSystem::Levels => "TwitchTriageLevelsValueSet",
        CodeSystem::Urgencies => "TwitchTriageUrgenciesValueSet",
        CodeSystem::Rules => "TwitchTriageRulesValueSet",
        _ => "TwitchTriageFindingsValueSet",
    };
    let (language, title) = title(book, system);
    json!({
        "resourceType": "ValueSet", "id": system.id(), "language": language,
        "url": canonical.url("ValueSet", system.id()), "version": canonical.version, "name": name, "title": title,
        "status": "active", "experimental": false, "date": book.identity.published,
        "compose": { "include": [include] },
    })
}
