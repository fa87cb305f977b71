//! The hazard log, `HAZARDS.md`: which test shows what, and the tests that belong to a hazard alone.

mod combination;
mod log;
mod thresholds;
mod unknown;

use std::path::{Path, PathBuf};

use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};

use crate::support::body::{Body, book};

/// A hazard as `HAZARDS.md` describes it: a heading, and one list entry for each part.
#[derive(Default)]
struct Row {
    id: String,
    hazard: String,
    tests: Vec<String>,
    laws: Vec<String>,
    vectors: Vec<String>,
}

fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn rows() -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/clinical/HAZARDS.md");
    parse_log(&std::fs::read_to_string(path).unwrap())
}

fn parse_log(log: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in log.lines() {
        if let Some((id, hazard)) = line.strip_prefix("## ").and_then(|heading| heading.split_once(' ')) {
            if id.starts_with('H') {
                rows.push(Row { id: id.to_owned(), hazard: hazard.to_owned(), ..Row::default() });
            }
            continue;
        }
        let Some((part, text)) = line.strip_prefix("* **").and_then(|entry| entry.split_once(":** ")) else { continue };
        let row = rows.last_mut().unwrap_or_else(|| panic!("`{part}` belongs to no hazard"));
        let list = || text.split(", ").map(|name| name.trim_matches('`').to_owned()).collect();
        match part {
            "Tests" => row.tests = list(),
            "Laws" => row.laws = list(),
            "Vectors" => row.vectors = list(),
            "Cause" | "Harm" | "Risk" | "Design" | "Protection" | "Information" | "Not shown by a test" => {}
            _ => panic!("{}: a hazard has no part `{part}`", row.id),
        }
    }
    rows
}

/// The text of every source file of the tests.
fn sources() -> String {
    fn collect(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, text);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut text = String::new();
    collect(&tests_folder(), &mut text);
    text
}

/// Whether a function of this name stands below a test attribute.
fn is_a_test(sources: &str, name: &str) -> bool {
    let lines: Vec<&str> = sources.lines().map(str::trim).collect();
    let head = format!("fn {name}(");
    let found = lines.iter().position(|line| line.starts_with(&head));
    found.is_some_and(|at| {
        lines[..at].iter().rev().take_while(|line| line.starts_with("#[")).any(|line| *line == "#[test]")
    })
}

#[test]
fn what_a_hazard_lacks_is_noticed() {
    let log = "## H01 First\n\n* **Laws:** I-01, I-02\n* **Tests:** `one`, `two`\n\n## H02 Second\n\n* **Cause:** x.\n";
    let rows = parse_log(log);
    assert_eq!(rows[0].laws, ["I-01", "I-02"]);
    assert_eq!(rows[0].tests, ["one", "two"]);
    assert_eq!((rows[1].id.as_str(), rows[1].tests.len()), ("H02", 0));
    assert!(
        std::panic::catch_unwind(|| parse_log("## H01 First\n* **Test:** `one`")).is_err(),
        "an unknown part is read"
    );
}

fn decide(body: &Body) -> Decision<'static> {
    book().decide(&body.read(book()))
}

fn refer(urgency: Urgency) -> Outcome {
    Outcome { level: Level::ReferWorkup, urgency }
}
