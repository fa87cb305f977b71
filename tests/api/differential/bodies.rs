//! Random bodies: JSON of every kind, near to valid ones.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use twitch_triage::request::RejectionKind;

use super::expectation;
use crate::support::payload;
use crate::support::service::BOOK;

/// A JSON text that need not be a good one: keys may stand twice, numbers stand as they are written.
#[derive(Clone, Debug)]
pub(super) enum Json {
    Word(&'static str),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Word("null"),
            Value::Bool(true) => Self::Word("true"),
            Value::Bool(false) => Self::Word("false"),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::Text(text),
            Value::Array(list) => Self::List(list.into_iter().map(Self::from).collect()),
            Value::Object(object) => Self::Object(object.into_iter().map(|(key, value)| (key, value.into())).collect()),
        }
    }
}

impl Json {
    /// The value; of a key that stands twice the last counts. None when a number fits into no double.
    pub(super) fn value(&self) -> Option<Value> {
        Some(match self {
            Self::Word(word) => serde_json::from_str(word).expect("a word of JSON"),
            // A double would take them for 120 and 0.
            Self::Number(number) if ROUNDED.contains(&number.as_str()) => Value::from(0.5),
            Self::Number(number) => serde_json::from_str(number).ok()?,
            Self::Text(text) => json!(text),
            Self::List(list) => list.iter().map(Self::value).collect::<Option<Vec<_>>>()?.into(),
            Self::Object(object) => {
                let members = object.iter().map(|(key, value)| Some((key.clone(), value.value()?)));
                members.collect::<Option<Map<_, _>>>()?.into()
            }
        })
    }

    /// What stands in the way of reading it at all.
    pub(super) fn obstacles(&self, depth: usize, found: &mut Vec<RejectionKind>) {
        if matches!(self, Self::List(_) | Self::Object(_)) && depth == 32 {
            found.push(RejectionKind::TooDeep);
            return;
        }
        match self {
            Self::Number(number) if serde_json::from_str::<Value>(number).is_err() => {
                found.push(RejectionKind::NumberOutOfRange);
            }
            Self::List(list) => list.iter().for_each(|one| one.obstacles(depth + 1, found)),
            Self::Object(object) => {
                let mut keys = BTreeSet::new();
                for (key, value) in object {
                    if !keys.insert(key) {
                        found.push(RejectionKind::DuplicateKey);
                    }
                    value.obstacles(depth + 1, found);
                }
            }
            _ => {}
        }
    }

    /// Writes it with escapes and white space as chance has it; plainly for the chance of 0.
    pub(super) fn write(&self, chance: &mut u64, out: &mut String) {
        match self {
            Self::Word(word) => out.push_str(word),
            Self::Number(number) => out.push_str(number),
            Self::Text(text) => write_text(text, chance, out),
            Self::List(list) => {
                out.push('[');
                for (place, one) in list.iter().enumerate() {
                    out.push_str(if place > 0 { "," } else { "" });
                    white_space(chance, out);
                    one.write(chance, out);
                }
                out.push(']');
            }
            Self::Object(object) => {
                out.push('{');
                for (place, (key, value)) in object.iter().enumerate() {
                    out.push_str(if place > 0 { "," } else { "" });
                    white_space(chance, out);
                    write_text(key, chance, out);
                    white_space(chance, out);
                    out.push(':');
                    value.write(chance, out);
                }
                white_space(chance, out);
                out.push('}');
            }
        }
    }

    pub(super) fn written(&self, mut chance: u64) -> String {
        let mut out = String::new();
        self.write(&mut chance, &mut out);
        out
    }
}

/// Once in four times; never for the chance of 0.
fn by_chance(chance: &mut u64) -> bool {
    *chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(u64::from(*chance != 0));
    *chance >> 62 == 1
}

fn white_space(chance: &mut u64, out: &mut String) {
    if by_chance(chance) {
        out.push_str(" \n");
    }
}

fn write_text(text: &str, chance: &mut u64, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        if by_chance(chance) || letter.is_control() || matches!(letter, '"' | '\\') {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").expect("written");
            }
        } else {
            out.push(letter);
        }
    }
    out.push('"');
}

/// Numbers that only a double takes for whole.
const ROUNDED: [&str; 2] = ["119.99999999999999999999", "1e-999"];

fn number() -> impl Strategy<Value = Json> {
    let odd = [
        "0",
        "-0",
        "-0.0",
        "0.0",
        "1",
        "-1",
        "42",
        "42.0",
        "42.5",
        "4.2e1",
        "1e2",
        "1E+2",
        "1e-1",
        "100e-2",
        "119.99999999999999999999",
        "120",
        "120.0",
        "120.00000001",
        "121",
        "1e-999",
        "36500",
        "36500.0",
        "36501",
        "2147483647",
        "2147483648",
        "-2147483649",
        "4294967338",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "1e18",
        "1e19",
        "1e308",
        "-1e308",
        "1e309",
        "1e999",
        "-1e999",
        "340282366920938463463374607431768211456",
    ];
    prop_oneof![4 => select(odd.to_vec()).prop_map(str::to_owned), 1 => any::<i64>().prop_map(|n| n.to_string()), 1 => any::<i8>().prop_map(|n| n.to_string())]
        .prop_map(Json::Number)
}

fn text() -> impl Strategy<Value = String> {
    let near = [
        "present",
        "absent",
        "unknown",
        "none",
        "Present",
        "present ",
        "yes",
        "",
        "null",
        "true",
        "42",
        "calf",
        "eyelid",
        "sudden",
        "weeks",
        "worsening",
        "emergency",
        "about_you",
        "gp_exam_normal",
        "\u{0}",
        "présent",
        "𝄞",
        "\"",
        "\\",
        "/",
        "~",
    ];
    prop_oneof![4 => select(near.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,12}"]
}

fn anything() -> impl Strategy<Value = Json> {
    let leaf =
        prop_oneof![select(vec!["null", "true", "false"]).prop_map(Json::Word), number(), text().prop_map(Json::Text),];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![vec(inner.clone(), 0..3).prop_map(Json::List), vec((key(), inner), 0..3).prop_map(Json::Object),]
    })
}

fn key() -> impl Strategy<Value = String> {
    let names: Vec<String> = BOOK.findings.iter().map(|finding| finding.name.clone()).collect();
    let other = [
        "sex",
        "name",
        "findings",
        "screens_completed",
        "expected_rule_book",
        "",
        "a/b",
        "a~b",
        "muscle_wastin",
        "Age_years",
        "age_years ",
    ];
    prop_oneof![6 => select(names), 1 => select(other.to_vec()).prop_map(str::to_owned)]
}

fn rule_book() -> impl Strategy<Value = Json> {
    let known = [BOOK.identity.version.clone(), BOOK.digest.clone()];
    prop_oneof![
        4 => select(known.to_vec()).prop_map(Json::Text),
        3 => expectation().prop_map(Json::Text),
        1 => anything(),
    ]
}

/// A good body with faults here and there.
pub(super) fn body() -> impl Strategy<Value = Json> {
    let good = payload::finding().prop_map(|(name, value)| (name, Json::from(value)));
    let findings = (vec(good, 0..5), prop_oneof![3 => Just(Vec::new()), 2 => vec(odd_finding(), 1..3)])
        .prop_map(|(good, odd)| Json::Object(good.into_iter().chain(odd).collect()));
    let screens = prop_oneof![
        4 => payload::screens().prop_map(|screens| Json::from(json!(screens))),
        1 => vec(text(), 0..4).prop_map(|screens| Json::from(json!(screens))),
        1 => vec(select(vec!["emergency", "health_and_medicines", "movement_and_cramps"]), 0..4).prop_map(|screens| Json::from(json!(screens))),
        1 => anything(),
    ];
    let member = prop_oneof![
        1 => Just(None),
        1 => screens.prop_map(|screens| Some(("screens_completed".to_owned(), screens))),
        1 => rule_book().prop_map(|expected| Some(("expected_rule_book".to_owned(), expected))),
    ];
    let findings = prop_oneof![15 => findings.boxed(), 1 => anything().boxed()]
        .prop_map(|findings| Some(("findings".to_owned(), findings)));
    let rare = prop_oneof![20 => Just(None), 1 => (key(), anything()).prop_map(Some)];
    let object = (findings, member.clone(), member, rare)
        .prop_map(|(a, b, c, d)| [a, b, c, d].into_iter().flatten().collect::<Vec<_>>());
    prop_oneof![25 => object.prop_shuffle().prop_map(Json::Object), 1 => anything()]
}

/// A finding that is seldom as it should be.
fn odd_finding() -> impl Strategy<Value = (String, Json)> {
    let nested = |depth| (0..depth).fold(Json::List(vec![]), |inner, _| Json::List(vec![inner]));
    prop_oneof![
        (key(), anything()),
        (key(), text()).prop_map(|(name, text)| (name, Json::Text(text))),
        (select(vec!["age_years", "duration_days"]), number()).prop_map(|(name, number)| (name.to_owned(), number)),
        vec(select(vec!["calf", "eyelid", "foot", "knee"]), 0..4)
            .prop_map(|sites| ("sites".to_owned(), json!(sites).into())),
        (20..40usize).prop_map(move |depth| ("sites".to_owned(), nested(depth))),
    ]
}
