//! How much work one body can make: a search for the worst, led by the work that was done.
//!
//! libFuzzer keeps an input that reaches new code; here also one that takes a quarter of an octave more bytes of memory,
//! allocations, bytes of answer or time than any before. An input is a pattern of a body: what stands before the first
//! byte 0xFF, what follows it as often as 64 KiB hold, and what stands after the second one; `#` is the number of the
//! repetition. When WORST names a folder, the worst body of each kind is left there.
#![no_main]

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use allocation_counter::measure;
use libfuzzer_sys::fuzz_target;
use twitch_triage::SERVICE;
use twitch_triage::answer::problem::ProblemBody;
use twitch_triage::answer::{AnswerOptions, Detail, Explain, QuestionsWanted};
use twitch_triage::request::MAX_PAYLOAD_BYTES;

/// What is counted, and how much of it a body may take. Time cannot be bounded where others use the machine too.
const KINDS: [(&str, u64); 4] =
    [("allocations", 20_000), ("bytes allocated", 2 << 20), ("bytes of answer", 64 << 10), ("nanoseconds", u64::MAX)];

/// So many steps of a quarter of an octave there are for each kind.
const STEPS: usize = 256;

/// Read by libFuzzer after each input: a byte that is set for the first time is something new.
#[used]
#[unsafe(link_section = "__libfuzzer_extra_counters")]
static REACHED: [AtomicU8; KINDS.len() * STEPS] = [const { AtomicU8::new(0) }; KINDS.len() * STEPS];

static WORST: [AtomicU64; KINDS.len()] = [const { AtomicU64::new(0) }; KINDS.len()];

// What is prepared once is no work of a body.
fuzz_target!(init: { LazyLock::force(&SERVICE); }, |pattern: &[u8]| {
    let body = body(pattern);
    let mut work = [0; KINDS.len()];
    // A refusal is the same in all of them.
    let ways = if SERVICE.triage(&body).is_ok() { WAYS } else { 1 };
    for way in 0..ways {
        let mut answered = 0;
        let counted = measure(|| answered = answer(&body, way));
        let took = (0..2).map(|_| took(&body, way)).min().unwrap_or_default();
        let once = [counted.count_total, counted.bytes_total, answered as u64, took.as_nanos() as u64];
        work.iter_mut().zip(once).for_each(|(most, once)| *most = once.max(*most));
    }
    for (kind, (name, bound)) in KINDS.iter().enumerate() {
        let step = (work[kind].max(1) as f64).log2() * 4.0;
        REACHED[kind * STEPS + step as usize].store(1, Ordering::Relaxed);
        if work[kind] > WORST[kind].fetch_max(work[kind], Ordering::Relaxed) * 21 / 20 {
            keep(name, work[kind], &body);
        }
        assert!(work[kind] <= *bound, "{} {name}, at most {bound}", work[kind]);
    }
});

/// Writes down the worst body so far.
fn keep(name: &str, work: u64, body: &[u8]) {
    if let Ok(folder) = std::env::var("WORST") {
        let path = std::path::Path::new(&folder).join(name.replace(' ', "_"));
        std::fs::write(&path, body).expect("a folder that can be written");
        eprintln!("{name}: {work}");
    }
}

/// The body that a pattern describes.
fn body(pattern: &[u8]) -> Vec<u8> {
    let mut parts = pattern.splitn(3, |byte| *byte == 0xff);
    let [first, repeated, last] = [(); 3].map(|()| parts.next().unwrap_or_default());
    let mut body = first.to_vec();
    for number in 0..MAX_PAYLOAD_BYTES {
        let mut once = Vec::with_capacity(repeated.len() + 8);
        for byte in repeated {
            match byte {
                b'#' => once.extend(format!("{number:x}").bytes()),
                other => once.push(*other),
            }
        }
        if once.is_empty() || body.len() + once.len() + last.len() > MAX_PAYLOAD_BYTES {
            break;
        }
        body.extend(once);
    }
    body.extend(last);
    body.truncate(MAX_PAYLOAD_BYTES);
    body
}

/// The ways in which a good body is answered: as usual, and the two that take the most.
const WAYS: usize = 3;

/// Answers a body in one way; returns the bytes of the answer.
fn answer(body: &[u8], way: usize) -> usize {
    let most = AnswerOptions {
        detail: Some(Detail::Full),
        questions: Some(QuestionsWanted::All),
        explain: Some(Explain::Changes),
    };
    match SERVICE.triage(body) {
        Ok(triaged) if way == 0 => triaged.json(AnswerOptions::default()).len(),
        Ok(triaged) if way == 1 => triaged.json(most).len(),
        Ok(triaged) => {
            let mut json = Vec::new();
            triaged.write_interview_step(most, &mut json);
            json.len()
        }
        Err(rejection) => ProblemBody::for_rejection(&rejection, "payload").to_json().len(),
    }
}

fn took(body: &[u8], way: usize) -> Duration {
    let start = Instant::now();
    answer(body, way);
    start.elapsed()
}
