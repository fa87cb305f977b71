//! What the log says, and what it never says.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::support::client::{Answer, Client};
use crate::support::program::{Program, command};
use crate::support::service::BOOK;

/// A word that no text of the service holds. Each place of a request has its own letter behind it.
const CANARY: &str = "zqxcanary";

/// The JSON lines of a log about requests.
fn request_lines(log: &str) -> Vec<Value> {
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["message"] == "request").collect()
}

fn canary(place: &str) -> String {
    format!("{CANARY}-{place}")
}

/// Headers that a caller may send, each with a canary.
fn headers() -> Vec<(&'static str, String)> {
    vec![
        ("content-type", "application/json".to_owned()),
        ("user-agent", canary("agent")),
        ("x-request-id", format!("{} not sane", canary("id"))),
        ("referer", canary("referer")),
        ("cookie", canary("cookie")),
        ("authorization", canary("authorization")),
        ("x-forwarded-for", "203.0.113.77".to_owned()),
        ("forwarded", canary("forwarded")),
        ("accept-language", canary("language")),
        ("if-none-match", format!("\"{}\"", canary("tag"))),
    ]
}

fn send(client: &Client, method: &str, target: &str, more: &[(&str, &str)], body: String) -> Answer {
    let all = headers();
    let mut sent: Vec<(&str, &str)> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
    sent.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    sent.extend(more.iter().filter(|(_, value)| !value.is_empty()));
    client.send(method, target, &sent, Some(body))
}

/// Method, target, headers besides, body, and the status of the answer.
type Asked = (&'static str, String, Vec<(&'static str, &'static str)>, String, u16);

/// Every kind of request, good and bad, with canaries wherever a caller's words can stand. Gives the number of requests.
fn every_request(client: &Client) -> usize {
    let c = canary("body");
    let good = r#"{"findings":{"sites":["tongue"],"decline_tempo":"weeks","muscle_wasting":"present","age_years":61}}"#;
    let asked: Vec<Asked> = vec![
        ("POST", "/v1/triage".into(), vec![], good.into(), 200),
        ("POST", "/v1/triage".into(), vec![], String::new(), 400),
        ("POST", "/v1/triage".into(), vec![], format!("{{\"{c}\":"), 400),
        ("POST", "/v1/triage".into(), vec![], format!(r#"{{"{c}":1,"{c}":2}}"#), 400),
        ("POST", "/v1/triage".into(), vec![], format!(r#"{{"{c}":1e999}}"#), 400),
        ("POST", "/v1/triage".into(), vec![], format!(r#"{{"{c}":{}{}}}"#, "[".repeat(40), "]".repeat(40)), 400),
        ("POST", "/v1/triage".into(), vec![], format!("{good}{c}"), 400),
        ("POST", format!("/v1/triage?{c}={c}"), vec![], good.into(), 400),
        (
            "POST",
            "/v1/triage".into(),
            vec![],
            format!(r#"{{"findings":{{"{c}":"{c}","age_years":"{c}","course":"{c}","sites":["{c}"]}},"{c}":1}}"#),
            422,
        ),
        ("POST", "/v1/triage".into(), vec![], format!(r#"{{"findings":{{}},"expected_rule_book":"{c}"}}"#), 422),
        ("POST", "/v1/triage".into(), vec![], format!("\"{c}\""), 422),
        ("POST", "/v1/triage".into(), vec![], r#"{"findings":{},"expected_rule_book":"77.66.55"}"#.into(), 409),
        ("POST", "/v1/triage".into(), vec![], format!("{}{c}", " ".repeat(70_000)), 413),
        ("POST", "/v1/triage".into(), vec![("content-type", "text/zqxcanary-type")], good.into(), 415),
        (
            "POST",
            "/v1/triage".into(),
            vec![("content-type", "application/json; charset=zqxcanary-charset")],
            good.into(),
            415,
        ),
        ("POST", "/v1/triage".into(), vec![("content-encoding", "zqxcanary-encoding")], good.into(), 415),
        ("POST", "/v1/triage".into(), vec![("accept", "zqxcanary/accept")], good.into(), 406),
        ("ZQXCANARY", "/v1/triage".into(), vec![], good.into(), 405),
        ("GET", format!("/{}", canary("path")), vec![], String::new(), 404),
        ("POST", format!("/{}/{}", canary("path"), canary("segment")), vec![], good.into(), 404),
        ("GET", "/v1/questionnaire".into(), vec![], String::new(), 200),
        ("GET", "/v1/rules".into(), vec![], String::new(), 200),
        ("GET", "/v1/rules/R-E01".into(), vec![], String::new(), 200),
        ("GET", format!("/v1/rules/{}", canary("rule")), vec![], String::new(), 404),
        ("GET", "/v1/evidence".into(), vec![], String::new(), 200),
        ("GET", "/v1/evidence/E01".into(), vec![], String::new(), 200),
        ("GET", format!("/v1/evidence/{}", canary("evidence")), vec![], String::new(), 404),
        ("GET", "/v1/intended-use".into(), vec![], String::new(), 200),
        ("GET", "/problems/not_json".into(), vec![], String::new(), 200),
        ("GET", format!("/problems/{}", canary("problem")), vec![], String::new(), 404),
        ("GET", "/health/live".into(), vec![], String::new(), 200),
        ("GET", "/health/ready".into(), vec![], String::new(), 200),
        ("GET", format!("/health/ready?{}", canary("query")), vec![], String::new(), 400),
        ("GET", "/openapi.json".into(), vec![], String::new(), 200),
        ("GET", "/openapi-3.0.json".into(), vec![], String::new(), 200),
        ("GET", "/docs".into(), vec![], String::new(), 200),
        ("GET", "/docs/swagger-ui.css".into(), vec![], String::new(), 200),
        ("GET", format!("/docs/{}", canary("asset")), vec![], String::new(), 404),
    ];
    for (method, target, more, body, status) in &asked {
        let answer = send(client, method, target, more, body.clone());
        assert_eq!(answer.status, *status, "{method} {target}: {}", answer.text());
    }
    // A body that never comes, and a head that is none. Neither counts: the second is no request.
    let slow = format!(
        "POST /v1/triage?{c} HTTP/1.1\r\nHost: {c}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"
    );
    client.raw(slow).problem(400, "bad_query");
    let slow =
        format!("POST /v1/triage HTTP/1.1\r\nHost: {c}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n");
    client.raw(slow).problem(408, "request_timeout");
    let mut wire = client.wire();
    wire.send(format!("{c} {c} {c}\r\n\r\n"));
    let _ = wire.unchecked(false);
    asked.len() + 2
}

/// Words that belong to a person or to a decision about one.
fn words_of_decisions() -> Vec<String> {
    let findings = BOOK.findings.iter().map(|finding| finding.name.clone());
    let answers = ["present", "absent", "unknown", "tongue", "weeks", "sha256:0000"].map(str::to_owned);
    let levels = [
        "benign_lifestyle",
        "cramp_fasciculation_syndrome",
        "refer_workup",
        "urgent_same_day",
        "self_care",
        "provisional",
    ];
    let rules = ["R-E", "R-U", "R-S", "R-R", "R-C", "R-B", "R-X", "R-K"];
    findings.chain(answers).chain(levels.iter().chain(&rules).map(|word| (*word).to_owned())).collect()
}

fn log_of_every_request(filter: &str) -> (String, usize) {
    let program = Program::start(command(&["--body-timeout-ms", "300"]).env("TWITCH_TRIAGE_LOG", filter));
    let count = every_request(&program.client);
    (program.stopped(), count)
}

#[track_caller]
fn is_silent_about_people(log: &str) {
    let lower = log.to_lowercase();
    assert!(!lower.contains(CANARY), "{}", log.lines().find(|line| line.to_lowercase().contains(CANARY)).unwrap());
    for word in words_of_decisions() {
        assert!(!log.contains(&word), "`{word}` in {}", log.lines().find(|line| line.contains(&word)).unwrap());
    }
    for address in ["203.0.113", "77.66.55", "peer", "user_agent", "user-agent"] {
        assert!(!log.contains(address), "{address}");
    }
}

#[test]
fn the_log_says_one_line_a_request_and_nothing_of_what_was_sent() {
    let (log, count) = log_of_every_request("info");
    is_silent_about_people(&log);
    let lines = request_lines(&log);
    assert_eq!(lines.len(), count, "one line a request");
    for line in &lines {
        let members: Map<String, Value> = line.as_object().expect("an object").clone();
        let mut members: Vec<&str> = members.keys().map(String::as_str).collect();
        members.sort_unstable();
        let expected = [
            "duration_us",
            "http.method",
            "http.route",
            "http.status",
            "level",
            "message",
            "request.id",
            "target",
            "timestamp",
        ];
        assert_eq!(members, expected);
        assert!(line["http.status"].is_u64() && line["duration_us"].is_u64(), "{line}");
        assert!(!line["request.id"].as_str().expect("an id").is_empty());
    }
}

#[test]
fn the_log_says_nothing_of_what_was_sent_at_its_most_talkative() {
    let (log, count) = log_of_every_request("trace");
    is_silent_about_people(&log);
    assert_eq!(request_lines(&log).len(), count);
}

#[test]
fn every_line_is_json() {
    let (log, count) = log_of_every_request("info");
    let other: Vec<&str> = log.lines().filter(|line| serde_json::from_str::<Value>(line).is_err()).collect();
    assert_eq!(other, [""; 0]);
    assert!(log.lines().count() > count);
}

#[test]
fn the_line_of_a_request_tells_method_route_status_and_the_id_that_was_answered() {
    let program = Program::start(&mut command::<&str>(&[]));
    let client = &program.client;
    let asked = [
        ("GET", "/v1/rules/R-E01", "GET", "/v1/rules/{id}", 200),
        ("HEAD", "/v1/rules", "HEAD", "/v1/rules", 200),
        ("POST", "/v1/triage", "POST", "/v1/triage", 415),
        ("DELETE", "/v1/triage", "DELETE", "/v1/triage", 405),
        ("BREW", "/nope", "other", "none", 404),
    ];
    let mut ids = Vec::new();
    for (method, target, ..) in asked {
        ids.push(client.send(method, target, &[], None::<&str>).header("x-request-id"));
    }
    let own = client.send("GET", "/health/live", &[("x-request-id", "own.id-1")], None::<&str>);
    assert_eq!(own.header("x-request-id"), "own.id-1");
    let lines = request_lines(&program.stopped());
    let told = |line: &Value| {
        (
            line["http.method"].clone(),
            line["http.route"].clone(),
            line["http.status"].clone(),
            line["request.id"].clone(),
        )
    };
    let mut expected: Vec<_> = asked
        .iter()
        .zip(ids)
        .map(|((_, _, method, route, status), id)| (json!(method), json!(route), json!(status), json!(id)))
        .collect();
    expected.push((json!("GET"), json!("/health/live"), json!(200), json!("own.id-1")));
    assert_eq!(lines.iter().map(told).collect::<Vec<_>>(), expected);
}

#[test]
fn an_insane_request_id_is_replaced_and_not_logged() {
    let program = Program::start(&mut command::<&str>(&[]));
    let long = CANARY.repeat(8);
    for id in [format!("{CANARY} {CANARY}"), format!("{CANARY}\"}}"), format!("{CANARY}\\n"), long] {
        let answer = program.client.send("GET", "/health/live", &[("x-request-id", id.as_str())], None::<&str>);
        assert!(!answer.header("x-request-id").contains(CANARY));
    }
    is_silent_about_people(&program.stopped());
}

#[test]
fn the_time_that_is_logged_is_the_time_that_it_took() {
    let program = Program::start(&mut command(&["--body-timeout-ms", "250"]));
    program
        .client
        .raw("POST /v1/triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n")
        .problem(408, "request_timeout");
    let lines = request_lines(&program.stopped());
    let took = Duration::from_micros(lines[0]["duration_us"].as_u64().expect("a number"));
    assert!((Duration::from_millis(250)..Duration::from_secs(20)).contains(&took), "{took:?}");
}
