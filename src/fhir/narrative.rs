//! A decision as a narrative: what a person reads of a resource that no program understands.

use serde_json::{Value, json};

use crate::clinical::decide::decision::Decision;

/// The narrative of a decision: what to do, whether it is a translation, why, when to seek help, and that this is
/// no diagnosis.
#[must_use]
pub fn of_decision(decision: &Decision) -> Value {
    let paragraph = |text: &str| format!("<p>{}</p>", escaped(text));
    let reasons: Vec<String> = decision.fired().map(|rule| format!("<li>{}</li>", escaped(&rule.person))).collect();
    let list = if reasons.is_empty() { String::new() } else { format!("<ul>{}</ul>", reasons.concat()) };
    let parts = [
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">",
        &paragraph(&decision.headline()),
        &decision.book.translation_note().map(|note| paragraph(&note)).unwrap_or_default(),
        &list,
        &paragraph(&decision.seek_help_now_if()),
        &paragraph(decision.come_back_if()),
        &paragraph(&decision.book.texts.fixed.not_a_diagnosis),
        "</div>",
    ];
    json!({ "status": "generated", "div": parts.concat() })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
