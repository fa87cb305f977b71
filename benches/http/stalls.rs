//! How quiet the machine is: for how long it stops a loop that does nothing but read the clock.

use std::thread;
use std::time::{Duration, Instant};

const WATCHED: Duration = Duration::from_secs(4);

/// A gap that no reading of the clock explains.
const STALL: Duration = Duration::from_micros(50);

/// Prints the longest stall of two threads, and the share of their time that all stalls took.
pub fn table() {
    let threads = [(); 2].map(|()| thread::spawn(watch));
    println!("\n| a loop that reads the clock, on both cores | longest stall, ms | share of the time, % |");
    println!("|---|---|---|");
    for (place, thread) in threads.into_iter().enumerate() {
        let (longest, all) = thread.join().unwrap();
        let share = 100.0 * all.as_secs_f64() / WATCHED.as_secs_f64();
        println!("| thread {} | {:.1} | {share:.2} |", place + 1, longest.as_secs_f64() * 1e3);
    }
}

fn watch() -> (Duration, Duration) {
    let (start, mut longest, mut all) = (Instant::now(), Duration::ZERO, Duration::ZERO);
    let mut last = start;
    while last - start < WATCHED {
        let now = Instant::now();
        let gap = now - last;
        if gap > STALL {
            all += gap;
            longest = longest.max(gap);
        }
        last = now;
    }
    (longest, all)
}
