//! Group questions whose members do not fit.

use super::plant;

#[test]
fn a_member_that_does_not_fit_its_group_is_refused() {
    let brain = "\"seizure_now_or_not_recovered\"]";
    let with = |member: &str| {
        plant().finding("urgent_brain", brain, &format!("{}, \"{member}\"]", brain.trim_end_matches(']')))
    };
    let cases = [
        ("no_such_finding", "is not a finding"),
        ("age_years", "is not three-valued"),
        ("jerks_are_hiccups", "is not of class U1 or U2"),
        ("known_cancer", "is on another screen"),
        ("infant_spells_or_poor_feeding", "has a condition of its own"),
        ("urgent_poison_or_heat", "is a group question"),
        ("choking_or_cannot_swallow", "is a member twice"),
    ];
    for (member, what) in cases {
        let faults = with(member).faults();
        let found = faults.iter().any(|fault| fault.what.starts_with(&format!("member `{member}`: {what}")));
        assert!(found, "{member}: {faults:?}");
    }
}

/// A wrong "no" would cost too much there.
#[test]
fn core_red_flags_tetany_and_cramps_are_never_grouped() {
    let alone = [
        ("strength_and_nerves", "weakness_functional"),
        ("strength_and_nerves", "weakness_perceived"),
        ("strength_and_nerves", "muscle_wasting"),
        ("strength_and_nerves", "speech_change"),
        ("strength_and_nerves", "swallowing_difficulty"),
        ("movement_and_cramps", "hands_feet_spasm_or_mouth_tingling"),
        ("movement_and_cramps", "cramps_frequent"),
    ];
    for (screen, member) in alone {
        let (group, from) = match screen {
            "strength_and_nerves" => ("other_feeling_or_stiffness", "\"persistent_stiffness\""),
            _ => ("other_movement", "\"possible_seizure_recent\""),
        };
        let planted = plant().finding(group, from, &format!("{from}, \"{member}\""));
        let faults = planted.faults();
        let found =
            faults.iter().any(|fault| fault.what.starts_with(&format!("member `{member}`: must be asked by itself")));
        assert!(found, "{member}: {faults:?}");
    }
}

#[test]
fn a_condition_that_names_a_group_question_is_refused_but_in_an_emergency_rule_of_its_members() {
    let asked = plant().asked_when("fatigue", Some(r#"["other_movement"]"#));
    asked.is_refused_for(&[("findings.toml", "fatigue", "its condition names the group question `other_movement`")]);
    for when in [r#"["other_movement"]"#, r#"["urgent_brain"]"#, r#"["urgent_brain", "fatigue"]"#] {
        let faults = plant().when("R-S16", when).faults();
        assert!(faults.iter().any(|fault| fault.what.contains("names the group question")), "{when}: {faults:?}");
    }
}
