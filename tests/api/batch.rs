//! Many payloads: over HTTP and from a terminal, one line each, in order, and nothing lost.

use std::fs;
use std::io::{BufRead as _, BufReader, Write};
use std::net::TcpStream;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::body::{VECTORS, harmless, with};
use crate::support::client::Answer;
use crate::support::folder::Folder;
use crate::support::program::{command, complaint, ended};
use crate::support::service::service;

const NDJSON: &[(&str, &str)] = &[("Content-Type", "application/x-ndjson")];

/// Every vector, a line of nonsense, an empty line and a line that is too long; so many times.
fn lines(times: usize) -> Vec<String> {
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    let mut lines: Vec<String> = vectors["vectors"]
        .as_array()
        .expect("vectors")
        .iter()
        .map(|vector| {
            let start = vector["start_from"].as_str().expect("a start");
            json!({ "findings": with(&vectors[start], &vector["change"]) }).to_string()
        })
        .collect();
    lines.insert(5, "nonsense".to_owned());
    lines.insert(9, String::new());
    lines.insert(11, "x".repeat(64 * 1024 + 1));
    std::iter::repeat_n(lines, times).flatten().collect()
}

fn text(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// What each line must give: the answer or the problem that it gets alone.
fn is_answered_alone(line: &str, number: usize, answered: &str) {
    let answered: Value = serde_json::from_str(answered).expect("JSON");
    assert_eq!(answered["line"], number);
    if let Some(answer) = answered.get("answer") {
        assert_eq!(*answer, service().post("/v1/triage", line.to_owned()).expect(200), "line {number}");
    } else {
        let alone = service().post("/v1/triage", line.to_owned()).json();
        assert_eq!(answered["problem"]["code"], alone["code"], "line {number}");
        assert_eq!(answered["problem"]["instance"], format!("line-{number}"));
    }
}

fn over_http(body: String) -> Answer {
    service().send("POST", "/v1/triage/batch", NDJSON, Some(body))
}

/// Runs `twitch-triage batch` with this input.
fn batch(arguments: &[&str], input: &str) -> Output {
    run(&[&["batch"], arguments].concat(), input)
}

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary");
    let mut stdin = child.stdin.take().expect("standard input");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("an end");
    // What is refused at once is not read to its end.
    let _ = writer.join().expect("a thread");
    output
}

fn printed(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

#[test]
fn each_line_is_answered_in_its_place_as_it_would_be_alone() {
    let lines = lines(1);
    let answer = over_http(text(&lines));
    assert_eq!(answer.status, 200);
    let answered: Vec<&str> = answer.text().lines().collect();
    assert_eq!(answered.len(), lines.len());
    for (number, (line, answered)) in (1..).zip(lines.iter().zip(answered)) {
        is_answered_alone(line, number, answered);
    }
}

#[test]
fn a_last_line_without_an_end_is_answered_too() {
    let line = harmless(&json!({})).to_string();
    let answer = over_http(format!("{line}\n{line}"));
    assert_eq!(answer.text().lines().count(), 2);
    assert_eq!(over_http(String::new()).text(), "");
}

#[test]
fn a_batch_of_another_type_or_with_a_query_is_refused() {
    let line = harmless(&json!({})).to_string();
    service().post("/v1/triage/batch", line.clone()).problem(415, "unsupported_media_type");
    service().send("POST", "/v1/triage/batch?x=1", NDJSON, Some(line.clone())).problem(400, "bad_query");
    let wants_json = [NDJSON[0], ("Accept", "application/json")];
    service().send("POST", "/v1/triage/batch", &wants_json, Some(line)).problem(406, "not_acceptable");
}

/// Neither name is registered, and both are in use.
#[test]
fn a_stream_of_lines_may_have_either_name() {
    let line = harmless(&json!({})).to_string();
    let of = |headers: &[(&str, &str)]| {
        let answer = service().send("POST", "/v1/triage/batch", headers, Some(line.clone()));
        assert_eq!((answer.status, answer.text().lines().count()), (200, 1));
        (answer.header("content-type"), answer.header("vary"))
    };
    let jsonl = ("Content-Type", "application/jsonl");
    let (ndjson_type, jsonl_type) = ("application/x-ndjson".to_owned(), "application/jsonl".to_owned());
    assert_eq!(of(&[jsonl]), (ndjson_type.clone(), "Accept, Accept-Language".to_owned()));
    assert_eq!(of(&[("Content-Type", "application/jsonl; charset=utf-8")]).0, ndjson_type);
    assert_eq!(of(&[NDJSON[0], ("Accept", "application/jsonl")]).0, jsonl_type);
    assert_eq!(of(&[jsonl, ("Accept", "application/x-ndjson;q=0.5, application/jsonl")]).0, jsonl_type);
    assert_eq!(of(&[jsonl, ("Accept", "application/jsonl, application/x-ndjson")]).0, ndjson_type);
}

#[test]
fn a_byte_order_mark_before_the_first_line_is_skipped() {
    let line = harmless(&json!({})).to_string();
    let input = format!("\u{feff}{line}\n{line}\n");
    let expected = over_http(format!("{line}\n{line}\n"));
    assert_eq!(over_http(input.clone()).text(), expected.text());
    assert_eq!(printed(&batch(&[], &input)), expected.text());
}

/// What `curl -d @FILE` sends of a file of lines.
#[test]
fn lines_that_lost_their_ends_are_recognised() {
    let line = harmless(&json!({})).to_string();
    let answer = over_http(format!("{line}{line}"));
    let refused: Value = serde_json::from_str(answer.text()).expect("one line");
    assert_eq!(refused["problem"]["code"], "not_json");
    let detail = refused["problem"]["detail"].as_str().expect("a detail");
    assert!(detail.contains("second JSON text") && detail.contains("`--data-binary @FILE`"), "{detail}");
}

#[test]
fn lines_are_answered_while_later_ones_are_still_to_come() {
    let line = format!("{}\n", harmless(&json!({})));
    let head = "POST /v1/triage/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("{:x}\r\n{line}\r\n", line.len());
    let mut wire = service().wire();
    wire.send(format!("{head}{chunk}"));
    assert!(!wire.wait_for("\"line\":1").contains("\"line\":2"));
    wire.send(format!("{chunk}0\r\n\r\n"));
    let answer = wire.answer().expect("the whole answer");
    assert_eq!(answer.text().lines().count(), 2);
}

#[test]
fn a_client_that_goes_away_in_the_middle_does_no_harm() {
    for _ in 0..20 {
        let mut stream = TcpStream::connect(service().address).expect("a connection");
        let head = "POST /v1/triage/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n\
                    Content-Length: 1000000\r\n\r\n";
        stream.write_all(head.as_bytes()).expect("sent");
        stream.write_all(format!("{}\n", harmless(&json!({}))).as_bytes()).expect("sent");
    }
    service().triage(&harmless(&json!({})));
}

#[test]
fn the_command_gives_what_the_service_gives_however_many_threads_there_are() {
    let input = text(&lines(3));
    let expected = over_http(input.clone());
    for threads in ["0", "1", "2", "7"] {
        let output = batch(&["--threads", threads], &input);
        assert_eq!(output.status.code(), Some(3), "some lines are refused");
        assert!(printed(&output) == expected.text(), "with {threads} threads another output");
    }
}

#[test]
fn the_exit_code_tells_whether_a_line_was_refused() {
    let line = harmless(&json!({})).to_string();
    assert_eq!(batch(&[], &format!("{line}\n{line}\n")).status.code(), Some(0));
    assert_eq!(batch(&[], &format!("{line}\n[]\n")).status.code(), Some(3));
    assert_eq!(batch(&["--rule-book", "no-such-folder"], &line).status.code(), Some(2));
}

#[test]
fn a_batch_goes_on_where_it_was_interrupted_wherever_that_was() {
    let input = text(&lines(1));
    let whole = batch(&[], &input).stdout;
    let ends: Vec<usize> = (0..whole.len()).filter(|place| whole[*place] == b'\n').map(|place| place + 1).collect();
    let folder = Folder::new("resumed");
    for cut in [0, 1, 5000, ends[0], ends[0] - 1, ends[130], ends[130] + 7, whole.len() - 1, whole.len()] {
        let path = folder.write("answers.ndjson", &whole[..cut]);
        let output = batch(&["--summary", "json", "--resume", &path], &input);
        assert!(fs::read(&path).expect("read") == whole, "cut at {cut}");
        let summary: Value = serde_json::from_slice(&output.stderr).expect("a summary");
        let done = ends.iter().filter(|end| **end <= cut).count();
        assert_eq!(summary["resumed"], done);
        assert_eq!(summary["lines"], ends.len() - done);
    }
}

#[test]
fn the_output_of_an_input_that_differs_anywhere_is_not_continued() {
    let mut input = lines(1);
    let whole = batch(&[], &text(&input)).stdout;
    let ends: Vec<usize> = (0..whole.len()).filter(|place| whole[*place] == b'\n').map(|place| place + 1).collect();
    // In the middle, at the end, and in the answer that was cut off.
    let folder = Folder::new("differs");
    for (changed, cut) in [(60, ends[130]), (130, ends[130]), (131, ends[130] + 200)] {
        let kept = std::mem::replace(&mut input[changed], r#"{"findings":{"age_years":71}}"#.to_owned());
        let path = folder.write("answers.ndjson", &whole[..cut]);
        let output = batch(&["--resume", &path], &text(&input));
        assert_eq!(output.status.code(), Some(1), "line {changed}");
        assert!(fs::read(&path).expect("read") == whole[..cut], "line {changed}: the file was changed");
        input[changed] = kept;
    }
}

#[test]
fn a_file_that_is_no_output_of_this_batch_is_not_touched() {
    let (folder, input) = (Folder::new("foreign"), text(&lines(1)));
    let first_lines: String = input.split_inclusive('\n').take(3).collect();
    let other_options = batch(&["--detail", "brief"], &input).stdout;
    let more_lines = batch(&[], &text(&lines(2))).stdout;
    for (name, contents) in [
        ("payload", br#"{"findings":{}}"#.as_slice()),
        ("payloads", first_lines.as_bytes()),
        ("one-number", b"{\"line\":1"),
        ("no-lines", &vec![b'x'; 100_000]),
        ("other-options", &other_options),
        ("more-lines", &more_lines),
    ] {
        let path = folder.write(name, contents);
        let output = batch(&["--resume", &path], &input);
        let is_begun_output = name == "one-number";
        assert_eq!(output.status.code(), Some(if is_begun_output { 3 } else { 1 }), "{name}");
        assert_eq!(fs::read(&path).expect("read") == contents, !is_begun_output, "{name}");
        assert!(is_begun_output || complaint(&output).contains("the file is unchanged"), "{}", complaint(&output));
    }
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let output = batch(&["--resume", pipe.to_str().expect("a path")], &input);
    assert!(complaint(&output).contains("not a regular file"), "{}", complaint(&output));
}

#[test]
fn lines_of_a_slow_input_are_answered_when_they_come() {
    let mut child = command(&["batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the binary");
    let mut stdin = child.stdin.take().expect("standard input");
    let mut answers = BufReader::new(child.stdout.take().expect("standard output")).lines();
    for number in 1..=3 {
        writeln!(stdin, "{}", harmless(&json!({}))).expect("written");
        let answer: Value = serde_json::from_str(&answers.next().expect("a line").expect("text")).expect("JSON");
        assert_eq!(answer["line"], number);
    }
    drop(stdin);
    assert!(child.wait().expect("an end").success());
}

#[test]
fn a_number_of_threads_that_no_machine_has_is_refused() {
    for threads in ["513", "100000", "-1"] {
        let output = batch(&["--threads", threads], "");
        assert_eq!(output.status.code(), Some(2), "{}", complaint(&output));
        assert!(complaint(&output).contains("--threads"), "{}", complaint(&output));
    }
}

#[test]
fn the_summary_counts_every_line_once_as_json_and_as_a_table() {
    let lines = lines(2);
    let output = batch(&["--summary", "json"], &text(&lines));
    let summary: Value = serde_json::from_slice(&output.stderr).expect("a summary");
    let count = |name: &str| summary[name].as_u64().expect("a count");
    assert_eq!(count("lines"), lines.len() as u64);
    assert_eq!(count("refused"), 6);
    let levels = ["benign_lifestyle", "cramp_fasciculation_syndrome", "refer_workup"];
    assert_eq!(levels.into_iter().map(count).sum::<u64>(), lines.len() as u64 - 6);
    let expect = |level: &str| printed(&output).matches(&format!("\"answer\":{{\"level\":\"{level}\"")).count() as u64;
    levels.into_iter().for_each(|level| assert_eq!(count(level), expect(level)));
    let table = batch(&["--summary", "table"], &text(&lines));
    let table = String::from_utf8(table.stderr).expect("UTF-8");
    assert!(table.lines().any(|line| line.split_whitespace().eq(["refused", "6"])), "{table}");
}

#[test]
fn an_output_that_cannot_be_written_ends_the_batch_with_a_failure() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let mut child = Command::new(env!("CARGO_BIN_EXE_twitch-triage"))
        .arg("batch")
        .stdin(Stdio::piped())
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary");
    let mut stdin = child.stdin.take().expect("standard input");
    // The command may end before it has read everything.
    let _ = stdin.write_all(text(&lines(3)).as_bytes());
    drop(stdin);
    assert_eq!(child.wait().expect("an end").code(), Some(1));
}

/// The most memory that the command held while it answered so many lines, in kB.
fn peak_memory(times: usize) -> u64 {
    let mut child = command(&["batch", "--threads", "2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary");
    let mut stdin = child.stdin.take().expect("standard input");
    let block = text(&lines(1));
    (0..times).for_each(|_| stdin.write_all(block.as_bytes()).expect("read"));
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("a process");
    drop(stdin);
    child.wait().expect("an end");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    peak.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[test]
fn memory_does_not_grow_with_the_number_of_lines() {
    let (few, many) = (peak_memory(4), peak_memory(24));
    assert!(many < few + few / 4 + 4096, "{few} kB for 1,168 lines, {many} kB for 7,008");
}

#[test]
fn one_payload_is_checked_with_an_exit_code_that_tells_how_soon() {
    let findings = [
        (json!({}), 0),
        (json!({ "duration_days": 20 }), 10),
        (json!({ "muscle_wasting": "present" }), 11),
        (json!({ "withdrawal_7d": "present" }), 12),
        (json!({ "choking_or_cannot_swallow": "present" }), 13),
    ];
    for (change, code) in findings {
        let payload = harmless(&change).to_string();
        let output = run(&["check", "--json"], &payload);
        assert_eq!(output.status.code(), Some(code), "{change}");
        let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(answer, service().post("/v1/triage", payload).expect(200));
    }
    let refused = run(&["check", "--json"], "{\"findings\": {\"age_years\": 200}}");
    assert_eq!(refused.status.code(), Some(3));
    let problem: Value = serde_json::from_slice(&refused.stderr).expect("a problem");
    assert_eq!(problem["errors"][0]["pointer"], "/findings/age_years");
    assert!(refused.stdout.is_empty());
}

#[test]
fn a_file_is_checked_and_the_report_is_the_one_of_the_service() {
    let payload = harmless(&json!({ "muscle_wasting": "present" })).to_string();
    let folder = Folder::new("checked");
    let report = run(&["check", &folder.write("payload.json", &payload)], "");
    let wants_text = [("Content-Type", "application/json"), ("Accept", "text/plain")];
    let answer = service().send("POST", "/v1/triage", &wants_text, Some(payload));
    assert_eq!(printed(&report), answer.text());
    assert_eq!(run(&["check", "no-such-file"], "").status.code(), Some(1));
}

#[test]
fn a_payload_without_end_is_refused_and_not_read_to_its_end() {
    let endless = ended(&mut command(&["check", "/dev/zero"]));
    assert_eq!(endless.status.code(), Some(3), "{}", complaint(&endless));
    assert!(complaint(&endless).contains("more than 65536 bytes"), "{}", complaint(&endless));
    let zeros = fs::File::open("/dev/zero").expect("a device");
    assert_eq!(ended(command(&["check", "--json"]).stdin(Stdio::from(zeros))).status.code(), Some(3));
}
