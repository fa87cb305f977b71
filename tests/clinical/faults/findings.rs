//! Findings and questions that do not fit together.

use super::{edit, plant};

#[test]
fn an_id_that_stands_twice_is_refused() {
    let finding = "[[finding]]\nname = \"tingling\"\nkind = \"tri\"\nclass = \"O\"\nscreen = \"examination\"\nlabel = \"again\"\nquestion = \"Again?\"\n";
    let cases = [
        (
            // Of two findings of one name one has no place of its own in the order of questions.
            edit("findings.toml", "[[derived]]", &format!("{finding}\n[[derived]]")),
            vec![
                ("findings.toml", "tingling", "duplicate entry"),
                ("interview.toml", "tingling", "never decides anything"),
            ],
        ),
        (plant().edit("screens.toml", "", "id = \"triggers\"", "id = \"movement_and_cramps\""), Vec::new()),
        (plant().rule("R-S03", "id = \"R-S03\"", "id = \"R-S02\""), Vec::new()),
        (edit("evidence.toml", "id = \"E02\"", "id = \"E01\""), Vec::new()),
        (edit("advice.toml", "id = \"A07\"", "id = \"A06\""), vec![("advice.toml", "A06", "duplicate entry")]),
        (
            edit("groups.toml", "id = \"referral_letter\"", "id = \"baseline_bloods\""),
            vec![("groups.toml", "baseline_bloods", "duplicate entry")],
        ),
        (edit("vectors.json", "\"id\": \"V02\"", "\"id\": \"V01\""), vec![("vectors.json", "V01", "duplicate entry")]),
        (
            edit("findings.toml", "value = \"foot\"", "value = \"calf\""),
            vec![("findings.toml", "calf", "duplicate entry")],
        ),
        (
            plant()
                .append("interview.toml", "[[lowering]]\nfinding = \"already_assessed\"\nanswer = \"gp_exam_normal\""),
            vec![("interview.toml", "already_assessed", "duplicate entry")],
        ),
        (
            edit("interview.toml", "\"tingling\",", "\"tingling\", \"fatigue\","),
            vec![("interview.toml", "/ask_order", "twice")],
        ),
    ];
    for (planted, expected) in cases {
        if expected.is_empty() {
            // The lost id is missed too, wherever it was used; the doubled one is the fault that matters.
            let faults = planted.faults();
            assert_eq!(
                faults.iter().filter(|fault| fault.what.starts_with("duplicate entry")).count(),
                1,
                "{faults:?}"
            );
        } else {
            planted.is_refused_for(&expected);
        }
    }
}

#[test]
fn a_finding_without_its_screen_or_on_a_wrong_one_is_refused() {
    let screen = "screen = \"strength_and_nerves\"\n";
    let to = |screen: &str| {
        plant().finding("muscle_wasting", "screen = \"strength_and_nerves\"", &format!("screen = \"{screen}\""))
    };
    plant().finding("muscle_wasting", screen, "").is_refused_for(&[(
        "findings.toml",
        "muscle_wasting",
        "needs a screen",
    )]);
    plant().finding("poor_sleep", "screen = \"triggers\"\n", "").is_refused_for(&[(
        "findings.toml",
        "poor_sleep",
        "needs a screen",
    )]);
    // A question of class N that is not three-valued can stand nowhere: silence could not answer it.
    let one_of = "[[finding]]\nname = \"drink\"\nkind = \"one_of\"\nclass = \"N\"\nlabel = \"drink\"\nquestion = \"?\"\nanswers = [{ value = \"tea\", label = \"Tea\" }]\n";
    edit("findings.toml", "[[derived]]", &format!("{one_of}\n[[derived]]")).is_refused_for(&[(
        "findings.toml",
        "drink",
        "needs a screen",
    )]);
    to("no_such").is_refused_for(&[("findings.toml", "muscle_wasting", "the screen `no_such`, which does not exist")]);
    to("about_you").is_refused_for(&[("findings.toml", "muscle_wasting", "`about_you` is a heading")]);
    edit("screens.toml", "heading_only = true\n", "").is_refused_for(&[(
        "screens.toml",
        "",
        "exactly one `heading_only",
    )]);
}

#[test]
fn a_range_without_a_number_in_it_is_refused() {
    plant().finding("age_years", "minimum = 0", "minimum = 121").is_refused_for(&[(
        "findings.toml",
        "age_years",
        "`minimum` is above its `maximum`",
    )]);
}

#[test]
fn more_findings_screens_or_answers_than_the_bit_sets_hold_are_refused() {
    let finding = |number: usize| {
        format!(
            "[[finding]]\nname = \"extra_{number}\"\nkind = \"tri\"\nclass = \"O\"\nscreen = \"examination\"\nlabel = \"extra\"\nquestion = \"?\"\n"
        )
    };
    let findings: String = (0..28).map(finding).collect();
    edit("findings.toml", "[[derived]]", &format!("{findings}\n[[derived]]")).is_refused_for(&[(
        "findings.toml",
        "",
        "more than 128 findings",
    )]);
    let screen = |number: usize| {
        format!("[[screen]]\nid = \"extra_{number}\"\ntitle = \"t\"\nintroduction = \"i\"\npurpose = \"p\"\n")
    };
    let screens: String = (0..122).map(screen).collect();
    plant().append("screens.toml", &screens).is_refused_for(&[("screens.toml", "", "more than 128 screens")]);
    let answers: String = (0..28).map(|number| format!("{{ value = \"extra_{number}\", label = \"x\" }},\n")).collect();
    plant()
        .finding(
            "course",
            "answers = [\n",
            &format!("answers = [\n{answers}{{ value = \"extra_28\", label = \"x\" }},\n"),
        )
        .is_refused_for(&[("findings.toml", "course", "more than 32 `answers`")]);
}

#[test]
fn a_finding_that_the_program_knows_by_name_must_be_there_with_its_kind_and_answers() {
    plant().finding("course", "value = \"stable\"", "value = \"steady\"").is_refused_for(&[(
        "findings.toml",
        "course",
        "the program needs the answer `stable`",
    )]);
    plant().finding("decline_tempo", "value = \"none\"", "value = \"no_change\"").is_refused_for(&[(
        "findings.toml",
        "decline_tempo",
        "the program needs the answer `none`",
    )]);
    let renamed = plant().finding("weakness_perceived", "name = \"weakness_perceived\"", "name = \"feels_weak\"");
    let needed = "of `kind` = `tri`: put it back";
    assert!(renamed.faults().iter().any(|fault| fault.place == "weakness_perceived" && fault.what.contains(needed)));
    let other_kind = plant().finding("duration_days", "kind = \"integer\"", "kind = \"tri\"").finding(
        "duration_days",
        "minimum = 0\nmaximum = 36500\nunit = \"days\"  # since first noticed\n",
        "screen = \"cramps\"\n",
    );
    let needed = "of `kind` = `integer`: put it back";
    assert!(other_kind.faults().iter().any(|fault| fault.place == "duration_days" && fault.what.contains(needed)));
}

#[test]
fn derived_findings_other_than_those_of_the_program_are_refused() {
    let what = "the `derived` findings are not those of the program";
    edit("findings.toml", "name = \"site_count\"", "name = \"count_of_sites\"").is_refused_for(&[(
        "findings.toml",
        "",
        what,
    )]);
    plant().finding("any_weakness", "values = \"yes_no_unknown\"", "values = \"yes_no\"").is_refused_for(&[(
        "findings.toml",
        "",
        what,
    )]);
}

#[test]
fn a_wrong_order_of_questions_is_refused() {
    let cases = [
        (edit("interview.toml", "  \"tingling\",\n", ""), "tingling", "is missing from `ask_order`"),
        (
            edit("interview.toml", "\"tingling\",", "\"tingling\", \"poor_sleep\","),
            "poor_sleep",
            "never decides anything",
        ),
        (
            edit("interview.toml", "\"tingling\",", "\"tingling\", \"exam_wasting\","),
            "exam_wasting",
            "never decides anything",
        ),
        (edit("interview.toml", "\"tingling\",", "\"tingling\", \"tinglin\","), "tinglin", "is not a finding"),
    ];
    for (planted, place, what) in cases {
        planted.is_refused_for(&[("interview.toml", place, what)]);
    }
}

#[test]
fn a_lowering_answer_that_does_not_exist_or_must_not_lower_is_refused() {
    let lowering = |finding: &str, answer: &str| {
        plant().append("interview.toml", &format!("[[lowering]]\nfinding = \"{finding}\"\nanswer = \"{answer}\""))
    };
    lowering("already_asked", "absent").is_refused_for(&[("interview.toml", "already_asked", "is not a finding")]);
    lowering("tingling", "absent").is_refused_for(&[("interview.toml", "tingling", "can lower the result")]);
    edit("interview.toml", "answer = \"neurologist_exam_and_emg_reassuring\"", "answer = \"yes\"").is_refused_for(&[(
        "interview.toml",
        "already_assessed",
        "does not accept the answer `yes`",
    )]);
}

#[test]
fn a_condition_of_a_question_that_cannot_be_settled_is_refused() {
    let asked_when = |finding: &str, after: &str, when: &str| {
        plant().finding(finding, after, &format!("{after}\nasked_when = {when}"))
    };
    let screen = "screen = \"strength_and_nerves\"";
    let other_screen = "screen = \"movement_and_cramps\"";
    asked_when("muscle_wasting", screen, r#"["muscle_wastings"]"#).is_refused_for(&[(
        "findings.toml",
        "muscle_wasting",
        "`muscle_wastings`: is not a finding",
    )]);
    asked_when("muscle_wasting", screen, r#"["assessed_and_reassured"]"#).is_refused_for(&[(
        "findings.toml",
        "muscle_wasting",
        "depends on a finding with a condition",
    )]);
    asked_when("muscle_wasting", screen, r#"["muscle_wasting"]"#).is_refused_for(&[(
        "findings.toml",
        "muscle_wasting",
        "depends on the finding itself",
    )]);
    // Two that wait for each other.
    asked_when("muscle_wasting", screen, r#"["hands_feet_spasm_or_mouth_tingling"]"#)
        .finding(
            "hands_feet_spasm_or_mouth_tingling",
            other_screen,
            &format!("{other_screen}\nasked_when = [\"muscle_wasting\"]"),
        )
        .is_refused_for(&[
            ("findings.toml", "hands_feet_spasm_or_mouth_tingling", "depends on the finding itself"),
            ("findings.toml", "muscle_wasting", "depends on the finding itself"),
        ]);
}

#[test]
fn a_synonym_that_means_more_than_one_thing_is_refused() {
    plant().finding("muscle_wasting", "\"wasting\"", "\"tingling\"").is_refused_for(&[(
        "findings.toml",
        "muscle_wasting",
        "its synonym `tingling` is a name of its own",
    )]);
    plant().finding("muscle_wasting", "\"wasting\"", "\"any_weakness\"").is_refused_for(&[(
        "findings.toml",
        "muscle_wasting",
        "its synonym `any_weakness` is a name of its own",
    )]);
    plant().finding("muscle_wasting", "\"wasting\"", "\"pins_and_needles\"").is_refused_for(&[(
        "findings.toml",
        "tingling",
        "its synonym `pins_and_needles` belongs to `muscle_wasting` too",
    )]);
}
