//! What must hold for every valid payload: I-01 to I-16, I-18, I-21, I-23 (the order) and I-24 to I-27.
//!
//! Where the space allows, every case is tried; a law over whole payloads is tried on thousands of random ones.

mod habits;
mod places_and_time;
mod signs;
mod silence;
mod totality;

use proptest::prelude::*;
use serde_json::{Value, json};
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::Outcome;
use twitch_triage::clinical::model::status::Status;

use crate::support::payload::{ABSENT, PRESENT, Payload, answer, book, index, u_tri};

const COMPUTED: [&str; 3] = ["R-K01", "R-K02", "R-K04"];

/// A decision without the sent answers that it rests on.
#[derive(Debug, PartialEq)]
struct Essence {
    least: Outcome,
    result: Outcome,
    most: Outcome,
    status: Status,
    in_scope: bool,
    reasons: Vec<&'static str>,
    warned: bool,
}

fn essence(payload: &Payload) -> Essence {
    let decision = payload.decide();
    Essence {
        least: decision.least,
        result: decision.result,
        most: decision.most,
        status: decision.status(),
        in_scope: decision.in_scope,
        reasons: reasons(&decision),
        warned: decision.warning().is_some(),
    }
}

fn reasons(decision: &Decision<'static>) -> Vec<&'static str> {
    decision.fired().map(|rule| rule.id.as_str()).collect()
}

fn result(payload: &Payload) -> Outcome {
    payload.decide().result
}

/// Holds a decision against a law, in the one formulation that `book accept` uses too.
fn keeps(law: &str, payload: &Payload) -> Result<(), TestCaseError> {
    let broken: Vec<_> = book().broken_laws(&payload.0).into_iter().filter(|broken| broken.law == law).collect();
    prop_assert!(broken.is_empty(), "{broken:?} of {payload:?}");
    Ok(())
}

/// Whether neither level nor urgency is higher.
pub fn is_at_most(low: Outcome, high: Outcome) -> bool {
    low.level <= high.level && low.urgency <= high.urgency
}

/// Holds each payload against the next one.
fn never_lower(rising: &[Payload]) -> Result<(), TestCaseError> {
    for pair in rising.windows(2) {
        let (low, high) = (result(&pair[0]), result(&pair[1]));
        prop_assert!(is_at_most(low, high), "{low:?} of {:?}\nshould be at most\n{high:?} of {:?}", pair[0], pair[1]);
    }
    Ok(())
}

/// The baseline, every payload that differs from it in one U field present, in the site or in the course, and weekly
/// cramps.
fn one_step_from_the_baseline() -> Vec<Payload> {
    let baseline = Payload::baseline();
    let present = u_tri().into_iter().map(|index| baseline.with(index, PRESENT));
    let sited = (0..11).map(|site| baseline.with(index("sites"), Answer::Several(1 << site)));
    let cramps = [json!(["calf"]), json!(["calf", "hand"]), json!(["eyelid"])].map(cramps_and_pain);
    let worse = Payload::baseline_but(&json!({ "course": "worsening" }));
    [baseline.clone(), worse].into_iter().chain(present).chain(sited).chain(cramps).collect()
}

/// Weekly cramps with pain for 60 days, at these sites.
fn cramps_and_pain(sites: Value) -> Payload {
    Payload::baseline_but(&json!({
        "cramps_frequent": "present", "muscle_pain": "present", "duration_days": 60, "sites": sites,
    }))
}

/// From the answer that clears a finding to the one that raises it. A missing key is either of the two in the middle.
fn rising(payload: &Payload, index: FindingIndex) -> [Payload; 4] {
    [ABSENT, Answer::NotSent, Answer::Unknown, PRESENT].map(|answer| payload.with(index, answer))
}

/// The set of one site.
fn site(name: &str) -> u32 {
    match answer("sites", json!([name])) {
        Answer::Several(sites) => sites,
        _ => unreachable!("sites are a set"),
    }
}
