//! A stream cut anywhere gives the lines that it gives in one piece, and each is answered in its place.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use twitch_triage::SERVICE;
use twitch_triage::answer::AnswerOptions;
use twitch_triage::request::line_splitter::{Line, LineSplitter};

#[derive(Arbitrary, Debug)]
struct Stream {
    pieces: Vec<Vec<u8>>,
    /// So many letters in front, so that lines come near to the longest and beyond.
    long: u32,
}

// What is prepared once is no work of an input: on a busy machine it alone would take the second that one may take.
fuzz_target!(init: { LazyLock::force(&SERVICE); }, |stream: Stream| {
    let mut pieces = stream.pieces;
    if stream.long % 4 == 0 {
        pieces.insert(0, vec![b'x'; stream.long as usize % (3 * 64 * 1024)]);
    }
    let whole = lines(&[pieces.concat()]);
    assert_eq!(lines(&pieces), whole, "the lines depend on how the stream is cut");
    for (line, number) in whole.iter().zip(1u64..) {
        let mut out = Vec::new();
        SERVICE.answer_line(number, line, AnswerOptions::default(), &mut out);
        let text = out.strip_suffix(b"\n").expect("the end of a line");
        assert!(!text.contains(&b'\n'), "one line is answered by one line");
        let answer: Value = serde_json::from_slice(text).expect("JSON");
        assert_eq!(answer["line"], number);
        assert!(answer["answer"].is_object() != answer["problem"].is_object(), "{answer}");
        assert_ne!(answer["problem"]["status"], 500, "{answer}");
    }
});

fn lines(pieces: &[Vec<u8>]) -> Vec<Line> {
    let (mut splitter, mut found) = (LineSplitter::default(), Vec::new());
    for piece in pieces {
        splitter.push(piece);
        found.extend(std::iter::from_fn(|| splitter.next_line()));
    }
    found.extend(splitter.last_line());
    found
}
