//! `twitch-triage book accept`: what changed rules now give for the vectors is shown, held against the laws, and written.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::case::Case;
use super::cases::cases;
use super::difference::{Difference, members};
use super::paragraph::{count, paragraph};
use super::random_payload::Random;
use super::replaced_file::{changed_meanwhile, replace};
use super::source::{in_folder, refused};
use super::vector_edit::{FILE, VectorEdit};
use super::{DIFFERS, source};
use crate::clinical::decide::law::{BrokenLaw, CHECKED};
use crate::clinical::load::fault::Fault;
use crate::clinical::load::files::KnowledgeFiles;
use crate::clinical::load::knowledge::Knowledge;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::rule::computed;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::vector::{Expectation, Possible};
use crate::command_line::all_cores::on_all_cores;
use crate::command_line::failure::Failure;

/// How many random payloads the laws are tried on.
const RANDOM_PAYLOADS: usize = 10_000;

/// The titles of the vignettes. What they expect is somebody's judgement, never written here.
const VIGNETTES: [&str; 2] = [
    "VIGNETTES that come out LOWER than they expect; they are left as they are",
    "VIGNETTES that expect something else; they are left as they are",
];

/// The parts that vectors do not expect yet, by their ids.
type Missing = BTreeMap<String, Vec<String>>;

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
    let read = source::files(folder).map_err(refused)?;
    let (files, missing) = completed(&read).map_err(refuse)?;
    let book = RuleBook::compile(&files).map_err(refuse)?;
    if let Some(id) = settings.ids.iter().find(|id| !book.vectors.vectors.iter().any(|vector| vector.id == **id)) {
        return Err(Failure::Refused(vec![format!(
            "`{id}` is not the id of a vector of {}",
            folder.join(FILE).display()
        )]));
    }
    let differences = differences(&book, &missing).map_err(refuse)?;
    let all = with_expectations(&read, &book, &differences);
    let (accepted, left): (Vec<_>, Vec<_>) = differences
        .into_iter()
        .partition(|difference| settings.ids.is_empty() || settings.ids.contains(&difference.id));
    let mut out = io::stdout().lock();
    let cases = cases(&book, folder, settings.vignettes.as_deref()).map_err(refused)?;
    let vignettes: Vec<Difference> = cases.iter().filter_map(|case| Difference::of_vignette(&book, case)).collect();
    let others = if accepted.iter().any(|difference| difference.is_lower) { "OTHERS" } else { "" };
    show(&mut out, &book, ["LOWER", others], &accepted)?;
    show(&mut out, &book, VIGNETTES, &vignettes)?;
    let tried = hold_laws(&book, cases)?;
    load_accepted(folder, &read, all)?;
    let written = with_expectations(&read, &book, &accepted);
    let is_changed = written != read.get(FILE);
    if !settings.dry_run && is_changed {
        write(folder, &read, &written)?;
    }
    let verb = if settings.dry_run { "to accept" } else { "accepted" };
    let summary = format!(
        "{}; the laws hold on {tried} payloads ({})",
        counts(verb, &accepted, left.len(), &vignettes),
        CHECKED.join(" ")
    );
    write!(out, "{}", paragraph("", "", &summary))?;
    out.flush()?;
    Ok(if settings.dry_run && is_changed { DIFFERS } else { 0 })
}

/// How many vectors and vignettes come out otherwise, and how many of them lower.
fn counts(verb: &str, accepted: &[Difference], left: usize, vignettes: &[Difference]) -> String {
    let lower = |differences: &[Difference]| match differences.iter().filter(|difference| difference.is_lower).count() {
        0 => String::new(),
        number => format!(", {number} of them LOWER"),
    };
    let vectors = format!("{} {verb}{}, {left} left", count(accepted.len(), "vector"), lower(accepted));
    match vignettes.len() {
        0 => vectors,
        1 => format!("{vectors}; 1 vignette expects something else{}", lower(vignettes)),
        number => format!("{vectors}; {number} vignettes expect something else{}", lower(vignettes)),
    }
}

/// Writes each difference in words, those first by which level or urgency became lower; an empty title is left out.
fn show(out: &mut impl Write, book: &RuleBook, titles: [&str; 2], differences: &[Difference]) -> io::Result<()> {
    let (lower, others): (Vec<_>, Vec<_>) = differences.iter().partition(|difference| difference.is_lower);
    for (title, part) in titles.into_iter().zip([lower, others]) {
        if !title.is_empty() && !part.is_empty() {
            writeln!(out, "{title}\n")?;
        }
        part.iter().try_for_each(|difference| write!(out, "{}", difference.in_words(book)))?;
    }
    Ok(())
}

/// The files, with the vectors as those of this rule book and version, and with a stand-in for every part that a vector
/// does not expect yet; and which parts these are, by the id of the vector.
fn completed(read: &KnowledgeFiles) -> Result<(KnowledgeFiles, Missing), Vec<Fault>> {
    let borrowed = read.borrowed_version();
    if !borrowed.is_empty() {
        return Err(borrowed);
    }
    let (mut files, mut missing) = (read.clone(), Missing::new());
    if let Some(mut edit) = VectorEdit::new(read.get(FILE)) {
        missing = edit.complete(&members(&stand_in()));
        files.set(FILE, edit.finish());
    }
    let identity = Knowledge::read(&files).map_err(|faults| files.located(faults))?.identity;
    if let Some(mut edit) = VectorEdit::new(files.get(FILE)) {
        edit.set_identity(&identity.id, &identity.version);
        let text = edit.finish();
        files.set(FILE, text);
    }
    Ok((files, missing))
}

/// What stands for parts that a vector does not expect yet. The lowest outcome: nothing can be lower than it.
fn stand_in() -> Expectation {
    Expectation {
        level: Outcome::LOWEST.level,
        urgency: Outcome::LOWEST.urgency,
        provisional: false,
        in_scope: true,
        possible: Possible { least: Outcome::LOWEST, most: Outcome::LOWEST },
        // Any one: a vector expects at least one rule.
        rules: vec![computed::REFERRAL_OPEN.to_owned()],
        warnings: Vec::new(),
        next_questions: Vec::new(),
        asked_already: Vec::new(),
        lowering_questions: Vec::new(),
    }
}

/// The vectors that come out otherwise than they expect.
fn differences(book: &RuleBook, missing: &Missing) -> Result<Vec<Difference>, Vec<Fault>> {
    let (mut differences, mut faults) = (Vec::new(), Vec::new());
    for vector in &book.vectors.vectors {
        match book.vectors.read(book, vector) {
            Err(error) => faults.push(Fault::at(FILE, &vector.id, error)),
            Ok(findings) => {
                let after = Expectation::from_findings(book, &findings);
                let missing = missing.get(&vector.id).map(Vec::as_slice).unwrap_or_default();
                differences.extend(Difference::between(vector, missing, &after));
            }
        }
    }
    if faults.is_empty() { Ok(differences) } else { Err(faults) }
}

/// Loads the rule book as it is once every vector is accepted: what the service would refuse is not written.
fn load_accepted(folder: &Path, read: &KnowledgeFiles, vectors: String) -> Result<(), Failure> {
    let mut files = read.clone();
    files.set(FILE, vectors);
    source::load_files(folder, &files).map(drop).map_err(|mut faults| {
        let what = "nothing is written: with what its vectors would expect the rule book is still refused";
        faults.push(Fault::in_file(&folder.display().to_string(), what));
        refused(faults)
    })
}

/// A payload on which the laws are tried: its name, and the questions that are tried with every answer.
type Tried = (String, Findings, Vec<usize>);

/// Holds the rule book against the laws, by its rules and on every vector and vignette, then on random payloads; gives on
/// how many.
fn hold_laws(book: &RuleBook, cases: Vec<Case>) -> Result<usize, Failure> {
    let every: Vec<usize> = (0..book.findings.len()).collect();
    let of_cases: Vec<Tried> = cases.into_iter().map(|case| (case.id, case.findings, every.clone())).collect();
    let of_rules = book.broken_laws_of_rules().into_iter().map(|law| (law, ("", 0))).collect();
    refuse_broken(broken_laws(book, &of_cases, of_rules))?;
    let baseline = book.vectors.vectors.first().and_then(|vector| book.vectors.read(book, vector).ok());
    let baseline = baseline.unwrap_or_else(|| Findings::new(book));
    let mut random = Random(2026);
    let of_chance: Vec<Tried> = (0..RANDOM_PAYLOADS)
        .map(|number| {
            let payload = random.payload(book, &baseline);
            let questions = (0..QUESTIONS_TRIED).map(|_| random.below(book.findings.len())).collect();
            (format!("random payload {number}"), payload, questions)
        })
        .collect();
    refuse_broken(broken_laws(book, &of_chance, BTreeMap::new()))?;
    Ok(of_cases.len() + of_chance.len())
}

/// Each law that is broken, with the first payload on which it is, and on how many; added to those already known.
fn broken_laws<'t>(
    book: &RuleBook,
    tried: &'t [Tried],
    mut all: BTreeMap<BrokenLaw, (&'t str, usize)>,
) -> BTreeMap<BrokenLaw, (&'t str, usize)> {
    let broken = on_all_cores("checking the laws", tried, |(_, findings, questions)| {
        let mut broken = book.broken_laws(findings);
        broken.extend(questions.iter().flat_map(|index| book.broken_laws_of(findings, *index)));
        broken
    });
    for ((id, ..), broken) in tried.iter().zip(broken) {
        broken.into_iter().for_each(|law| all.entry(law).or_insert((id, 0)).1 += 1);
    }
    all
}

fn refuse_broken(all: BTreeMap<BrokenLaw, (&str, usize)>) -> Result<(), Failure> {
    if all.is_empty() {
        return Ok(());
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

/// The vectors as they are written, with the name of the rule book and what is accepted.
fn with_expectations(read: &KnowledgeFiles, book: &RuleBook, accepted: &[Difference]) -> String {
    let text = read.get(FILE);
    let Some(mut edit) = VectorEdit::new(text) else { return text.to_owned() };
    edit.set_identity(&book.identity.id, &book.identity.version);
    accepted.iter().for_each(|difference| edit.set_expected(&difference.id, &difference.after));
    edit.finish()
}

/// Writes the vectors, unless any file of the rule book is another one than was read: it would be accepted unseen.
fn write(folder: &Path, read: &KnowledgeFiles, vectors: &str) -> Result<(), Failure> {
    let now = source::files(folder).map_err(refused)?;
    if let Some(changed) = KnowledgeFiles::names().find(|name| now.get(name) != read.get(name)) {
        return Err(changed_meanwhile(&folder.join(changed)));
    }
    replace(&folder.join(FILE), read.get(FILE), vectors)
}
