//! `twitch-triage batch`: a file of payloads through all cores, answers in order, memory flat.
//!
//! The reader cuts the input into blocks of lines. Each block goes to whichever worker is free, with a channel of its
//! own for the answers; these channels wait in order for the writer. As only so many may wait, the reader waits too.

use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use clap::{Args, ValueEnum};

use super::line_reader::LineReader;
use super::progress::Progress;
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

/// Lines in a block: enough that the channels cost nothing, few enough to keep memory small.
const BLOCK_LINES: usize = 128;

/// A block of lines with the number of its first one, and where its answers go.
struct Block {
    first: u64,
    lines: Vec<Line>,
    read_bytes: u64,
    answers: SyncSender<Answers>,
}

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
    read_bytes: u64,
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
    through_all_cores((service, language), settings, input, resumed, |answers| {
        out.write_all(&answers.text)?;
        counts.add(answers.counts);
        progress.show(&counts, answers.read_bytes);
        Ok(())
    })?;
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
fn input(path: &Path) -> io::Result<(Box<dyn Read + Send>, Option<u64>)> {
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

/// Reads, decides on all cores, and hands the answers over in order.
fn through_all_cores(
    service: (&TriageService, Language),
    settings: &BatchSettings,
    input: LineReader<impl Read + Send>,
    answered: u64,
    mut write: impl FnMut(&Answers) -> io::Result<()>,
) -> io::Result<()> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = if settings.threads == 0 { cores } else { settings.threads.into() };
    let (work, blocks) = sync_channel::<Block>(threads);
    let (order, ordered) = sync_channel::<Receiver<Answers>>(4 * threads);
    let blocks = Mutex::new(blocks);
    let buffers = BufferPool::default();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(block) = next_block(&blocks) {
                    answer(service, &block, settings.answer, buffers.take());
                }
            });
        }
        let reader = scope.spawn(move || read(input, answered, &work, &order));
        let written = ordered.iter().try_for_each(|answers| {
            let Ok(answers) = answers.recv() else { return Ok(()) };
            write(&answers)?;
            buffers.put_back(answers.text);
            Ok(())
        });
        // When writing failed, no answers are received any more, and the reader ends at its next block.
        drop(ordered);
        let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("the reader failed")));
        written.and(read)
    })
}

/// The next block of work; none when there is no more.
fn next_block(blocks: &Mutex<Receiver<Block>>) -> Option<Block> {
    blocks.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Answers the lines of a block, in memory that was used before.
fn answer((service, language): (&TriageService, Language), block: &Block, options: AnswerOptions, text: Vec<u8>) {
    let mut answers = Answers { text, counts: Counts::default(), read_bytes: block.read_bytes };
    for (number, line) in (block.first..).zip(&block.lines) {
        answers.counts.count(service.answer_line_in(language, number, line, options, &mut answers.text));
    }
    // The writer may be gone already, when it could not write.
    let _ = block.answers.send(answers);
}

/// Cuts the input into blocks. What has arrived is handed over before more is waited for, so that each line of a slow
/// input is answered when it comes.
fn read(
    mut input: LineReader<impl Read>,
    answered: u64,
    work: &SyncSender<Block>,
    order: &SyncSender<Receiver<Answers>>,
) -> io::Result<()> {
    let (mut lines, mut number) = (Vec::new(), answered);
    while let Some(line) = input.next_line()? {
        lines.push(line);
        number += 1;
        while lines.len() < BLOCK_LINES
            && let Some(line) = input.arrived_line()
        {
            lines.push(line);
            number += 1;
        }
        if !hand_over(&mut lines, number, input.read_bytes, work, order) {
            break;
        }
    }
    Ok(())
}

/// Hands a block over to the workers and to the queue of the writer; false when the writer has ended.
fn hand_over(
    lines: &mut Vec<Line>,
    last: u64,
    read_bytes: u64,
    work: &SyncSender<Block>,
    order: &SyncSender<Receiver<Answers>>,
) -> bool {
    let (answers, answered) = sync_channel(1);
    let lines = std::mem::take(lines);
    let first = last + 1 - lines.len() as u64;
    order.send(answered).is_ok() && work.send(Block { first, lines, read_bytes, answers }).is_ok()
}
