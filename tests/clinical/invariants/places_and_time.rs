//! Sites, days, years, course and tempo: more of them never lowers the answer.

use proptest::prelude::*;
use serde_json::json;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Level, Outcome};
use twitch_triage::clinical::model::status::Status;

use super::{
    COMPUTED, Essence, cramps_and_pain, essence, is_at_most, keeps, never_lower, one_step_from_the_baseline, result,
    site,
};
use crate::support::payload::{
    ABSENT, PRESENT, Payload, answer, book, cases, finding, index, known, of_screen, payload, whole_payload,
};

/// Every list of sites that names at least one.
fn every_list_of_sites() -> impl Iterator<Item = u32> {
    1..1u32 << finding(index("sites")).answers.len()
}

/// I-10: every list of sites with every site more, over payloads that the sites matter to.
#[test]
fn adding_a_site_to_any_list_of_sites_never_lowers_level_or_urgency() {
    let cases = [
        json!({}),
        json!({ "duration_days": 100, "age_years": 60 }),
        json!({ "cramps_frequent": "present", "fatigue": "present", "duration_days": 60 }),
        json!({ "known_cancer": "present", "duration_days": 20 }),
        json!({ "weakness_perceived": "present", "decline_tempo": "weeks" }),
        json!({ "duration_days": null, "age_years": null }),
    ];
    for case in cases {
        let base = Payload::baseline_but(&case);
        let of = |sites: u32| result(&base.with(index("sites"), Answer::Several(sites)));
        let results: Vec<_> = std::iter::once(Outcome::LOWEST).chain(every_list_of_sites().map(of)).collect();
        for sites in every_list_of_sites() {
            for more in (0..11).map(|site| sites | 1 << site) {
                let (fewer, more) = (results[sites as usize], results[more as usize]);
                assert!(is_at_most(fewer, more), "{case}: {sites:#b} gives {fewer:?}, one more site {more:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// I-10. Without a twitch there are no sites, and one more is the first; unknown sites cannot be added to.
    #[test]
    fn adding_a_site_never_lowers_level_or_urgency(payload in payload(), site in 0..11) {
        let sites = index("sites");
        let given = match payload.get(sites) {
            Answer::Several(given) if given != 0 => given,
            _ if payload.denies_twitch() => 0,
            _ => return Ok(()),
        };
        never_lower(&[payload.clone(), payload.with(sites, Answer::Several(given | 1u32 << site))])?;
    }
}

/// I-11: every day of the first year and more, over the baseline and over every payload one step from it.
#[test]
fn one_more_day_never_lowers_level_or_urgency() {
    let days = index("duration_days");
    for payload in one_step_from_the_baseline() {
        let rising: Vec<_> = (0..=400).map(|day| payload.with(days, Answer::Number(day))).collect();
        never_lower(&rising).unwrap();
    }
}

/// I-12: every age, over the baseline and over every payload one step from it.
#[test]
fn every_child_is_referred_and_no_year_away_from_sixteen_lowers_level_or_urgency() {
    let age = index("age_years");
    for payload in one_step_from_the_baseline() {
        let aged = |years: i32| payload.with(age, Answer::Number(years));
        let younger: Vec<_> = (0..16).rev().map(aged).collect();
        assert!(younger.iter().all(|child| result(child).level == Level::ReferWorkup), "{payload:?}");
        never_lower(&younger).unwrap();
        never_lower(&(16..=120).map(aged).collect::<Vec<_>>()).unwrap();
    }
}

/// Two numbers that a finding takes, the lower one first.
fn two_of(name: &'static str) -> impl Strategy<Value = [Answer; 2]> {
    [known(index(name)), known(index(name))].prop_map(|mut numbers| {
        numbers.sort_by_key(|number| match number {
            Answer::Number(number) => *number,
            _ => unreachable!("a finding of numbers takes numbers"),
        });
        numbers
    })
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// I-11.
    #[test]
    fn a_longer_duration_never_lowers_and_a_missing_one_lies_between_the_ends(
        payload in payload(),
        durations in two_of("duration_days"),
    ) {
        let days = index("duration_days");
        let of = |answer| payload.with(days, answer);
        never_lower(&durations.map(of))?;
        for missing in [Answer::NotSent, Answer::Unknown] {
            never_lower(&[of(Answer::Number(0)), of(missing), of(Answer::Number(36_500))])?;
        }
    }

    /// I-12.
    #[test]
    fn an_age_further_from_sixteen_never_lowers_level_or_urgency(
        payload in payload(),
        ages in two_of("age_years"),
    ) {
        let of = |answer| payload.with(index("age_years"), answer);
        let [younger, older] = ages.map(of);
        match ages {
            [_, Answer::Number(..16)] => never_lower(&[older, younger])?,
            [Answer::Number(16..), _] => never_lower(&[younger, older])?,
            _ => prop_assert_eq!(result(&younger).level, Level::ReferWorkup),
        }
    }

    /// I-13.
    #[test]
    fn the_course_rises_from_improving_over_stable_and_unknown_to_worsening(payload in payload()) {
        let course = |word: &str| payload.with(index("course"), answer("course", word));
        never_lower(&["improving", "stable", "unknown", "worsening"].map(course))?;
        never_lower(&[course("stable"), payload.with(index("course"), Answer::NotSent), course("worsening")])?;
    }

    /// I-14.
    #[test]
    fn the_tempo_rises_from_stable_to_sudden_and_none_is_unknown(payload in payload()) {
        let tempo = |word: &str| payload.with(index("decline_tempo"), answer("decline_tempo", word));
        never_lower(&["stable_or_improving", "months", "weeks", "days", "sudden"].map(tempo))?;
        never_lower(&[tempo("none"), tempo("sudden")])?;
        let none = Essence { warned: false, ..essence(&tempo("none")) };
        for unknown in [tempo("unknown"), payload.with(index("decline_tempo"), Answer::NotSent)] {
            prop_assert_eq!(&Essence { warned: false, ..essence(&unknown) }, &none);
        }
    }

    /// I-14.
    #[test]
    fn without_any_decline_no_tempo_is_at_most_a_stable_one(payload in payload()) {
        let decline = book().known.decline;
        let unchanged = decline.into_iter().fold(payload, |payload, index| payload.with(index, ABSENT));
        let tempo = |word: &str| unchanged.with(index("decline_tempo"), answer("decline_tempo", word));
        never_lower(&["none", "stable_or_improving"].map(tempo))?;
    }

    /// I-15, by what was sent alone: a second formulation beside that of `book accept`, which trusts what was settled.
    #[test]
    fn a_harmless_result_is_earned_by_clearing_every_red_flag(payload in payload()) {
        keeps("I-15", &payload)?;
        let level = result(&payload).level;
        if level == Level::ReferWorkup {
            return Ok(());
        }
        let core = [
            "weakness_functional", "muscle_wasting", "speech_change", "swallowing_difficulty", "persistent_stiffness",
            "unintentional_weight_loss",
        ];
        let red_flags = of_screen("emergency").into_iter().chain(core.map(index));
        let red_flags = red_flags.filter(|&index| book().group_question(index).is_none());
        let open: Vec<_> = red_flags.filter(|&index| !is_cleared(&payload, index)).map(|index| &finding(index).name).collect();
        prop_assert!(open.is_empty(), "{:?} with {:?} open", level, open);
        let young = matches!(payload.of("age_years"), Answer::Number(..40));
        prop_assert!(is_cleared(&payload, index("weakness_perceived")) || young || payload.claims_reassurance());
        prop_assert!(matches!(payload.of("age_years"), Answer::Number(_)));
        let sited = !payload.says_nothing_of(index("sites")) || payload.denies_twitch();
        prop_assert!(sited || payload.claims_reassurance());
    }

    /// I-16.
    #[test]
    fn a_result_is_final_when_every_question_that_is_asked_is_answered(payload in whole_payload()) {
        let decision = payload.decide();
        prop_assert_eq!(decision.status(), Status::Final);
        prop_assert!(COMPUTED.iter().all(|id| !decision.has_fired(id)));
    }
}

/// Whether a red flag was denied, left out of a completed screen, or is a question about babies to somebody older.
fn is_cleared(payload: &Payload, red_flag: FindingIndex) -> bool {
    let for_babies = finding(red_flag).name == "infant_spells_or_poor_feeding";
    match payload.get(red_flag) {
        ABSENT => true,
        PRESENT => false,
        _ if for_babies => matches!(payload.of("age_years"), Answer::Number(2..)),
        Answer::NotSent => {
            let group = book().group_of(red_flag).map(|group| (group, payload.get(group.index)));
            let answered_no = group.is_some_and(|(group, answer)| {
                answer == ABSENT && group.members.iter().all(|member| payload.get(*member) != PRESENT)
            });
            let opened = group.is_some_and(|(_, answer)| matches!(answer, PRESENT | Answer::Unknown));
            answered_no || (payload.completes_screen_of(red_flag) && !opened)
        }
        _ => false,
    }
}

/// I-21: every list of sites, with a picture of cramps and twitches that is level 2 in a calf.
#[test]
fn cramps_come_to_level_2_only_with_a_site_outside_the_face_and_never_in_pregnancy() {
    let picture = cramps_and_pain(json!(["calf"]));
    assert_eq!(result(&picture).level, Level::CrampFasciculationSyndrome);
    let [eyelid, face, tongue] = ["eyelid", "face_other", "tongue"].map(site);
    let of = |payload: &Payload, sites| result(&payload.with(index("sites"), Answer::Several(sites))).level;
    let pregnant = picture.with(index("pregnant_or_postpartum"), PRESENT);
    for sites in every_list_of_sites() {
        let only_face = sites & !(eyelid | face | tongue) == 0;
        let is_level_2 = of(&picture, sites) == Level::CrampFasciculationSyndrome;
        assert!(!is_level_2 || !only_face, "{sites:#b}");
        assert_ne!(of(&pregnant, sites), Level::CrampFasciculationSyndrome, "{sites:#b}");
    }
}
