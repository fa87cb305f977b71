//! Lines through all cores, results in order, memory flat.
//!
//! The reader cuts the input into blocks of lines. Each block goes to whichever worker is free, with a channel of its
//! own for the result; these channels wait in order for the writer. As only so many may wait, the reader waits too.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::line_reader::LineReader;
use crate::request::line_splitter::Line;

/// Lines in a block: enough that the channels cost nothing, few enough to keep memory small.
const BLOCK_LINES: usize = 128;

/// A block of lines with the number of its first one, and where its result goes.
struct Block<T> {
    first: u64,
    lines: Vec<Line>,
    read_bytes: u64,
    result: SyncSender<BlockResult<T>>,
}

/// What became of a block of lines.
pub(super) struct BlockResult<T> {
    pub(super) result: T,
    /// Bytes of the input that were read when the block was complete.
    pub(super) read_bytes: u64,
}

/// How many threads work: as many as asked for, or one for each core.
pub(super) fn threads(wanted: u16) -> usize {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if wanted == 0 { cores } else { wanted.into() }
}

/// Reads, works on all cores, and hands the results over in order. `work` gets the number of the first line of a block and
/// its lines; `before` is how many lines came before the input.
pub(super) fn through_all_cores<T: Send>(
    threads: usize,
    input: LineReader<impl Read + Send>,
    before: u64,
    work: impl Fn(u64, &[Line]) -> T + Sync,
    mut write: impl FnMut(BlockResult<T>) -> io::Result<()>,
) -> io::Result<()> {
    let (blocks, waiting) = sync_channel::<Block<T>>(threads);
    let (order, ordered) = sync_channel::<Receiver<BlockResult<T>>>(4 * threads);
    let waiting = Mutex::new(waiting);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(Block { first, lines, read_bytes, result }) = next_block(&waiting) {
                    // The writer may be gone already, when it could not write.
                    let _ = result.send(BlockResult { result: work(first, &lines), read_bytes });
                }
            });
        }
        let reader = scope.spawn(move || read(input, before, &blocks, &order));
        let written = ordered.iter().try_for_each(|result| {
            let Ok(result) = result.recv() else { return Ok(()) };
            write(result)
        });
        // When writing failed, no results are received any more, and the reader ends at its next block.
        drop(ordered);
        let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("the reader failed")));
        written.and(read)
    })
}

/// The next block of work; none when there is no more.
fn next_block<T>(blocks: &Mutex<Receiver<Block<T>>>) -> Option<Block<T>> {
    blocks.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Cuts the input into blocks. What has arrived is handed over before more is waited for, so that each line of a slow
/// input is worked on when it comes.
fn read<T>(
    mut input: LineReader<impl Read>,
    before: u64,
    blocks: &SyncSender<Block<T>>,
    order: &SyncSender<Receiver<BlockResult<T>>>,
) -> io::Result<()> {
    let mut number = before;
    while let Some(line) = input.next_line()? {
        let mut lines = vec![line];
        while lines.len() < BLOCK_LINES
            && let Some(line) = input.arrived_line()
        {
            lines.push(line);
        }
        let first = number + 1;
        number += lines.len() as u64;
        let (result, receiver) = sync_channel(1);
        let block = Block { first, lines, read_bytes: input.read_bytes, result };
        // The writer has ended, when nobody receives.
        if order.send(receiver).is_err() || blocks.send(block).is_err() {
            break;
        }
    }
    Ok(())
}
