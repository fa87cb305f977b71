//! The documents say what is so: each example is run, each link and path leads somewhere, each table made from the code
//! is the one that the code makes.

mod commands;
mod console;
mod links;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use twitch_triage::settings::table::table;

use crate::support::program::{Program, command};

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A document, and its path from the root.
struct Document {
    path: PathBuf,
    text: String,
}

/// Every document for people.
fn documents() -> Vec<Document> {
    let folders = ["", "docs", "examples", "tests/attacks"].map(|folder| root().join(folder));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let read = |path: PathBuf| Document {
        text: fs::read_to_string(&path).expect("a document in UTF-8"),
        path: path.strip_prefix(root()).expect("inside the repository").to_owned(),
    };
    paths.into_iter().map(read).collect()
}

fn document(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("the document")
}

/// A document without its fenced blocks, line by line.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut in_block = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        in_block ^= fence;
        !in_block && !fence
    })
}

#[test]
fn the_settings_of_the_operators_document_are_those_of_the_code() {
    assert!(document("docs/operate.md").contains(&table()), "write there what `twitch-triage settings` prints");
}

#[test]
fn the_readme_can_be_read_in_five_minutes() {
    let lines = document("README.md").lines().count();
    assert!(lines <= 150, "README.md has {lines} lines, more than 150: move some to docs");
}

#[test]
fn every_endpoint_of_the_contract_is_in_the_readme() {
    let readme = document("README.md");
    let contract: Value = serde_json::from_str(&document("openapi/openapi.json")).expect("JSON");
    for path in contract["paths"].as_object().expect("paths").keys().filter(|path| !path.starts_with("/docs/")) {
        let (bare, after_method) = (format!("`{path}`"), format!(" {path}`"));
        assert!(readme.contains(&bare) || readme.contains(&after_method), "README.md does not name `{path}`");
    }
}

#[test]
fn every_example_is_in_the_index_and_is_what_it_says() {
    let index = document("examples/README.md");
    let program = Program::start(&mut command::<&str>(&[]));
    for file in fs::read_dir(root().join("examples")).expect("the examples") {
        let path = file.expect("a file").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let Some(extension) = path.extension().filter(|extension| *extension != "md") else { continue };
        let row = index.lines().find(|line| line.starts_with(&format!("| [`{name}`]({name}) |")));
        let row = row.unwrap_or_else(|| panic!("examples/README.md does not list {name}"));
        let text = fs::read_to_string(&path).expect("text");
        if extension == "json" {
            let expected = if row.contains("refused with 422") { 422 } else { 200 };
            for endpoint in ["/v1/triage", "/v1/interview"].iter().filter(|path| row.contains(*path)) {
                program.client.post(endpoint, text.clone()).expect(expected);
            }
        } else if name.starts_with("interview.") {
            assert!(text.lines().count() < 60, "{name} is no longer the smallest interview");
        }
    }
}
