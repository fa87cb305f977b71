//! Vectors that do not come out, or that no caller could send.

use twitch_triage::clinical::load::files::KnowledgeFiles;

use super::{edit, plant};

#[test]
fn vectors_of_another_rule_book_or_version_are_refused() {
    let what = "make them the same";
    edit("vectors.json", "\"version\": \"2.0.0\"", "\"version\": \"2.0.1\"").is_refused_for(&[(
        "vectors.json",
        "",
        what,
    )]);
    edit("vectors.json", "\"rule_book\": \"twitch-triage\"", "\"rule_book\": \"other\"").is_refused_for(&[(
        "vectors.json",
        "",
        what,
    )]);
    edit("rule_book.toml", "version = \"2.0.0\"", "version = \"2.1.0\"").is_refused_for(&[("vectors.json", "", what)]);
}

#[test]
fn a_rule_that_fires_in_no_vector_is_refused() {
    let rule = "[[rule]]\nid = \"R-S99\"\nlevel = \"refer_workup\"\nurgency = \"soon\"\nwhen = [\"muscle_pain\"]\nperson = \"p\"\nclinician = \"c\"\nevidence = [\"E31\"]\n";
    plant().append("rules.toml", rule).is_refused_for(&[("rules.toml", "R-S99", "fires in no vector")]);
}

#[test]
fn a_vector_that_does_not_come_out_is_refused_for_each_field_that_differs() {
    let v02 = "\"id\": \"V02\"";
    let in_v02 = |from: &str, to: &str| {
        let text = KnowledgeFiles::built_in().get("vectors.json").to_owned();
        let (before, after) = text.split_once(v02).unwrap();
        assert!(after.contains(from));
        plant().file("vectors.json", &format!("{before}{v02}{}", after.replacen(from, to, 1)))
    };
    let cases = [
        (
            "\"level\": \"benign_lifestyle\"",
            "\"level\": \"refer_workup\"",
            "`level`: expected refer_workup, got benign_lifestyle",
        ),
        ("\"urgency\": \"self_care\"", "\"urgency\": \"routine\"", "`urgency`: expected routine, got self_care"),
        ("\"provisional\": false", "\"provisional\": true", "`provisional`: expected true, got false"),
        ("\"in_scope\": true", "\"in_scope\": false", "`in_scope`: expected false, got true"),
        ("\"R-B00\"", "\"R-B01\", \"R-B00\"", "`rules`: expected R-B01 R-B00, got R-B00"),
        ("\"warnings\": []", "\"warnings\": [\"R-K03\"]", "`warnings`: expected R-K03, got "),
        (
            "\"most\": {\n      \"level\": \"benign_lifestyle\"",
            "\"most\": {\n      \"level\": \"refer_workup\"",
            "`possible`: expected ",
        ),
    ];
    for (from, to, what) in cases {
        in_v02(from, to).is_refused_for(&[("vectors.json", "V02", what)]);
    }
}

#[test]
fn a_vector_that_no_caller_could_send_is_refused() {
    let cases = [
        ("\"sites\": [\n     \"eyelid\"\n    ]", "\"sites\": [\"eyelash\"]", "no such entry"),
        ("\"sites\": [\n     \"eyelid\"\n    ]", "\"site\": [\"eyelid\"]", "no such finding"),
        ("\"sites\": [\n     \"eyelid\"\n    ]", "\"duration_days\": -1", "number out of range"),
    ];
    for (from, to, what) in cases {
        plant().edit("vectors.json", "", from, to).is_refused_for(&[("vectors.json", "V02", what)]);
    }
    plant()
        .edit(
            "vectors.json",
            "",
            "\"case\": \"eyelid 3 days\",",
            "\"case\": \"x\", \"screens_completed\": [\"about_you\"],",
        )
        .is_refused_for(&[("vectors.json", "V02", "`about_you` is not a screen")]);
}
