//! A translation with a fault is refused, and every fault is listed with its file and key.

use twitch_triage::clinical::load::TranslatedRuleBook;
use twitch_triage::clinical::load::fault::{Fault, Position};

use crate::support::planted_fault::Planted;

const FILE: &str = "translations/de.po";

/// Every fault without its position; those of one entry have one.
fn faults(planted: &Planted) -> Vec<String> {
    let faults = TranslatedRuleBook::load(&planted.0, &["de"]).err().unwrap_or_default();
    let lines: Vec<&str> = planted.0.get(FILE).lines().collect();
    let described = faults.into_iter().map(|fault| {
        if let Some(Position { line, column }) = fault.position {
            assert!(column == 1 && lines[line - 1].contains(&fault.place), "{fault}");
        } else {
            assert!(fault.place.is_empty() || is_missing(&lines, &fault.place), "{fault}");
        }
        Fault::at(&fault.file, &fault.record, fault.what).to_string()
    });
    described.collect()
}

/// Whether a translation has no entry of a key and no line of the header of that name.
fn is_missing(lines: &[&str], key: &str) -> bool {
    !lines.iter().any(|line| line.starts_with(&format!("msgctxt \"{key}")) || line.starts_with(&format!("\"{key}: ")))
}

/// Edits the translation of the text with a key.
fn edited(key: &str, from: &str, to: &str) -> Planted {
    Planted::new().edit(FILE, &format!("msgctxt \"{key}\""), from, to)
}

#[track_caller]
fn is_refused_for(planted: &Planted, expected: &[&str]) {
    let faults = faults(planted);
    let same =
        faults.len() == expected.len() && faults.iter().zip(expected).all(|(fault, what)| fault.starts_with(what));
    assert!(same, "{faults:#?}");
}

#[test]
fn the_committed_translation_has_no_fault() {
    assert_eq!(faults(&Planted::new()), Vec::<String>::new());
}

#[test]
fn a_text_added_in_english_without_its_translation_is_refused_and_what_to_do_is_said() {
    let added = "screen = \"triggers\"\nlabel = \"too little or broken sleep\"";
    let planted = Planted::new().edit(
        "findings.toml",
        "name = \"poor_sleep\"",
        added,
        &format!("{added}\nbullet = \"too little sleep\""),
    );
    is_refused_for(
        &planted,
        &[
            "translations/de.po: findings.poor_sleep.bullet: is not translated; `twitch-triage translations` has the text",
        ],
    );
}

#[test]
fn a_text_that_changed_in_english_makes_its_translation_out_of_date() {
    let planted = Planted::new().edit("advice.toml", "", "Try to get enough sleep", "Get enough sleep");
    is_refused_for(&planted, &["translations/de.po: advice.A13: translates another text than the one in force"]);
}

#[test]
fn each_fault_of_a_translation_is_found() {
    let cases = [
        (
            edited("advice.A13", "msgstr \"Versuchen", "msgstr \"\"\n# \"Versuchen"),
            "advice.A13: has an empty translation",
        ),
        (
            edited("advice.A13", "msgstr \"Versuchen", "msgstr \"{advice_line} Versuchen"),
            "advice.A13: has other placeholders",
        ),
        (
            edited("texts.fixed.emergency_note", "Rufen Sie {emergency_number} an", "Rufen Sie an"),
            "texts.fixed.emergency_note: has other placeholders",
        ),
        (
            edited("rules.R-C01.clinician", "Übergänge (E63)", "Übergänge (E36)"),
            "rules.R-C01.clinician: names other evidence or rules",
        ),
        (
            edited("rules.R-C02.clinician", "wie in R-C01", "wie oben"),
            "rules.R-C02.clinician: names other evidence or rules",
        ),
        (
            edited("texts.headline.so_far", "Bisher: ", "Bisher:"),
            "texts.headline.so_far: begins or ends with other blanks",
        ),
        (
            edited("rules.R-E10.clinician", "Rhabdomyolyse.", "Rhabdomyolyse. ".repeat(4).trim_end()),
            "rules.R-E10.clinician: is longer than 44 characters",
        ),
        (
            edited("advice.A13", "msgstr \"Versuchen Sie", "msgstr \"Sie haben keine ALS. Versuchen Sie"),
            "advice.A13: says `sie haben keine`, which no text may: a denial of disease",
        ),
        (
            edited("rules.R-B02.person", "Setzen Sie es nicht eigenmächtig ab", "Setzen Sie es ab"),
            "rules.R-B02.person: says `setzen sie es ab`, which no text may",
        ),
        (edited("advice.A13", "msgctxt \"advice.A13\"", "msgctxt \"advice.A99\""), "advice.A13: is not translated"),
        (
            Planted::new().edit(
                FILE,
                "",
                "#. for a person\nmsgctxt \"advice.A13\"",
                "#, fuzzy\nmsgctxt \"advice.A13\"",
            ),
            "advice.A13: is marked as fuzzy",
        ),
        (Planted::new().edit(FILE, "", "\"Language: de\\n\"", "\"Language: en\\n\""), "Language: is not the language"),
        (
            Planted::new().edit(FILE, "", "Clinician: no", "Clinician: perhaps"),
            "X-Reviewed-By-Clinician: must be `yes` or `no`",
        ),
        (
            Planted::new().edit(FILE, "", "\"X-Reviewed-By-Native-Speaker: no\\n\"\n", ""),
            "X-Reviewed-By-Native-Speaker: must be",
        ),
        (
            Planted::new().edit(FILE, "", "\"X-Made-By: machine translation, checked by back-translation\\n\"\n", ""),
            "X-Made-By: must say",
        ),
        (Planted::new().edit(FILE, "", "msgstr \"Alter\"", "msgstr \"Alter"), "line "),
        (edited("advice.A13", "msgctxt \"advice.A13\"", "msgctxt \"advice.A12\""), "line "),
        (Planted::new().file(FILE, ""), "has no header"),
        // What the rule book itself is checked for is checked in a translation too.
        (edited("advice.A13", "msgstr \"Versuchen Sie", "msgstr \"NHS: Versuchen Sie"), "advice.A13: holds `NHS`"),
    ];
    for (planted, what) in cases {
        let faults = faults(&planted);
        assert!(faults.iter().any(|fault| fault.starts_with(&format!("{FILE}: {what}"))), "{what}: {faults:#?}");
        assert!(faults.iter().all(|fault| fault.starts_with(FILE)), "{faults:#?}");
    }
}

#[test]
fn every_fault_is_listed_at_once() {
    let planted = edited("advice.A13", "msgstr \"Versuchen", "msgstr \"\"\n# \"Versuchen")
        .edit(FILE, "msgctxt \"advice.A14\"", "Machen", "{a} Machen")
        .edit(FILE, "", "Clinician: no", "Clinician: perhaps");
    assert_eq!(faults(&planted).len(), 3, "{:#?}", faults(&planted));
}

#[test]
fn a_translation_changes_neither_digest_nor_what_a_rule_book_without_it_is() {
    let planted = edited("advice.A13", "Versuchen Sie, genug", "Bitte versuchen Sie, genug");
    let books = TranslatedRuleBook::load(&planted.0, &["de"]).unwrap();
    assert_eq!(books.original.digest, crate::support::body::book().digest);
    assert!(TranslatedRuleBook::load(&Planted::new().file(FILE, "").0, &[]).unwrap().translations.is_empty());
}
