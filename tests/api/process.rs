//! The built binary as a process: starting, stopping, exit codes.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::body::harmless;
use crate::support::contract::{COMMITTED, LOWERED};
use crate::support::program::{Program, command, complaint, ended, run};
use crate::support::rule_book_folder::RuleBookFolder;
use crate::support::service::BOOK;
use crate::support::wait::until;

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

fn rule_book_of(program: &Program) -> Value {
    program.client.get("/health/ready").expect(200)["rule_book"].clone()
}

// --- stopping ---

#[test]
fn a_request_in_flight_is_finished_while_new_connections_are_refused() {
    let mut program = Program::start(&mut command(&["--shutdown-s", "10"]));
    let body = r#"{"findings":{"age_years":40}}"#;
    let mut wire = program.client.waiting(body.len());
    wire.send(&body[..10]);
    program.terminate();
    let are_refused = || TcpStream::connect(program.client.address).is_err();
    until(Duration::from_secs(5), "new connections are still taken", are_refused);
    wire.send(&body[10..]);
    assert_eq!(wire.answer().expect("an answer").expect(200)["level"], "refer_workup");
    let (status, took) = program.wait();
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn a_request_that_does_not_end_holds_the_stop_no_longer_than_set() {
    let mut program = Program::start(&mut command(&["--shutdown-s", "1", "--body-timeout-ms", "60000"]));
    let mut wire = program.client.waiting(99);
    wire.send("{");
    program.terminate();
    let (status, took) = program.wait();
    assert_eq!(status.code(), Some(0));
    assert!((Duration::from_millis(500)..Duration::from_secs(8)).contains(&took), "{took:?}");
}

#[test]
fn an_idle_service_stops_at_once() {
    let mut program = Program::start(&mut command::<&str>(&[]));
    program.client.get("/health/live").expect(200);
    program.terminate();
    let (status, took) = program.wait();
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_service_that_was_told_to_stop_says_so_and_serves_until_a_proxy_has_noticed() {
    let mut program = Program::start(&mut command(&["--drain-s", "2"]));
    let mut kept = program.client.wire();
    kept.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(kept.answer().expect("an answer").status, 200);
    program.terminate();
    let start = Instant::now();
    let says_so = || program.client.get("/health/ready").status != 200;
    until(Duration::from_secs(2), "it does not say that it will stop", says_so);
    program.client.get("/health/ready").problem(503, "stopping");
    assert_eq!(program.client.triage(&json!({ "findings": {} }))["level"], "refer_workup");
    kept.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    let answer = kept.answer().expect("an answer");
    assert_eq!(answer.header("connection"), "close", "a connection is not kept for a service that stops");
    let (status, _) = program.wait();
    assert_eq!(status.code(), Some(0));
    assert!((1500..6000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
}

#[test]
fn a_second_signal_cuts_the_wait_short() {
    let mut program = Program::start(&mut command(&["--drain-s", "600"]));
    program.terminate();
    let says_so = || program.client.get("/health/ready").status != 200;
    until(Duration::from_secs(5), "it does not say that it will stop", says_so);
    program.terminate();
    let (status, took) = program.wait();
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn every_setting_that_cannot_be_read_is_told_wherever_it_stands() {
    let mut faulty = command(&["serve", "--workers", "many", "--head-timeout-ms=1"]);
    let output =
        ended(faulty.env("TWITCH_TRIAGE_BIND", "somewhere").env("TWITCH_TRIAGE_TRUSTED_PROXIES", "10.0.0.0/99"));
    let complaint = complaint(&output);
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    for setting in ["--workers", "--head-timeout-ms", "--bind", "--trusted-proxies"] {
        assert!(complaint.contains(setting), "{setting} is not among:\n{complaint}");
    }
    assert_eq!(complaint.lines().count(), 4, "{complaint}");
}

#[test]
fn a_variable_that_is_no_setting_is_told_but_not_its_value() {
    let mut misspelt = command::<&str>(&[]);
    misspelt.env("TWITCH_TRIAGE_API_KEY", "secret-of-the-operator").env("TWITCH_TRIAGE_SERVICE_HOST", "10.0.0.1");
    let log = Program::start(&mut misspelt).stopped();
    assert!(log.contains("TWITCH_TRIAGE_API_KEY") && log.contains("unknown setting"), "{log}");
    assert!(!log.contains("secret-of-the-operator") && !log.contains("SERVICE_HOST"), "{log}");
}

// --- the rule book and the locale ---

#[test]
fn a_broken_rule_book_stops_the_start_with_every_fault() {
    let folder = RuleBookFolder::copy("broken");
    folder.replace("rules.toml", "when = [\"choking_or_cannot_swallow\"]", "when = [\"choking_or_cannot_swalow\"]");
    folder.replace("rules.toml", "evidence = [\"E31\", \"E33\"]", "evidence = [\"E31\", \"E999\"]");
    folder.replace("texts.toml", "{emergency_number}", "{emergency_numbre}");
    let output = run(&["--bind", "127.0.0.1:0", "--rule-book", text(folder.path())]);
    let complaint = complaint(&output);
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    for fault in ["choking_or_cannot_swalow", "E999", "emergency_numbre"] {
        assert!(complaint.contains(fault), "{fault} is not among:\n{complaint}");
    }
    assert!(complaint.lines().filter(|line| line.contains("\"fault\":")).count() >= 3, "{complaint}");
    assert!(!complaint.contains("listening"), "{complaint}");
}

#[test]
fn files_that_are_missing_or_no_toml_are_named() {
    let folder = RuleBookFolder::copy("missing");
    folder.remove("evidence.toml");
    folder.remove("advice.toml");
    let output = run(&["--rule-book", text(folder.path()), "--bind", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2));
    for file in ["evidence.toml", "advice.toml"] {
        assert!(complaint(&output).contains(file), "{}", complaint(&output));
    }
    let folder = RuleBookFolder::copy("no_toml");
    folder.replace("screens.toml", "[[screen]]", "[[screen");
    let output = run(&["--rule-book", text(folder.path()), "--bind", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaint(&output).contains("screens.toml"), "{}", complaint(&output));
}

#[test]
fn a_folder_of_an_older_rule_book_may_lack_what_is_for_record_systems() {
    let folder = RuleBookFolder::copy("without_records");
    folder.set_version("1.9.0");
    folder.remove("records.toml");
    folder.remove("record_texts.toml");
    folder.remove("banned.toml");
    let output = run(&["check", "--rule-book", text(folder.path()), "examples/eyelid.json"]);
    assert!(output.status.success(), "{}", complaint(&output));
}

#[test]
fn a_rule_book_whose_vectors_do_not_come_out_stops_the_start() {
    let folder = RuleBookFolder::copy("disagreeing");
    folder.replace(
        "rules.toml",
        "{ finding = \"duration_days\", more_than = 90 }",
        "{ finding = \"duration_days\", more_than = 91 }",
    );
    let output = run(&["--rule-book", text(folder.path()), "--bind", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2));
    let complaint = complaint(&output);
    assert!(complaint.contains("vectors.json:") && complaint.contains(": V"), "{complaint}");
}

#[test]
fn the_openapi_command_refuses_a_broken_rule_book_too() {
    let folder = RuleBookFolder::copy("broken_openapi");
    folder.remove("groups.toml");
    let output = run(&["openapi", "--rule-book", text(folder.path())]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

#[test]
fn another_rule_book_is_served_with_its_own_digest() {
    let folder = RuleBookFolder::copy("changed");
    folder.set_version("2.0.1");
    folder.replace(
        "rules.toml",
        "Breathing trouble at rest needs help now.",
        "Breathing trouble at rest needs help at once.",
    );
    let by_flag = Program::start(&mut command(&["--rule-book", text(folder.path())]));
    let by_environment = Program::start(command::<&str>(&[]).env("TWITCH_TRIAGE_RULE_BOOK", folder.path()));
    let after_the_command = Program::start(&mut command(&["serve", "--rule-book", text(folder.path())]));
    for program in [&by_flag, &by_environment, &after_the_command] {
        let rule_book = rule_book_of(program);
        assert_ne!(rule_book["digest"], BOOK.digest.as_str());
        assert_eq!(rule_book, rule_book_of(&by_flag));
        let answer = program.client.triage_of(&json!({ "breathless_at_rest_or_lying_flat": "present" }));
        assert_eq!(answer["reasons"][0]["text"]["person"], "Breathing trouble at rest needs help at once.");
        let body = json!({ "findings": {}, "expected_rule_book": BOOK.digest });
        program.client.post("/v1/triage", body.to_string()).problem(409, "rule_book_mismatch");
    }
}

#[test]
fn an_unchanged_copy_of_the_rule_book_has_the_same_digest() {
    let folder = RuleBookFolder::copy("unchanged");
    let program = Program::start(&mut command(&["--rule-book", text(folder.path())]));
    assert_eq!(rule_book_of(&program)["digest"], BOOK.digest.as_str());
}

/// The decision without its words.
fn decided(answer: &Value) -> Value {
    let rules =
        answer["reasons"].as_array().expect("reasons").iter().map(|reason| reason["rule"].clone()).collect::<Vec<_>>();
    let advice =
        answer["advice"].as_array().expect("advice").iter().map(|advice| advice["id"].clone()).collect::<Vec<_>>();
    let members = ["level", "urgency", "status", "possible", "in_scope", "suspected_groups", "evidence"];
    let members: Vec<&Value> = members.iter().map(|member| &answer[member]).collect();
    json!([members, rules, advice])
}

#[test]
fn another_locale_changes_words_and_the_digest_and_no_decision() {
    let folder = RuleBookFolder::copy("locale");
    let locale = folder.path().join("locale.toml");
    folder.replace("locale.toml", "emergency_number = \"999\"", "emergency_number = \"112\"");
    folder.replace("locale.toml", "Samaritans, 116 123", "Telefonseelsorge, 0800 1110111");
    let there = Program::start(&mut command(&["--locale", text(&locale)]));
    let by_environment = Program::start(command::<&str>(&[]).env("TWITCH_TRIAGE_LOCALE", &locale));
    let here = Program::start(&mut command::<&str>(&[]));
    assert_ne!(rule_book_of(&there), rule_book_of(&here));
    assert_eq!(rule_book_of(&there), rule_book_of(&by_environment));
    for change in [
        json!({}),
        json!({ "low_mood": "present" }),
        json!({ "choking_or_cannot_swallow": "present" }),
        json!({ "age_years": null }),
    ] {
        let answer = there.client.triage(&harmless(&change));
        assert_eq!(decided(&answer), decided(&here.client.triage(&harmless(&change))));
        assert!(answer["safety_net"]["seek_help_now_if"].as_str().unwrap().starts_with("Call 112 "));
        assert!(!answer.to_string().contains("Call 999"));
    }
    let mood = there.client.triage(&harmless(&json!({ "low_mood": "present" })));
    assert!(mood["advice"].to_string().contains("Telefonseelsorge"));
}

#[test]
fn a_locale_that_cannot_be_read_or_lacks_a_word_stops_the_start() {
    let output = run(&["--locale", "/nope/locale.toml", "--bind", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaint(&output).contains("locale.toml"));
    let folder = RuleBookFolder::copy("short_locale");
    let locale = folder.path().join("locale.toml");
    folder.replace("locale.toml", "crisis_line", "crisis_lime");
    let output = run(&["--locale", text(&locale), "--bind", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2), "{}", complaint(&output));
    assert!(complaint(&output).contains("locale.toml"), "{}", complaint(&output));
    fs::write(&locale, "language = ").expect("written");
    assert_eq!(run(&["--locale", text(&locale), "--bind", "127.0.0.1:0"]).status.code(), Some(2));
}

// --- settings and commands ---

#[test]
fn a_setting_that_makes_no_sense_stops_the_start() {
    let refused: [&[&str]; 12] = [
        &["--bind", "nowhere"],
        &["--bind", "127.0.0.1"],
        &["--bind", "127.0.0.1:99999"],
        &["--workers", "-1"],
        &["--workers", "9999"],
        &["--body-timeout-ms", "0"],
        &["--head-timeout-ms", "soon"],
        &["--keep-alive-s", "0"],
        &["--shutdown-s", "0"],
        &["--log", "twitch_triage=loud"],
        &["--nope"],
        &["frobnicate"],
    ];
    for arguments in refused {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", complaint(&output));
        assert!(!complaint(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn settings_come_from_the_environment_and_a_flag_wins() {
    let environment = |name: &str, value: &str| ended(command::<&str>(&[]).env(name, value));
    for (name, value) in [
        ("TWITCH_TRIAGE_BIND", "nowhere"),
        ("TWITCH_TRIAGE_WORKERS", "x"),
        ("TWITCH_TRIAGE_HEAD_TIMEOUT_MS", "1"),
        ("TWITCH_TRIAGE_BODY_TIMEOUT_MS", "1"),
        ("TWITCH_TRIAGE_KEEP_ALIVE_S", "0"),
        ("TWITCH_TRIAGE_SHUTDOWN_S", "0"),
        ("TWITCH_TRIAGE_LOG", "a=b=c"),
        ("TWITCH_TRIAGE_RULE_BOOK", "/nope"),
        ("TWITCH_TRIAGE_LOCALE", "/nope"),
    ] {
        let output = environment(name, value);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", complaint(&output));
    }
    let program = Program::start(command(&["--body-timeout-ms", "60000"]).env("TWITCH_TRIAGE_BODY_TIMEOUT_MS", "1"));
    program.client.get("/health/live").expect(200);
}

#[test]
fn the_health_command_tells_by_its_exit_code_whether_the_service_is_ready() {
    let program = Program::start(&mut command::<&str>(&[]));
    let address = program.client.address.to_string();
    let asked = run(&["health", "--bind", &address]);
    assert_eq!((asked.status.code(), complaint(&asked)), (Some(0), String::new()));
    let by_environment = ended(command(&["health"]).env("TWITCH_TRIAGE_BIND", &address));
    assert_eq!(by_environment.status.code(), Some(0));
    let everywhere = run(&["health", "--bind", &format!("0.0.0.0:{}", program.client.address.port())]);
    assert_eq!(everywhere.status.code(), Some(0), "an unspecified address is asked on loopback");
    drop(program);
    let asked = run(&["health", "--bind", &address]);
    assert_eq!(asked.status.code(), Some(1));
    assert!(complaint(&asked).contains("not ready"), "{}", complaint(&asked));
}

#[test]
fn the_health_command_does_not_wait_for_ever() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let start = Instant::now();
    let asked = run(&["health", "--bind", &silent.local_addr().expect("an address").to_string()]);
    assert_eq!(asked.status.code(), Some(1));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn the_openapi_command_prints_the_committed_document_and_nothing_else() {
    let output = run(&["openapi"]);
    assert_eq!((output.status.code(), complaint(&output)), (Some(0), String::new()));
    assert!(output.stdout == COMMITTED.as_bytes(), "run: cargo run -- openapi > openapi/openapi.json");
}

#[test]
fn the_openapi_command_prints_the_lowered_document_too() {
    let output = run(&["openapi", "--lowered"]);
    assert_eq!((output.status.code(), complaint(&output)), (Some(0), String::new()));
    assert!(output.stdout == LOWERED.as_bytes(), "run: cargo run -- openapi --lowered > openapi/openapi-3.0.json");
}

#[test]
fn help_is_told() {
    let help = run(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    for setting in ["TWITCH_TRIAGE_BIND", "TWITCH_TRIAGE_RULE_BOOK", "TWITCH_TRIAGE_LOCALE", "TWITCH_TRIAGE_LOG"] {
        assert!(String::from_utf8_lossy(&help.stdout).contains(setting), "{setting}");
    }
}
