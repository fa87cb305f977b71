//! Citations: each exists, each rule has one, and background knowledge is never shown as a source.

use super::fault::Fault;
use super::knowledge::Knowledge;
use crate::clinical::model::evidence::Read;

/// Every fault of citations.
pub(super) fn check(knowledge: &Knowledge) -> Vec<Fault> {
    let mut faults = Vec::new();
    for rule in &knowledge.rules {
        if rule.evidence.is_empty() && rule.in_scope && !rule.computed {
            faults.push(Fault::at("rules.toml", &rule.id, "cites no evidence"));
        }
        cited(knowledge, "rules.toml", &rule.id, &rule.evidence, &mut faults);
    }
    for advice in &knowledge.advice {
        cited(knowledge, "advice.toml", &advice.id, &advice.evidence, &mut faults);
    }
    faults
}

fn cited(knowledge: &Knowledge, file: &str, place: &str, ids: &[String], faults: &mut Vec<Fault>) {
    for id in ids {
        let what = match knowledge.evidence.iter().find(|record| record.id == *id) {
            None => "which does not exist",
            Some(record) if record.read == Read::B => "which is unverified",
            Some(_) => continue,
        };
        faults.push(Fault::at(file, place, format!("cites `{id}`, {what}")));
    }
}
