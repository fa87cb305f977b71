//! The table of records: only findings that a record may make present, and no code twice for one of them.

use std::collections::BTreeSet;

use super::fault::Fault;
use super::knowledge::Knowledge;
use crate::clinical::model::finding::{Class, Finding, Kind};
use crate::clinical::model::record::RecordFactText;

/// The file of the table.
const FILE: &str = "records.toml";

/// Every fault of the table.
pub(super) fn check(knowledge: &Knowledge) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut findings = BTreeSet::new();
    for fact in &knowledge.records {
        let mut fault = |what: String| faults.push(Fault::at(FILE, &fact.finding, what));
        match knowledge.findings.iter().find(|finding| finding.name == fact.finding) {
            None => fault("is not a finding".to_owned()),
            Some(finding) if !may_be_recorded(finding) => {
                fault(
                    "cannot be read from a record: only a yes-or-no finding of the class U1, U2 or scope can"
                        .to_owned(),
                );
            }
            Some(_) => {}
        }
        if !findings.insert((&fact.finding, fact.source as u8)) {
            fault("duplicate entry".to_owned());
        }
        for code in codes(fact) {
            if [&fact.icd10, &fact.atc]
                .iter()
                .any(|codes| codes.iter().any(|other| other != code && code.starts_with(other.as_str())))
            {
                fault(format!("`{code}` is covered by another code of the same finding"));
            }
        }
        if codes(fact).next().is_none() && fact.names.is_empty() && fact.snomed.is_empty() {
            fault("has no code and no name".to_owned());
        }
    }
    faults
}

/// Nothing that mitigates, only tunes the advice or was observed by a clinician may come from a record.
fn may_be_recorded(finding: &Finding) -> bool {
    finding.kind == Kind::Tri && matches!(finding.class, Class::U1 | Class::U2 | Class::Scope)
}

fn codes(fact: &RecordFactText) -> impl Iterator<Item = &String> {
    fact.icd10.iter().chain(&fact.atc)
}
