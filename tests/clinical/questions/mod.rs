//! What to ask next: sections 6.1 to 6.3, I-22, I-28 and I-29.

mod interviews;
mod what_is_asked;

use twitch_triage::clinical::decide::question::Questions;
use twitch_triage::clinical::model::finding_set::FindingIndex;

use crate::support::payload::{Payload, finding};

fn questions(payload: &Payload) -> Questions<'static> {
    Questions::for_decision(&payload.decide(), &payload.0)
}

fn names(indices: impl IntoIterator<Item = FindingIndex>) -> Vec<String> {
    indices.into_iter().map(|index| finding(index).name.clone()).collect()
}
