//! What clinicians do with a rule book: check, accept, compare, print and try it.

mod accept;
mod check;
mod compare;
mod diff;
mod mutants;
mod page;
mod test_cases;
mod vignettes;

use std::process::{Output, Stdio};
use std::sync::LazyLock;

use crate::support::program::{command, complaint};
use crate::support::rule_book_folder::RuleBookFolder;

/// The vignettes of the repository.
const VIGNETTES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vignettes");

/// Waits as long as it takes: the laws are tried on thousands of payloads.
fn book(arguments: &[&str]) -> Output {
    command(&[&["book"], arguments].concat()).output().expect("a process")
}

fn printed(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

fn path(folder: &RuleBookFolder) -> &str {
    folder.path().to_str().expect("text")
}

#[test]
fn output_that_nobody_reads_to_the_end_is_no_failure_to_report() {
    for arguments in [&["page", "built-in"][..], &["coverage", "built-in", "--json"], &["diff", "built-in", "built-in"]]
    {
        let mut child = command(&[&["book"], arguments].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("a process");
        assert_eq!((output.status.code(), complaint(&output)), (Some(141), String::new()), "{arguments:?}");
    }
}

/// The same, accepted, for tests that change nothing in it.
static ACCEPTED_THRESHOLD: LazyLock<RuleBookFolder> =
    LazyLock::new(|| accepted(with_another_threshold("accepted_threshold")));

/// The same of the weaker red flag.
static ACCEPTED_WEAKER: LazyLock<RuleBookFolder> =
    LazyLock::new(|| accepted(with_a_weaker_red_flag("accepted_weaker")));

fn accepted(folder: RuleBookFolder) -> RuleBookFolder {
    let accepted = book(&["accept", path(&folder)]);
    assert_eq!(accepted.status.code(), Some(0), "{}", complaint(&accepted));
    folder
}

/// A copy with a version of its own in which the rule about eyelids begins at 60 days.
fn with_another_threshold(name: &str) -> RuleBookFolder {
    let folder = RuleBookFolder::copy(name);
    folder.set_version("2.1.0");
    let eyelid = "is = [\"eyelid\"] }, { finding = \"duration_days\", more_than =";
    folder.replace("rules.toml", &format!("{eyelid} 90"), &format!("{eyelid} 60"));
    folder
}

/// A copy with a version of its own in which a red flag, wasting, is not followed up as soon.
fn with_a_weaker_red_flag(name: &str) -> RuleBookFolder {
    let folder = RuleBookFolder::copy(name);
    folder.set_version("2.1.0");
    folder.replace(
        "rules.toml",
        "urgency = \"soon\"\nwhen = [\"muscle_wasting\"]",
        "urgency = \"routine\"\nwhen = [\"muscle_wasting\"]",
    );
    folder
}
