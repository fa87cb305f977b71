//! Texts that are empty or hold a wrong placeholder.

use twitch_triage::clinical::load::files::KnowledgeFiles;
use twitch_triage::clinical::model::text::PageTexts;

use super::{edit, plant};
use crate::support::body::book;
use crate::texts::Kind;

#[test]
fn an_empty_text_is_refused_wherever_it_stands() {
    let texts = [
        ("rules.toml", "person = \"Breathing trouble at rest needs help now.\"", "person", "/rule/0/person"),
        (
            "rules.toml",
            "clinician = \"Possible respiratory muscle weakness or other acute cause; immediate.\"",
            "clinician",
            "/rule/0/clinician",
        ),
        (
            "advice.toml",
            "text = \"Film a spell with a phone, but only if this does not delay getting help.\"",
            "text",
            "/advice/1/text",
        ),
        ("findings.toml", "question = \"How old are you?\"", "question", "/finding/0/question"),
        ("findings.toml", "label = \"Eyelid\"", "label", "/finding/19/answers/0/label"),
        ("screens.toml", "title = \"Daily life\"", "title", "/screen/5/title"),
        (
            "screens.toml",
            "introduction = \"These answers change only the advice, not the result.\"",
            "introduction",
            "/screen/5/introduction",
        ),
        ("screens.toml", "purpose = \"Advice that fits\"", "purpose", "/screen/5/purpose"),
        ("groups.toml", "workup = \"MRI of the segment, nerve conduction, EMG\"", "workup", "/group/3/workup"),
        ("texts.toml", "present = \"Yes\"", "present", "/answers/present"),
        ("texts.toml", "so_far = \"So far: \"", "so_far", "/headline/so_far"),
        ("texts.toml", "self_care = \"self-care\"", "self_care", "/clinician_words/urgency/self_care"),
        ("locale.toml", "advice_line = \"NHS 111\"", "advice_line", "/placeholders/advice_line"),
        ("intended_use.toml", "\"Making a diagnosis.\"", "", "/not_for/0"),
        ("sources.toml", "kind = \"news article\"", "kind", "/source/0/kind"),
    ];
    for (file, from, key, place) in texts {
        for empty in ["\"\"", "\"  \""] {
            let to = if key.is_empty() { empty.to_owned() } else { format!("{key} = {empty}") };
            let faults = edit(file, from, &to).faults();
            assert!(!faults.is_empty(), "{file} {place}: {to} is accepted");
            assert!(faults.iter().all(|fault| fault.file == file && fault.place == place), "{faults:?}");
        }
    }
}

#[test]
fn a_placeholder_that_the_locale_does_not_have_is_refused_in_every_file_with_texts() {
    let unknown = "uses the placeholder `emergency_numbr`, which the locale does not define";
    let cases = [
        (edit("texts.toml", "{emergency_number}", "{emergency_numbr}"), "texts.toml", ""),
        (plant().rule("R-E03", "Call now.", "Call {emergency_numbr}."), "rules.toml", "R-E03"),
        (plant().rule("R-E03", "FAST-type", "{emergency_numbr}"), "rules.toml", "R-E03"),
        (edit("advice.toml", "Film a spell", "Film {emergency_numbr}"), "advice.toml", "A02"),
        (plant().finding("age_years", "How old", "How {emergency_numbr}"), "findings.toml", "age_years"),
        (edit("findings.toml", "label = \"Eyelid\"", "label = \"{emergency_numbr}\""), "findings.toml", "sites"),
        (edit("screens.toml", "Daily life", "{emergency_numbr}"), "screens.toml", "triggers"),
        (edit("screens.toml", "Advice that fits", "{emergency_numbr}"), "screens.toml", "triggers"),
        (edit("groups.toml", "MRI of the segment", "{emergency_numbr}"), "groups.toml", "neuromuscular_nerve_root"),
        (edit("groups.toml", "State the suspicion", "{emergency_numbr}"), "groups.toml", "referral_letter"),
        (edit("intended_use.toml", "Call {emergency_number}", "Call {emergency_numbr}"), "intended_use.toml", ""),
        (edit("intended_use.toml", "Making a diagnosis", "{emergency_numbr}"), "intended_use.toml", ""),
    ];
    for (planted, file, place) in cases {
        planted.is_refused_for(&[(file, place, unknown)]);
    }
}

#[test]
fn a_brace_that_stands_alone_is_refused() {
    for text in ["Call {emergency_number now.", "Call emergency_number} now."] {
        plant().rule("R-E03", "Call now.", text).is_refused_for(&[("rules.toml", "R-E03", "uses the placeholder")]);
    }
}

#[test]
fn no_text_that_is_served_still_holds_a_placeholder() {
    for served in crate::texts::served(book()) {
        // What the page itself fills in stays in its texts, and in no other.
        let left: &[&str] = if served.kind == Kind::Page { &PageTexts::PLACEHOLDERS } else { &[] };
        let text = left.iter().fold(served.text, |text, name| text.replace(&format!("{{{name}}}"), ""));
        assert!(!text.contains(['{', '}']), "{}: {text}", served.place);
    }
}

#[test]
fn a_word_of_one_country_is_refused_in_every_file_with_texts() {
    let texts = [
        ("rules.toml", "Small twitches are very common", "R-B00"),
        ("advice.toml", "Try to get enough sleep", "A13"),
        ("findings.toml", "How old are you?", "age_years"),
        ("screens.toml", "These answers change only the advice", "triggers"),
        ("groups.toml", "MRI of the segment", "neuromuscular_nerve_root"),
    ];
    for (file, text, place) in texts {
        for word in ["999", "111", "NHS", "A&E"] {
            let planted = edit(file, text, &format!("{text}, {word},"));
            planted.is_refused_for(&[(file, place, &format!("holds `{word}`, a word of one country"))]);
        }
        // A part of a longer word or number is none.
        assert!(edit(file, text, &format!("{text}, 1119,")).faults().is_empty());
    }
}

#[test]
fn a_text_that_a_terminal_would_obey_is_a_fault() {
    for (file, from) in [
        ("texts.toml", "{emergency_number}"),
        ("rules.toml", "Breathing trouble at rest"),
        ("locale.toml", "NHS 111"),
        ("intended_use.toml", "Making a diagnosis."),
    ] {
        for character in ["\\u001b", "\\u0007", "\\u009b", "\\u202e", "\\u2066"] {
            let text = KnowledgeFiles::built_in().get(file).replacen(from, &format!("{from}{character}"), 1);
            let faults = plant().file(file, &text).faults();
            let found = faults.iter().filter(|fault| {
                fault.file == file
                    && fault.what.starts_with("contains a control character")
                    && fault.place.starts_with('/')
            });
            assert_eq!(found.count(), 1, "{file} {character}: {faults:?}");
        }
    }
}
