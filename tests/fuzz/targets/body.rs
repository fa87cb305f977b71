//! The bytes of a body, through the reader of the service and on to the answer: an answer or a problem, never a fault of
//! ours, the same for the same bytes, and both JSON.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use twitch_triage::api::problem::Code;
use twitch_triage_fuzz::SERVICE;

fuzz_target!(|body: &[u8]| {
    let (once, again) = (answer(body), answer(body));
    assert_eq!(once, again, "the same bytes are answered in two ways");
});

fn answer(body: &[u8]) -> Vec<u8> {
    match SERVICE.triage(body) {
        Ok(triaged) => {
            let json = triaged.json();
            let answer: Value = serde_json::from_slice(&json).expect("an answer in JSON");
            assert!(answer["level"].is_string() && answer["reasons"].is_array(), "{answer}");
            assert!(!triaged.plain_report().is_empty());
            json
        }
        Err(problem) => {
            assert_ne!(problem.code, Code::Internal, "{problem}");
            assert_eq!(problem.code == Code::InvalidBody, !problem.errors.is_empty(), "{problem}");
            let json = problem.json();
            let told: Value = serde_json::from_slice(&json).expect("a problem in JSON");
            assert!((400..500).contains(&told["status"].as_u64().expect("a status")), "{told}");
            // Every pointer is a part of the caller's text, and bounded.
            let pointers = problem.errors.iter().map(|fault| fault.pointer.chars().count());
            assert!(pointers.max().unwrap_or_default() <= 256, "{told}");
            json
        }
    }
}
