//! Parses each line of standard input with serde_json into `IgnoredAny`; says how many there were.

use std::io::{BufRead, BufReader, stdin};

use serde::de::IgnoredAny;

fn main() {
    let mut input = BufReader::with_capacity(64 * 1024, stdin().lock());
    let (mut line, mut lines) = (Vec::new(), 0u64);
    while input.read_until(b'\n', &mut line).unwrap() > 0 {
        let _: IgnoredAny = serde_json::from_slice(&line).unwrap();
        lines += 1;
        line.clear();
    }
    println!("{lines}");
}
