//! An answer as a caller sends it; for the tests here and for the fuzz targets.

use serde_json::{Value, json};
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding::Finding;

/// An answer as it stands in a request; none for a missing key.
pub fn as_sent(finding: &Finding, answer: Answer) -> Option<Value> {
    match answer {
        Answer::NotSent => None,
        Answer::Unknown => Some(Value::Null),
        Answer::Choice(place) => Some(json!(finding.value_at(place))),
        Answer::Several(places) => {
            let named = (0u8..).take(finding.answers.len()).filter(|place| places >> place & 1 == 1);
            Some(named.map(|place| finding.value_at(place)).collect())
        }
        Answer::Number(number) => Some(json!(number)),
    }
}
