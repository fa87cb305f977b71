//! The order of dependence of the house, read from the `use` lines and paths: nothing points back, and no files use
//! each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What each room may use of the crate, besides itself. A room is a folder or file of `src`; a room in a room is named
/// with its path, and `clinical` among the permitted ones means every room in it.
const MAY_USE: &[(&str, &[&str])] = &[
    ("clinical", &[]),
    ("clinical/model", &[]),
    ("clinical/decide", &["clinical/model"]),
    ("clinical/load", &["clinical/model", "clinical/decide"]),
    ("settings", &[]),
    // Counts decisions by their level and status.
    ("telemetry", &["clinical"]),
    ("request", &["clinical"]),
    ("answer", &["request", "clinical"]),
    ("triage_service", &["answer", "request", "clinical"]),
    // Decisions and requests are counted where they are answered.
    ("http", &["triage_service", "answer", "request", "clinical", "telemetry"]),
    ("page", &["http", "triage_service", "answer", "clinical"]),
    // It mounts the page, so that one document describes both.
    ("rest", &["page", "http", "triage_service", "answer", "request", "clinical"]),
    // What the ways in of record systems share.
    ("fhir_resource", &["request", "clinical"]),
    ("fhir", &["fhir_resource", "http", "triage_service", "answer", "request", "clinical"]),
    ("cds_hooks", &["fhir_resource", "http", "triage_service", "answer", "request", "clinical"]),
    (
        "server",
        &[
            "page",
            "rest",
            "fhir",
            "cds_hooks",
            "fhir_resource",
            "http",
            "triage_service",
            "answer",
            "clinical",
            "settings",
            "telemetry",
        ],
    ),
    // It prints the contract of the REST interface and starts the server; its other commands need no HTTP.
    ("command_line", &["server", "rest", "triage_service", "answer", "request", "clinical", "settings", "telemetry"]),
];

/// Uses that may close a circle, with the reason: the file that uses, the file used, why.
const CIRCLES_ALLOWED: &[(&str, &str, &str)] = &[];

/// What the decision must not know: a clock, chance, the environment, the web.
const NOT_IN_CLINICAL: &[&str] = &["std::time", "SystemTime", "Instant", "std::env", "actix_web", "rand::", "uuid::"];

/// The source files: the path below `src`, and the text.
type Sources = BTreeMap<String, String>;

fn sources() -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    let read = found.into_iter().map(|path| {
        let inside = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        (inside, std::fs::read_to_string(&path).unwrap())
    });
    read.collect()
}

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

/// The module that a file holds, as the names from the root of the crate.
fn module(file: &str) -> Vec<&str> {
    let names = file.trim_end_matches(".rs").split('/');
    names.filter(|name| !["mod", "lib", "main"].contains(name)).collect()
}

/// The paths in a text that begin at the root of the crate, at the module itself or at one above, with every name in
/// braces written out, as names from the root.
fn paths<'t>(module: &[&'t str], text: &'t str) -> Vec<Vec<&'t str>> {
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap()).collect();
    // In a module of tests inside the file, `super` is the file itself.
    let tests = code.iter().position(|line| line.starts_with("mod tests")).unwrap_or(code.len());
    let mut found = Vec::new();
    for (start, lines) in [(module.to_vec(), &code[..tests]), ([module, &["tests"]].concat(), &code[tests..])] {
        let tokens: Vec<&str> = lines.iter().flat_map(|line| tokens(line)).collect();
        for (place, token) in tokens.iter().enumerate() {
            // `pub(super)` and `pub(in …)` say how far something can be seen; they use nothing.
            let is_visibility = tokens.get(place + 1) == Some(&")");
            let begins = place == 0 || (!is_visibility && !["::", "in"].contains(&tokens[place - 1]));
            let names_own = *token == "self" && tokens.get(place + 1) == Some(&"::");
            if begins && (names_own || ["crate", "super"].contains(token)) {
                let base = if *token == "crate" { Vec::new() } else { start.clone() };
                let from = if *token == "super" { place } else { place + 1 };
                written_out(base, &mut tokens[from..].iter().copied().peekable(), &mut found);
            }
        }
    }
    found
}

/// Names, `::`, braces, commas; everything else is one more token that ends a path.
fn tokens(line: &str) -> Vec<&str> {
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let mut rest = line.trim_start();
    let mut found = Vec::new();
    while let Some(first) = rest.chars().next() {
        let length = if is_name(first) {
            rest.find(|character| !is_name(character)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        found.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    found
}

/// Follows a path, and each of its branches, to its end.
fn written_out<'t>(
    mut path: Vec<&'t str>,
    tokens: &mut std::iter::Peekable<impl Iterator<Item = &'t str>>,
    found: &mut Vec<Vec<&'t str>>,
) {
    while let Some(token) = tokens.peek().copied() {
        match token {
            "::" => {}
            "super" => {
                path.pop();
            }
            "{" => {
                tokens.next();
                loop {
                    written_out(path.clone(), &mut *tokens, found);
                    match tokens.next() {
                        Some(",") if tokens.peek() != Some(&"}") => {}
                        Some(",") => {
                            tokens.next();
                            return;
                        }
                        _ => return,
                    }
                }
            }
            name if name.chars().all(|character| character.is_alphanumeric() || character == '_') => path.push(name),
            _ => break,
        }
        tokens.next();
        // A name that no `::` follows ends the path.
        if !["::", "super"].contains(&token) && tokens.peek() != Some(&"::") {
            break;
        }
    }
    found.push(path);
}

/// The files that each file uses.
fn uses(sources: &Sources) -> BTreeMap<&str, BTreeSet<&str>> {
    let by_module: BTreeMap<Vec<&str>, &str> =
        sources.keys().filter(|file| *file != "main.rs").map(|file| (module(file), file.as_str())).collect();
    let of_file = |(file, text): (&'_ String, &'_ String)| -> BTreeSet<String> {
        let used = paths(&module(file), text).into_iter().filter_map(|path| {
            let prefixes = (1..=path.len()).rev();
            prefixes.map(|length| &path[..length]).find_map(|prefix| by_module.get(prefix)).copied()
        });
        used.filter(|used| used != file).map(str::to_owned).collect()
    };
    let all: BTreeMap<&String, BTreeSet<String>> = sources.iter().map(|source| (source.0, of_file(source))).collect();
    let borrowed = |name: &String| sources.get_key_value(name).unwrap().0.as_str();
    all.iter().map(|(file, used)| (file.as_str(), used.iter().map(borrowed).collect())).collect()
}

/// The innermost room of the table in which a file stands.
fn room(file: &str) -> Option<&'static str> {
    let inside = |room: &str| file.strip_prefix(room).is_some_and(|rest| rest.starts_with('/') || rest == ".rs");
    MAY_USE.iter().map(|(room, _)| *room).filter(|room| inside(room)).max_by_key(|room| room.len())
}

/// Every use that points back, and every file without a room.
fn pointing_back(sources: &Sources) -> Vec<String> {
    let mut faults = Vec::new();
    for (file, used) in uses(sources) {
        if ["main.rs", "lib.rs"].contains(&file) {
            continue;
        }
        let Some(own) = room(file) else {
            faults.push(format!("{file} has no place in the order of the house"));
            continue;
        };
        let (_, allowed) = MAY_USE.iter().find(|(name, _)| *name == own).unwrap();
        let permitted = |other: &str| {
            other == own || allowed.iter().any(|room| other == *room || other.starts_with(&format!("{room}/")))
        };
        for other in used.into_iter().filter(|other| *other != "lib.rs") {
            if !room(other).is_some_and(permitted) {
                faults.push(format!("{file} uses {other}"));
            }
        }
    }
    faults
}

/// One circle of files that use each other, if there is one.
fn circle(sources: &Sources) -> Option<Vec<String>> {
    let uses = uses(sources);
    let allowed = |from: &str, to: &str| CIRCLES_ALLOWED.iter().any(|(user, used, _)| *user == from && *used == to);
    let mut left: BTreeMap<&str, BTreeSet<&str>> = uses
        .iter()
        .map(|(file, used)| (*file, used.iter().copied().filter(|to| !allowed(file, to)).collect()))
        .collect();
    // Whatever uses nothing that is left cannot be in a circle.
    loop {
        let free: Vec<&str> = left
            .iter()
            .filter(|(_, used)| !used.iter().any(|to| left.contains_key(to)))
            .map(|(file, _)| *file)
            .collect();
        if free.is_empty() {
            break;
        }
        free.iter().for_each(|file| {
            left.remove(file);
        });
    }
    let mut walk = vec![*left.keys().next()?];
    loop {
        let next = left[walk.last()?].iter().copied().find(|to| left.contains_key(to))?;
        if let Some(start) = walk.iter().position(|file| *file == next) {
            return Some(walk[start..].iter().map(|file| (*file).to_owned()).collect());
        }
        walk.push(next);
    }
}

#[test]
fn nothing_in_the_house_points_back() {
    let sources = sources();
    let seen: usize = uses(&sources).values().map(BTreeSet::len).sum();
    assert!(seen > 100, "only {seen} uses were found");
    assert_eq!(pointing_back(&sources), [""; 0]);
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    assert_eq!(circle(&sources()), None);
}

#[test]
fn the_decision_knows_no_clock_no_chance_no_environment_and_no_web() {
    for (file, text) in sources().iter().filter(|(file, _)| file.starts_with("clinical/")) {
        for word in NOT_IN_CLINICAL {
            assert!(!text.contains(word), "{file} names `{word}`");
        }
    }
}

/// The sources with one more line in a file.
fn with(file: &str, line: &str) -> Sources {
    let mut sources = sources();
    sources.get_mut(file).unwrap().insert_str(0, line);
    sources
}

#[test]
fn a_use_that_points_back_is_noticed() {
    let cases = [
        ("clinical/model/rule.rs", "use crate::clinical::decide::facts::Facts;\n", "clinical/decide/facts.rs"),
        ("clinical/decide/facts.rs", "use super::super::load::{fault::Fault};\n", "clinical/load/fault.rs"),
        ("clinical/model/truth.rs", "fn f() { let x = crate::settings::table(); }\n", "settings/table.rs"),
        ("settings/mod.rs", "use crate::{clinical::{model::rule::{Rule, Warning}}};\n", "clinical/model/rule.rs"),
    ];
    for (file, line, used) in cases {
        assert_eq!(pointing_back(&with(file, line)), [format!("{file} uses {used}")], "{line}");
    }
    let mut sources = sources();
    sources.insert("cellar.rs".to_owned(), String::new());
    assert_eq!(pointing_back(&sources), ["cellar.rs has no place in the order of the house"]);
}

#[test]
fn a_circle_of_files_is_noticed() {
    let planted = with("clinical/model/truth.rs", "use super::{outcome, condition::Clause};\n");
    let circle = circle(&planted).expect("a circle");
    assert_eq!(circle, ["clinical/model/condition.rs", "clinical/model/truth.rs"]);
}

#[test]
fn paths_are_read_with_braces_and_super() {
    let text = "use crate::a::{b::{C, D}, e};\nuse super::f::{self, G};\nlet x = crate::h::i();\nuse self::j;\n// crate::not\n\
                mod tests {\n    use super::own;\n}\n";
    let found: Vec<String> = paths(&["room", "file"], text).iter().map(|path| path.join("::")).collect();
    let expected =
        ["a::b::C", "a::b::D", "a::e", "room::f::self", "room::f::G", "h::i", "room::file::j", "room::file::own"];
    assert_eq!(found, expected);
}
