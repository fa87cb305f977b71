//! Vignettes: short human stories with what somebody expects, as they are read from the files of a folder.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::case::{Case, Expected};
use crate::clinical::load::fault::{Fault, Position};
use crate::clinical::load::vector::read_answers;
use crate::clinical::load::vignette::{located_in, read_vignettes};
use crate::clinical::model::finding::{Kind, UNKNOWN};
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;
use crate::clinical::model::vector::{Expectation, Possible};
use crate::settings::file;

#[derive(Deserialize)]
struct VignetteFile {
    vignette: Vec<Vignette>,
}

#[derive(Deserialize)]
struct Vignette {
    id: String,
    story: String,
    #[serde(default)]
    screens_completed: Vec<String>,
    findings: Map<String, Value>,
    expect: Option<VignetteExpectation>,
}

/// What a vignette expects, in its own words.
#[derive(Deserialize)]
struct VignetteExpectation {
    level: Level,
    urgency: Urgency,
    status: Status,
    in_scope: bool,
    least: Outcome,
    most: Outcome,
    rules: Vec<String>,
    warnings: Vec<String>,
    suspected_groups: Vec<String>,
    advice: Vec<String>,
    next_questions: Vec<String>,
    asked_already: Vec<String>,
    lowering_questions: Vec<String>,
}

impl From<VignetteExpectation> for Expectation {
    fn from(expect: VignetteExpectation) -> Self {
        Self {
            level: expect.level,
            urgency: expect.urgency,
            provisional: expect.status == Status::Provisional,
            in_scope: expect.in_scope,
            possible: Possible { least: expect.least, most: expect.most },
            rules: expect.rules,
            warnings: expect.warnings,
            next_questions: expect.next_questions,
            asked_already: expect.asked_already,
            lowering_questions: expect.lowering_questions,
        }
    }
}

/// Adds the vignettes of a folder to some cases.
pub(super) fn of_folder(book: &RuleBook, folder: &Path, cases: &mut Vec<Case>) -> Result<(), Vec<Fault>> {
    let cannot = |path: &Path, why: &str| Fault::in_file(&path.display().to_string(), format!("cannot be read: {why}"));
    let entries = std::fs::read_dir(folder).map_err(|error| {
        vec![Fault::in_file(&folder.display().to_string(), file::cannot("read", folder, &error).to_string())]
    })?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut ids: BTreeSet<String> = cases.iter().map(|case| case.id.clone()).collect();
    let mut faults = Vec::new();
    for path in paths {
        match file::read_text(&path) {
            Err(why) => faults.push(cannot(&path, &why)),
            Ok(text) => match of_file(book, &path.display().to_string(), &text, &mut ids) {
                Ok(read) => cases.extend(read),
                Err(found) => faults.extend(found),
            },
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The vignettes of one file. Notes their ids: none is used twice.
fn of_file(book: &RuleBook, name: &str, text: &str, ids: &mut BTreeSet<String>) -> Result<Vec<Case>, Vec<Fault>> {
    let value = read_vignettes(name, text)?;
    let file = VignetteFile::deserialize(value).map_err(|error| vec![Fault::in_file(name, error.to_string())])?;
    let (mut cases, mut faults) = (Vec::new(), Vec::new());
    for Vignette { id, story, screens_completed, findings, expect } in file.vignette {
        if !ids.insert(id.clone()) {
            let what = format!(
                "duplicate entry: another vignette or a vector is called `{id}`; give this one an id of its own"
            );
            faults.push(Fault::at(name, &id, what).about_last());
        }
        let answers = with_null(book, &findings);
        let expected = expect.map(|mut expect| Expected {
            suspected_groups: std::mem::take(&mut expect.suspected_groups),
            advice: std::mem::take(&mut expect.advice),
            expectation: expect.into(),
            file: name.to_owned(),
            position: text.find(&format!("\"{id}\"")).map(|byte| Position::of_byte(text, byte)),
        });
        match read_answers(book, &answers, &screens_completed) {
            Ok(findings) => cases.push(Case { id, story, answers, screens_completed, findings, expected }),
            Err(why) => faults.push(Fault::at(name, &id, why)),
        }
    }
    if faults.is_empty() { Ok(cases) } else { Err(located_in(name, text, faults)) }
}

/// The answers of a vignette. TOML has no null: `"unknown"` stands for it where a finding takes no words.
fn with_null(book: &RuleBook, answers: &Map<String, Value>) -> Map<String, Value> {
    let null = |(name, answer): (&String, &Value)| {
        let finding = book.finding_index(name).and_then(|index| book.finding(index));
        let takes_words = finding.is_none_or(|finding| matches!(finding.kind, Kind::Tri | Kind::OneOf));
        let answer = if *answer == UNKNOWN && !takes_words { Value::Null } else { answer.clone() };
        (name.clone(), answer)
    };
    answers.iter().map(null).collect()
}
