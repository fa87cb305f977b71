//! `POST /v1/compare`.

use serde_json::{Value, json};

use super::{ACCEPTED_THRESHOLD, path};
use crate::support::body::harmless;
use crate::support::program::{Program, command, complaint, run};
use crate::support::rule_book_folder::RuleBookFolder;
use crate::support::service::{BOOK, service};

fn eyelid() -> Value {
    harmless(&json!({ "sites": ["eyelid"], "duration_days": 70 }))
}

#[test]
fn without_a_second_rule_book_there_is_nothing_to_compare_with() {
    service().post("/v1/compare", eyelid().to_string()).problem(404, "no_second_rule_book");
}

#[test]
fn both_answers_stand_side_by_side_with_what_differs() {
    let program = Program::start(&mut command(&["--compare-with", path(&ACCEPTED_THRESHOLD)]));
    let compared = program.client.post("/v1/compare", eyelid().to_string()).expect(200);
    assert_eq!(compared["only_b"], json!(["R-B06"]));
    assert_eq!(compared["only_a"], json!([]));
    assert_eq!(compared["a"]["rule_book"]["digest"], BOOK.digest.as_str());
    assert_eq!(compared["b"]["rule_book"]["version"], "2.1.0");
    assert!(["higher", "same_outcome"].contains(&compared["kind"].as_str().expect("a word")), "{compared}");
    let same = program.client.post("/v1/compare", harmless(&json!({})).to_string()).expect(200);
    assert_eq!((&same["kind"], &same["only_b"]), (&json!("same_outcome"), &json!([])));
    // The answer of `/v1/triage` is that of the rule book in force.
    let answer = program.client.triage(&eyelid());
    assert_eq!(answer["rule_book"]["digest"], BOOK.digest.as_str());
    program.client.post("/v1/compare", "{}").problem(422, "invalid_body");
    // Which rule book a payload expects is not looked at: it could not expect both.
    let mut expecting = eyelid();
    expecting["expected_rule_book"] = json!(BOOK.digest);
    let answered = program.client.post("/v1/compare", expecting.to_string()).expect(200);
    assert_eq!((&answered["only_b"], &answered["effects_changed"]), (&json!(["R-B06"]), &json!([])));
    let metrics = String::from_utf8(program.client.get("/metrics").body).expect("UTF-8");
    assert!(metrics.contains("twitch_triage_comparisons_total{kind=\"same_outcome\"} "), "{metrics}");
    let decided: u64 = metrics
        .lines()
        .filter(|line| line.starts_with("twitch_triage_decisions_total"))
        .filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok())
        .sum();
    assert_eq!(decided, 1, "{metrics}");
}

#[test]
fn a_stream_is_compared_line_by_line() {
    let program = Program::start(&mut command(&["--compare-with", path(&ACCEPTED_THRESHOLD)]));
    let body = format!("{}\n{{}}\n", eyelid());
    let headers = [("Content-Type", "application/x-ndjson")];
    let answer = program.client.send("POST", "/v1/compare", &headers, Some(body));
    let text = String::from_utf8(answer.body).expect("UTF-8");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert_eq!(lines[0]["comparison"]["only_b"], json!(["R-B06"]));
    assert_eq!(lines[1]["problem"]["code"], "invalid_body");
}

#[test]
fn a_faulty_second_rule_book_stops_the_start() {
    let faulty = RuleBookFolder::copy("compare_faulty");
    faulty.replace("rules.toml", "[\"E31\", \"E33\"]", "[\"E31\", \"E999\"]");
    let in_force = RuleBookFolder::copy("compare_faulty_in_force");
    in_force.replace("advice.toml", "id = \"A01\"", "id = \"A02\"");
    let books = ["--rule-book", path(&in_force), "--compare-with", path(&faulty)];
    let output = run(&[&["serve", "--bind", "127.0.0.1:0"], books.as_slice()].concat());
    assert_eq!(output.status.code(), Some(2));
    // Each fault says in which of the two folders it is.
    let said = complaint(&output);
    assert!(said.contains(&format!("{}/advice.toml:", path(&in_force))), "{said}");
    assert!(said.contains(&format!("{}/rules.toml:38:21: R-E01: cites `E999`", path(&faulty))), "{said}");
}

#[test]
fn the_built_in_rule_book_can_be_compared_with() {
    let books = ["--rule-book", path(&ACCEPTED_THRESHOLD), "--compare-with", "built-in"];
    let program = Program::start(&mut command(&books));
    let compared = program.client.post("/v1/compare", eyelid().to_string()).expect(200);
    assert_eq!(compared["only_a"], json!(["R-B06"]));
    assert_eq!(compared["b"]["rule_book"]["digest"], BOOK.digest.as_str());
}

#[test]
fn the_problem_of_the_other_rule_book_stands_in_the_place_of_its_answer() {
    let folder = RuleBookFolder::copy("compare_refused");
    folder.set_version("2.1.0");
    folder.replace("findings.toml", "maximum = 120", "maximum = 100");
    let program = Program::start(&mut command(&["--compare-with", path(&folder)]));
    let payload = harmless(&json!({ "age_years": 110 }));
    let refused = program.client.post("/v1/compare", payload.to_string()).expect(200);
    assert_eq!((&refused["kind"], &refused["b"]["code"]), (&json!("refused_by_b"), &json!("invalid_body")));
    let metrics = String::from_utf8(program.client.get("/metrics").body).expect("UTF-8");
    assert!(metrics.contains("twitch_triage_comparisons_total{kind=\"refused_by_b\"} 1"), "{metrics}");
}
