//! An expected rule book: the one in force, another one, and none at all.

use serde_json::json;

use super::{TRIAGE, text};
use crate::support::body::words;
use crate::support::service::{BOOK, service};

#[test]
fn another_rule_book_than_the_expected_one_is_a_conflict() {
    let zeros = format!("sha256:{}", "0".repeat(64));
    for expected in ["0.0.0", "1.0.1", "999999999.999999999.999999999", zeros.as_str()] {
        let body = json!({ "findings": {}, "expected_rule_book": expected });
        let problem = service().post(TRIAGE, body.to_string()).problem(409, "rule_book_mismatch");
        let detail = text(&problem, "detail");
        assert!(detail.contains(&BOOK.digest) && detail.contains(&BOOK.identity.version), "{detail}");
        assert!(!detail.contains(expected), "{detail}");
    }
}

#[test]
fn a_conflict_wins_over_findings_that_do_not_validate() {
    let bad = [json!({ "sex": "f" }), json!({ "age_years": -1 }), json!([]), json!(null)];
    for findings in bad {
        let body = json!({ "findings": findings, "expected_rule_book": "0.0.0", "screens_completed": ["nope"] });
        service().post(TRIAGE, body.to_string()).problem(409, "rule_book_mismatch");
    }
    service().post(TRIAGE, r#"{"expected_rule_book":"0.0.0"}"#).problem(409, "rule_book_mismatch");
    service().post(TRIAGE, r#"{"expected_rule_book":"0.0.0","findings":{"age_years":}}"#).problem(400, "not_json");
}

#[test]
fn the_rule_book_in_force_may_be_expected_by_version_and_by_digest() {
    for expected in [&BOOK.identity.version, &BOOK.digest] {
        service().triage(&json!({ "findings": {}, "expected_rule_book": expected }));
    }
}

#[test]
fn null_expects_no_rule_book_in_particular() {
    let left_out = service().triage(&json!({ "findings": {} }));
    for body in [
        json!({ "findings": {}, "expected_rule_book": null }),
        json!({ "findings": {}, "screens_completed": null }),
        json!({ "findings": {}, "screens_completed": null, "expected_rule_book": null }),
    ] {
        assert_eq!(service().triage(&body), left_out, "{body}");
    }
    let twice = r#"{"findings": {}, "expected_rule_book": null, "expected_rule_book": null}"#;
    service().post("/v1/triage", twice).problem(400, "duplicate_key");
}

#[test]
fn an_expectation_that_names_no_rule_book_does_not_validate() {
    let upper = BOOK.digest.to_uppercase();
    for expected in [
        "",
        "1",
        "1.0",
        "1.0.0.0",
        "01.0.0",
        "v1.0.0",
        "1.0.0-beta",
        " 1.0.0",
        "1.0.0\n",
        "latest",
        "sha256:00",
        upper.as_str(),
    ] {
        let faults = service().faults(&json!({ "findings": {}, "expected_rule_book": expected }));
        assert_eq!(words(&faults.into(), "pointer"), ["/expected_rule_book"], "{expected}");
    }
    for expected in [json!(1), json!(true), json!(["1.0.0"])] {
        let faults = service().faults(&json!({ "findings": {}, "expected_rule_book": expected }));
        assert_eq!(words(&faults.into(), "code"), ["wrong_type"], "{expected}");
    }
}
