//! Rules whose conditions, headlines or references are wrong.

use twitch_triage::clinical::load::fault::Fault;

use super::{edit, plant};
use crate::support::body::book;

#[test]
fn a_reference_to_something_that_does_not_exist_is_refused() {
    let cases = [
        (
            plant().rule("R-E01", "[\"cardiac_or", "[\"cardiak_or"),
            "rules.toml",
            "R-E01",
            "the group `cardiak_or_respiratory`",
        ),
        (
            edit("groups.toml", "fired = [\"R-B01\"]", "fired = [\"R-B77\"]"),
            "groups.toml",
            "baseline_bloods",
            "the rule `R-B77`",
        ),
        (
            edit("groups.toml", "groups = [\"systemic\", ", "groups = [\"sistemic\", "),
            "groups.toml",
            "baseline_bloods",
            "the group `sistemic`",
        ),
        (edit("advice.toml", "[\"R-E20\", ", "[\"R-E99\", "), "advice.toml", "A02", "the rule `R-E99`"),
        (
            edit("advice.toml", "present = \"low_mood\"", "present = \"low_mod\""),
            "advice.toml",
            "A21",
            "the finding `low_mod`",
        ),
        (
            edit("advice.toml", "unless_given = [\"A01\"]", "unless_given = [\"A09\"]"),
            "advice.toml",
            "A08",
            "the earlier advice `A09`",
        ),
    ];
    for (planted, file, place, what) in cases {
        planted.is_refused_for(&[(file, place, &format!("names {what}, which does not exist"))]);
    }
}

#[test]
fn the_computed_rules_are_exactly_the_four_of_the_program() {
    let what = "the rules with `computed` must be R-K01, R-K04, R-K02, R-K03";
    let renamed = plant().rule("R-K02", "id = \"R-K02\"", "id = \"R-K05\"");
    renamed.is_refused_for(&[("rules.toml", "", what), ("rules.toml", "R-K05", "fires in no vector")]);
    plant()
        .rule("R-K03", "computed = true", "computed = true\nlevel = \"refer_workup\"\nurgency = \"routine\"")
        .is_refused_for(&[("rules.toml", "R-K03", "only the warning R-K03 may have no `level`")]);
    plant().rule("R-K01", "level = \"refer_workup\"\nurgency = \"routine\"\n", "").is_refused_for(&[(
        "rules.toml",
        "R-K01",
        "only the warning R-K03 may have no `level`",
    )]);
}

#[test]
fn a_headline_that_is_missing_or_stands_twice_is_refused() {
    let row = "[[headline.result]]\nlevel = \"refer_workup\"\nurgency = \"soon\"\n";
    let text = "text = \"A doctor should see you within 2 weeks. Ask for the appointment today.\"\n";
    edit("texts.toml", &format!("{row}{text}"), "").is_refused_for(&[(
        "texts.toml",
        "headline",
        "0 headlines for refer_workup with soon",
    )]);
    edit("texts.toml", row, &format!("{row}text = \"Now.\"\n\n{row}")).is_refused_for(&[(
        "texts.toml",
        "headline",
        "2 headlines for refer_workup with soon",
    )]);
    edit("texts.toml", row, &format!("{}text = \"Now.\"\n\n{row}", row.replace("refer_workup", "benign_lifestyle")))
        .is_refused_for(&[("texts.toml", "headline", "1 headlines for benign_lifestyle with soon")]);
}

#[test]
fn a_citation_that_does_not_exist_or_that_nobody_verified_is_refused() {
    plant().rule("R-E01", "[\"E31\", ", "[\"E999\", ").is_refused_for(&[(
        "rules.toml",
        "R-E01",
        "cites `E999`, which does not exist",
    )]);
    edit("advice.toml", "[\"E102\", ", "[\"E998\", ").is_refused_for(&[(
        "advice.toml",
        "A01",
        "cites `E998`, which does not exist",
    )]);
    plant().rule("R-E01", "[\"E31\", ", "[\"E65\", ").is_refused_for(&[(
        "rules.toml",
        "R-E01",
        "cites `E65`, which is unverified",
    )]);
    edit("advice.toml", "[\"E102\", ", "[\"E88\", ").is_refused_for(&[(
        "advice.toml",
        "A01",
        "cites `E88`, which is unverified",
    )]);
}

#[test]
fn evidence_without_a_source_and_a_source_without_evidence_or_address_are_refused() {
    edit("evidence.toml", "source = \"S02\"", "source = \"S999\"").is_refused_for(&[(
        "evidence.toml",
        "E26",
        "refers to the source `S999`, which does not exist",
    )]);
    edit("evidence.toml", "source = \"S16\"", "source = \"S02\"").is_refused_for(&[(
        "sources.toml",
        "S16",
        "no evidence refers to it",
    )]);
    let note = "note = \"The copy that was read has no date and no address.\"\n";
    edit("sources.toml", note, "").is_refused_for(&[(
        "sources.toml",
        "S01",
        "has no address and no note that says why",
    )]);
    edit("sources.toml", "id = \"S16\"", "id = \"S01\"").is_refused_for(&[
        ("evidence.toml", "E46", "refers to the source `S16`, which does not exist"),
        ("sources.toml", "S01", "duplicate entry"),
    ]);
}

#[test]
fn a_rule_without_a_citation_is_refused_save_the_one_out_of_scope_and_the_computed_ones() {
    plant().rule("R-E01", "evidence = [\"E31\", \"E33\"]", "evidence = []").is_refused_for(&[(
        "rules.toml",
        "/rule/0/evidence",
        "must have at least 1 entry",
    )]);
    let uncited: Vec<&str> =
        book().rules.iter().filter(|rule| rule.evidence.is_empty()).map(|rule| rule.id.as_str()).collect();
    assert_eq!(uncited, ["R-K01", "R-K04", "R-K02", "R-X01"]);
}

#[test]
fn a_literal_that_cannot_be_true_to_its_finding_is_refused() {
    let cases = [
        (r#"["muscle_wastin"]"#, "`muscle_wastin`: is not a finding"),
        (r#"[{ any = ["muscle_wasting", "wasting"] }]"#, "`wasting`: is not a finding"),
        (r#"["course"]"#, "`course`: only a three-valued finding can be named without a comparison"),
        (r#"["age_years"]"#, "`age_years`: only a three-valued finding can be named without a comparison"),
        (r#"[{ finding = "tingling", is = ["yes"] }]"#, "`tingling`: does not accept the answer `yes`"),
        (r#"[{ finding = "course", is = ["worse"] }]"#, "`course`: does not accept the answer `worse`"),
        (r#"[{ finding = "sites", is = ["arm"] }]"#, "`sites`: does not accept the answer `arm`"),
        (r#"[{ finding = "tingling", at_least = 1 }]"#, "`tingling`: does not accept a threshold"),
        (r#"[{ finding = "age_years", is = ["young"] }]"#, "`age_years`: is a number and needs exactly one threshold"),
        // derived findings
        (r#"["site_count"]"#, "`site_count`: is a number and needs a threshold"),
        (r#"[{ finding = "any_weakness", at_least = 1 }]"#, "`any_weakness`: does not accept a threshold"),
        (r#"[{ finding = "any_weakness", is = ["no"] }]"#, "`any_weakness`: its `no` would be a negation"),
        (r#"[{ finding = "twitch_reported", is = ["maybe"] }]"#, "`twitch_reported`: does not accept this value"),
    ];
    for (when, what) in cases {
        plant().when("R-S16", when).is_refused_for(&[("rules.toml", "R-S16", what)]);
    }
}

#[test]
fn a_literal_of_two_thresholds_or_of_none_is_refused() {
    for when in [
        r#"[{ finding = "age_years", at_least = 1, less_than = 2 }]"#,
        r#"[{ finding = "age_years" }]"#,
        r#"[{ finding = "course", is = [] }]"#,
        r"[{ any = [] }]",
        "[]",
    ] {
        let faults = plant().when("R-S16", when).faults();
        assert!(!faults.is_empty() && faults.iter().all(|fault| fault.file == "rules.toml"), "{when}: {faults:?}");
        assert!(faults.iter().all(|fault| fault.place.starts_with("/rule/52/when")), "{when}: {faults:?}");
    }
}

#[test]
fn the_absence_of_a_red_flag_or_a_trigger_can_switch_no_rule_on() {
    let negated = "only a mitigating finding may name `unknown` or `absent`";
    let cases = [
        // U1, U2, O and scope
        (r#"[{ finding = "muscle_wasting", is = ["absent"] }]"#, format!("`muscle_wasting`: {negated}")),
        (r#"[{ finding = "tingling", is = ["present", "absent"] }]"#, format!("`tingling`: {negated}")),
        (r#"[{ finding = "exam_wasting", is = ["absent"] }]"#, format!("`exam_wasting`: {negated}")),
        (r#"[{ finding = "twitch_present", is = ["absent"] }]"#, format!("`twitch_present`: {negated}")),
        (r#"[{ finding = "decline_tempo", is = ["none"] }]"#, format!("`decline_tempo`: {negated}")),
        (r#"[{ finding = "muscle_wasting", is = ["unknown"] }]"#, format!("`muscle_wasting`: {negated}")),
        (r#"[{ finding = "course", is = ["worsening", "unknown"] }]"#, format!("`course`: {negated}")),
        // N
        (r#"["poor_sleep"]"#, "`poor_sleep`: is neutral and cannot be used in a condition".to_owned()),
        (
            r#"[{ finding = "caffeine_high", is = ["absent"] }]"#,
            "`caffeine_high`: is neutral and cannot be used in a condition".to_owned(),
        ),
    ];
    for (when, what) in cases {
        plant().when("R-S16", when).is_refused_for(&[("rules.toml", "R-S16", &what)]);
    }
}

#[test]
fn a_mitigating_literal_that_hides_what_unknown_does_is_refused() {
    let what = "must name both `absent` and `unknown`, or neither";
    for when in [
        r#"[{ finding = "jerks_are_hiccups", is = ["absent"] }]"#,
        r#"[{ finding = "jerks_are_hiccups", is = ["unknown"] }]"#,
        r#"[{ finding = "jerks_are_hiccups", is = ["present", "unknown"] }]"#,
    ] {
        plant().when("R-S16", when).is_refused_for(&[("rules.toml", "R-S16", what)]);
    }
    let none = r#"["fatigue", { finding = "already_assessed", is = ["none", "gp_exam_normal"] }]"#;
    plant().when("R-S16", none).is_refused_for(&[("rules.toml", "R-S16", what)]);
}

/// What clauses on one finding contradict, loading refuses by itself.
#[test]
fn a_rule_that_contradicts_itself_on_one_finding_is_refused_at_load() {
    let contradictions = [
        // two answers to one question
        r#"[{ finding = "decline_tempo", is = ["weeks"] }, { finding = "decline_tempo", is = ["months", "days"] }]"#,
        // a number below and above
        r#"[{ finding = "age_years", less_than = 16 }, { finding = "age_years", more_than = 14 }, { finding = "age_years", at_least = 16 }]"#,
        // no whole number lies between
        r#"[{ finding = "duration_days", more_than = 14 }, { finding = "duration_days", less_than = 15 }]"#,
        // more regions than there are
        r#"[{ finding = "body_region_count", more_than = 4 }]"#,
        // outside the range of the question
        r#"[{ finding = "age_years", more_than = 120 }]"#,
    ];
    for when in contradictions {
        let faults = plant().when("R-S16", when).faults();
        let is_dead =
            |fault: &Fault| fault.what.contains("never holds") || fault.what.contains("no answer can meet it");
        assert!(!faults.is_empty() && faults.iter().all(is_dead), "{when}: {faults:?}");
    }
}
