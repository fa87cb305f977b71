//! Settings from a file.

use std::path::Path;
use std::process::Command;

use crate::support::folder::Folder;
use crate::support::program::{Program, command, complaint, ended, run};

/// Where the service listens with this file and these flags. The file leaves the port to the system.
fn started(file: &str, flags: &[&str]) -> Program {
    Program::start_where_told(command(flags).env("TWITCH_TRIAGE_CONFIG", file))
}

#[test]
fn a_file_sets_what_the_environment_and_the_command_line_do_not() {
    let folder = Folder::new("config_file");
    let file = folder.write(
        "settings.toml",
        "bind = \"127.0.0.1:0\"\nrate-limit-per-minute = 1\ntrace-ratio = 0.5\nno-keep-alive = true\n\
         trusted-proxies = [\"127.0.0.0/8\", \"10.0.0.0/8\"]\n",
    );
    let statuses = |program: &Program| {
        let ask = || program.client.get("/v1/intended-use");
        let (first, second) = (ask(), ask());
        (first.status, second.status, second.header("connection"))
    };
    for program in [
        started(&file, &[]),
        started(&file, &["serve"]),
        Program::start_where_told(&mut command(&["serve", "--config", &file])),
        Program::start_where_told(&mut command(&[&format!("--config={file}")])),
    ] {
        assert_eq!(statuses(&program), (200, 429, "close".to_owned()));
    }
    let by_flag = started(&file, &["--rate-limit-per-minute", "0"]);
    assert_eq!(statuses(&by_flag).1, 200);
    let mut by_variable = command(&["serve", "--config", &file]);
    let by_variable = Program::start_where_told(by_variable.env("TWITCH_TRIAGE_RATE_LIMIT_PER_MINUTE", "0"));
    assert_eq!(statuses(&by_variable).1, 200);
    // The networks of the file are in force: what a trusted proxy reports counts.
    let proxied = started(&file, &[]);
    for address in ["192.0.2.1", "192.0.2.2"] {
        assert_eq!(
            proxied.client.send("GET", "/v1/intended-use", &[("x-forwarded-for", address)], None::<&str>).status,
            200
        );
    }
}

#[test]
fn the_health_command_reads_the_same_file() {
    let folder = Folder::new("config_health");
    let program = Program::start(&mut command::<&str>(&[]));
    let file = folder.write("settings.toml", format!("bind = \"{}\"", program.client.address));
    let asked = run(&["health", "--config", &file]);
    assert_eq!((asked.status.code(), complaint(&asked)), (Some(0), String::new()));
}

#[test]
fn every_fault_of_a_file_is_told_without_its_values() {
    let folder = Folder::new("config_faults");
    let file = folder.write(
        "settings.toml",
        "bnid = \"secret-of-the-operator\"\nconfig = \"secret-of-the-operator\"\nno-keep-alive = 7\n\
         trusted-proxies = [1]\nbind = [\"secret-of-the-operator\"]\n[limits]\nmax-in-flight = 4\n",
    );
    let output = run(&["--config", &file]);
    let told = complaint(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    for fault in [
        "`bnid` is not",
        "`config` is not",
        "`limits` is not",
        "`no-keep-alive` must",
        "`trusted-proxies` must",
        "`bind` must",
    ] {
        assert!(told.contains(fault), "{fault} is not among:\n{told}");
    }
    assert!(!told.contains("secret-of-the-operator"), "{told}");
}

#[test]
fn values_that_cannot_be_read_are_told_with_those_of_the_command_line() {
    let folder = Folder::new("config_values");
    let file = folder.write("settings.toml", "workers = 9999\nbind = \"nowhere\"\nmax-in-flight = -1\n");
    let output = run(&["serve", "--config", &file, "--keep-alive-s", "0"]);
    let told = complaint(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    for setting in ["--workers", "--bind", "--max-in-flight", "--keep-alive-s"] {
        assert!(told.contains(setting), "{setting} is not among:\n{told}");
    }
}

#[test]
fn a_file_that_is_missing_broken_or_no_file_stops_the_start() {
    let folder = Folder::new("config_broken");
    let broken = folder.write("broken.toml", "bind = \"127.0.0.1:0\"\nkey = secret-of-the-operator\n");
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let large = folder.write("large.toml", format!("#{}\n", " ".repeat(64 * 1024)));
    let directory = folder.path().to_str().expect("text");
    for (file, fault) in [
        (broken.as_str(), "not TOML at line 2"),
        ("/nowhere/settings.toml", "/nowhere/settings.toml"),
        (pipe.to_str().expect("text"), "not a regular file"),
        (directory, "it is a folder"),
        (large.as_str(), "larger than 64 KiB"),
    ] {
        let output = ended(command::<&str>(&[]).env("TWITCH_TRIAGE_CONFIG", file));
        let told = complaint(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(fault) && !told.contains("secret-of-the-operator"), "{told}");
    }
}

#[test]
fn the_file_for_systemd_is_a_file_of_settings() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("docker/systemd/settings.toml");
    let text = std::fs::read_to_string(shipped).expect("a file");
    let folder = Folder::new("config_systemd");
    let keys = folder.write("keys", format!("app sha256:{}\n", "0".repeat(64)));
    for shipped in ["127.0.0.1:8080", "127.0.0.1:9464", "/etc/twitch-triage/keys"] {
        assert!(text.contains(shipped), "{shipped} is not in {text}");
    }
    let text = text.replace("127.0.0.1:8080", "127.0.0.1:0").replace("127.0.0.1:9464", "127.0.0.1:0");
    let file = folder.write("settings.toml", text.replace("/etc/twitch-triage/keys", &keys));
    let program = started(&file, &[]);
    assert_eq!(program.client.get("/health/live").status, 200);
    assert_eq!(program.client.get("/v1/intended-use").status, 401);
}
