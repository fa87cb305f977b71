//! A start that fails lists every fault of settings, rule book, locale and keys at once, and waits for nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::folder::Folder;
use crate::support::program::{command, complaint, ended, run};
use crate::support::rule_book_folder::RuleBookFolder;

/// Puts a pipe that nobody writes into in the place of a file.
fn pipe(path: &Path) {
    let _ = fs::remove_file(path);
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

#[test]
fn faults_of_settings_rule_book_locale_and_keys_are_listed_in_one_start() {
    let book = RuleBookFolder::copy("every_fault");
    book.replace("rules.toml", "when = [\"choking_or_cannot_swallow\"]", "when = [\"choking_or_cannot_swalow\"]");
    let folder = Folder::new("every_fault_files");
    let keys = folder.write("keys", "clinic sha256:secret-of-the-clinic\n");
    let settings = folder.write("settings.toml", "bnid = 1\nworkers = 9999\nno-keep-alive = true\n");
    let mut faulty = command(&["serve", "--head-timeout-ms", "1", "--config", &settings, "--jwt-scope", "x"]);
    faulty.env("TWITCH_TRIAGE_BIND", "nowhere").env("TWITCH_TRIAGE_RULE_BOOK", book.path());
    faulty.env("TWITCH_TRIAGE_LOCALE", "/nowhere/locale.toml").env("TWITCH_TRIAGE_API_KEYS", &keys);
    faulty.env("TWITCH_TRIAGE_TLS_CERTIFICATE", "/nowhere/certificate.pem");
    let output = ended(&mut faulty);
    let complaint = complaint(&output);
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    for fault in [
        "`bnid` is not a setting",
        "--workers",
        "--head-timeout-ms",
        "--bind",
        "swalow",
        "/nowhere/locale.toml",
        "line 1 is not",
        "--jwks",
        "--tls-certificate",
    ] {
        assert!(complaint.contains(fault), "{fault} is not among:\n{complaint}");
    }
    assert!(!complaint.contains("secret-of-the-clinic") && !complaint.contains("no access control"), "{complaint}");
}

#[test]
fn files_of_a_rule_book_are_checked_although_another_one_is_missing() {
    let book = RuleBookFolder::copy("missing_and_faulty");
    book.remove("advice.toml");
    book.replace("screens.toml", "[[screen]]", "[[screen");
    let folder = Folder::new("missing_and_faulty_locale");
    let locale = folder.write("locale.toml", "language = 7\n");
    let output = run(&["--rule-book", book.path().to_str().expect("text"), "--locale", &locale, "--log", "a=b=c"]);
    let complaint = complaint(&output);
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    for fault in [
        "advice.toml: cannot be read: no such file",
        "screens.toml:15:9: is not TOML",
        "locale.toml:1:1: language",
        "log",
    ] {
        assert!(complaint.contains(fault), "{fault} is not among:\n{complaint}");
    }
}

#[test]
fn a_pipe_in_the_place_of_a_file_is_refused_at_once() {
    let folder = Folder::new("pipes");
    let alone = folder.path().join("alone");
    pipe(&alone);
    let alone = alone.to_str().expect("text");
    let book = RuleBookFolder::copy("pipe_in_rule_book");
    pipe(&book.path().join("findings.toml"));
    let book = book.path().to_str().expect("text");
    for (arguments, fault) in [
        (["serve", "--rule-book", book], "findings.toml: cannot be read: it is not a regular file"),
        (["check", "--rule-book", book], "findings.toml: cannot be read: it is not a regular file"),
        (["serve", "--rule-book", alone], "no such folder"),
        (["serve", "--locale", alone], "it is not a regular file"),
        (["serve", "--api-keys", alone], "it is not a regular file"),
        (["health", "--config", alone], "it is not a regular file"),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", complaint(&output));
        assert!(complaint(&output).contains(fault), "{arguments:?}: {}", complaint(&output));
    }
}

#[test]
fn a_file_of_a_rule_book_that_is_too_large_is_refused() {
    let book = RuleBookFolder::copy("large_rule_book");
    fs::write(book.path().join("texts.toml"), vec![b'#'; 4 * 1024 * 1024 + 1]).expect("written");
    let output = run(&["check", "--rule-book", book.path().to_str().expect("text")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        complaint(&output).contains("texts.toml: cannot be read: it is larger than 4096 KiB"),
        "{}",
        complaint(&output)
    );
}
