//! The bytes of a body, through the reader of the service and on to the answer: an answer or a problem, never a fault of
//! ours, the same for the same bytes, and both JSON.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use twitch_triage::SERVICE;
use twitch_triage::answer::AnswerOptions;
use twitch_triage::answer::problem::ProblemBody;
use twitch_triage::request::RejectionKind;

// What is prepared once is no work of an input: on a busy machine it alone would take the second that one may take.
fuzz_target!(init: { LazyLock::force(&SERVICE); }, |body: &[u8]| {
    let (once, again) = (answer(body), answer(body));
    assert_eq!(once, again, "the same bytes are answered in two ways");
});

fn answer(body: &[u8]) -> Vec<u8> {
    match SERVICE.triage(body) {
        Ok(triaged) => {
            let json = triaged.json(AnswerOptions::default());
            let answer: Value = serde_json::from_slice(&json).expect("an answer in JSON");
            assert!(answer["level"].is_string() && answer["reasons"].is_array(), "{answer}");
            assert!(!triaged.report(AnswerOptions::default()).is_empty());
            json
        }
        Err(rejection) => {
            assert_ne!(rejection.kind, RejectionKind::Internal, "{rejection:?}");
            assert_eq!(rejection.kind == RejectionKind::Invalid, !rejection.faults.is_empty(), "{rejection:?}");
            let json = ProblemBody::for_rejection(&rejection, "payload").to_json();
            let told: Value = serde_json::from_slice(&json).expect("a problem in JSON");
            assert!((400..500).contains(&told["status"].as_u64().expect("a status")), "{told}");
            // Every pointer is a part of the caller's text, and bounded.
            let pointers = rejection.faults.iter().map(|fault| fault.pointer.chars().count());
            assert!(pointers.max().unwrap_or_default() <= 256, "{told}");
            json
        }
    }
}
