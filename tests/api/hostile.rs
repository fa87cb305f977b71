//! What hostile callers and careless operators do. Each of these took an earlier version down, or let somebody in.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use twitch_triage::server::access::api_key::new_key;

use crate::support::client::{Answer, Client, NOTHING, PATIENCE};
use crate::support::folder::Folder;
use crate::support::keys::{Issuer, claims, key_set};
use crate::support::program::{Program, command, complaint, ended, run};
use crate::support::service::Service;
use crate::support::wait::until;
use crate::support::wire::Wire;

/// Longer than a reload takes with `--reload-s 1`.
const RELOADED: Duration = Duration::from_secs(10);

fn with_key(client: &Client, key: &str) -> u16 {
    client.ask(&[("authorization", &format!("Bearer {key}"))]).status
}

/// Sends this many requests at once and reads nothing.
fn unread(client: &Client, request: &str, count: usize) -> Wire {
    let mut wire = client.wire();
    wire.send(request.repeat(count));
    wire
}

fn post(body: &str) -> String {
    format!(
        "POST /v1/triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

// --- unread answers ---

#[test]
fn an_answer_that_nobody_reads_is_in_flight_until_it_is_sent_or_the_connection_ends() {
    let requests = [
        post(NOTHING),
        post(r#"{"findings":[]}"#),
        "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
    ];
    for request in requests {
        let service = Service::start(&["--max-in-flight", "2", "--send-timeout-s", "2"]);
        // The refused bodies are small: it takes many of them to fill the buffers of both sockets.
        let count = if request.contains("[]") { 40_000 } else { 600 };
        let writers: Vec<_> = (0..2)
            .map(|_| {
                let address = service.client.address;
                let request = request.clone();
                thread::spawn(move || unread(&Client::of(address), &request, count))
            })
            .collect();
        let is_shed = || service.client.ask(&[]).status == 503;
        until(Duration::from_secs(20), "unread answers are not in flight", is_shed);
        // The application itself ends the connections, and the places are free again.
        until(Duration::from_secs(20), "the places are not free again", || service.client.ask(&[]).status == 200);
        drop(writers.into_iter().map(thread::JoinHandle::join).collect::<Vec<_>>());
    }
}

#[test]
fn an_answer_that_is_read_is_no_longer_in_flight() {
    let service = Service::start(&["--max-in-flight", "1"]);
    for _ in 0..200 {
        assert_eq!(service.client.ask(&[]).status, 200);
    }
}

// --- paths ---

#[test]
fn a_path_that_a_proxy_may_read_otherwise_does_not_exist() {
    let service = Service::start(&[]);
    for path in
        ["/%6detrics", "/%6Detrics", "/v1/triage/%62atch", "/v1/%74riage", "/health/%6cive", "/v1/rules/R%2dB00"]
    {
        let answer = service.client.raw(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
        answer.problem(404, "not_found");
    }
    assert_eq!(service.client.get("/metrics").status, 200);
}

// --- an address for operations ---

#[test]
fn metrics_and_health_have_an_address_and_a_worker_of_their_own() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let operations = Client::of(port);
    let folder = Folder::new("operations");
    let (_, line) = new_key("clinic");
    let keys = folder.write("keys", line);
    let flags = ["--metrics-bind", &port.to_string(), "--max-in-flight", "1", "--api-keys", &keys];
    let service = Service::start(&flags);
    service.client.get("/metrics").problem(401, "unauthorized");
    assert_eq!(operations.get("/metrics").status, 200, "without a key");
    operations.get("/health/ready").expect(200);
    let mut wire = operations.wire();
    wire.send("GET /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n");
    wire.unchecked(false).expect("an answer").problem(404, "not_found");
    // The workers of the main address are busy; health answers.
    let body = format!("{{\"findings\":{{\"sites\":[{}]}}}}", vec!["1"; 32_000].join(","));
    let _busy: Vec<Wire> = (0..4).map(|_| unread(&service.client, &post(&body), 20)).collect();
    for _ in 0..20 {
        let start = Instant::now();
        operations.get("/health/live").expect(200);
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
}

#[test]
fn without_an_address_of_their_own_metrics_are_served_on_loopback_only() {
    let mut public = command(&["--bind", "0.0.0.0:0", "--allow-public-without-auth"]);
    let program = Program::start_where_told(&mut public);
    let client = Client::of(([127, 0, 0, 1], program.client.address.port()).into());
    let mut wire = client.wire();
    wire.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    wire.unchecked(false).expect("an answer").problem(404, "not_found");
    client.get("/health/live").expect(200);
}

#[test]
fn the_health_command_asks_the_address_of_operations_and_no_proxy() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").to_string();
    let _program = Program::start(&mut command(&["--metrics-bind", &port]));
    let nowhere = "http://127.0.0.1:9";
    let mut health = command(&["health", "--bind", "127.0.0.1:1", "--metrics-bind", &port]);
    let output = ended(health.env("HTTP_PROXY", nowhere).env("http_proxy", nowhere).env("ALL_PROXY", nowhere));
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
}

// --- keys ---

#[test]
fn removing_the_last_key_leaves_nobody_in() {
    for emptied in ["", "# nobody\n"] {
        let folder = Folder::new("emptied_keys");
        let (key, line) = new_key("clinic");
        let file = folder.write("keys", &line);
        let service = Service::start(&["--api-keys", &file, "--reload-s", "1"]);
        assert_eq!(with_key(&service.client, &key), 200);
        folder.write("keys", emptied);
        until(RELOADED, "the key still opens", || with_key(&service.client, &key) == 401);
        folder.write("keys", &line);
        until(RELOADED, "the key does not open again", || with_key(&service.client, &key) == 200);
    }
}

#[test]
fn a_missing_or_broken_key_file_leaves_nobody_in_after_the_grace() {
    for broken in [None, Some("clinic sha256:12")] {
        let folder = Folder::new("broken_keys");
        let (key, line) = new_key("clinic");
        let file = folder.write("keys", &line);
        let service = Service::start(&["--api-keys", &file, "--reload-s", "1", "--key-grace-s", "3"]);
        match broken {
            None => fs::remove_file(&file).expect("removed"),
            Some(text) => drop(folder.write("keys", text)),
        }
        let start = Instant::now();
        until(RELOADED, "the key still opens", || with_key(&service.client, &key) == 401);
        assert!(start.elapsed() > Duration::from_secs(2), "there is a grace");
        folder.write("keys", &line);
        until(RELOADED, "the key does not open again", || with_key(&service.client, &key) == 200);
    }
}

#[test]
fn a_pipe_in_the_place_of_a_key_file_blocks_nothing() {
    let folder = Folder::new("pipe_keys");
    let (_, line) = new_key("clinic");
    let file = folder.write("keys", &line);
    let program = Program::start(&mut command(&["--api-keys", &file, "--reload-s", "1"]));
    fs::remove_file(&file).expect("removed");
    assert!(Command::new("mkfifo").arg(&file).status().expect("mkfifo").success());
    thread::sleep(Duration::from_secs(2));
    assert_eq!(program.client.get("/health/live").status, 200);
    let log = program.stopped();
    assert!(log.contains("not a regular file"), "{log}");
}

#[test]
fn a_pipe_as_key_file_stops_the_start() {
    let folder = Folder::new("pipe_at_start");
    let pipe = folder.path().join("keys");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let output = run(&["--bind", "127.0.0.1:0", "--api-keys", pipe.to_str().expect("text")]);
    assert_eq!(output.status.code(), Some(2), "{}", complaint(&output));
    assert!(complaint(&output).contains("not a regular file"));
}

#[test]
fn sighup_reloads_and_does_not_end_the_service() {
    let folder = Folder::new("hang_up");
    let ((old, line), (new, other)) = (new_key("clinic"), new_key("clinic"));
    let file = folder.write("keys", &line);
    let mut program = Program::start(&mut command(&["--api-keys", &file, "--reload-s", "3600"]));
    folder.write("keys", &other);
    assert_eq!(with_key(&program.client, &old), 200);
    program.signal("HUP");
    until(RELOADED, "the new key does not open", || with_key(&program.client, &new) == 200);
    program.terminate();
    assert_eq!(program.wait().0.code(), Some(0));
}

fn with_tokens(folder: &Folder, keys: &Value) -> Service {
    let file = folder.write("jwks.json", keys.to_string());
    Service::start(&["--jwks", &file, "--jwt-issuer", "clinic", "--jwt-audience", "twitch-triage"])
}

#[test]
fn a_key_of_an_unknown_type_is_ignored() {
    let (folder, issuer) = (Folder::new("unknown_type"), Issuer::new("first", Algorithm::ES256));
    let mut keys: Value = serde_json::from_str(&key_set(&[&issuer])).expect("JSON");
    let list = keys["keys"].as_array_mut().expect("keys");
    list.insert(0, json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA" }));
    let service = with_tokens(&folder, &keys);
    assert_eq!(with_key(&service.client, &issuer.token(&claims())), 200);
}

#[test]
fn a_token_with_a_critical_extension_is_refused() {
    let (folder, issuer) = (Folder::new("critical"), Issuer::new("first", Algorithm::ES256));
    let service = with_tokens(&folder, &serde_json::from_str(&key_set(&[&issuer])).expect("JSON"));
    assert_eq!(with_key(&service.client, &issuer.token(&claims())), 200);
    let token = issuer.token_with(&claims(), |header| header.crit = Some(vec!["http://example.test/new".to_owned()]));
    assert_eq!(with_key(&service.client, &token), 401);
}

// --- the rate limit ---

#[test]
fn guessing_keys_is_limited_on_every_path() {
    let folder = Folder::new("guessed_keys");
    let (key, line) = new_key("clinic");
    let file = folder.write("keys", line);
    let service = Service::start(&["--api-keys", &file, "--rate-limit-per-minute", "3"]);
    let guess =
        |path: &str| service.client.send("GET", path, &[("authorization", "Bearer guess")], None::<&str>).status;
    let statuses: Vec<u16> = (0..6).map(|_| guess("/metrics")).collect();
    assert_eq!(statuses, [401, 401, 401, 429, 429, 429]);
    let known = format!("Bearer {key}");
    for _ in 0..5 {
        let answer = service.client.send("GET", "/metrics", &[("authorization", &known)], None::<&str>);
        assert_eq!(answer.status, 200, "who has a key is not limited there");
    }
}

fn batch(client: &Client, lines: &str) -> Answer {
    client.send("POST", "/v1/triage/batch", &[("content-type", "application/x-ndjson")], Some(lines.to_owned()))
}

fn lines_of(answer: &Answer) -> Vec<Value> {
    answer.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn each_line_of_a_batch_is_charged() {
    let service = Service::start(&["--rate-limit-per-minute", "3"]);
    let lines = lines_of(&batch(&service.client, &format!("{NOTHING}\n").repeat(10)));
    assert_eq!(lines.len(), 4, "three answers, and why there are no more");
    assert!(lines[..3].iter().all(|line| line.get("answer").is_some()));
    assert_eq!((&lines[3]["line"], &lines[3]["problem"]["code"]), (&json!(4), &json!("rate_limited")));
    assert_eq!(service.client.ask(&[]).status, 429);
}

#[test]
fn a_batch_is_bounded_in_bytes_and_in_time() {
    let service = Service::start(&["--batch-max-bytes", "2048"]);
    let lines = lines_of(&batch(&service.client, &format!("{NOTHING}\n").repeat(1000)));
    assert!(lines.len() < 1000);
    assert_eq!(lines.last().expect("a line")["problem"]["code"], "body_too_large");

    let service = Service::start(&["--batch-max-s", "1"]);
    let mut wire = service.client.wire();
    wire.send(
        "POST /v1/triage/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n\
         Content-Length: 99999\r\n\r\n{\"findings\":{}}\n",
    );
    let start = Instant::now();
    wire.wait_for("the batch took longer than the operator allows");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

// --- the log ---

#[test]
fn a_log_that_nobody_reads_stops_nothing() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let mut child = command(&["--bind", &port.to_string()]).stderr(writer).spawn().expect("a process");
    let client = Client::of(port);
    until(PATIENCE, "it does not listen", || std::net::TcpStream::connect(port).is_ok());
    for _ in 0..30_000 / 16 {
        let mut wire = client.wire();
        wire.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".repeat(16));
        for _ in 0..16 {
            assert_eq!(wire.unchecked(false).expect("an answer").status, 200);
        }
    }
    let metrics = client.get("/metrics");
    let dropped = metrics.text().lines().find_map(|line| line.strip_prefix("twitch_triage_log_lines_dropped_total "));
    assert!(dropped.expect("a metric").parse::<u64>().expect("a count") > 0, "{dropped:?}");
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill").success());
    let start = Instant::now();
    while child.try_wait().expect("a status").is_none() {
        if start.elapsed() > Duration::from_secs(10) {
            let _ = child.kill();
            panic!("it does not stop");
        }
        thread::sleep(Duration::from_millis(20));
    }
    drop(reader);
}

// --- batches from a terminal ---

#[test]
fn a_file_that_is_not_an_output_for_this_input_is_not_touched() {
    let folder = Folder::new("foreign");
    let other = r#"{"findings":{"age_years":40}}"#;
    let output_of = |line: &str| {
        let folder = Folder::new("made_output");
        let file = folder.path().join("out");
        fed(&["batch", "--resume", file.to_str().expect("text")], format!("{line}\n").as_bytes());
        fs::read_to_string(file).expect("an output")
    };
    let other_output = output_of(other);
    let payloads = format!("{NOTHING}\n").repeat(3);
    for (name, content) in
        [("payloads", payloads.as_str()), ("text", "important\n"), ("cut", "important"), ("other", &other_output)]
    {
        let file = folder.write(name, content);
        let (code, errors) = fed(&["batch", "--resume", &file], format!("{NOTHING}\n").as_bytes());
        assert_eq!(code, Some(1), "{name}: {errors}");
        assert!(errors.contains("--resume"), "{name}: {errors}");
        assert_eq!(fs::read_to_string(&file).expect("read"), content, "{name}");
    }
    let (code, errors) = fed(&["batch", "--resume", "/dev/null"], format!("{NOTHING}\n").as_bytes());
    assert_eq!(code, Some(1), "{errors}");
    // More lines than the input has: it is the output of another run.
    let file = folder.write("longer", output_of(NOTHING));
    assert_eq!(fed(&["batch", "--resume", &file], b"").0, Some(1));
}

/// Runs a command with this input: exit code and standard error.
fn fed(arguments: &[&str], input: &[u8]) -> (Option<i32>, String) {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    child.stdin.take().expect("a pipe").write_all(input).expect("written");
    let output = child.wait_with_output().expect("a process");
    (output.status.code(), complaint(&output))
}

#[test]
fn each_line_of_a_slow_input_is_answered_when_it_comes() {
    use std::io::{BufRead as _, BufReader};
    let mut child = command(&["batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a process");
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    for number in 1..=3 {
        input.write_all(format!("{NOTHING}\n").as_bytes()).expect("written");
        let mut line = String::new();
        output.read_line(&mut line).expect("an answer");
        assert!(line.starts_with(&format!("{{\"line\":{number},")), "{line:.60}");
    }
    drop(input);
    assert!(child.wait().expect("a status").success());
}

#[test]
fn more_threads_than_any_machine_has_are_refused() {
    let output = run(&["batch", "--threads", "100000"]);
    assert_eq!(output.status.code(), Some(2), "{}", complaint(&output));
}

// --- addresses ---

#[test]
fn the_forms_of_one_address_are_one_caller() {
    let proxy = Service::start(&["--rate-limit-per-minute", "1", "--trusted-proxies", "127.0.0.0/8"]);
    let status = |address: &str| proxy.client.ask(&[("x-forwarded-for", address)]).status;
    assert_eq!(status("192.0.2.1"), 200);
    for same in ["192.0.2.1:4711", "::ffff:192.0.2.1", "64:ff9b::192.0.2.1", "[64:ff9b::c000:201]:80"] {
        assert_eq!(status(same), 429, "{same}");
    }
    assert_eq!(status("[2001:db8::1]:4711"), 200);
    assert_eq!(status("2001:db8::2"), 429);
}

#[test]
fn a_pipe_as_rule_book_or_locale_stops_the_start() {
    let folder = Folder::new("pipe_rule_book");
    let pipe = folder.path().join("locale.toml");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let folder_name = folder.path().to_str().expect("text");
    for flags in [["--rule-book", folder_name], ["--locale", pipe.to_str().expect("text")]] {
        let output = run(&["openapi", flags[0], flags[1]]);
        assert_eq!(output.status.code(), Some(2), "{}", complaint(&output));
        assert!(complaint(&output).contains("not a regular file"), "{}", complaint(&output));
    }
}

#[test]
fn a_payload_for_a_terminal_is_bounded_too() {
    let output = run(&["check", "/dev/zero"]);
    assert_eq!(output.status.code(), Some(3), "{}", complaint(&output));
    assert!(complaint(&output).contains("body_too_large"), "{}", complaint(&output));
}
