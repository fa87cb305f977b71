//! Every small change to the questions is noticed: by the checks of loading, the vectors or the vignettes.
//!
//! A member taken out of a group question, a condition for asking left out or with another threshold or answer, a clause
//! or a choice of it left out, an answer that lowers left out, and a tier of the order left out. The mutants are made in
//! the knowledge files.

use std::collections::BTreeSet;

use twitch_triage::clinical::decide::question::Questions;
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::rule_book::RuleBook;

use crate::support::ask_order::LOWERING;
use crate::support::body::book;
use crate::support::planted_fault::Planted;
use crate::vignettes::{Expected, vignettes};

/// The mutants that change nothing: where there is no eyelid or face the answer can lower nothing.
const EQUIVALENT: [&str; 1] = ["face_one_of_many: without its condition"];

/// One small change of the knowledge files.
struct Mutant {
    what: String,
    planted: Planted,
}

/// Whether loading, a vector or a vignette notices a mutant.
fn is_noticed(mutant: &Mutant) -> bool {
    let Ok(mutated) = RuleBook::load(&mutant.planted.0) else { return true };
    vignettes().iter().any(|vignette| {
        let findings = vignette.body(&mutated).read(&mutated);
        let decision = mutated.decide(&findings);
        let questions = Questions::for_decision(&decision, &findings);
        let names = |indices: Vec<FindingIndex>| -> Vec<&str> {
            indices.into_iter().map(|index| mutated.name(index)).collect()
        };
        let next = |asked: bool| {
            let next = questions.next.iter().filter(|question| question.asked == asked);
            names(next.map(|question| question.index).collect())
        };
        Expected::of(&decision) != vignette.expect.decision
            || next(false) != vignette.expect.next_questions
            || next(true) != vignette.expect.asked_already
            || names(questions.lowering.iter().map(|question| question.index).collect())
                != vignette.expect.lowering_questions
    })
}

/// Each group question without one of its members.
fn smaller_groups() -> impl Iterator<Item = Mutant> {
    let groups = book().findings.iter().filter(|finding| !finding.members.is_empty());
    groups.flat_map(|group| {
        group.members.iter().map(move |left_out| {
            let rest: Vec<&String> = group.members.iter().filter(|member| *member != left_out).collect();
            Mutant {
                what: format!("{}: without the member {left_out}", group.name),
                planted: Planted::new().members(&group.name, &format!("{rest:?}")),
            }
        })
    })
}

/// Each condition for asking left out, and changed in each place.
fn other_conditions() -> Vec<Mutant> {
    let conditional = || book().findings.iter().filter(|finding| finding.asked_when.is_some());
    let left_out = conditional().map(|finding| Mutant {
        what: format!("{}: without its condition", finding.name),
        planted: Planted::new().asked_when(&finding.name, None),
    });
    let changed = [
        ("infant_spells_or_poor_feeding", r#"[{ finding = "age_years", less_than = 1 }]"#),
        ("infant_spells_or_poor_feeding", r#"[{ finding = "age_years", less_than = 3 }]"#),
        ("lost_motor_skills", r#"[{ finding = "age_years", less_than = 15 }]"#),
        ("lost_motor_skills", r#"[{ finding = "age_years", less_than = 17 }]"#),
        ("change_since_assessment", r#"[{ finding = "already_assessed", is = ["gp_exam_normal"] }]"#),
        ("decline_tempo", r#"["any_weakness"]"#),
        ("jerks_are_hiccups", r#"["jerks_move_body"]"#),
        ("jerks_are_hiccups", r#"[{ finding = "jerks_only_falling_asleep", is = ["absent", "unknown"] }]"#),
        ("jerks_are_hiccups", r#"["jerks_move_body", { finding = "jerks_only_falling_asleep", is = ["present"] }]"#),
        ("face_one_of_many", r#"[{ finding = "sites", is = ["eyelid"] }]"#),
        ("face_one_of_many", r#"[{ finding = "sites", is = ["face_other"] }]"#),
        ("muscle_pain", r#"["cramps_frequent"]"#),
        ("muscle_pain", r#"["med_statin"]"#),
    ];
    let changed = changed.into_iter().map(|(name, when)| Mutant {
        what: format!("{name}: {when}"),
        planted: Planted::new().asked_when(name, Some(when)),
    });
    left_out.chain(changed).collect()
}

/// Each answer that lowers, and each tier of the order, left out.
fn other_interviews() -> Vec<Mutant> {
    let lowering = LOWERING.into_iter().map(|(finding, answer)| Mutant {
        what: format!("lowering: without {finding}"),
        planted: Planted::new().edit(
            "interview.toml",
            "",
            &format!("[[lowering]]\nfinding = \"{finding}\"\nanswer = \"{answer}\"\n"),
            "",
        ),
    });
    let tiers = [
        "  { findings = [\"age_years\"] },\n",
        "  { screen = \"emergency\" },\n",
        "  { findings = [\"twitch_present\", \"sites\", \"duration_days\", \"course\"] },\n",
    ];
    let tiers = tiers.into_iter().map(|tier| Mutant {
        what: format!("tiers: without{}", tier.trim_end()),
        planted: Planted::new().edit("interview.toml", "", tier, ""),
    });
    lowering.chain(tiers).collect()
}

#[test]
fn every_small_change_of_a_question_is_noticed() {
    let mutants: Vec<Mutant> = smaller_groups().chain(other_conditions()).chain(other_interviews()).collect();
    println!("{} mutants", mutants.len());
    assert!(mutants.len() > 75, "only {} mutants were made", mutants.len());
    let survivors: BTreeSet<&str> =
        mutants.iter().filter(|mutant| !is_noticed(mutant)).map(|mutant| mutant.what.as_str()).collect();
    assert_eq!(survivors, BTreeSet::from(EQUIVALENT));
}
