//! What is cited exists: laws and sections of `SPECIFICATION.md`, hazards of `HAZARDS.md`, and every document or file
//! that code, tests, knowledge files and documents mention.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Kinds of file in which people cite something.
const READ_BY_PEOPLE: &[&str] = &["md", "rs", "toml", "py", "sh", "ts", "js", "yaml", "yml"];

/// Folders of other people's work and of what is built.
const LEFT_OUT: &[&str] = &["target", ".git", "node_modules", "swagger-ui", "__pycache__", ".venv"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of the repository, relative to its root.
fn files() -> Vec<PathBuf> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().and_then(OsStr::to_str).unwrap().to_owned();
            if path.is_dir() {
                if !LEFT_OUT.contains(&name.as_str()) {
                    collect(&path, found);
                }
            } else {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    let mut found = Vec::new();
    collect(root(), &mut found);
    found.sort();
    found
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The files in which people cite something, with their text. This one is left out: its examples are wrong on purpose.
fn sources() -> Vec<(PathBuf, String)> {
    let is_read = |file: &PathBuf| {
        let extension = file.extension().and_then(OsStr::to_str);
        extension.is_some_and(|extension| READ_BY_PEOPLE.contains(&extension))
            && !file.ends_with("clinical/specification.rs")
    };
    files().into_iter().filter(is_read).map(|file| (file.clone(), read(&file))).collect()
}

/// What of the two documents can be cited.
pub struct Citable {
    pub laws: BTreeSet<String>,
    hazards: BTreeSet<String>,
    sections: BTreeSet<String>,
}

impl Citable {
    pub fn load() -> Self {
        let specification = read(Path::new("src/clinical/SPECIFICATION.md"));
        let log = read(Path::new("src/clinical/HAZARDS.md"));
        Self {
            laws: captured(r"(?m)^\* \*\*(I-\d\d)\*\* ", &specification),
            hazards: captured(r"(?m)^## (H\d\d) ", &log),
            sections: captured(r"(?m)^##+ (\d+(?:\.\d+)?)\.? ", &specification),
        }
    }

    /// What a text cites and neither document has.
    fn missing(&self, text: &str) -> Vec<String> {
        let laws = captured(r"\b(I-\d\d?)\b", text);
        let hazards = captured(r"\b(H\d\d)\b", text);
        let mut missing: Vec<String> =
            laws.difference(&self.laws).chain(hazards.difference(&self.hazards)).cloned().collect();
        missing.extend(cited_sections(text).difference(&self.sections).map(|section| format!("§{section}")));
        missing
    }
}

/// What the first group of a pattern matches. Each pattern is compiled once a thread: in a test build that takes longer
/// than to search a file.
fn captured(pattern: &'static str, text: &str) -> BTreeSet<String> {
    thread_local! {
        static COMPILED: RefCell<HashMap<&'static str, Regex>> = RefCell::default();
    }
    COMPILED.with_borrow_mut(|compiled| {
        let regex = compiled.entry(pattern).or_insert_with(|| Regex::new(pattern).unwrap());
        regex.captures_iter(text).map(|found| found[1].to_owned()).collect()
    })
}

/// Sections are cited as "§5", "section 6.1" or "sections 5 and 6.1 to 6.3".
fn cited_sections(text: &str) -> BTreeSet<String> {
    let mut sections = captured(r"§ ?(\d+(?:\.\d+)?)", text);
    for phrase in captured(r"\b[Ss]ections? ((?:(?:, | and | to )?\d+(?:\.\d+)?)+)", text) {
        sections.extend(captured(r"(\d+(?:\.\d+)?)", &phrase));
    }
    sections
}

/// Sections that comments of the clinical tests cite by their number alone.
fn bare_sections(text: &str) -> BTreeSet<String> {
    let comments: Vec<&str> = text.lines().filter_map(|line| line.trim_start().strip_prefix("//")).collect();
    captured(r"(?m)(?:^|[ (])((?:[2-9]|1[0-3])\.\d{1,2})(?:[ ,);:]|\.?$)", &comments.join("\n"))
}

#[test]
fn every_law_hazard_and_section_that_is_cited_exists() {
    let citable = Citable::load();
    let mut cited = 0;
    for (file, text) in sources() {
        let missing = citable.missing(&text);
        assert!(missing.is_empty(), "{} cites {missing:?}", file.display());
        cited += captured(r"\b(I-\d\d|H\d\d)\b", &text).len() + cited_sections(&text).len();
        if file.starts_with("tests/clinical") {
            let missing: Vec<String> = bare_sections(&text).difference(&citable.sections).cloned().collect();
            assert!(missing.is_empty(), "{} cites sections {missing:?}", file.display());
            cited += bare_sections(&text).len();
        }
    }
    assert!(cited > 150, "only {cited} citations were found");
}

#[test]
fn a_citation_of_what_does_not_exist_is_found() {
    let citable = Citable::load();
    assert_eq!(citable.missing("I-01, H24 and §9.4; sections 5 and 6.1 to 6.3"), Vec::<String>::new());
    assert_eq!(citable.missing("I-99, H00, §3.99 and sections 5, 77 and 6.9"), ["I-99", "H00", "§3.99", "§6.9", "§77"]);
    let comments = bare_sections("/// As 3.4 and 3.14 say (6.88).\nlet share = 2.5;\n//! Version 1.0.0 has 3.15");
    assert_eq!(comments, ["3.14", "3.15", "3.4", "6.88"].map(str::to_owned).into());
}

#[test]
fn laws_and_hazards_are_numbered_without_a_gap() {
    let citable = Citable::load();
    for (prefix, ids) in [("I-", &citable.laws), ("H", &citable.hazards)] {
        let expected: BTreeSet<String> = (1..=ids.len()).map(|number| format!("{prefix}{number:02}")).collect();
        assert_eq!(ids, &expected);
    }
    assert!(citable.laws.len() >= 29 && citable.hazards.len() >= 24);
}

/// What no test cites. A law counts as cited only where there is a test.
fn uncited(ids: &BTreeSet<String>, tests: &[String]) -> Vec<String> {
    let cited = |id: &String| tests.iter().any(|text| text.contains("#[test]") && text.contains(id.as_str()));
    ids.iter().filter(|id| !cited(id)).cloned().collect()
}

/// That each hazard names tests which exist is shown by the tests of the hazard log.
#[test]
fn every_law_is_cited_by_a_test() {
    let is_rust = |file: &Path| file.extension() == Some(OsStr::new("rs"));
    let tests: Vec<String> = sources()
        .into_iter()
        .filter(|(file, _)| file.starts_with("tests") && is_rust(file))
        .map(|(_, text)| text)
        .collect();
    let mut laws = Citable::load().laws;
    assert_eq!(uncited(&laws, &tests), Vec::<String>::new());
    laws.insert("I-99".to_owned());
    assert_eq!(uncited(&laws, &tests), ["I-99"]);
    assert_eq!(uncited(&laws, &["I-01 without a test".to_owned()]), laws.into_iter().collect::<Vec<_>>());
}

/// The names of files that a text mentions: documents anywhere, other files in backticks or links.
fn mentioned(text: &str) -> BTreeSet<String> {
    let has_name = |line: &&str| [".md", ".toml", ".json", ".rs"].iter().any(|ending| line.contains(ending));
    let lines = text.lines().filter(has_name).collect::<Vec<_>>().join("\n");
    let mut names = captured(r"([A-Za-z0-9_./-]*[A-Za-z0-9_-]\.md)\b", &lines);
    names.extend(captured(r"`([A-Za-z0-9_./-]+\.(?:toml|json|rs))`", &lines));
    names.extend(captured(r"\]\(([A-Za-z0-9_./-]+\.(?:toml|json|rs))(?:#[^)]*)?\)", &lines));
    names
}

/// Whether a file of the repository has this name, or a path that ends in it.
fn exists(name: &str, files: &[PathBuf]) -> bool {
    let parts: PathBuf =
        Path::new(name).components().filter(|part| matches!(part, std::path::Component::Normal(_))).collect();
    files.iter().any(|file| file.ends_with(&parts))
}

/// What a Rust file, a script or a data file says to people: its comments. A document says everything.
fn prose(file: &Path, text: &str) -> String {
    match file.extension().and_then(OsStr::to_str) {
        Some("md") => text.to_owned(),
        Some("rs" | "ts" | "js") => lines_with(text, "//"),
        _ => lines_with(text, "#"),
    }
}

fn lines_with(text: &str, comment: &str) -> String {
    let comments = text.lines().filter_map(|line| line.find(comment).map(|at| &line[at..]));
    comments.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_document_and_file_that_is_mentioned_is_in_the_repository() {
    let files = files();
    let mut unknown = Vec::new();
    let mut count = 0;
    for (file, text) in sources() {
        let names = mentioned(&prose(&file, &text));
        count += names.len();
        let missing = names.into_iter().filter(|name| !exists(name, &files));
        unknown.extend(missing.map(|name| format!("{}: {name}", file.display())));
    }
    assert!(unknown.is_empty(), "not in the repository:\n{}", unknown.join("\n"));
    assert!(count > 50, "only {count} mentions were found");
}

/// Knowledge files are served: what they say of sources must not point to a file that nobody can read.
#[test]
fn no_text_of_a_knowledge_file_mentions_a_document_that_is_not_in_the_repository() {
    let files = files();
    for (file, text) in sources().iter().filter(|(file, _)| file.starts_with("src/clinical/knowledge")) {
        let unknown: Vec<String> =
            captured(r"([A-Za-z0-9_-]+\.md)\b", text).into_iter().filter(|name| !exists(name, &files)).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", file.display());
    }
}

#[test]
fn a_mention_of_what_is_not_there_is_found() {
    let files = files();
    let names =
        mentioned("see other.md, `tests/gone.toml` and [rules](knowledge/rules.toml#x) but a.toml is no mention");
    assert_eq!(names, ["knowledge/rules.toml", "other.md", "tests/gone.toml"].map(str::to_owned).into());
    let missing: Vec<&String> = names.iter().filter(|name| !exists(name, &files)).collect();
    assert_eq!(missing, ["other.md", "tests/gone.toml"]);
    assert_eq!(prose(Path::new("a.rs"), "let name = \"other.md\";\n// see it"), "// see it");
    assert_eq!(prose(Path::new("a.toml"), "name = \"other.md\"\n# see it"), "# see it");
}
