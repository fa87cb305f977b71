//! The order of dependence of the house, read from the `use` lines: nothing points back.

use std::path::{Path, PathBuf};

/// What each part may use of the crate, besides itself.
const MAY_USE: &[(&str, &[&str])] = &[
    ("clinical", &[]),
    ("settings", &[]),
    ("telemetry", &["clinical"]),
    ("request", &["clinical"]),
    ("answer", &["clinical", "request"]),
    ("triage_service", &["answer", "clinical", "request"]),
    ("http", &["answer", "clinical", "request", "telemetry", "triage_service"]),
    ("rest", &["answer", "clinical", "http", "request", "telemetry", "triage_service"]),
    ("server", &["answer", "clinical", "http", "rest", "settings", "telemetry", "triage_service"]),
    ("command_line", &["answer", "clinical", "request", "rest", "server", "settings", "telemetry", "triage_service"]),
];

/// What the decision must not know: a clock, chance, the environment, the web.
const NOT_IN_CLINICAL: &[&str] = &["std::time", "SystemTime", "Instant", "std::env", "actix_web", "rand::", "uuid::"];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file with the part of the house that it belongs to.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    let read = found.into_iter().map(|path| {
        let inside = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let part = inside.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        (part, path, text)
    });
    read.collect()
}

/// The parts that a text uses: what follows `crate::`.
fn used(text: &str) -> Vec<&str> {
    let after = text.split("crate::").skip(1);
    after
        .map(|rest| rest.split(|character: char| !(character.is_alphanumeric() || character == '_')).next().unwrap())
        .collect()
}

#[test]
fn nothing_in_the_house_points_back() {
    let mut seen = 0;
    for (part, path, text) in sources().iter().filter(|(part, ..)| !["main", "lib"].contains(&part.as_str())) {
        let (_, allowed) = MAY_USE
            .iter()
            .find(|(name, _)| name == part)
            .unwrap_or_else(|| panic!("{}: `{part}` has no place in the order of the house", path.display()));
        for other in used(text) {
            assert!(other == part || allowed.contains(&other), "{} uses `{other}`", path.display());
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} uses were found");
}

#[test]
fn the_decision_knows_no_clock_no_chance_no_environment_and_no_web() {
    for (_, path, text) in sources().iter().filter(|(part, ..)| part == "clinical") {
        for word in NOT_IN_CLINICAL {
            assert!(!text.contains(word), "{} names `{word}`", path.display());
        }
    }
}

#[test]
fn a_use_that_points_back_is_seen() {
    assert_eq!(used("use crate::server::bind;\nlet x = crate::rest::mount;"), ["server", "rest"]);
}
