//! Bodies that are empty, no JSON, or JSON that is refused before its schema: each with its place.

use serde_json::Value;

use super::{TRIAGE, text};
use crate::support::service::service;

#[track_caller]
fn unreadable(body: impl Into<Vec<u8>>, code: &str) -> Value {
    service().post(TRIAGE, body.into()).problem(400, code)
}

#[test]
fn an_empty_body_is_refused() {
    unreadable("", "empty_body");
}

#[test]
fn a_body_of_white_space_only_is_no_json() {
    unreadable(" \n\t ", "not_json");
}

#[test]
fn bytes_that_are_not_utf8_are_refused_with_their_place() {
    let problem = unreadable(b"{\"findings\":{\"\xff\":1}}", "not_utf8");
    assert_eq!(problem["detail"], "at byte 14");
}

/// RFC 8259 lets a reader skip it. It still counts as bytes.
#[test]
fn a_byte_order_mark_at_the_start_is_skipped() {
    for path in [TRIAGE, "/v1/interview"] {
        let with_mark = service().post(path, "\u{feff}{\"findings\":{}}").expect(200);
        assert_eq!(with_mark, service().post(path, "{\"findings\":{}}").expect(200), "{path}");
    }
    unreadable("\u{feff}", "empty_body");
    unreadable("\u{feff}\u{feff}{\"findings\":{}}", "not_json");
    unreadable("{\u{feff}\"findings\":{}}", "not_json");
    let problem = unreadable(b"\xef\xbb\xbf{\"findings\":{\"\xff\":1}}", "not_utf8");
    assert_eq!(problem["detail"], "at byte 17");
}

#[test]
fn another_encoding_is_told_by_its_name() {
    let utf_16 =
        |to_bytes: fn(u16) -> [u8; 2], text: &str| -> Vec<u8> { text.encode_utf16().flat_map(to_bytes).collect() };
    for body in ["\u{feff}{\"findings\":{}}", "{\"findings\":{}}"] {
        for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let problem = unreadable(utf_16(to_bytes, body), "not_utf8");
            assert_eq!(problem["detail"], "the body looks like UTF-16; encode it as UTF-8");
        }
    }
    let problem = unreadable(b"\x1f\x8b\x08\0\0\0", "not_utf8");
    assert_eq!(problem["detail"], "the body is compressed; send it as it is");
}

#[test]
fn a_text_that_ends_too_early_is_told_so() {
    let problem = unreadable("{\"findings\":{}", "not_json");
    assert_eq!(problem["detail"], "ends too early, at line 1, column 14");
}

/// What `curl -d @FILE` makes of a file of lines: it leaves out their ends.
#[test]
fn two_json_texts_in_a_row_are_recognised() {
    for body in [r#"{"findings":{}}{"findings":{}}"#, "{\"findings\":{}}\n{\"findings\":{}}\n", "{} []"] {
        let problem = unreadable(body, "not_json");
        let detail = text(&problem, "detail");
        assert!(detail.starts_with("a second JSON text begins at line "), "{detail}");
        assert!(detail.contains("`/v1/triage/batch`") && detail.contains("`--data-binary @FILE`"), "{detail}");
    }
    let problem = unreadable(r#"{"findings":{}}x"#, "not_json");
    assert_eq!(problem["detail"], "something follows the JSON text, at line 1, column 16");
}

#[test]
fn half_of_a_surrogate_pair_is_refused_in_keys_and_values() {
    unreadable(r#"{"findings":{"\ud800":"present"}}"#, "not_json");
    unreadable(r#"{"findings":{"course":"\udc00"}}"#, "not_json");
    unreadable(r#"{"findings":{"course":"\ud800x"}}"#, "not_json");
}

#[test]
fn what_is_no_json_is_refused_with_its_place() {
    let problem = unreadable("{\"findings\":\n  {\"age_years\": 4,}}", "not_json");
    assert_eq!(problem["detail"], "at line 2, column 19");
    for body in [
        "{",
        "{'findings':{}}",
        "{\"findings\":{}",
        "{\"findings\":NaN}",
        "findings=1",
        "{\"findings\":{\"age_years\":042}}",
    ] {
        unreadable(body, "not_json");
    }
}

#[test]
fn a_number_that_no_double_holds_is_refused() {
    unreadable(r#"{"findings":{"age_years":1e999}}"#, "number_out_of_range");
    unreadable(r#"{"findings":{"age_years":-1e999}}"#, "number_out_of_range");
    unreadable(r#"{"findings":{},"more":[1e400]}"#, "number_out_of_range");
}

#[test]
fn anything_after_the_end_is_refused() {
    unreadable(r#"{"findings":{}} {}"#, "not_json");
    unreadable(r#"{"findings":{}}x"#, "not_json");
    service().post(TRIAGE, "{\"findings\":{}} \r\n\t").expect(200);
}

#[test]
fn nesting_of_more_than_32_is_refused_and_32_is_not_too_deep() {
    let nested = |lists: usize| format!(r#"{{"findings":{{"sites":{}{}}}}}"#, "[".repeat(lists), "]".repeat(lists));
    unreadable(nested(31), "too_deep");
    unreadable(nested(20_000), "too_deep");
    unreadable("[".repeat(40_000), "too_deep");
    service().post(TRIAGE, nested(30)).problem(422, "invalid_body");
}

#[test]
fn a_key_that_stands_twice_is_refused_wherever_it_stands() {
    unreadable(r#"{"findings":{},"findings":{}}"#, "duplicate_key");
    unreadable(r#"{"findings":{"age_years":4,"age_years":4}}"#, "duplicate_key");
    unreadable(r#"{"findings":{"age_years":4,"\u0061ge_years":5}}"#, "duplicate_key");
    unreadable(r#"{"findings":{},"screens_completed":[],"screens_completed":[]}"#, "duplicate_key");
    unreadable(r#"{"findings":{},"expected_rule_book":"1.0.0","expected_rule_book":"1.0.0"}"#, "duplicate_key");
    unreadable(r#"{"findings":{"nonsense":{"a":1,"a":2}}}"#, "duplicate_key");
    unreadable(r#"{"findings":{"sex":1,"sex":2}}"#, "duplicate_key");
}
