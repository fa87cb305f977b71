//! Refused bodies of 64 KiB, each the worst of its kind: found by hand, and by the search of tests/fuzz (`work`).

use twitch_triage::request::MAX_PAYLOAD_BYTES;

/// Every one with its name.
pub fn all() -> Vec<(&'static str, String)> {
    let random = |number: usize| format!("\"{}\":1", letters(number, 24));
    let many_random = (0..110).map(random).collect::<Vec<_>>().join(",");
    vec![
        ("numbers as screens", filled(r#"{"findings":{},"screens_completed":["#, |_| "1".to_owned(), "]}")),
        ("numbers as sites", filled(r#"{"findings":{"sites":["#, |_| "1".to_owned(), "]}}")),
        ("texts as sites", filled(r#"{"findings":{"sites":["#, |_| "\"a\"".to_owned(), "]}}")),
        ("short unknown keys", filled(r#"{"findings":{"#, |number| format!("\"{number:x}\":1"), "}}")),
        ("misspelt names", filled(r#"{"findings":{"#, |number| format!("\"muscle_wastin{number}\":1"), "}}")),
        ("random names", filled(r#"{"findings":{"#, random, "}}")),
        ("random names in both objects", filled(&format!("{{\"findings\":{{{many_random}}},"), random, "}")),
        ("keys that are escaped", filled(r#"{"findings":{"#, |number| format!("\"\\u0001{number:057}\":1"), "}}")),
        ("short keys that are escaped", filled(r#"{"findings":{"#, |number| format!("\"\\n{number:x}\":1"), "}}")),
        ("objects of one key in a list", filled(r#"{"findings":{"age_years":["#, |_| r#"{"":1}"#.to_owned(), "]}}")),
        ("objects of one key, alone", filled("[", |_| r#"{"":1}"#.to_owned(), "]")),
        ("objects of two keys", filled("[", |_| r#"{"":1,"a":1}"#.to_owned(), "]")),
        (
            "objects of one key in findings",
            filled(r#"{"findings":{"#, |number| format!("\"{number:x}\":{{\"\":1}}"), "}}"),
        ),
        ("objects of one key beside them", filled("{", |number| format!("\"{number:x}\":{{\"\":1}}"), "}")),
        ("lists of one entry", filled(r#"{"findings":{"age_years":["#, |_| "[0]".to_owned(), "]}}")),
        ("an object as sites", filled(r#"{"findings":{"sites":{"#, |number| format!("\"{number:x}\":true"), "}}}")),
        ("a text of sites", filled(r#"{"findings":{"sites":""#, |_| "eyelid".to_owned(), r#""}}"#)),
        ("nested lists", format!(r#"{{"findings":{{"age_years":{}{}}}}}"#, "[".repeat(29), "]".repeat(29))),
    ]
}

/// A body with as many parts as it holds, with commas between.
fn filled(start: &str, part: impl Fn(usize) -> String, end: &str) -> String {
    let mut body = start.to_owned();
    for number in 0.. {
        let part = part(number);
        if body.len() + 1 + part.len() + end.len() > MAX_PAYLOAD_BYTES {
            break;
        }
        if number > 0 {
            body.push(',');
        }
        body.push_str(&part);
    }
    body + end
}

/// A name of letters that many names have, drawn by chance that repeats.
fn letters(number: usize, count: usize) -> String {
    const COMMON: &[u8] = b"abcdefghilmnoprstuw_e";
    let mut chance = number as u64 + 1;
    let mut draw = || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(COMMON[(chance >> 33) as usize % COMMON.len()])
    };
    (0..count).map(|_| draw()).collect()
}
