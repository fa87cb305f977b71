//! Links and paths in the documents lead somewhere inside the repository.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use super::{Document, documents, prose, root};

/// Top folders of the repository, by which a path in code marks is recognised.
const FOLDERS: &[&str] = &["src/", "tests/", "docs/", "examples/", "benches/", "docker/", "openapi/", ".ci/"];

/// The targets of the links of a line of Markdown.
fn targets(line: &str) -> Vec<&str> {
    let after = line.split("](").skip(1);
    after.filter_map(|rest| rest.split(')').next()).collect()
}

/// What a line has in code marks.
fn code(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|character| character.is_alphanumeric() || " -_".contains(*character));
    kept.map(|character| if character == ' ' { '-' } else { character }).collect()
}

/// The anchors of a document.
fn anchors(text: &str) -> Vec<String> {
    prose(text).filter_map(|line| line.strip_prefix('#')).map(|line| anchor(line.trim_start_matches('#'))).collect()
}

/// A path without `.` and `..`.
fn tidied(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(tidied.pop()),
            Component::CurDir => {}
            other => tidied.push(other),
        }
    }
    tidied
}

#[test]
fn every_relative_link_and_anchor_resolves() {
    let documents = documents();
    let known: HashMap<PathBuf, Vec<String>> =
        documents.iter().map(|document| (document.path.clone(), anchors(&document.text))).collect();
    let mut followed = 0;
    for Document { path, text } in &documents {
        for target in prose(text).flat_map(targets).filter(|target| !target.contains("://")) {
            let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
            let file = match file {
                "" => path.clone(),
                file => tidied(&path.with_file_name("").join(file)),
            };
            assert!(root().join(&file).exists(), "{}: `{target}` leads nowhere", path.display());
            if !fragment.is_empty() {
                let has_it = known.get(&file).is_some_and(|anchors| anchors.iter().any(|anchor| anchor == fragment));
                assert!(has_it, "{}: `{target}` names no heading", path.display());
            }
            followed += 1;
        }
    }
    assert!(followed > 50, "only {followed} links were found");
}

#[test]
fn every_path_that_a_document_names_exists() {
    let mut named = 0;
    for Document { path, text } in documents() {
        for word in prose(&text).flat_map(code).flat_map(str::split_whitespace) {
            if !FOLDERS.iter().any(|folder| word.starts_with(folder)) || word.contains(['*', '{', '<']) {
                continue;
            }
            let file = word.split('#').next().unwrap_or_default().trim_end_matches(['.', ',', ';']);
            assert!(root().join(file).exists(), "{} names `{word}`, which does not exist", path.display());
            named += 1;
        }
    }
    assert!(named > 50, "only {named} paths were found");
}

#[test]
fn every_document_can_be_reached_from_the_readme() {
    let documents = documents();
    let mut reached = vec![PathBuf::from("README.md")];
    let mut next = 0;
    while let Some(path) = reached.get(next).cloned() {
        next += 1;
        let Some(document) = documents.iter().find(|document| document.path == path) else { continue };
        for target in prose(&document.text).flat_map(targets) {
            let file = tidied(&path.with_file_name("").join(target.split('#').next().unwrap_or_default()));
            if !reached.contains(&file) {
                reached.push(file);
            }
        }
    }
    for document in &documents {
        assert!(reached.contains(&document.path), "no link leads to {}", document.path.display());
    }
}

#[test]
fn links_code_and_anchors_are_read_as_they_are_rendered() {
    assert_eq!(targets("see [a](b.md#c) and [`d`](../e)"), ["b.md#c", "../e"]);
    assert_eq!(code("run `cargo test` in `src`").collect::<Vec<_>>(), ["cargo test", "src"]);
    assert_eq!(anchor(" What a `proxy` must do: all"), "what-a-proxy-must-do-all");
    assert_eq!(anchors("# One\n```\n# no heading\n```\n## Two, three"), ["one", "two-three"]);
    assert_eq!(tidied(Path::new("docs/../src/./lib.rs")), Path::new("src/lib.rs"));
}
