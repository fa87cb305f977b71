//! Every way of going wrong has one form and says what is wrong, never what was sent.

mod bodies_on_the_way;
mod json;
mod other_interfaces;
mod paths_and_methods;
mod problem;
mod query;
mod rule_book;
mod validation;
mod what_was_meant;

pub use problem::panic_answer;

use serde_json::Value;

const TRIAGE: &str = "/v1/triage";

/// The head of a POST with these lines besides.
fn post_head(lines: &[&str]) -> String {
    format!("POST {TRIAGE} HTTP/1.1\r\nHost: localhost\r\n{}\r\n\r\n", lines.join("\r\n"))
}

fn text(value: &Value, member: &str) -> String {
    value[member].as_str().expect("text").to_owned()
}
