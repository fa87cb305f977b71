//! `twitch-triage book diff`: two rule books side by side, and their answers to cases on all cores.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;
use memchr::memmem;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::case::Case;
use super::cases::cases;
use super::diff_counts::Counts;
use super::diff_report::{Form, Report, Sides};
use super::differing_case::{CaseOutcome, DifferingCase};
use super::kept_lines::KeptLines;
use super::source::{self, load_or_refuse};
use super::{DIFFERS, LOWER};
use crate::answer::comparison::ComparisonKind;
use crate::clinical::model::rule_book::RuleBook;
use crate::command_line::batch::{SOME_REFUSED, input};
use crate::command_line::failure::Failure;
use crate::command_line::line_blocks::{BlockResult, threads, through_all_cores};
use crate::command_line::line_reader::LineReader;
use crate::command_line::progress::Progress;
use crate::request::Rejection;
use crate::request::line_splitter::Line;
use crate::triage_service::TriageService;

/// What is compared.
#[derive(Args, Debug)]
pub struct DiffSettings {
    /// The first rule book: a folder, or `built-in`
    pub a: PathBuf,

    /// The second rule book: a folder, or `built-in`
    pub b: PathBuf,

    /// File with the cases, one payload or test case a line, `-` for standard input; the vectors and vignettes of both when
    /// left out
    #[arg(long, value_name = "FILE")]
    pub cases: Option<PathBuf>,

    /// Print one JSON object for each case that differs, those that became lower first, and a last one with the summary
    #[arg(long, conflicts_with = "markdown")]
    pub json: bool,

    /// Print Markdown, for a pull request
    #[arg(long)]
    pub markdown: bool,

    /// Number of threads; 0 takes one for each core
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=512))]
    pub threads: u16,

    /// Folder of vignettes; the folder `vignettes` of each rule book when left out
    #[arg(long, value_name = "DIR")]
    pub vignettes: Option<PathBuf>,
}

/// The lines of a block that differ, and its counts.
#[derive(Default)]
pub(super) struct Compared {
    lower: Vec<u8>,
    others: Vec<u8>,
    refused: Vec<u8>,
    counts: Counts,
}

/// A line of a stream of test cases.
#[derive(Deserialize)]
struct TestCase<'l> {
    #[serde(borrow)]
    request: &'l RawValue,
}

/// Compares; gives the exit code.
pub(super) fn run(settings: &DiffSettings) -> Result<u8, Failure> {
    let (files_a, book_a) = load_or_refuse(&settings.a)?;
    let (files_b, book_b) = load_or_refuse(&settings.b)?;
    let form = if settings.json {
        Form::Json
    } else if settings.markdown {
        Form::Markdown
    } else {
        Form::Terminal
    };
    let report = Report { form };
    let (mut lower, mut others, mut refused) = (KeptLines::default(), KeptLines::default(), KeptLines::default());
    let mut keep = |compared: &Compared| {
        lower.push(&compared.lower)?;
        others.push(&compared.others)?;
        refused.push(&compared.refused)
    };
    let mut counts = Counts::default();
    match &settings.cases {
        None => {
            let vignettes = settings.vignettes.as_deref();
            let mut all = cases(&book_a, &settings.a, vignettes).map_err(source::refused)?;
            let of_b = cases(&book_b, &settings.b, vignettes).map_err(source::refused)?;
            let more: Vec<Case> =
                of_b.into_iter().filter(|case| !all.iter().any(|known| known.is_same(case))).collect();
            all.extend(more);
            let compared = of_cases(&report, &all, &book_a, &book_b);
            keep(&compared)?;
            counts.add(&compared.counts);
        }
        Some(path) => {
            let service = |book: &RuleBook| TriageService::new(book.clone()).map_err(Failure::Failed);
            let (a, b) = (service(&book_a)?, service(&book_b)?);
            let (input, total_bytes) = input(path)?;
            let mut progress = Progress::new(total_bytes);
            let work = |first, lines: &[Line]| of_lines(&report, first, lines, &a, &b);
            let write = |BlockResult { result, read_bytes }: BlockResult<Compared>| {
                counts.add(&result.counts);
                progress.show(read_bytes, |_| format!("{} cases, {} lower", counts.cases, counts.lower));
                keep(&result)
            };
            through_all_cores(threads(settings.threads), LineReader::new(input), 0, work, write)?;
            progress.finish();
        }
    }
    let sides = Sides::new((&files_a, &book_a), (&files_b, &book_b));
    let mut out = io::BufWriter::new(io::stdout().lock());
    report.begin(&mut out, &sides, &counts)?;
    for (title, lines) in [("LOWER", lower), ("OTHERS", others), ("REFUSED", refused)] {
        if !lines.is_empty() {
            report.title(&mut out, title)?;
            lines.write_to(&mut out)?;
        }
    }
    report.end(&mut out, &sides, &counts)?;
    out.flush()?;
    Ok(exit_code(&sides, &counts))
}

fn exit_code(sides: &Sides, counts: &Counts) -> u8 {
    if counts.lower > 0 || counts.now_final > 0 {
        LOWER
    } else if counts.refused_by_both > 0 {
        SOME_REFUSED
    } else if counts.differing() > 0 || sides.differ() {
        DIFFERS
    } else {
        0
    }
}

fn of_cases<'b>(report: &Report, cases: &[Case], book_a: &'b RuleBook, book_b: &'b RuleBook) -> Compared {
    let mut compared = Compared::default();
    for case in cases {
        let decided = |book: &'b RuleBook| case.read(book).map(|findings| book.decide(&findings));
        compared.add(report, (None, Some(&case.id)), &decided(book_a), &decided(book_b));
    }
    compared
}

fn of_lines<'s>(report: &Report, first: u64, lines: &[Line], a: &'s TriageService, b: &'s TriageService) -> Compared {
    let mut compared = Compared::default();
    for (number, line) in (first..).zip(lines) {
        let decided = |service: &'s TriageService| match line {
            Line::Whole(line) => match service.read_for_any(payload(line)) {
                Ok(findings) => Ok(service.book.decide(&findings)),
                Err(rejection) => Err(rejection.first_fault()),
            },
            Line::TooLong => Err(Rejection::too_large().first_fault()),
        };
        compared.add(report, (Some(number), None), &decided(a), &decided(b));
    }
    compared
}

/// The payload of a line: the line itself, or the request of a test case.
fn payload(line: &[u8]) -> &[u8] {
    if memmem::find(line, b"\"request\"").is_none() {
        return line;
    }
    let case = std::str::from_utf8(line).ok().and_then(|line| serde_json::from_str::<TestCase>(line).ok());
    case.map_or(line, |case| case.request.get().as_bytes())
}

impl Compared {
    /// Counts a case, and writes it where it differs or is refused.
    fn add(&mut self, report: &Report, (line, id): (Option<u64>, Option<&str>), a: CaseOutcome, b: CaseOutcome) {
        self.counts.count(a.as_ref().ok(), b.as_ref().ok());
        let case = DifferingCase::new((line, id), a, b);
        if !case.differs() {
            self.counts.same += 1;
            return;
        }
        self.counts.count_difference(&case);
        let lines = match case.kind {
            ComparisonKind::Lower => &mut self.lower,
            ComparisonKind::Higher | ComparisonKind::SameOutcome => &mut self.others,
            _ => &mut self.refused,
        };
        report.case(lines, &case);
    }
}
