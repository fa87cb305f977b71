//! Commands that a test cannot run inside itself (`cargo`, Docker, the gate): what they name exists, and the gate runs
//! them or checks what they need.

use super::{Document, document, documents, root};

/// Commands in blocks without a language, and the file of the gate that runs them, or the same with other words.
const RUN_BY: &[(&str, &str, &str)] = &[
    ("cargo test", ".ci/run", "cargo test --locked"),
    ("cargo test --test clinical", ".ci/run", "cargo test --locked"),
    ("cargo run --release", "Dockerfile", "cargo build --release --locked"),
    ("cargo install --path .", "Dockerfile", "cargo build --release --locked"),
    (
        "twitch-triage completions bash > ~/.local/share/bash-completion/completions/twitch-triage",
        "tests/api/commands.rs",
        "run(&[\"completions\", shell])",
    ),
    ("twitch-triage man ~/.local/share/man/man1", "tests/api/commands.rs", "run(&[\"man\", folder"),
    (
        "docker compose -f docker/compose.yaml up --build --detach",
        "tests/contract/container.sh",
        "docker-compose --file docker/compose.yaml config",
    ),
    ("cargo run -- openapi > openapi/openapi.json", "tests/api/openapi.rs", "openapi/openapi.json"),
    ("cargo run -- openapi --lowered > openapi/openapi-3.0.json", "tests/api/lowered.rs", "openapi/openapi-3.0.json"),
];

/// The lines of the blocks without a language.
fn plain_blocks(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut language = None;
    for line in text.lines() {
        match (line.trim().strip_prefix("```"), language) {
            (Some(opened), None) => language = Some(opened),
            (Some(_), Some(_)) => language = None,
            (None, Some("")) => found.push(line),
            (None, _) => {}
        }
    }
    found
}

#[test]
fn every_command_that_is_not_an_example_is_run_by_the_gate() {
    for Document { path, text } in documents() {
        for line in plain_blocks(&text) {
            let known = RUN_BY.iter().find(|(command, ..)| *command == line.trim());
            let (_, file, words) = known.unwrap_or_else(|| {
                panic!("{}: `{line}` is run by nothing; use a block marked `console`", path.display())
            });
            assert!(document(file).contains(words), "{file} does not run `{words}`");
        }
    }
}

#[test]
fn every_test_and_benchmark_that_a_document_names_exists() {
    let manifest = document("Cargo.toml");
    let mut named = 0;
    for Document { path, text } in documents() {
        let words: Vec<&str> = text.split([' ', '\n', '`', ')']).collect();
        for pair in words.windows(2) {
            let exists = match pair {
                ["--bench", name] => manifest.contains(&format!("[[bench]]\nname = \"{name}\"")),
                ["--test", name] => root().join(format!("tests/{name}/main.rs")).exists(),
                _ => continue,
            };
            assert!(exists, "{}: there is no `{}`", path.display(), pair.join(" "));
            named += 1;
        }
    }
    assert!(named > 5, "only {named} were found");
}

#[test]
fn blocks_without_a_language_are_found() {
    assert_eq!(plain_blocks("a\n```\nb\n```\n```json\nc\n```\n`d`\n```\ne\nf\n```"), ["b", "e", "f"]);
}
