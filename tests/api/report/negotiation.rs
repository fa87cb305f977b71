//! Who gets a report, and who does not.

use serde_json::json;

use super::ask;
use crate::support::contract::media_type;

#[test]
fn the_report_is_given_to_whom_prefers_it_and_to_nobody_else() {
    const JSON: Option<&str> = Some("application/json");
    const TEXT: Option<&str> = Some("text/plain");
    let body = json!({ "findings": {} });
    let cases = [
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/*", JSON),
        ("application/json, text/plain", JSON),
        ("text/plain, application/json", JSON),
        ("text/plain;q=0.5, application/json;q=0.5", JSON),
        ("text/plain;q=0.4, application/json;q=0.5", JSON),
        ("text/plain;q=0, */*", JSON),
        ("text/*;q=0, */*;q=0.1", JSON),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("text/plain", TEXT),
        ("TEXT/Plain", TEXT),
        ("text/*", TEXT),
        ("text/plain, */*;q=0.1", TEXT),
        ("text/plain;q=0.5, application/json;q=0.4", TEXT),
        ("text/plain;q=0.001", TEXT),
        ("text/html, text/plain;q=0.1", TEXT),
        ("application/json;q=0, */*", TEXT),
        ("application/json;q=0, text/*;q=0.001", TEXT),
        ("*/*;q=0.1, text/plain;q=0.2", TEXT),
        ("text/plain;q=0", None),
        ("application/json;q=0, text/plain;q=0", None),
        ("*/*;q=0", None),
        ("text/*;q=0", None),
        ("text/plain;q=0, text/*", None),
        ("application/json;q=0, application/*", None),
        ("text/html", None),
        ("application/xml, image/*", None),
        ("application/problem+json", None),
    ];
    for (accept, given) in cases {
        let answer = ask("/v1/triage", accept, &body);
        match given {
            Some(media) => {
                assert_eq!(
                    (answer.status, media_type(&answer.headers).as_str()),
                    (200, media),
                    "{accept}: {}",
                    answer.text()
                );
            }
            None => {
                answer.problem(406, "not_acceptable");
            }
        }
    }
}

#[test]
fn only_triage_gives_a_report() {
    ask("/v1/interview", "text/plain", &json!({ "findings": {} })).problem(406, "not_acceptable");
}

/// Who wants text gets a problem all the same as the JSON that every problem is.
#[test]
fn a_fault_is_told_in_json_also_to_whom_wants_a_report() {
    ask("/v1/triage", "text/plain", &json!({ "findings": { "twitching": "present" } })).problem(422, "invalid_body");
    ask("/v1/triage?explain=all", "text/plain", &json!({ "findings": {} })).problem(400, "bad_query");
}
