//! Rules, sources and intended use as they are served, and what every answer has (I-19).

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{TAGGED, list};
use crate::support::body::{VECTORS, with, words};
use crate::support::contract::contract;
use crate::support::rule_book_folder::COMMITTED;
use crate::support::service::service;

/// SHA-256 over "name, NUL, length in decimal, NUL, bytes" of the committed files in the order of their names.
fn digest_of_files() -> String {
    let mut names: Vec<_> = fs::read_dir(COMMITTED).expect("files").map(|file| file.expect("a file").path()).collect();
    // Translations are in a folder of their own, and change no decision.
    names.retain(|path| path.is_file());
    names.sort();
    let mut hash = Sha256::new();
    for path in names {
        let bytes = fs::read(&path).expect("a file");
        hash.update(path.file_name().expect("a name").to_str().expect("text"));
        hash.update(format!("\0{}\0", bytes.len()));
        hash.update(bytes);
    }
    hash.finalize().iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

#[test]
fn everything_names_the_rule_book_by_the_digest_of_its_files() {
    let expected = json!({ "id": "twitch-triage", "version": "2.0.0", "digest": digest_of_files() });
    for path in ["/v1/questionnaire", "/v1/rules", "/v1/evidence", "/health/ready"] {
        assert_eq!(service().get(path).expect(200)["rule_book"], expected, "{path}");
    }
    assert_eq!(service().triage(&json!({ "findings": {} }))["rule_book"], expected);
}

#[test]
fn readiness_says_that_every_vector_agreed_and_that_no_clinician_has_reviewed() {
    let ready = service().get("/health/ready").expect(200);
    assert_eq!((&ready["status"], &ready["vectors_agreed"]), (&json!("ready"), &json!(408)));
    assert_eq!((&ready["reviewed"], &ready["review_interval_months"]), (&json!(null), &json!(12)));
    assert_eq!(service().get("/health/live").expect(200), json!({ "status": "live" }));
}

#[test]
fn each_of_the_102_rules_is_listed_and_served_by_its_id() {
    let listed = service().get("/v1/rules").expect(200);
    let rules = list(&listed, "rules");
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().expect("an id")).collect();
    assert_eq!((rules.len(), ids.len()), (102, 102));
    for (letter, count) in [("E", 22), ("U", 15), ("S", 23), ("R", 24), ("C", 2), ("B", 11), ("X", 1), ("K", 4)] {
        let prefix = format!("R-{letter}");
        assert_eq!(ids.iter().filter(|id| id.starts_with(&prefix)).count(), count, "{prefix}");
    }
    for rule in rules {
        let id = rule["id"].as_str().expect("an id");
        assert_eq!(service().get(&format!("/v1/rules/{id}")).expect(200), *rule);
        assert_eq!(rule["when"].is_null(), id.starts_with("R-K"), "{id}");
        let cites = !list(rule, "evidence").is_empty();
        assert_eq!(cites, !id.starts_with("R-K") && !id.starts_with("R-X"), "{id}");
        assert_eq!(rule["in_scope"], id != "R-X01", "{id}");
    }
}

#[test]
fn each_of_the_169_statements_is_listed_and_served_by_its_id_with_its_source() {
    let listed = service().get("/v1/evidence").expect(200);
    let ids: Vec<String> = (1..=170).filter(|number| *number != 167).map(|number| format!("E{number:02}")).collect();
    assert_eq!(ids.len(), 169);
    assert_eq!(words(&listed["evidence"], "id"), ids);
    let sources: Vec<String> = (1..=138).map(|number| format!("S{number:02}")).collect();
    assert_eq!(words(&listed["sources"], "id"), sources);
    for statement in list(&listed, "evidence") {
        let id = statement["id"].as_str().expect("an id");
        let mut expected = statement.clone();
        let source = list(&listed, "sources").iter().find(|source| source["id"] == statement["source"]);
        expected["publication"] = source.expect("a source").clone();
        assert_eq!(service().get(&format!("/v1/evidence/{id}")).expect(200), expected);
    }
}

#[test]
fn an_answer_lists_each_source_once_and_one_without_an_address_says_why() {
    let body = with(&json!({}), &json!({ "sites": ["eyelid"], "poor_sleep": "present" }));
    let listed = service().get("/v1/evidence").expect(200);
    for detail in ["standard", "full"] {
        let target = format!("/v1/triage?detail={detail}");
        let answer = service().post(&target, json!({ "findings": body }).to_string()).expect(200);
        let cited: BTreeSet<&str> =
            answer["evidence"].as_object().unwrap().values().map(|one| one["source"].as_str().unwrap()).collect();
        let sources = answer["sources"].as_object().expect("sources");
        assert!(sources.keys().map(String::as_str).eq(cited.iter().copied()), "{sources:?}");
        assert!(sources.len() < answer["evidence"].as_object().unwrap().len());
        assert_eq!(sources["S01"]["urls"], json!([]));
        assert_eq!(sources["S01"]["note"], "The copy that was read has no date and no address.");
        for (id, statement) in answer["evidence"].as_object().unwrap() {
            let known = list(&listed, "evidence").iter().find(|one| one["id"] == **id).expect("a statement");
            let told = if detail == "full" { Some(&known["statement"]) } else { None };
            assert_eq!(statement.get("statement"), told, "{id}");
        }
    }
}

#[test]
fn sources_that_nobody_verified_are_kept_marked_and_cited_by_nothing() {
    let evidence = service().get("/v1/evidence").expect(200);
    let marked: BTreeSet<&str> = list(&evidence, "sources")
        .iter()
        .filter(|source| source["read"] == "B")
        .map(|source| source["id"].as_str().unwrap())
        .collect();
    let unverified: BTreeSet<&str> = list(&evidence, "evidence")
        .iter()
        .filter(|statement| marked.contains(statement["source"].as_str().unwrap()))
        .map(|statement| statement["id"].as_str().unwrap())
        .collect();
    assert_eq!(unverified, BTreeSet::from(["E65", "E86", "E87", "E88", "E101", "E130", "E132"]));
    for rule in list(&service().get("/v1/rules").expect(200), "rules") {
        for id in list(rule, "evidence") {
            assert!(!unverified.contains(id.as_str().expect("an id")), "{}", rule["id"]);
        }
    }
}

#[test]
fn the_intended_use_says_for_whom_for_whom_not_and_how_well() {
    let usage = service().get("/v1/intended-use").expect(200);
    for member in ["for_whom", "not_for", "known_limits"] {
        assert!(!list(&usage, member).is_empty(), "{member}");
    }
    let not_for = usage["not_for"].to_string();
    for misuse in ["diagnosis", "Ruling out ALS", "insurer", "employer"] {
        assert!(not_for.contains(misuse), "{misuse}");
    }
    assert!(usage["accuracy"].is_object());
    assert_eq!(words(&usage["urgency"], "value"), ["self_care", "routine", "soon", "urgent_same_day", "emergency"]);
}

#[test]
fn every_decision_says_when_to_seek_help_what_it_is_not_and_who_decided() {
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    let rule_book = service().get("/v1/rules").expect(200)["rule_book"].clone();
    for vector in list(&vectors, "vectors").iter().step_by(7) {
        let start = vector["start_from"].as_str().expect("a start");
        let answer = service().triage_of(&with(&vectors[start], &vector["change"]));
        let note = answer["safety_net"]["seek_help_now_if"].as_str().expect("a note");
        assert!(note.starts_with("Call 999 if you have: trouble breathing or swallowing; "), "{}", vector["id"]);
        assert_eq!(
            answer["not_a_diagnosis"],
            "This result is a guide, not a diagnosis. It does not replace an examination."
        );
        assert_eq!(answer["rule_book"], rule_book);
    }
}

#[test]
fn nothing_but_a_decision_carries_a_level() {
    for path in TAGGED.iter().filter(|path| !path.starts_with("/v1/rules")) {
        let answer = service().get(path);
        if let Ok(Value::Object(document)) = serde_json::from_slice(&answer.body) {
            assert!(!document.contains_key("level"), "{path}");
        }
    }
    let statuses = contract().statuses("POST", "/v1/triage");
    assert!(statuses.iter().filter(|status| **status < 400).eq([&200]));
}
