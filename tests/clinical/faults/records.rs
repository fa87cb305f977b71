//! The table of records: only what a record may make present.

use super::edit;

const FILE: &str = "records.toml";

#[test]
fn a_record_makes_present_only_a_yes_or_no_finding_that_mitigates_nothing() {
    for (finding, what) in [
        ("no_such_finding", "is not a finding"),
        ("suppressible_with_urge", "cannot be read from a record"),
        ("caffeine_high", "cannot be read from a record"),
        ("exam_wasting", "cannot be read from a record"),
        ("course", "cannot be read from a record"),
        ("age_years", "cannot be read from a record"),
    ] {
        let planted = edit(FILE, "finding = \"history_polio\"", &format!("finding = \"{finding}\""));
        planted.is_refused_for(&[(FILE, finding, what)]);
    }
}

#[test]
fn a_fact_is_there_once_and_has_codes_that_do_not_cover_each_other() {
    edit(FILE, "finding = \"history_polio\"", "finding = \"known_cancer\"").is_refused_for(&[(
        FILE,
        "known_cancer",
        "duplicate entry",
    )]);
    edit(FILE, "\"A80\", \"B91\"", "\"A80\", \"A80.1\", \"B91\"").is_refused_for(&[(
        FILE,
        "history_polio",
        "`A80.1` is covered by another code",
    )]);
    edit(FILE, "icd10 = [\"A80\", \"B91\", \"G14\", \"Z86.12\"]\n", "").is_refused_for(&[(
        FILE,
        "history_polio",
        "has no code and no name",
    )]);
}

#[test]
fn a_code_has_the_form_of_its_terminology() {
    for (from, to) in [
        ("\"A80\"", "\"80\""),
        ("\"82470000\"", "\"82.4\""),
        ("\"N05AN01\", ", "\"N05A1\", "),
        ("\"lithium\"", "\"Lithium\""),
    ] {
        let faults = edit(FILE, from, to).faults();
        assert!(faults.iter().all(|fault| fault.file == FILE && fault.place.starts_with("/fact/")), "{to}");
        assert_eq!(faults.len(), 1, "{to}");
    }
}

#[test]
fn a_text_of_a_card_holds_no_markup_and_only_what_is_filled_in() {
    let file = "record_texts.toml";
    edit(file, "why = \"Why\"", "why = \"[Why](x)\"").is_refused_for(&[(file, "/cds_hooks/why", "[Why](x)")]);
    edit(file, "why = \"Why\"", "why = \"Why {number}\"").is_refused_for(&[(file, "why", "number")]);
    edit(file, "why = \"Why\"", "why = \"Why not 999\"").is_refused_for(&[(file, "why", "999")]);
}

#[test]
fn the_canonical_base_is_a_url_without_a_slash_at_the_end() {
    let file = "rule_book.toml";
    for bad in ["https://x.test/", "x.test", "https://x.test/a b", "https://x.test?q"] {
        let planted = edit(file, "\"https://twitch-triage.example/fhir\"", &format!("\"{bad}\""));
        planted.is_refused_for(&[(file, "/canonical", bad)]);
    }
}
