//! Work on all cores over things that are known beforehand, with its progress on standard error.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// How often progress is shown.
const EVERY: Duration = Duration::from_millis(200);

/// What becomes of each thing, in the order of the things. On a terminal, a bar shows how far it is.
pub(super) fn on_all_cores<T: Sync, R: Send>(what: &str, things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = super::line_blocks::threads(0);
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut results = Vec::new();
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(thing) = things.get(place) else { return results };
                        results.push((place, work(thing)));
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        if stderr().is_terminal() {
            while done.load(Ordering::Relaxed) < things.len() && workers.iter().any(|worker| !worker.is_finished()) {
                let _ = write!(stderr(), "\r\x1b[K{}", bar(what, done.load(Ordering::Relaxed), things.len()));
                thread::sleep(EVERY);
            }
            let _ = write!(stderr(), "\r\x1b[K");
        }
        // What one failed at is not passed over: a law must not hold because nobody tried it.
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}

/// `checking the laws  [########            ]  4,000 of 10,000`
fn bar(what: &str, done: usize, all: usize) -> String {
    let full = 20 * done / all.max(1);
    format!("{what}  [{}{}]  {done} of {all}", "#".repeat(full), " ".repeat(20_usize.saturating_sub(full)))
}

#[cfg(test)]
mod tests {
    use super::{bar, on_all_cores};

    #[test]
    fn results_come_in_the_order_of_the_things() {
        let things: Vec<u32> = (0..1000).collect();
        let doubled: Vec<u32> = things.iter().map(|number| number * 2).collect();
        assert_eq!(on_all_cores("doubling", &things, |number| number * 2), doubled);
    }

    #[test]
    #[should_panic(expected = "the third")]
    fn a_failure_of_one_is_a_failure_of_all() {
        on_all_cores("failing", &[1, 2, 3], |number| assert_ne!(*number, 3, "the third"));
    }

    #[test]
    fn the_bar_shows_how_far_it_is() {
        assert_eq!(bar("x", 1, 2), "x  [##########          ]  1 of 2");
        assert_eq!(bar("x", 0, 0), "x  [                    ]  0 of 0");
    }
}
