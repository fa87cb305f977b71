//! `twitch-triage book accept`: what changed rules now give for the vectors is shown, held against the laws, and written.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::case::Case;
use super::cases::cases;
use super::difference::Difference;
use super::paragraph::{count, paragraph};
use super::random_payload::Random;
use super::source::{in_folder, refused};
use super::vector_edit::{FILE, VectorEdit};
use super::{DIFFERS, source};
use crate::clinical::decide::law::{BrokenLaw, CHECKED};
use crate::clinical::load::fault::Fault;
use crate::clinical::load::files::KnowledgeFiles;
use crate::clinical::load::knowledge::Knowledge;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::vector::Expectation;
use crate::command_line::all_cores::on_all_cores;
use crate::command_line::failure::Failure;
use crate::settings::file;

/// How many random payloads the laws are tried on.
const RANDOM_PAYLOADS: usize = 10_000;

/// How many questions of each random payload are tried with every answer.
const QUESTIONS_TRIED: usize = 4;

/// What is accepted.
#[derive(Args, Debug)]
pub struct AcceptSettings {
    /// Folder of the rule book
    #[arg(value_name = "DIR")]
    pub book: PathBuf,

    /// Ids of the vectors to accept; all when left out
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,

    /// Show what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Folder of vignettes, on which the laws are tried too; the folder `vignettes` of the rule book when left out
    #[arg(long, value_name = "DIR")]
    pub vignettes: Option<PathBuf>,
}

/// Shows, checks and writes; gives the exit code.
pub(super) fn run(settings: &AcceptSettings) -> Result<u8, Failure> {
    let folder = settings.book.as_path();
    if source::is_built_in(folder) {
        return Err(Failure::Refused(vec!["`built-in` cannot be changed: name a folder".to_owned()]));
    }
    let refuse = |faults| refused(in_folder(folder, faults));
    let files = source::files(folder).map_err(refused)?;
    let before = files.get(FILE).to_owned();
    let files = renamed(files).map_err(refuse)?;
    let book = RuleBook::compile(&files).map_err(refuse)?;
    if let Some(id) = settings.ids.iter().find(|id| !book.vectors.vectors.iter().any(|vector| vector.id == **id)) {
        return Err(Failure::Refused(vec![format!(
            "`{id}` is not the id of a vector of {}",
            folder.join(FILE).display()
        )]));
    }
    let differences = differences(&book).map_err(refuse)?;
    let (accepted, left): (Vec<_>, Vec<_>) = differences
        .into_iter()
        .partition(|difference| settings.ids.is_empty() || settings.ids.contains(&difference.id));
    let mut out = io::stdout().lock();
    let cases = cases(&book, folder, settings.vignettes.as_deref())?;
    let vignettes: Vec<Difference> = cases.iter().filter_map(|case| Difference::of_vignette(&book, case)).collect();
    show(&mut out, &book, &accepted, &vignettes)?;
    let tried = broken_laws(&book, cases)?;
    let written = with_expectations(&files, &accepted);
    let is_changed = written != before;
    if !settings.dry_run && is_changed {
        write(&folder.join(FILE), &written)?;
    }
    let verb = if settings.dry_run { "to accept" } else { "accepted" };
    let of_vignettes = match vignettes.len() {
        0 => String::new(),
        number => format!(" {} expect something else;", count(number, "vignette")),
    };
    let (accepted, left, laws) = (count(accepted.len(), "vector"), left.len(), CHECKED.join(" "));
    let summary = format!("{accepted} {verb}, {left} left;{of_vignettes} the laws hold on {tried} payloads ({laws})");
    write!(out, "{}", paragraph("", "", &summary))?;
    out.flush()?;
    Ok(if settings.dry_run && is_changed { DIFFERS } else { 0 })
}

/// Writes each difference in words, those of the vignettes apart: what they expect is somebody's judgement, never written here.
fn show(out: &mut impl Write, book: &RuleBook, accepted: &[Difference], vignettes: &[Difference]) -> io::Result<()> {
    accepted.iter().try_for_each(|difference| write!(out, "{}", difference.in_words(book)))?;
    if !vignettes.is_empty() {
        writeln!(out, "VIGNETTES that expect something else; they are left as they are\n")?;
    }
    vignettes.iter().try_for_each(|difference| write!(out, "{}", difference.in_words(book)))
}

/// The files, with the vectors as those of this rule book and version.
fn renamed(mut files: KnowledgeFiles) -> Result<KnowledgeFiles, Vec<Fault>> {
    let borrowed = files.borrowed_version();
    if !borrowed.is_empty() {
        return Err(borrowed);
    }
    let identity = Knowledge::read(&files).map_err(|faults| files.located(faults))?.identity;
    if let Some(mut edit) = VectorEdit::new(files.get(FILE)) {
        edit.set_identity(&identity.id, &identity.version);
        let text = edit.finish();
        files.set(FILE, text);
    }
    Ok(files)
}

/// The vectors that come out otherwise than they expect.
fn differences(book: &RuleBook) -> Result<Vec<Difference>, Vec<Fault>> {
    let (mut differences, mut faults) = (Vec::new(), Vec::new());
    for vector in &book.vectors.vectors {
        match book.vectors.read(book, vector) {
            Err(error) => faults.push(Fault::at(FILE, &vector.id, error)),
            Ok(findings) => {
                let after = Expectation::from_findings(book, &findings);
                differences.extend(Difference::between(&vector.id, &vector.case, &vector.expect, &after));
            }
        }
    }
    if faults.is_empty() { Ok(differences) } else { Err(faults) }
}

/// Holds the rule book against the laws on every vector and vignette and on random payloads; gives how many those are.
fn broken_laws(book: &RuleBook, cases: Vec<Case>) -> Result<usize, Failure> {
    let every: Vec<usize> = (0..book.findings.len()).collect();
    let mut tried: Vec<(String, Findings, Vec<usize>)> =
        cases.into_iter().map(|case| (case.id, case.findings, every.clone())).collect();
    let baseline = book.vectors.vectors.first().and_then(|vector| book.vectors.read(book, vector).ok());
    let baseline = baseline.unwrap_or_else(|| Findings::new(book));
    let mut random = Random(2026);
    for number in 0..RANDOM_PAYLOADS {
        let payload = random.payload(book, &baseline);
        let questions = (0..QUESTIONS_TRIED).map(|_| random.below(book.findings.len())).collect();
        tried.push((format!("random payload {number}"), payload, questions));
    }
    let broken = on_all_cores("checking the laws", &tried, |(_, findings, questions)| {
        let mut broken = book.broken_laws(findings);
        broken.extend(questions.iter().flat_map(|index| book.broken_laws_of(findings, *index)));
        broken
    });
    let mut all: BTreeMap<BrokenLaw, (&str, usize)> = BTreeMap::new();
    all.extend(book.broken_laws_of_rules().into_iter().map(|law| (law, ("", 0))));
    for ((id, ..), broken) in tried.iter().zip(broken) {
        broken.into_iter().for_each(|law| all.entry(law).or_insert((id, 0)).1 += 1);
    }
    if all.is_empty() {
        return Ok(tried.len());
    }
    let sentences = all.into_iter().map(|(BrokenLaw { law, how }, (first, count_of))| {
        let on = match count_of {
            0 => "by the rules themselves".to_owned(),
            number => format!("on {}, the first is {first}", count(number, "payload")),
        };
        format!("the law {law} is broken {on}: {how}; nothing is written")
    });
    Err(Failure::Refused(sentences.collect()))
}

fn with_expectations(files: &KnowledgeFiles, accepted: &[Difference]) -> String {
    let text = files.get(FILE);
    let Some(mut edit) = VectorEdit::new(text) else { return text.to_owned() };
    accepted.iter().for_each(|difference| edit.set_expected(&difference.id, &difference.after));
    edit.finish()
}

/// Writes beside the file first, so that it is never half written.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("json.new");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|error| file::cannot("write", path, &error))
}
