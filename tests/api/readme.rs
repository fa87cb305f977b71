//! Every example of the README is run, and must give what stands there.
//!
//! A block marked `console` is a session: a line that begins with `$ ` is a command (a line that ends with a backslash
//! goes on), the lines after it are what it must print. A line of `…` stands for any number of lines. The service that
//! the examples talk to at port 8080 is started for the test.

use std::fs;
use std::path::Path;
use std::process::Command;

use twitch_triage::settings::table::table;

use crate::support::program::{Program, command};

/// A command and the lines that it must print.
#[derive(Debug, PartialEq, Eq)]
struct Example {
    command: String,
    expected: Vec<String>,
}

fn examples(readme: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "```console" {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != "```").collect();
        let mut goes_on = false;
        let mut first = true;
        for line in block {
            match line.strip_prefix("$ ") {
                Some(command) if !goes_on => {
                    examples.push(Example { command: command.to_owned(), expected: Vec::new() });
                    goes_on = command.ends_with('\\');
                }
                _ => {
                    assert!(!first, "a console block must begin with a command: {line}");
                    let example = examples.last_mut().expect("a command");
                    if goes_on {
                        example.command.push('\n');
                        example.command.push_str(line);
                        goes_on = line.ends_with('\\');
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

#[test]
fn the_settings_of_the_readme_are_those_of_the_code() {
    let readme = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));
    assert!(readme.contains(&table()), "write there what `twitch-triage settings` prints");
}

#[test]
fn every_example_of_the_readme_gives_what_stands_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(readme) = fs::read_to_string(root.join("README.md")) else { return };
    let examples = examples(&readme);
    assert!(!examples.is_empty(), "README.md has no example in a console block");
    let program = Program::start(&mut command::<&str>(&[]));
    let port = format!(":{}", program.client.address.port());
    let binaries = Path::new(env!("CARGO_BIN_EXE_twitch-triage")).parent().expect("a folder");
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap_or_default());
    for Example { command, mut expected } in examples {
        if let Some(tool) = missing_tool(&command) {
            assert!(std::env::var_os("CI").is_none(), "{tool} is not installed, which the gate should have done");
            eprintln!("NOT RUN, {tool} is not installed: $ {command}");
            continue;
        }
        let live = command.replace(":8080", &port);
        let mut shell = Command::new("bash");
        shell
            .args(["-c", &live])
            .current_dir(root)
            .env("PATH", &path)
            .env("TWITCH_TRIAGE_BIND", format!("127.0.0.1{port}"));
        let output = shell.output().expect("bash");
        let printed = String::from_utf8_lossy(&output.stdout).replace(&port, ":8080");
        while expected.last().is_some_and(String::is_empty) {
            expected.pop();
        }
        assert!(
            fits(&expected, &lines(&printed)),
            "$ {command}\nshould print\n{}\nprinted\n{printed}\n{}",
            expected.join("\n"),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn a_session_is_read_as_commands_and_what_they_print() {
    let readme =
        "Text\n```console\n$ echo a \\\n    b\na b\n$ true\n```\n```sh\nnot run\n```\n```console\n$ seq 3\n1\n…\n```\n";
    let example = |command: &str, expected: &[&str]| Example {
        command: command.to_owned(),
        expected: expected.iter().map(|line| (*line).to_owned()).collect(),
    };
    let expected = [example("echo a \\\n    b", &["a b"]), example("true", &[]), example("seq 3", &["1", "…"])];
    assert_eq!(examples(readme), expected);
}

#[test]
fn what_a_command_prints_must_be_what_stands_there() {
    let fits = |expected: &str, printed: &str| {
        super::readme::fits(&lines(expected).into_iter().map(str::to_owned).collect::<Vec<_>>(), &lines(printed))
    };
    assert!(fits("a\nb", "a\n  b \n\n"));
    assert!(fits("a\n…\nd", "a\nb\nc\nd"));
    assert!(fits("…", "") && fits("a\n…", "a") && fits("…\nb", "a\nb") && fits("", ""));
    assert!(!fits("a", "b") && !fits("a", "a\nb") && !fits("a\nb", "a") && !fits("a\n…\nd", "a\nb") && !fits("", "a"));
}
