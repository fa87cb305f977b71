//! Feedback is counted and forgotten.

use serde_json::{Value, json};

use super::specification::{FEEDBACK, assert_valid};
use crate::support::client::Answer;
use crate::support::service::Service;

const PATH: &str = "/cds-services/twitch-triage/feedback";
const CARD: &str = "247e5f91-bc4b-5d40-8ae9-ecc3345423b0";

fn entry(outcome: &str, more: &Value) -> Value {
    let mut entry = json!({ "card": CARD, "outcome": outcome, "outcomeTimestamp": "2026-11-28T10:05:31Z" });
    entry.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    entry
}

fn overridden(code: &str) -> Value {
    entry(
        "overridden",
        &json!({ "overrideReason": { "reason": { "system": "x", "code": code }, "userComment": "canary-comment" } }),
    )
}

fn send(service: &Service, entries: &[Value]) -> Answer {
    service.client.post(PATH, json!({ "feedback": entries }).to_string())
}

#[test]
fn feedback_is_counted_by_outcome_and_reason_and_nothing_else_is_kept() {
    let service = Service::start(&[]);
    let accepted = entry("accepted", &json!({ "acceptedSuggestions": [{ "id": CARD }] }));
    let entries =
        [accepted, overridden("need-more-info"), overridden("canary-reason"), entry("overridden", &json!({}))];
    assert_valid(&FEEDBACK, &json!({ "feedback": entries }));
    let answer = send(&service, &entries);
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let metrics = service.client.get("/metrics");
    for (outcome, reason) in
        [("accepted", "none"), ("overridden", "need-more-info"), ("overridden", "other"), ("overridden", "none")]
    {
        let line = format!("twitch_triage_cds_feedback_total{{outcome=\"{outcome}\",reason=\"{reason}\"}} 1");
        assert!(metrics.text().contains(&line), "{line}");
    }
    assert!(!metrics.text().contains("canary"));
}

#[test]
fn cards_are_counted_by_their_indicator() {
    let service = Service::start(&[]);
    super::card_of(&service.client, &super::call(&json!({})));
    assert!(service.client.get("/metrics").text().contains("twitch_triage_cds_cards_total{indicator=\"info\"} 1"));
}

#[test]
fn every_fault_of_feedback_is_listed_with_400() {
    let service = Service::start(&[]);
    let faults = |entries: &[Value]| {
        let outcome = send(&service, entries).expect(400);
        assert!(!outcome.to_string().contains("canary"));
        outcome["issue"].as_array().expect("issues").len()
    };
    let good = entry("overridden", &json!({}));
    assert_eq!(faults(&[]), 1);
    assert_eq!(faults(&vec![good.clone(); 101]), 1);
    assert_eq!(faults(&[json!({}), good.clone()]), 3);
    assert_eq!(faults(&[json!("canary")]), 3);
    assert_eq!(faults(&[entry("accepted", &json!({}))]), 1);
    assert_eq!(faults(&[entry("accepted", &json!({ "acceptedSuggestions": [{}] }))]), 1);
    assert_eq!(faults(&[entry("ignored", &json!({}))]), 1);
    assert_eq!(faults(&[entry("overridden", &json!({ "card": "canary" }))]), 1);
    for time in ["2026-11-28", "2026-11-28T10:05:31", "yesterday", "2026-13-28T10:05:31Z", "2026-11-22T99:99:99Z"] {
        assert_eq!(faults(&[entry("overridden", &json!({ "outcomeTimestamp": time }))]), 1, "{time}");
    }
    let braced = json!({ "card": "{d1577c69-dfbe-44ad-ba6d-3e05e953b2ea}" });
    assert_eq!(faults(&[entry("overridden", &braced)]), 1);
    assert_eq!(faults(&vec![json!({}); 100]), 101, "100 faults, and how many more");
    let no_comment = entry("overridden", &json!({ "overrideReason": { "userComment": null } }));
    assert_eq!(send(&service, &[no_comment]).status, 200);
    let long = json!({ "overrideReason": { "userComment": "x".repeat(8193) } });
    assert_eq!(faults(&[entry("overridden", &long)]), 1);
    assert_eq!(send(&service, &vec![good; 100]).status, 200);
}
