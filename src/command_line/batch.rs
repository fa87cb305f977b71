//! `twitch-triage batch`: a file of payloads through all cores, answers in order, memory flat.

use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::{Args, ValueEnum};

use super::line_blocks::{BlockResult, threads, through_all_cores};
use super::line_reader::LineReader;
use super::progress::{Progress, batch_line};
use super::resume::InterruptedOutput;
use super::summary::{Counts, Summary};
use crate::answer::AnswerOptions;
use crate::request::line_splitter::Line;
use crate::settings::{KnowledgeSettings, file};
use crate::triage_service::{Language, TriageService};

/// How a batch is done.
#[derive(Args, Debug)]
pub struct BatchSettings {
    /// File with the payloads; `-` for standard input
    #[arg(default_value = "-")]
    pub file: PathBuf,

    /// Number of threads that decide; 0 takes one for each core
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=512))]
    pub threads: u16,

    /// Print a summary to standard error at the end
    #[arg(long, value_enum)]
    pub summary: Option<SummaryForm>,

    /// Append the answers to this file, the interrupted output for the same input; lines that it already answers are skipped
    #[arg(long, value_name = "OUT")]
    pub resume: Option<PathBuf>,

    /// Language of the answer, such as `de`; that of the rule book when left out. No clinician and no native speaker has
    /// read a translation
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,

    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields say it")]
    pub answer: AnswerOptions,

    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields say it")]
    pub knowledge: KnowledgeSettings,
}

/// The form of a summary.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[allow(missing_docs, reason = "each is the form of that name")]
pub enum SummaryForm {
    Json,
    Table,
}

/// Exit code when a line was refused: the output has a problem in place of its answer.
pub const SOME_REFUSED: u8 = 3;

/// Buffers of answers that were written, used again for the next ones.
#[derive(Default)]
struct BufferPool(Mutex<Vec<Vec<u8>>>);

impl BufferPool {
    fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn put_back(&self, mut text: Vec<u8>) {
        text.clear();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }
}

/// The answers of a block.
struct Answers {
    text: Vec<u8>,
    counts: Counts,
}

/// Answers a file or standard input line by line; gives the exit code.
///
/// # Errors
///
/// What cannot be read or written.
pub fn run(service: &TriageService, language: Language, settings: &BatchSettings) -> io::Result<u8> {
    let (input, total_bytes) = input(&settings.file)?;
    let mut input = LineReader::new(input);
    let (resumed, mut out): (u64, Box<dyn Write + Send>) = match &settings.resume {
        None => (0, Box::new(io::stdout())),
        Some(path) => {
            let cannot = |error| file::cannot("resume", path, &error);
            let output = InterruptedOutput::open(path).map_err(cannot)?;
            (output.lines(), Box::new(output.verify(service, settings.answer, &mut input).map_err(cannot)?))
        }
    };
    let mut progress = Progress::new(total_bytes);
    let mut counts = Counts { resumed, ..Counts::default() };
    let buffers = BufferPool::default();
    let work = |first, lines: &[Line]| answer((service, language), first, lines, settings.answer, buffers.take());
    through_all_cores(
        threads(settings.threads),
        input,
        resumed,
        work,
        |BlockResult { result: answers, read_bytes }| {
            out.write_all(&answers.text)?;
            counts.add(answers.counts);
            progress.show(read_bytes, |seconds| batch_line(&counts, seconds));
            buffers.put_back(answers.text);
            Ok(())
        },
    )?;
    out.flush()?;
    progress.finish();
    let summary = Summary::new(counts, progress.took());
    match settings.summary {
        None => {}
        Some(SummaryForm::Table) => writeln!(io::stderr(), "{summary}")?,
        Some(SummaryForm::Json) => {
            serde_json::to_writer(io::stderr(), &summary)?;
            writeln!(io::stderr())?;
        }
    }
    Ok(if counts.refused > 0 { SOME_REFUSED } else { 0 })
}

/// What is read, and how long it is where that is known.
///
/// # Errors
///
/// A file that cannot be read.
pub(super) fn input(path: &Path) -> io::Result<(Box<dyn Read + Send>, Option<u64>)> {
    let length = |data: Metadata| data.is_file().then_some(data.len());
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), std::fs::metadata("/dev/stdin").ok().and_then(length)));
    }
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
    let (data, file) = opened.map_err(|error| file::cannot("read", path, &error))?;
    if data.is_dir() {
        return Err(file::cannot("read", path, &io::ErrorKind::IsADirectory.into()));
    }
    Ok((Box::new(file), length(data)))
}

/// Answers the lines of a block, in memory that was used before.
fn answer(
    (service, language): (&TriageService, Language),
    first: u64,
    lines: &[Line],
    options: AnswerOptions,
    text: Vec<u8>,
) -> Answers {
    let mut answers = Answers { text, counts: Counts::default() };
    for (number, line) in (first..).zip(lines) {
        answers.counts.count(service.answer_line_in(language, number, line, options, &mut answers.text));
    }
    answers
}
