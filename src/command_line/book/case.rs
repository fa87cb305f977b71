//! The cases on which a rule book is tried: its vectors, and vignettes.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use super::source;
use crate::clinical::load::fault::Position;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::finding::{Kind, UNKNOWN};
use crate::clinical::model::findings_seed::FindingsSeed;
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;
use crate::clinical::model::vector::{Expectation, Possible};
use crate::command_line::failure::Failure;
use crate::settings::file;

/// A rule book, and the cases on which it is tried.
#[derive(Args)]
pub struct BookOnCases {
    /// Folder of the rule book, or `built-in`
    #[arg(value_name = "DIR")]
    pub book: PathBuf,

    /// Folder of vignettes, which count as cases beside the vectors; the folder `vignettes` of the rule book when left out
    #[arg(long, value_name = "DIR")]
    pub vignettes: Option<PathBuf>,
}

impl BookOnCases {
    /// The cases, read by the rule book once it is loaded.
    ///
    /// # Errors
    ///
    /// As those of [`cases`].
    pub(super) fn cases(&self, book: &RuleBook) -> Result<Vec<Case>, Failure> {
        cases(book, &self.book, self.vignettes.as_deref())
    }
}

/// A case.
pub(super) struct Case {
    /// The id of the vector or of the vignette.
    pub(super) id: String,
    /// What it is about.
    pub(super) story: String,
    answers: Map<String, Value>,
    screens_completed: Vec<String>,
    pub(super) findings: Findings,
    /// What a vignette expects, and where that is written; none for a vector, which loading has held against the rules.
    pub(super) expected: Option<Expected>,
}

/// What somebody expects of a vignette.
pub(super) struct Expected {
    pub(super) expectation: Expectation,
    /// Ids of the groups of causes that are suspected.
    pub(super) suspected_groups: Vec<String>,
    /// Ids of the advice that is given.
    pub(super) advice: Vec<String>,
    /// The file.
    pub(super) file: String,
    /// The place of its id in the file.
    pub(super) position: Option<Position>,
}

impl Case {
    /// The answers as a rule book reads them, or why it does not take them.
    pub(super) fn read(&self, book: &RuleBook) -> Result<Findings, String> {
        read(book, &self.answers, &self.screens_completed)
    }

    /// Whether it is the same case, and not only one of the same id.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (&self.id, &self.answers, &self.screens_completed) == (&other.id, &other.answers, &other.screens_completed)
    }
}

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

/// The vectors of a rule book, and the vignettes of a folder.
///
/// # Errors
///
/// Vignettes that cannot be read, or that the rule book does not take, each with its id.
pub(super) fn cases(book: &RuleBook, folder: &Path, vignettes: Option<&Path>) -> Result<Vec<Case>, Failure> {
    let vectors = book.vectors.vectors.iter().filter_map(|vector| {
        let findings = book.vectors.read(book, vector).ok()?;
        Some(Case {
            id: vector.id.clone(),
            story: vector.case.clone(),
            answers: book.vectors.findings_of(vector),
            screens_completed: vector.screens_completed.clone(),
            findings,
            expected: None,
        })
    });
    let mut cases: Vec<Case> = vectors.collect();
    if let Some(folder) = source::vignettes(folder, vignettes) {
        cases.extend(of_vignettes(book, &folder)?);
    }
    Ok(cases)
}

fn of_vignettes(book: &RuleBook, folder: &Path) -> Result<Vec<Case>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| file::cannot("read", folder, &error))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let (mut cases, mut faults) = (Vec::new(), Vec::new());
    for path in paths {
        let text = file::read_text(&path)
            .map_err(|why| Failure::Failed(format!("cannot read `{}`: {why}", path.display())))?;
        match toml::from_str::<VignetteFile>(&text) {
            Err(error) => faults.push(format!("{}: {}", path.display(), error.message())),
            Ok(file) => {
                for vignette in file.vignette {
                    let answers = with_null(book, &vignette.findings);
                    let Vignette { id, story, screens_completed, expect, .. } = vignette;
                    let expected = expect.map(|mut expect| Expected {
                        suspected_groups: std::mem::take(&mut expect.suspected_groups),
                        advice: std::mem::take(&mut expect.advice),
                        expectation: expect.into(),
                        file: path.display().to_string(),
                        position: text.find(&format!("\"{id}\"")).map(|byte| Position::of_byte(&text, byte)),
                    });
                    match read(book, &answers, &screens_completed) {
                        Ok(findings) => cases.push(Case { id, story, answers, screens_completed, findings, expected }),
                        Err(why) => faults.push(format!("{}: {id}: {why}", path.display())),
                    }
                }
            }
        }
    }
    if faults.is_empty() { Ok(cases) } else { Err(Failure::Refused(faults)) }
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

fn read(book: &RuleBook, answers: &Map<String, Value>, screens_completed: &[String]) -> Result<Findings, String> {
    let answers = Value::Object(answers.clone());
    let mut findings = FindingsSeed(book).deserialize(answers).map_err(|error| error.to_string())?;
    for id in screens_completed {
        findings.complete(book.completable_screen(id).ok_or_else(|| format!("`{id}` is not a screen"))?);
    }
    Ok(findings)
}
