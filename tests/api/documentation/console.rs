//! Every example of the documents is run, and must print what the document says.
//!
//! A block marked `console` is a session: a line that begins with `$ ` is a command (a line that ends with a backslash
//! continues on the next), the lines after it are what it must print. A line of `…` stands for any number of lines. The
//! service at port 8080, to which the examples talk, is started for the test.

use std::path::Path;
use std::process::Command;

use super::{Document, documents, root};
use crate::support::program::{Program, command};

/// A command and the lines that it must print.
#[derive(Debug, PartialEq, Eq)]
struct Example {
    command: String,
    expected: Vec<String>,
}

fn examples(document: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "```console" {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != "```").collect();
        let mut continues = false;
        let mut first = true;
        for line in block {
            match line.strip_prefix("$ ") {
                Some(command) if !continues => {
                    examples.push(Example { command: command.to_owned(), expected: Vec::new() });
                    continues = command.ends_with('\\');
                }
                _ => {
                    assert!(!first, "a console block must begin with a command: {line}");
                    let example = examples.last_mut().expect("a command");
                    if continues {
                        example.command.push('\n');
                        example.command.push_str(line);
                        continues = line.ends_with('\\');
                    } else {
                        example.expected.push(line.trim().to_owned());
                    }
                }
            }
            first = false;
        }
    }
    examples
}

/// Whether the lines are the expected ones; `…` stands for any number of lines.
fn fits(expected: &[String], lines: &[&str]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "…" => (0..=lines.len()).any(|skipped| fits(rest, &lines[skipped..])),
        Some((first, rest)) => lines.split_first().is_some_and(|(line, others)| line == first && fits(rest, others)),
    }
}

/// The lines of a text, without white space around them and without empty lines at the end.
fn lines(text: &str) -> Vec<&str> {
    text.trim().lines().map(str::trim).collect()
}

/// A tool that a command calls and this machine lacks; on a developer's bare machine that example is not run.
fn missing_tool(command: &str) -> Option<&'static str> {
    let is_there = |tool: &str| {
        let found = Command::new("bash").args(["-c", &format!("command -v {tool}")]).output();
        found.is_ok_and(|output| output.status.success())
    };
    ["curl", "jq", "python3"].into_iter().find(|tool| command.contains(tool) && !is_there(tool))
}

/// Runs the example as a newcomer would, in a shell at the root, but at the port of the service of the test.
fn run(example: &Example, port: &str, document: &Path) {
    let Example { command, expected } = example;
    let binaries = Path::new(env!("CARGO_BIN_EXE_twitch-triage")).parent().expect("a folder");
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("bash")
        .args(["-c", &command.replace(":8080", port)])
        .current_dir(root())
        .env("PATH", path)
        .env("TWITCH_TRIAGE_BIND", format!("127.0.0.1{port}"))
        .env("TRIAGE_URL", format!("http://127.0.0.1{port}"))
        .output()
        .expect("bash");
    let printed = String::from_utf8_lossy(&output.stdout).replace(port, ":8080");
    assert!(
        fits(expected, &lines(&printed)),
        "{}\n$ {command}\nshould print\n{}\nprinted\n{printed}\n{}",
        document.display(),
        expected.join("\n"),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn every_example_prints_what_its_document_says() {
    let program = Program::start(&mut command::<&str>(&[]));
    let port = format!(":{}", program.client.address.port());
    let mut run_examples = 0;
    for Document { path, text } in documents() {
        for mut example in examples(&text) {
            if let Some(tool) = missing_tool(&example.command) {
                assert!(std::env::var_os("CI").is_none(), "{tool} is not installed, which the gate should have done");
                eprintln!("NOT RUN, {tool} is not installed: $ {}", example.command);
                continue;
            }
            while example.expected.last().is_some_and(String::is_empty) {
                example.expected.pop();
            }
            run(&example, &port, &path);
            run_examples += 1;
        }
    }
    assert!(run_examples > 10 || std::env::var_os("CI").is_none(), "only {run_examples} examples were found");
}

#[test]
fn a_session_is_read_as_commands_and_what_they_print() {
    let document =
        "Text\n```console\n$ echo a \\\n    b\na b\n$ true\n```\n```sh\nnot run\n```\n```console\n$ seq 3\n1\n…\n```\n";
    let example = |command: &str, expected: &[&str]| Example {
        command: command.to_owned(),
        expected: expected.iter().map(|line| (*line).to_owned()).collect(),
    };
    let expected = [example("echo a \\\n    b", &["a b"]), example("true", &[]), example("seq 3", &["1", "…"])];
    assert_eq!(examples(document), expected);
}

#[test]
fn what_a_command_prints_is_compared_line_by_line() {
    let fits = |expected: &str, printed: &str| {
        fits(&lines(expected).into_iter().map(str::to_owned).collect::<Vec<_>>(), &lines(printed))
    };
    assert!(fits("a\nb", "a\n  b \n\n"));
    assert!(fits("a\n…\nd", "a\nb\nc\nd"));
    assert!(fits("…", "") && fits("a\n…", "a") && fits("…\nb", "a\nb") && fits("", ""));
    assert!(!fits("a", "b") && !fits("a", "a\nb") && !fits("a\nb", "a") && !fits("a\n…\nd", "a\nb") && !fits("", "a"));
}
