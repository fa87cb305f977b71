//! Keys that are removed, missing, broken, guessed.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use twitch_triage::server::access::api_key::new_key;

use crate::support::client::Client;
use crate::support::folder::Folder;
use crate::support::keys::{Issuer, claims, key_set};
use crate::support::program::{Program, command, complaint, run};
use crate::support::service::Service;
use crate::support::wait::until;

/// Longer than a reload takes with `--reload-s 1`.
const RELOADED: Duration = Duration::from_secs(10);

fn with_key(client: &Client, key: &str) -> u16 {
    client.ask(&[("authorization", &format!("Bearer {key}"))]).status
}

/// Sends this many requests at once and reads nothing.

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
