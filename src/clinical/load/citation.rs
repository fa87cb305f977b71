//! Citations: each exists, each rule has one, and background knowledge is never shown as a source. Sources: each
//! exists, makes a statement, and has an address or says why not.

use super::fault::Fault;
use super::knowledge::Knowledge;
use super::similar::hint;
use crate::clinical::model::evidence::Evidence;
use crate::clinical::model::source::{Read, Source};

/// Every fault of citations.
pub(super) fn check(knowledge: &Knowledge) -> Vec<Fault> {
    let mut faults = Vec::new();
    for rule in &knowledge.rules {
        if rule.evidence.is_empty() && rule.in_scope && !rule.computed {
            faults.push(Fault::at(
                "rules.toml",
                &rule.id,
                "cites no evidence: name at least one statement of evidence.toml in `evidence`",
            ));
        }
        cited(knowledge, "rules.toml", &rule.id, &rule.evidence, &mut faults);
    }
    for advice in &knowledge.advice {
        cited(knowledge, "advice.toml", &advice.id, &advice.evidence, &mut faults);
    }
    for statement in knowledge.evidence.iter().filter(|statement| source_of(knowledge, statement).is_none()) {
        let what = format!(
            "refers to the source `{}`, which does not exist{}; add it to sources.toml, or name one that is there",
            statement.source,
            hint(&statement.source, knowledge.sources.iter().map(|source| source.id.as_str()))
        );
        faults.push(Fault::at("evidence.toml", &statement.id, what));
    }
    for source in &knowledge.sources {
        let mut fault = |what: &str| faults.push(Fault::at("sources.toml", &source.id, what));
        if !knowledge.evidence.iter().any(|statement| statement.source == source.id) {
            fault("no evidence refers to it: remove it, or name it as the `source` of a statement in evidence.toml");
        }
        if source.urls.is_empty() && source.note.is_none() {
            fault("has no address and no note that says why: fill `urls`, or say in `note` why there is none");
        }
    }
    faults
}

/// The source of a statement.
fn source_of<'k>(knowledge: &'k Knowledge, statement: &Evidence) -> Option<&'k Source> {
    knowledge.sources.iter().find(|source| source.id == statement.source)
}

fn cited(knowledge: &Knowledge, file: &str, place: &str, ids: &[String], faults: &mut Vec<Fault>) {
    for id in ids {
        let what = match knowledge.evidence.iter().find(|record| record.id == *id) {
            None => {
                let near = hint(id, knowledge.evidence.iter().map(|record| record.id.as_str()));
                format!("which does not exist{near}; add it to evidence.toml, or cite one that is there")
            }
            Some(statement) if source_of(knowledge, statement).is_some_and(|source| source.read == Read::B) => {
                "which is unverified (its source was not `read`): cite a statement whose source was read".to_owned()
            }
            Some(_) => continue,
        };
        faults.push(Fault::at(file, place, format!("cites `{id}`, {what}")));
    }
}
