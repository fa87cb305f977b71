//! The commands that answer a question about the program, and files that commands cannot read.

use std::fs;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::support::body::harmless;
use crate::support::folder::Folder;
use crate::support::program::{command, complaint, run};
use crate::support::service::BOOK;

fn printed(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

#[test]
fn the_version_tells_the_commit_and_the_rule_book() {
    let version = run(&["--version"]);
    assert_eq!((version.status.code(), complaint(&version)), (Some(0), String::new()));
    let lines: Vec<&str> = printed(&version).lines().collect();
    assert_eq!(lines[0], format!("twitch-triage {}", env!("CARGO_PKG_VERSION")));
    let commit = lines[1].strip_prefix("commit ").expect("a commit");
    let is_hash = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(is_hash || commit == "unknown" || option_env!("TWITCH_TRIAGE_COMMIT") == Some(commit), "{commit}");
    assert_eq!(commit, env!("BUILT_FROM_COMMIT"));
    assert_eq!(lines[2], format!("rule book {} {}", BOOK.identity.id, BOOK.identity.version));
    assert_eq!(lines[3..], [BOOK.digest.as_str()]);
    assert_eq!(run(&["-V"]).stdout, version.stdout);
}

#[test]
fn completions_know_every_command_and_are_made_for_each_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let completions = run(&["completions", shell]);
        assert_eq!((completions.status.code(), complaint(&completions)), (Some(0), String::new()));
        for word in ["ask", "check", "batch", "completions", "trusted-proxies"] {
            assert!(printed(&completions).contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(run(&["completions", "abacus"]).status.code(), Some(2));
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let page = run(&["man"]);
    assert_eq!((page.status.code(), complaint(&page)), (Some(0), String::new()));
    assert!(printed(&page).contains(".TH twitch-triage 1") && printed(&page).contains("twitch\\-triage\\-ask(1)"));
    let folder = Folder::new("manual");
    let written = run(&["man", folder.path().to_str().expect("text")]);
    assert_eq!(written.status.code(), Some(0), "{}", complaint(&written));
    for name in ["twitch-triage.1", "twitch-triage-ask.1", "twitch-triage-batch.1", "twitch-triage-serve.1"] {
        assert!(fs::read_to_string(folder.path().join(name)).expect(name).contains(".TH"), "{name}");
    }
    let nowhere = run(&["man", "no-such-folder/pages"]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(complaint(&nowhere).contains("cannot write into `no-such-folder/pages`"), "{}", complaint(&nowhere));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = Folder::new("unreadable");
    let folder = folder.path().to_str().expect("text");
    for (arguments, code, told) in [
        (vec!["check", "no-such-file"], 1, "cannot read `no-such-file`: no such file".to_owned()),
        (vec!["check", folder], 1, format!("cannot read `{folder}`: it is a folder")),
        (vec!["batch", "no-such-file"], 1, "cannot read `no-such-file`: no such file".to_owned()),
        (vec!["batch", folder], 1, format!("cannot read `{folder}`: it is a folder")),
        (vec!["batch", "--resume", folder], 1, format!("cannot resume `{folder}`: it is a folder")),
        (vec!["ask", "--locale", "no-such-file"], 2, "cannot read `no-such-file`: no such file".to_owned()),
        (vec!["check", "--rule-book", "nowhere"], 2, "cannot read `nowhere`: no such folder".to_owned()),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert_eq!(complaint(&output), format!("twitch-triage: {told}\n"), "{arguments:?}");
    }
}

#[test]
fn faults_of_a_payload_are_sentences_and_with_json_a_problem() {
    let folder = Folder::new("faulty_payload");
    let payload = r#"{"findings": {"muscle_wastin": "present", "age_years": 200, "weakness_functional": true}}"#;
    let file = folder.write("payload.json", payload);
    let sentences = run(&["check", &file]);
    assert_eq!((sentences.status.code(), printed(&sentences)), (Some(3), ""));
    let told = complaint(&sentences);
    assert!(told.starts_with("twitch-triage: the payload is not a valid request: 3 faults\n"), "{told}");
    assert!(told.contains("\n  /findings/muscle_wastin: unknown finding; `/v1/questionnaire` lists the\n    findings; did you mean `muscle_wasting`?\n"), "{told}");
    assert!(told.contains("\n  /findings/age_years: must be 120 or less\n"), "{told}");
    assert!(told.lines().all(|line| line.len() <= 80), "{told}");
    let json = run(&["check", "--json", &file]);
    assert_eq!((json.status.code(), printed(&json)), (Some(3), ""));
    let problem: Value = serde_json::from_slice(&json.stderr).expect("a problem");
    assert_eq!(problem["code"], "invalid_body");
    assert_eq!(problem["errors"].as_array().map(Vec::len), Some(3));
    let no_json = run(&["check", &folder.write("no.json", "{")]);
    assert!(complaint(&no_json).starts_with("twitch-triage: the payload is not JSON: "), "{}", complaint(&no_json));
}

#[test]
fn a_batch_is_read_from_a_file_as_from_standard_input() {
    let folder = Folder::new("batch_file");
    let line = harmless(&serde_json::json!({})).to_string();
    let file = folder.write("lines.ndjson", format!("{line}\n[]\n{line}\n"));
    let from_file = run(&["batch", &file]);
    assert_eq!(from_file.status.code(), Some(3));
    assert_eq!(printed(&from_file).lines().count(), 3);
    for arguments in [&["batch"][..], &["batch", "-"]] {
        let input = fs::File::open(&file).expect("the file");
        let output = command(arguments).stdin(Stdio::from(input)).output().expect("a process");
        assert_eq!(output.stdout, from_file.stdout);
    }
    let out = folder.path().join("out.ndjson");
    fs::write(&out, &from_file.stdout[..printed(&from_file).find('\n').expect("a line") + 7]).expect("written");
    run(&["batch", &file, "--resume", out.to_str().expect("text")]);
    assert_eq!(fs::read(&out).expect("read"), from_file.stdout);
}
