//! Texts with control characters: a terminal would obey them, and no text needs any but the end of a line.

use serde_json::Value;

use super::fault::Fault;

/// A fault for each text of a file that holds a control character.
pub(super) fn control_characters(file: &str, value: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    find(file, &mut String::new(), value, &mut faults);
    faults
}

fn find(file: &str, place: &mut String, value: &Value, faults: &mut Vec<Fault>) {
    let length = place.len();
    match value {
        Value::String(text) => {
            if let Some(character) = control_character(text) {
                let what = match character {
                    '\t' => "contains a tab: write blanks instead",
                    _ => "contains a control character, which a terminal would obey: remove it",
                };
                faults.push(Fault::at(file, place, what).about_character(character));
            }
        }
        Value::Array(list) => {
            for (number, entry) in list.iter().enumerate() {
                place.push('/');
                place.push_str(&number.to_string());
                find(file, place, entry, faults);
                place.truncate(length);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                if control_character(key).is_some() {
                    faults.push(Fault::at(file, place, "has a key with a control character: rename it"));
                    continue;
                }
                place.push('/');
                place.push_str(key);
                find(file, place, member, faults);
                place.truncate(length);
            }
        }
        _ => {}
    }
}

/// The first control character, of ASCII and beyond, or one that turns the direction of writing.
fn control_character(text: &str) -> Option<char> {
    let turns = |character| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().find(|character| (character.is_control() && *character != '\n') || turns(*character))
}
