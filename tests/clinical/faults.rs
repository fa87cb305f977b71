//! A knowledge file that contradicts itself is refused, and every fault is listed with its file and place.
//!
//! Each check of loading has a plant: an edit of the built-in files that contains exactly that fault, and the list of
//! faults must hold exactly it. Loading has three stages, and a fault of one hides those of the next: what is no TOML
//! or JSON or breaks a schema; what contradicts itself; what does not come out.

use std::path::PathBuf;

use sha2::{Digest, Sha256};
use twitch_triage::clinical::load::knowledge::{KnowledgeFiles, schema};
use twitch_triage::clinical::model::rule_book::RuleBook;

use crate::body::book;
use crate::plant::Planted;

const FILES: [&str; 12] = [
    "advice.toml",
    "evidence.toml",
    "findings.toml",
    "groups.toml",
    "intended_use.toml",
    "interview.toml",
    "locale.toml",
    "rule_book.toml",
    "rules.toml",
    "screens.toml",
    "texts.toml",
    "vectors.json",
];

fn plant() -> Planted {
    Planted::new()
}

/// An edit anywhere in a file.
fn edit(file: &str, from: &str, to: &str) -> Planted {
    plant().edit(file, "", from, to)
}

#[test]
fn the_built_in_files_have_no_fault() {
    assert_eq!(plant().faults(), []);
}

// --- Files and schemas ---

#[test]
fn a_file_that_is_no_toml_or_json_is_named_with_the_line() {
    for file in FILES {
        let (text, line) = if file.ends_with(".json") { ("{\n]", "line 2") } else { ("a = 1\n= 2", "line 2") };
        plant().file(file, text).is_refused_for(&[(file, "", line)]);
    }
}

#[test]
fn a_file_that_is_missing_is_named_and_so_is_every_other_one() {
    let folder = std::env::temp_dir().join(format!("twitch-triage-knowledge-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let missing = |folder: &PathBuf| -> Vec<String> {
        let faults = KnowledgeFiles::from_dir(folder).err().unwrap_or_default();
        assert!(faults.iter().all(|fault| fault.place.is_empty() && fault.what.starts_with("cannot be read: ")));
        faults.into_iter().map(|fault| fault.file).collect()
    };
    let mut named = missing(&folder);
    named.sort();
    assert_eq!(named, FILES);
    let built_in = KnowledgeFiles::built_in();
    for file in FILES {
        std::fs::write(folder.join(file), built_in.get(file)).unwrap();
    }
    assert_eq!(KnowledgeFiles::from_dir(&folder), Ok(built_in));
    std::fs::remove_file(folder.join("rules.toml")).unwrap();
    std::fs::write(folder.join("texts.toml"), [0xff]).unwrap();
    assert_eq!(missing(&folder), ["rules.toml", "texts.toml"]);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_file_has_a_schema_and_refuses_a_key_that_the_schema_does_not_know() {
    for file in FILES {
        assert!(schema(file).is_some(), "{file} has no schema");
        let text = KnowledgeFiles::built_in().get(file).to_owned();
        let with_a_key = match text.strip_prefix('{') {
            Some(rest) => format!("{{\"no_such_key\": 1,{rest}"),
            None => format!("no_such_key = 1\n{text}"),
        };
        plant().file(file, &with_a_key).is_refused_for(&[(file, "", "no_such_key")]);
    }
    assert_eq!(schema("other.toml"), None);
}

#[test]
fn a_record_without_a_field_that_it_needs_is_refused_at_its_place() {
    let cases = [
        (plant().finding("age_years", "class = \"U1\"\n", ""), "findings.toml", "/finding/0", "class"),
        (plant().finding("tingling", "kind = \"tri\"\n", ""), "findings.toml", "/finding/28", "kind"),
        (plant().finding("age_years", "unit = \"years\"\n", ""), "findings.toml", "/finding/0", "unit"),
        (plant().rule("R-E01", "when = [", "#"), "rules.toml", "/rule/0", "when"),
        (plant().rule("R-E01", "level = ", "#"), "rules.toml", "/rule/0", "level"),
        (edit("advice.toml", "evidence = [", "#"), "advice.toml", "/advice/0", "evidence"),
        (edit("evidence.toml", "read = \"N\"\n", ""), "evidence.toml", "/evidence/0", "read"),
        (edit("evidence.toml", "kind = ", "#"), "evidence.toml", "/evidence/0", "kind"),
        (edit("evidence.toml", "source = ", "#"), "evidence.toml", "/evidence/0", "source"),
        (edit("locale.toml", "advice_line = ", "#"), "locale.toml", "/placeholders", "advice_line"),
        (edit("groups.toml", "workup = ", "#"), "groups.toml", "/group/0", "workup"),
    ];
    for (planted, file, place, what) in cases {
        planted.is_refused_for(&[(file, place, what)]);
    }
}

#[test]
fn a_value_outside_its_vocabulary_is_refused_at_its_place() {
    let cases = [
        (plant().finding("tingling", "class = \"U2\"", "class = \"U3\""), "findings.toml", "class", "U3"),
        (plant().finding("tingling", "kind = \"tri\"", "kind = \"bool\""), "findings.toml", "kind", "bool"),
        (plant().rule("R-E01", "\"emergency\"", "\"now\""), "rules.toml", "/rule/0/urgency", "now"),
        (plant().rule("R-E01", "\"refer_workup\"", "\"4\""), "rules.toml", "/rule/0/level", "4"),
        (edit("evidence.toml", "read = \"N\"", "read = \"X\""), "evidence.toml", "/evidence/0/read", "X"),
        (edit("rule_book.toml", "\"1.0.0\"", "\"1.0\""), "rule_book.toml", "/version", "1.0"),
        (edit("advice.toml", "\"A01\"", "\"X01\""), "advice.toml", "/advice/0/id", "X01"),
    ];
    for (planted, file, place, what) in cases {
        let faults = planted.faults();
        let at = |fault: &&twitch_triage::clinical::load::fault::Fault| {
            fault.file == file && fault.place.ends_with(place) && fault.what.contains(what)
        };
        // An urgency is held against its vocabulary and against its level: both refuse it.
        assert!(!faults.is_empty() && faults.iter().all(|fault| at(&fault)), "{file} {place} {what}: {faults:?}");
    }
}

#[test]
fn level_and_urgency_that_do_not_go_together_are_refused() {
    let pairs = [
        ("R-E01", "emergency", "self_care", "/rule/0/urgency", "\"self_care\" is not one of"),
        ("R-C01", "routine", "soon", "/rule/80/urgency", "\"routine\" was expected"),
        ("R-C01", "routine", "self_care", "/rule/80/urgency", "\"routine\" was expected"),
        ("R-B00", "self_care", "soon", "/rule/82/urgency", "\"soon\" is not one of"),
        ("R-B01", "routine", "emergency", "/rule/83/urgency", "\"emergency\" is not one of"),
    ];
    for (rule, from, to, place, what) in pairs {
        let planted = plant().rule(rule, &format!("urgency = \"{from}\""), &format!("urgency = \"{to}\""));
        planted.is_refused_for(&[("rules.toml", place, what)]);
    }
}

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
        ("advice.toml", "text = \"Film a spell with a phone if that delays nothing.\"", "text", "/advice/1/text"),
        ("findings.toml", "question = \"How old are you?\"", "question", "/finding/0/question"),
        ("findings.toml", "label = \"Eyelid\"", "label", "/finding/3/answers/0/label"),
        ("screens.toml", "title = \"Daily life\"", "title", "/screen/7/title"),
        (
            "screens.toml",
            "introduction = \"These do not change the result, only the advice.\"",
            "introduction",
            "/screen/7/introduction",
        ),
        ("screens.toml", "purpose = \"Advice that fits\"", "purpose", "/screen/7/purpose"),
        ("groups.toml", "workup = \"MRI of the segment, nerve conduction, EMG\"", "workup", "/group/3/workup"),
        ("texts.toml", "present = \"Yes\"", "present", "/answers/present"),
        ("texts.toml", "so_far = \"So far: \"", "so_far", "/headline/so_far"),
        ("texts.toml", "self_care = \"self-care\"", "self_care", "/clinician_words/urgency/self_care"),
        ("locale.toml", "advice_line = \"NHS 111\"", "advice_line", "/placeholders/advice_line"),
        ("intended_use.toml", "\"Making a diagnosis.\"", "", "/not_for/0"),
        ("evidence.toml", "kind = \"news article\"", "kind", "/evidence/0/kind"),
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

// --- Names and ids ---

#[test]
fn an_id_that_stands_twice_is_refused() {
    let finding = "[[finding]]\nname = \"tingling\"\nkind = \"tri\"\nclass = \"O\"\nscreen = \"examination\"\nquestion = \"Again?\"\n";
    let cases = [
        (
            // Of two findings of one name one has no place of its own in the order of questions.
            edit("findings.toml", "[[derived]]", &format!("{finding}\n[[derived]]")),
            vec![("findings.toml", "tingling", "stands twice"), ("interview.toml", "tingling", "is never asked")],
        ),
        (plant().edit("screens.toml", "", "id = \"triggers\"", "id = \"cramps\""), Vec::new()),
        (plant().rule("R-S03", "id = \"R-S03\"", "id = \"R-S02\""), Vec::new()),
        (edit("evidence.toml", "id = \"E02\"", "id = \"E01\""), Vec::new()),
        (edit("advice.toml", "id = \"A07\"", "id = \"A06\""), vec![("advice.toml", "A06", "stands twice")]),
        (
            edit("groups.toml", "id = \"referral_letter\"", "id = \"baseline_bloods\""),
            vec![("groups.toml", "baseline_bloods", "stands twice")],
        ),
        (edit("vectors.json", "\"id\": \"V02\"", "\"id\": \"V01\""), vec![("vectors.json", "V01", "stands twice")]),
        (
            edit("findings.toml", "value = \"foot\"", "value = \"calf\""),
            vec![("findings.toml", "calf", "stands twice")],
        ),
        (
            plant()
                .append("interview.toml", "[[lowering]]\nfinding = \"already_assessed\"\nanswer = \"gp_exam_normal\""),
            vec![("interview.toml", "already_assessed", "stands twice")],
        ),
        (
            edit("interview.toml", "\"tingling\",", "\"tingling\", \"fatigue\","),
            vec![("interview.toml", "/ask_order", "non-unique")],
        ),
    ];
    for (planted, expected) in cases {
        if expected.is_empty() {
            // The lost id is missed too, wherever it was used; the doubled one is the fault that matters.
            let faults = planted.faults();
            assert_eq!(faults.iter().filter(|fault| fault.what == "stands twice").count(), 1, "{faults:?}");
        } else {
            planted.is_refused_for(&expected);
        }
    }
}

#[test]
fn a_finding_without_its_screen_or_on_a_wrong_one_is_refused() {
    let screen = "screen = \"strength_and_nerves\"\n";
    let to = |screen: &str| {
        plant().finding("tingling", "screen = \"strength_and_nerves\"", &format!("screen = \"{screen}\""))
    };
    plant().finding("tingling", screen, "").is_refused_for(&[("findings.toml", "tingling", "needs a screen")]);
    plant().finding("poor_sleep", "screen = \"triggers\"\n", "").is_refused_for(&[(
        "findings.toml",
        "poor_sleep",
        "needs a screen",
    )]);
    // A question of class N that is not three-valued can stand nowhere: silence could not answer it.
    let one_of = "[[finding]]\nname = \"drink\"\nkind = \"one_of\"\nclass = \"N\"\nquestion = \"?\"\nanswers = [{ value = \"tea\", label = \"Tea\" }]\n";
    edit("findings.toml", "[[derived]]", &format!("{one_of}\n[[derived]]")).is_refused_for(&[(
        "findings.toml",
        "drink",
        "needs a screen",
    )]);
    to("no_such").is_refused_for(&[("findings.toml", "tingling", "the screen `no_such`, which does not exist")]);
    to("about_you").is_refused_for(&[("findings.toml", "tingling", "`about_you` is a heading")]);
    plant().finding("course", "class = \"U1\"", "class = \"U1\"\nscreen = \"cramps\"").is_refused_for(&[(
        "findings.toml",
        "course",
        "only three-valued findings",
    )]);
}

#[test]
fn a_range_without_a_number_in_it_is_refused() {
    plant().finding("age_years", "minimum = 0", "minimum = 121").is_refused_for(&[(
        "findings.toml",
        "age_years",
        "minimum is above its maximum",
    )]);
}

#[test]
fn more_findings_screens_or_answers_than_the_bit_sets_hold_are_refused() {
    let finding = |number: usize| {
        format!(
            "[[finding]]\nname = \"extra_{number}\"\nkind = \"tri\"\nclass = \"O\"\nscreen = \"examination\"\nquestion = \"?\"\n"
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
    let screens: String = (0..120).map(screen).collect();
    plant().append("screens.toml", &screens).is_refused_for(&[("screens.toml", "", "more than 128 screens")]);
    let answers: String = (0..28).map(|number| format!("{{ value = \"extra_{number}\", label = \"x\" }},\n")).collect();
    plant()
        .finding(
            "course",
            "answers = [\n",
            &format!("answers = [\n{answers}{{ value = \"extra_28\", label = \"x\" }},\n"),
        )
        .is_refused_for(&[("findings.toml", "course", "more than 32 answers")]);
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
    let needed = "the program needs this finding, of kind Tri";
    assert!(renamed.faults().iter().any(|fault| fault.place == "weakness_perceived" && fault.what == needed));
    let other_kind = plant().finding("duration_days", "kind = \"integer\"", "kind = \"tri\"").finding(
        "duration_days",
        "minimum = 0\nmaximum = 36500\nunit = \"days\"  # since first noticed\n",
        "screen = \"cramps\"\n",
    );
    let needed = "the program needs this finding, of kind Integer";
    assert!(other_kind.faults().iter().any(|fault| fault.place == "duration_days" && fault.what == needed));
}

#[test]
fn derived_findings_other_than_those_of_the_program_are_refused() {
    let what = "the derived findings are not those of the program";
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
        (edit("interview.toml", "  \"tingling\",\n", ""), "tingling", "has no place in ask_order"),
        (edit("interview.toml", "\"tingling\",", "\"tingling\", \"poor_sleep\","), "poor_sleep", "is never asked"),
        (edit("interview.toml", "\"tingling\",", "\"tingling\", \"exam_wasting\","), "exam_wasting", "is never asked"),
        (edit("interview.toml", "\"tingling\",", "\"tingling\", \"tinglin\","), "tinglin", "is no finding"),
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
    lowering("already_asked", "absent").is_refused_for(&[("interview.toml", "already_asked", "is no finding")]);
    lowering("tingling", "absent").is_refused_for(&[("interview.toml", "tingling", "can lower the result")]);
    edit("interview.toml", "answer = \"neurologist_exam_and_emg_reassuring\"", "answer = \"yes\"").is_refused_for(&[(
        "interview.toml",
        "already_assessed",
        "does not take the answer `yes`",
    )]);
}

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
fn the_computed_rules_are_exactly_the_three_of_the_program() {
    let what = "the computed rules must be R-K01, R-K02, R-K03";
    let renamed = plant().rule("R-K02", "id = \"R-K02\"", "id = \"R-K04\"");
    renamed.is_refused_for(&[("rules.toml", "", what), ("vectors.json", "R-K04", "fires in no vector")]);
    plant()
        .rule("R-K03", "computed = true", "computed = true\nlevel = \"refer_workup\"\nurgency = \"routine\"")
        .is_refused_for(&[("rules.toml", "R-K03", "only the warning has no effect")]);
    plant().rule("R-K01", "level = \"refer_workup\"\nurgency = \"routine\"\n", "").is_refused_for(&[(
        "rules.toml",
        "R-K01",
        "only the warning has no effect",
    )]);
}

#[test]
fn a_headline_that_is_missing_or_stands_twice_is_refused() {
    let row = "[[headline.result]]\nlevel = \"refer_workup\"\nurgency = \"soon\"\n";
    let text = "text = \"A doctor should see you within 2 weeks. Ask for the appointment today.\"\n";
    edit("texts.toml", &format!("{row}{text}"), "").is_refused_for(&[(
        "texts.toml",
        "headline",
        "0 headlines for ReferWorkup with Soon",
    )]);
    edit("texts.toml", row, &format!("{row}text = \"Now.\"\n\n{row}")).is_refused_for(&[(
        "texts.toml",
        "headline",
        "2 headlines for ReferWorkup with Soon",
    )]);
    edit("texts.toml", row, &format!("{}text = \"Now.\"\n\n{row}", row.replace("refer_workup", "benign_lifestyle")))
        .is_refused_for(&[("texts.toml", "headline", "1 headlines for BenignLifestyle with Soon")]);
}

// --- Citations ---

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
        "cites `E65`, which nobody has verified",
    )]);
    edit("advice.toml", "[\"E102\", ", "[\"E88\", ").is_refused_for(&[(
        "advice.toml",
        "A01",
        "cites `E88`, which nobody has verified",
    )]);
}

#[test]
fn a_rule_without_a_citation_is_refused_save_the_one_out_of_scope_and_the_computed_ones() {
    plant().rule("R-E01", "evidence = [\"E31\", \"E33\"]", "evidence = []").is_refused_for(&[(
        "rules.toml",
        "/rule/0/evidence",
        "[]",
    )]);
    let uncited: Vec<&str> =
        book().rules.iter().filter(|rule| rule.evidence.is_empty()).map(|rule| rule.id.as_str()).collect();
    assert_eq!(uncited, ["R-K01", "R-K02", "R-X01"]);
}

// --- Conditions ---

#[test]
fn a_literal_that_cannot_be_true_to_its_finding_is_refused() {
    let cases = [
        (r#"["muscle_wastin"]"#, "`muscle_wastin`: is no finding"),
        (r#"[{ any = ["muscle_wasting", "wasting"] }]"#, "`wasting`: is no finding"),
        (r#"["course"]"#, "`course`: only a three-valued finding can stand alone"),
        (r#"["age_years"]"#, "`age_years`: only a three-valued finding can stand alone"),
        (r#"[{ finding = "tingling", is = ["yes"] }]"#, "`tingling`: does not take the answer `yes`"),
        (r#"[{ finding = "course", is = ["worse"] }]"#, "`course`: does not take the answer `worse`"),
        (r#"[{ finding = "sites", is = ["arm"] }]"#, "`sites`: does not take the answer `arm`"),
        (r#"[{ finding = "tingling", at_least = 1 }]"#, "`tingling`: takes no threshold"),
        (r#"[{ finding = "age_years", is = ["young"] }]"#, "`age_years`: is a number and needs exactly one threshold"),
        // derived findings
        (r#"["site_count"]"#, "`site_count`: is a number and needs a threshold"),
        (r#"[{ finding = "any_weakness", at_least = 1 }]"#, "`any_weakness`: takes no threshold"),
        (r#"[{ finding = "any_weakness", is = ["no"] }]"#, "`any_weakness`: its `no` would be a negation"),
        (r#"[{ finding = "twitch_reported", is = ["maybe"] }]"#, "`twitch_reported`: does not take this value"),
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
        assert!(faults.iter().all(|fault| fault.place.starts_with("/rule/49/when")), "{when}: {faults:?}");
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
        (r#"["poor_sleep"]"#, "`poor_sleep`: is neutral and can stand in no condition".to_owned()),
        (
            r#"[{ finding = "caffeine_high", is = ["absent"] }]"#,
            "`caffeine_high`: is neutral and can stand in no condition".to_owned(),
        ),
    ];
    for (when, what) in cases {
        plant().when("R-S16", when).is_refused_for(&[("rules.toml", "R-S16", &what)]);
    }
}

#[test]
fn a_mitigating_literal_that_hides_what_unknown_does_is_refused() {
    let what = "names `absent` and `unknown` both or neither";
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

#[test]
fn a_condition_of_a_question_that_cannot_be_settled_is_refused() {
    let asked_when = |finding: &str, after: &str, when: &str| {
        plant().finding(finding, after, &format!("{after}\nasked_when = {when}"))
    };
    let screen = "screen = \"general_health\"";
    asked_when("palpitations", screen, r#"["palpitation"]"#).is_refused_for(&[(
        "findings.toml",
        "palpitations",
        "`palpitation`: is no finding",
    )]);
    asked_when("palpitations", screen, r#"["assessed_and_reassured"]"#).is_refused_for(&[(
        "findings.toml",
        "palpitations",
        "depends on a finding with a condition",
    )]);
    asked_when("palpitations", screen, r#"["palpitations"]"#).is_refused_for(&[(
        "findings.toml",
        "palpitations",
        "its condition depends on itself",
    )]);
    // Two that wait for each other.
    asked_when("palpitations", screen, r#"["known_cancer"]"#)
        .finding("known_cancer", screen, &format!("{screen}\nasked_when = [\"palpitations\"]"))
        .is_refused_for(&[
            ("findings.toml", "known_cancer", "its condition depends on itself"),
            ("findings.toml", "palpitations", "its condition depends on itself"),
        ]);
}

// --- Texts ---

#[test]
fn a_placeholder_that_the_locale_does_not_have_is_refused_in_every_file_with_texts() {
    let unknown = "holds the placeholder `emergency_numbr`, which the locale does not have";
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
        (edit("intended_use.toml", "Call the emergency number", "Call {emergency_numbr}"), "intended_use.toml", ""),
        (edit("intended_use.toml", "Making a diagnosis", "{emergency_numbr}"), "intended_use.toml", ""),
    ];
    for (planted, file, place) in cases {
        planted.is_refused_for(&[(file, place, unknown)]);
    }
}

#[test]
fn a_brace_that_stands_alone_is_refused() {
    for text in ["Call {emergency_number now.", "Call emergency_number} now."] {
        plant().rule("R-E03", "Call now.", text).is_refused_for(&[("rules.toml", "R-E03", "holds the placeholder")]);
    }
}

#[test]
fn no_text_that_is_served_still_holds_a_placeholder() {
    for text in crate::texts::served(book()) {
        assert!(!text.text.contains(['{', '}']), "{}: {}", text.place, text.text);
    }
}

// --- Vectors ---

#[test]
fn vectors_of_another_rule_book_or_version_are_refused() {
    let what = "belong to another rule book or another version";
    edit("vectors.json", "\"version\": \"1.0.0\"", "\"version\": \"1.0.1\"").is_refused_for(&[(
        "vectors.json",
        "",
        what,
    )]);
    edit("vectors.json", "\"rule_book\": \"twitch-triage\"", "\"rule_book\": \"other\"").is_refused_for(&[(
        "vectors.json",
        "",
        what,
    )]);
    edit("rule_book.toml", "version = \"1.0.0\"", "version = \"1.1.0\"").is_refused_for(&[("vectors.json", "", what)]);
}

#[test]
fn a_rule_that_fires_in_no_vector_is_refused() {
    let rule = "[[rule]]\nid = \"R-S99\"\nlevel = \"refer_workup\"\nurgency = \"soon\"\nwhen = [\"muscle_pain\"]\nperson = \"p\"\nclinician = \"c\"\nevidence = [\"E31\"]\n";
    plant().append("rules.toml", rule).is_refused_for(&[("vectors.json", "R-S99", "fires in no vector")]);
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
            "`level` should be ReferWorkup, is BenignLifestyle",
        ),
        ("\"urgency\": \"self_care\"", "\"urgency\": \"routine\"", "`urgency` should be Routine, is SelfCare"),
        ("\"provisional\": false", "\"provisional\": true", "`provisional` should be true, is false"),
        ("\"in_scope\": true", "\"in_scope\": false", "`in_scope` should be false, is true"),
        ("\"R-B00\"", "\"R-B01\", \"R-B00\"", "`rules` should be R-B01 R-B00, is R-B00"),
        ("\"warnings\": []", "\"warnings\": [\"R-K03\"]", "`warnings` should be R-K03, is "),
        (
            "\"most\": {\n      \"level\": \"benign_lifestyle\"",
            "\"most\": {\n      \"level\": \"refer_workup\"",
            "`possible` should be ",
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
        ("\"sites\": [\n     \"eyelid\"\n    ]", "\"duration_days\": -1", "no such number"),
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
        .is_refused_for(&[("vectors.json", "V02", "`about_you` is no screen")]);
}

// --- All of them, and the digest ---

#[test]
fn several_faults_at_once_are_all_listed() {
    plant()
        .file("locale.toml", "language = ")
        .rule("R-E01", "person = \"Breathing trouble at rest needs help now.\"", "person = \"\"")
        .rule("R-E02", "level = \"refer_workup\"", "level = \"high\"")
        .finding("age_years", "class = \"U1\"\n", "")
        .edit("evidence.toml", "", "read = \"N\"", "read = \"X\"")
        .is_refused_for(&[
            ("evidence.toml", "/evidence/0/read", "X"),
            ("findings.toml", "/finding/0", "class"),
            ("locale.toml", "", "line 1"),
            ("rules.toml", "/rule/0/person", ""),
            ("rules.toml", "/rule/0/person", ""),
            ("rules.toml", "/rule/1/level", "high"),
        ]);
    plant()
        .when("R-S16", r#"["no_such_finding", { finding = "tingling", is = ["absent"] }]"#)
        .rule("R-E01", "[\"E31\", ", "[\"E999\", ")
        .rule("R-E02", "[\"E33\", ", "[\"E65\", ")
        .rule("R-E03", "Call now.", "Call {number}.")
        .rule("R-E04", "[\"systemic\", ", "[\"sistemic\", ")
        .finding("tingling", "screen = \"strength_and_nerves\"\n", "")
        .edit("interview.toml", "", "  \"fatigue\",\n", "")
        .edit("advice.toml", "", "id = \"A07\"", "id = \"A06\"")
        .edit("vectors.json", "", "\"version\": \"1.0.0\"", "\"version\": \"2.0.0\"")
        .is_refused_for(&[
            ("advice.toml", "A06", "stands twice"),
            ("findings.toml", "tingling", "needs a screen"),
            ("interview.toml", "fatigue", "has no place in ask_order"),
            ("rules.toml", "R-E01", "`E999`"),
            ("rules.toml", "R-E02", "`E65`"),
            ("rules.toml", "R-E03", "`number`"),
            ("rules.toml", "R-E04", "`sistemic`"),
            ("rules.toml", "R-S16", "`no_such_finding`: is no finding"),
            ("rules.toml", "R-S16", "`tingling`: only a mitigating finding"),
            ("vectors.json", "", "another version"),
        ]);
    // One rule with another effect: every vector in which it decides is listed.
    let faults = plant().rule("R-S02", "urgency = \"soon\"", "urgency = \"routine\"").faults();
    let places: std::collections::BTreeSet<&str> = faults.iter().map(|fault| fault.place.as_str()).collect();
    assert!(places.is_superset(&["V24", "V25"].into()), "{places:?}");
}

#[test]
fn a_fault_says_its_file_its_place_and_what_is_wrong() {
    let faults = plant().rule("R-E01", "[\"E31\", ", "[\"E999\", ").faults();
    assert_eq!(faults[0].to_string(), "rules.toml: R-E01: cites `E999`, which does not exist");
    let faults = edit("vectors.json", "\"version\": \"1.0.0\"", "\"version\": \"2.0.0\"").faults();
    assert_eq!(faults[0].to_string(), "vectors.json: belong to another rule book or another version of it");
}

#[test]
fn the_digest_is_the_hash_of_names_lengths_and_bytes_in_the_order_of_the_names() {
    let files = KnowledgeFiles::built_in();
    let mut names = FILES;
    names.sort_unstable();
    let mut bytes = Vec::new();
    for name in names {
        // The files in the repository, not those of the program: they must be the same.
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/clinical/knowledge").join(name);
        let text = std::fs::read(path).unwrap();
        bytes.extend_from_slice(name.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(text.len().to_string().as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(&text);
    }
    let hex: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(files.digest(), format!("sha256:{hex}"));
    assert_eq!(book().digest, files.digest());
}

#[test]
fn there_is_no_knowledge_file_that_the_digest_leaves_out() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/clinical/knowledge");
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, FILES);
}

#[test]
fn one_changed_byte_in_any_file_changes_the_digest() {
    let built_in = KnowledgeFiles::built_in();
    let threshold = plant().rule("R-R17", "at_least = 40", "at_least = 41");
    assert_ne!(threshold.0.digest(), built_in.digest());
    assert_ne!(RuleBook::compile(&threshold.0).unwrap().digest, book().digest);
    for file in FILES {
        let changed = plant().append(file, " ");
        assert_ne!(changed.0.digest(), built_in.digest(), "{file}");
    }
    // A text that moves from the end of one file to the beginning of the next is another rule book.
    let (first, second) = (built_in.get("advice.toml"), built_in.get("evidence.toml"));
    let moved = plant().file("advice.toml", &format!("{first}#")).file("evidence.toml", second);
    let other = plant().file("advice.toml", first).file("evidence.toml", &format!("#{second}"));
    assert_ne!(moved.0.digest(), other.0.digest());
}

#[test]
fn a_date_of_review_can_be_written_as_the_file_says() {
    let files = KnowledgeFiles::built_in();
    let (_, example) = files.get("rule_book.toml").split_once("as in: ").unwrap();
    let dated = plant().append("rule_book.toml", example.lines().next().unwrap());
    assert_eq!(dated.faults(), []);
    assert_eq!(dated.compiled().identity.reviewed.as_deref(), Some("2027-01-31"));
    let no_date = plant().append("rule_book.toml", "reviewed = \"last spring\"");
    assert!(no_date.faults().iter().all(|fault| fault.place == "/reviewed") && !no_date.faults().is_empty());
}

#[test]
fn a_text_that_a_terminal_would_obey_is_a_fault() {
    let texts = KnowledgeFiles::built_in().get("texts.toml").to_owned();
    for character in ["\\u001b", "\\u0007", "\\u009b", "\\u202e"] {
        let changed = texts.replacen("{emergency_number}", &format!("{{emergency_number}}{character}"), 1);
        assert_ne!(changed, texts);
        let faults = plant().file("texts.toml", &changed).faults();
        let told =
            faults.iter().filter(|fault| fault.what.contains("control character") && fault.place.starts_with('/'));
        assert_eq!(told.count(), 1, "{character}: {faults:?}");
    }
}
