//! What must hold for every valid payload: I-01 to I-16, I-18, I-21, I-23 (the order) and I-24 to I-27.
//!
//! Where the space allows, every case is tried; a law over whole payloads is tried on thousands of random ones.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::load::knowledge::{Knowledge, KnowledgeFiles};
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding::{Class, Kind};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::clinical::model::status::Status;
use twitch_triage::clinical::model::truth::Truth;

use crate::payload::{
    ABSENT, PRESENT, Payload, SETTLING_SCREENS, answer, answered_payload, book, cases, choices, finding, index,
    json_parts, known, of_class, of_screen, payload, u_tri, whole_payload, with_known_tempo,
};

const MOVEMENT: [&str; 3] = ["suppressible_with_urge", "jerks_only_falling_asleep", "jerks_are_hiccups"];
const SWITCHED_OFF_BY_MOVEMENT: [&str; 1] = ["R-R03"];
const SWITCHED_OFF_BY_ASSESSMENT: [&str; 6] = ["R-R01", "R-R17", "R-R18", "R-R22", "R-S05", "R-S23"];

/// The rules that one face of many switches off.
const SWITCHED_OFF_BY_FACE: [&str; 2] = ["R-R05", "R-R06"];
const COMPUTED: [&str; 3] = ["R-K01", "R-K02", "R-K04"];

/// A decision without the sent answers that it rests on.
#[derive(Debug, PartialEq)]
struct Essence {
    least: Outcome,
    result: Outcome,
    most: Outcome,
    status: Status,
    in_scope: bool,
    reasons: Vec<&'static str>,
    warned: bool,
}

fn essence(payload: &Payload) -> Essence {
    let decision = payload.decide();
    Essence {
        least: decision.least,
        result: decision.result,
        most: decision.most,
        status: decision.status(),
        in_scope: decision.in_scope,
        reasons: reasons(&decision),
        warned: decision.warning().is_some(),
    }
}

fn reasons(decision: &Decision<'static>) -> Vec<&'static str> {
    decision.fired().map(|rule| rule.id.as_str()).collect()
}

fn result(payload: &Payload) -> Outcome {
    payload.decide().result
}

/// Whether neither level nor urgency is higher.
pub fn is_at_most(low: Outcome, high: Outcome) -> bool {
    low.level <= high.level && low.urgency <= high.urgency
}

/// Holds each payload against the next one.
fn never_lower(rising: &[Payload]) -> Result<(), TestCaseError> {
    for pair in rising.windows(2) {
        let (low, high) = (result(&pair[0]), result(&pair[1]));
        prop_assert!(is_at_most(low, high), "{low:?} of {:?}\nshould be at most\n{high:?} of {:?}", pair[0], pair[1]);
    }
    Ok(())
}

fn true_rules(decision: &Decision<'static>) -> Vec<&'static str> {
    reasons(decision).into_iter().filter(|id| !COMPUTED.contains(id)).collect()
}

/// The rules whose value differs, those about open questions apart.
fn rules_that_differ(one: &Decision<'_>, other: &Decision<'_>) -> Vec<&'static str> {
    let values = one.truths.iter().zip(&other.truths);
    let differing = book().rules.iter().zip(values).filter(|(_, (one, other))| one != other);
    differing.map(|(rule, _)| rule.id.as_str()).filter(|id| !COMPUTED.contains(id)).collect()
}

fn is_movement(index: FindingIndex) -> bool {
    MOVEMENT.contains(&finding(index).name.as_str())
}

fn class_m() -> Vec<FindingIndex> {
    of_class(|class| class == Class::M)
}

/// The baseline, every payload that differs from it in one U field present, in the site or in the course, and weekly
/// cramps.
fn one_step_from_the_baseline() -> Vec<Payload> {
    let baseline = Payload::baseline();
    let present = u_tri().into_iter().map(|index| baseline.with(index, PRESENT));
    let sited = (0..11).map(|site| baseline.with(index("sites"), Answer::Several(1 << site)));
    let cramps = [json!(["calf"]), json!(["calf", "hand"]), json!(["eyelid"])].map(cramps_and_pain);
    let worse = Payload::baseline_but(&json!({ "course": "worsening" }));
    [baseline.clone(), worse].into_iter().chain(present).chain(sited).chain(cramps).collect()
}

/// Weekly cramps with pain for 60 days, at these sites.
fn cramps_and_pain(sites: Value) -> Payload {
    Payload::baseline_but(&json!({
        "cramps_frequent": "present", "muscle_pain": "present", "duration_days": 60, "sites": sites,
    }))
}

/// Every list of sites that names at least one.
fn every_list_of_sites() -> impl Iterator<Item = u32> {
    1..1u32 << finding(index("sites")).answers.len()
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// I-01, the half about valid payloads: either the twitch is reported and R-B00 gives the level to begin with, or
    /// it is not and R-X01 does. No level is a default.
    #[test]
    fn every_valid_payload_has_a_result_that_a_rule_gives(payload in payload()) {
        let decision = payload.decide();
        let begins: Vec<_> = ["R-B00", "R-X01"].into_iter().filter(|id| decision.has_fired(id)).collect();
        prop_assert_eq!(begins, [if payload.denies_twitch() { "R-X01" } else { "R-B00" }]);
        prop_assert_eq!(decision.in_scope, !payload.denies_twitch());
        prop_assert!(decision.fired().any(|rule| rule.effect.level == decision.result.level));
        prop_assert!(decision.fired().any(|rule| rule.effect.urgency == decision.result.urgency));
    }

    /// I-02.
    #[test]
    fn level_and_urgency_go_together(payload in payload()) {
        let decision = payload.decide();
        for outcome in [decision.least, decision.result, decision.most] {
            let allowed: &[Urgency] = match outcome.level {
                Level::BenignLifestyle => &[Urgency::SelfCare, Urgency::Routine],
                Level::CrampFasciculationSyndrome => &[Urgency::Routine],
                Level::ReferWorkup => {
                    &[Urgency::Routine, Urgency::Soon, Urgency::UrgentSameDay, Urgency::Emergency]
                }
            };
            prop_assert!(allowed.contains(&outcome.urgency), "{:?}", outcome);
        }
    }

    /// I-03.
    #[test]
    fn the_order_of_keys_and_of_sites_does_not_matter(
        payload in payload(),
        keys in any::<[Index; 94]>(),
        turn in any::<bool>(),
    ) {
        let mut parts = json_parts(&payload);
        if turn && let Some((_, Value::Array(sites))) = parts.iter_mut().find(|(name, _)| name == "sites") {
            sites.reverse();
        }
        let mut entries: Vec<_> = parts.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
        for (place, key) in keys.iter().enumerate().take(entries.len()) {
            let other = key.index(entries.len());
            entries.swap(place, other);
        }
        let mut reordered = Payload::from_text(&format!("{{{}}}", entries.join(",")));
        reordered = payload.0.completed().fold(reordered, |payload, screen| payload.completing(screen));
        prop_assert_eq!(written_out(&reordered.decide()), written_out(&payload.decide()));
    }
}

/// All that is decided, as text.
fn written_out(decision: &Decision<'_>) -> String {
    let Decision { facts, truths, open, least, result, most, in_scope, .. } = decision;
    let (advice, workup) = (decision.advice(), decision.workup(&decision.suspected_groups()));
    let headlines = (decision.headline(), decision.clinician_headline().to_string());
    format!(
        "{facts:?} {truths:?} {open:?} {least:?} {result:?} {most:?} {in_scope} {advice:?} {workup:?} {headlines:?}"
    )
}

/// The same files, read a second time.
static LOADED_AGAIN: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::compile(&KnowledgeFiles::built_in()).unwrap());

/// The same rules, the last one first.
static TURNED_ROUND: LazyLock<RuleBook> = LazyLock::new(|| {
    let mut turned = LOADED_AGAIN.clone();
    turned.replace_rules(LOADED_AGAIN.rules.iter().rev().cloned().collect());
    turned
});

proptest! {
    #![proptest_config(cases(2_000))]

    /// I-03.
    #[test]
    fn a_rule_book_that_is_loaded_again_decides_the_same(payload in payload()) {
        prop_assert_eq!(written_out(&LOADED_AGAIN.decide(&payload.0)), written_out(&payload.decide()));
    }

    /// I-03 and section 5: rules join, so none comes before another.
    #[test]
    fn the_order_of_rules_does_not_matter(payload in payload()) {
        let (decision, turned) = (payload.decide(), TURNED_ROUND.decide(&payload.0));
        let of = |decision: &Decision<'_>| (decision.least, decision.result, decision.most, decision.in_scope);
        prop_assert_eq!(of(&decision), of(&turned));
    }
}

/// From the answer that clears a finding to the one that raises it. A missing key is either of the two in the middle.
fn rising(payload: &Payload, index: FindingIndex) -> [Payload; 4] {
    [ABSENT, Answer::NotSent, Answer::Unknown, PRESENT].map(|answer| payload.with(index, answer))
}

/// Jerks are the one field that changes more than itself. On a completed movement screen the questions about jerks that
/// were left out are absent once there are jerks, but unknown while nobody is sure of the jerks (3.15). "All else
/// equal" then needs an answer to them.
fn said_for_certain(payload: Payload, index: FindingIndex) -> Payload {
    if finding(index).name != "jerks_move_body" || !payload.completes_screen_of(index) {
        return payload;
    }
    let left_out = of_screen("movement").into_iter().filter(|&other| payload.get(other) == Answer::NotSent);
    left_out.fold(payload.clone(), |payload, other| payload.with(other, ABSENT))
}

/// I-04 does not reach further than `said_for_certain` says: this is what the specification asks for there.
#[test]
fn unsure_jerks_leave_more_open_than_certain_ones_where_the_screen_fills_in_the_rest() {
    let movement = book().completable_screen("movement").unwrap();
    let drowsy = Payload::baseline_but(&json!({ "jerks_only_falling_asleep": "present" })).completing(movement);
    let questions = ["continuous_jerking_1h", "jerks_new_4_weeks"].map(index);
    let left_out = questions.into_iter().fold(drowsy, |payload, index| payload.with(index, Answer::NotSent));
    let [_, _, unsure, certain] = rising(&left_out, index("jerks_move_body"));
    assert_eq!((result(&unsure).level, unsure.decide().status()), (Level::ReferWorkup, Status::Provisional));
    assert_eq!((result(&certain), certain.decide().status()), (Outcome::LOWEST, Status::Final));
}

/// I-04: every field over the baseline and over every payload one step from it, which makes every pair of fields.
#[test]
fn absent_is_at_most_unknown_is_at_most_present_for_every_field_and_pair_of_fields() {
    for payload in one_step_from_the_baseline() {
        for index in u_tri() {
            never_lower(&rising(&payload, index)).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(cases(4_000))]

    /// I-04.
    #[test]
    fn absent_is_at_most_unknown_is_at_most_present_in_any_payload(payload in payload(), index in select(u_tri())) {
        never_lower(&rising(&said_for_certain(payload, index), index))?;
    }

    /// I-04, the half that holds of every payload whatever.
    #[test]
    fn adding_a_red_flag_never_lowers_level_or_urgency(payload in payload(), index in select(u_tri())) {
        let [absent, missing, unknown, present] = rising(&payload, index);
        never_lower(&[absent.clone(), missing, unknown])?;
        never_lower(&[absent, present])?;
    }

    /// I-05.
    #[test]
    fn lost_function_or_wasting_always_refers_and_felt_weakness_unless_reassured(payload in payload()) {
        for name in ["weakness_functional", "muscle_wasting"] {
            prop_assert_eq!(result(&payload.with(index(name), PRESENT)).level, Level::ReferWorkup, "{}", name);
        }
        // Under 40, steady and without frequent cramps, a GP looks; from 40, with cramps or at an unknown age: referred.
        let feels_weak = payload.with(index("weakness_perceived"), PRESENT);
        let found = result(&feels_weak);
        let age = match payload.of("age_years") {
            Answer::Number(years) => Some(years),
            _ => None,
        };
        let spreads = payload.of("course") == answer("course", "worsening")
            && !payload.denies_twitch()
            && !matches!(payload.of("duration_days"), Answer::Number(..28));
        let examined = age.is_none_or(|years| years >= 40) || payload.of("cramps_frequent") == PRESENT || spreads;
        prop_assert!(found.urgency >= Urgency::Routine);
        prop_assert!(age.is_none_or(|years| years >= 16) || found.level == Level::ReferWorkup);
        prop_assert!(!examined || found.level == Level::ReferWorkup || payload.claims_reassurance());
    }
}

const EMERGENCY: Outcome = Outcome { level: Level::ReferWorkup, urgency: Urgency::Emergency };

/// I-06: every pair of emergency fields over the baseline, over an empty payload and over one with all unknown.
#[test]
fn an_emergency_field_makes_an_emergency_whatever_any_other_one_is() {
    for base in [Payload::baseline(), Payload::nothing(), Payload::everything_unknown()] {
        for field in of_screen("emergency") {
            let emergency = base.with(field, PRESENT);
            assert_eq!(result(&emergency), EMERGENCY, "{emergency:?}");
            for other in of_screen("emergency").into_iter().filter(|other| *other != field) {
                for payload in rising(&emergency, other) {
                    assert_eq!(result(&payload), EMERGENCY, "{payload:?}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// I-06. Nothing is asked any more: an emergency is final.
    #[test]
    fn an_emergency_field_makes_a_final_emergency_in_any_payload(
        payload in payload(),
        field in select(of_screen("emergency")),
    ) {
        let decision = payload.with(field, PRESENT).decide();
        prop_assert_eq!((decision.result, decision.status()), (EMERGENCY, Status::Final));
    }
}

fn class_n() -> Vec<FindingIndex> {
    of_class(|class| class == Class::N)
}

/// Everything that can be sent for a three-valued finding.
fn any_tri() -> impl Strategy<Value = Answer> {
    select(vec![Answer::NotSent, Answer::Unknown, ABSENT, PRESENT])
}

/// I-07: every neutral field over every payload one step from the baseline.
#[test]
fn no_single_habit_changes_the_decision_of_any_single_sign() {
    for payload in one_step_from_the_baseline() {
        let decision = essence(&payload);
        for index in class_n() {
            for changed in rising(&payload, index) {
                assert_eq!(essence(&changed), decision, "{changed:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// I-07.
    #[test]
    fn habits_change_nothing_in_the_decision(payload in payload(), habits in vec(any_tri(), class_n().len())) {
        let changed = class_n().into_iter().zip(habits).fold(payload.clone(), |payload, (index, habit)| {
            payload.with(index, habit)
        });
        prop_assert_eq!(essence(&changed), essence(&payload));
    }

    /// I-08.
    #[test]
    fn an_unclaimed_mitigation_decides_as_a_denied_one(payload in payload(), index in select(class_m())) {
        for denial in denials(index) {
            let denied = payload.with(index, denial).decide();
            for unclaimed in [Answer::NotSent, Answer::Unknown] {
                let unclaimed = payload.with(index, unclaimed).decide();
                prop_assert_eq!((unclaimed.result, unclaimed.least), (denied.result, denied.least));
                if (unclaimed.status(), unclaimed.most) != (denied.status(), denied.most) {
                    prop_assert!(only_hiccups_are_open(&unclaimed, &denied, index));
                }
            }
        }
    }

    /// I-09.
    #[test]
    fn no_mitigation_changes_a_result_that_another_referral_rule_gives(
        payload in payload(),
        (index, claim) in select(class_m()).prop_flat_map(|index| (Just(index), select(everything_of(index)))),
    ) {
        let exempt: &[&str] = if finding(index).name == "face_one_of_many" {
            &SWITCHED_OFF_BY_FACE
        } else if is_movement(index) {
            &SWITCHED_OFF_BY_MOVEMENT
        } else {
            &SWITCHED_OFF_BY_ASSESSMENT
        };
        let decision = payload.decide();
        let refers = true_rules(&decision).into_iter().any(|id| {
            book().rule(id).unwrap().effect.level == Level::ReferWorkup && !exempt.contains(&id)
        });
        if refers {
            prop_assert_eq!(result(&payload.with(index, claim)), decision.result);
        }
    }

    /// I-27.
    #[test]
    fn a_mitigation_changes_the_value_of_no_other_rule_than_those_named(
        payload in payload(),
        index in select(class_m()),
    ) {
        let may_differ: &[&str] = if finding(index).name == "face_one_of_many" {
            &SWITCHED_OFF_BY_FACE
        } else if is_movement(index) {
            &["R-R03", "R-B05", "R-S21", "R-U13"]
        } else {
            &SWITCHED_OFF_BY_ASSESSMENT
        };
        let decision = payload.decide();
        for claim in everything_of(index) {
            let differing = rules_that_differ(&payload.with(index, claim).decide(), &decision);
            prop_assert!(differing.iter().all(|id| may_differ.contains(id)), "{:?} by {:?}", differing, claim);
        }
    }
}

/// The answers of a class M field that mitigate nothing.
fn denials(index: FindingIndex) -> Vec<Answer> {
    match finding(index).name.as_str() {
        name @ "already_assessed" => vec![answer(name, "none"), answer(name, "gp_exam_normal")],
        "change_since_assessment" => vec![PRESENT],
        _ => vec![ABSENT],
    }
}

/// Everything that can be sent for a field with choices.
fn everything_of(index: FindingIndex) -> Vec<Answer> {
    [Answer::NotSent, Answer::Unknown].into_iter().chain(choices(index)).collect()
}

/// Whether two decisions differ only because hiccups that nobody was asked about may have lasted over two days.
fn only_hiccups_are_open(unclaimed: &Decision<'_>, denied: &Decision<'_>, changed: FindingIndex) -> bool {
    let over_48h = index("hiccups_over_48h");
    finding(changed).name == "jerks_are_hiccups"
        && unclaimed.facts.is_unknown(over_48h)
        && !denied.facts.is_unknown(over_48h)
        && rules_that_differ(unclaimed, denied).iter().all(|id| ["R-S21", "R-U13"].contains(id))
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

    /// I-15, by what was sent alone.
    #[test]
    fn a_harmless_result_is_earned_by_clearing_every_red_flag(payload in payload()) {
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
        prop_assert!(!payload.says_nothing_of(index("sites")) || payload.denies_twitch());
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

/// I-18: every rule and every advice of the knowledge files, hence every reason there can be.
#[test]
fn every_reason_cites_evidence_and_all_that_is_cited_exists() {
    let knowledge = Knowledge::read(&KnowledgeFiles::built_in()).unwrap();
    let exists = |id: &String| knowledge.evidence.iter().any(|evidence| evidence.id == *id);
    for rule in &knowledge.rules {
        let needs_none = ["R-X01", "R-K01", "R-K02", "R-K03", "R-K04"].contains(&rule.id.as_str());
        assert_eq!(rule.evidence.is_empty(), needs_none, "{}", rule.id);
        assert!(rule.evidence.iter().all(exists), "{}", rule.id);
    }
    for advice in &knowledge.advice {
        assert!(advice.evidence.iter().all(exists), "{}", advice.id);
    }
    for rule in &book().rules {
        let written = knowledge.rules.iter().find(|written| written.id == rule.id).unwrap();
        let cited: Vec<_> = rule.evidence.iter().map(|&place| &book().evidence[place].id).collect();
        assert_eq!(cited, written.evidence.iter().collect::<Vec<_>>(), "{}", rule.id);
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

/// The set of one site.
fn site(name: &str) -> u32 {
    match answer("sites", json!([name])) {
        Answer::Several(sites) => sites,
        _ => unreachable!("sites are a set"),
    }
}

proptest! {
    #![proptest_config(cases(4_000))]

    /// I-21.
    #[test]
    fn level_2_needs_a_twitch_outside_the_face_and_no_pregnancy(
        payload in payload(),
        in_face in 1u32..8,
    ) {
        let cramps = |payload: &Payload| result(payload).level == Level::CrampFasciculationSyndrome;
        let sites = index("sites");
        prop_assert!(!cramps(&payload.with(sites, Answer::Several(in_face))));
        prop_assert!(!cramps(&payload.with(index("pregnant_or_postpartum"), PRESENT)));
        for no_site in [Answer::NotSent, Answer::Unknown, Answer::Several(0)] {
            let untwitching = payload.with(index("twitch_present"), ABSENT).with(sites, no_site);
            prop_assert!(!cramps(&untwitching));
        }
    }

    /// I-23, the order. That both ends are reached is tested in `possible.rs`.
    #[test]
    fn the_result_lies_between_least_and_most_which_differ_exactly_when_provisional(payload in payload()) {
        let decision = payload.decide();
        prop_assert!(is_at_most(decision.least, decision.result) && is_at_most(decision.result, decision.most));
        prop_assert_eq!(decision.status() == Status::Provisional, decision.least != decision.most);
    }

    /// I-24.
    #[test]
    fn an_examination_that_found_nothing_is_no_examination_and_a_sign_never_lowers(
        payload in payload(),
        sign in select(of_class(|class| class == Class::O)),
    ) {
        let [absent, missing, unknown, present] = rising(&payload, sign);
        prop_assert_eq!(essence(&missing), essence(&absent));
        prop_assert_eq!(essence(&unknown), essence(&absent));
        never_lower(&[absent, present])?;
    }
}

/// I-25: every field that is not asked, over the baseline and over every payload one step from it.
#[test]
fn a_question_that_is_not_asked_need_not_be_answered_one_step_from_the_baseline() {
    for payload in one_step_from_the_baseline() {
        unasked(&payload).into_iter().for_each(|index| only_a_claim_counts(&payload, index).unwrap());
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// I-25.
    #[test]
    fn a_question_that_is_not_asked_need_not_be_answered_but_a_claim_counts(payload in payload()) {
        for index in unasked(&payload) {
            only_a_claim_counts(&payload, index)?;
        }
    }

    /// I-26.
    #[test]
    fn a_completed_screen_is_the_answer_absent_to_each_question_that_was_left_out(payload in payload()) {
        prop_assert_eq!(essence(&spelled_out(&payload)), essence(&payload));
    }

    /// I-26.
    #[test]
    fn completing_one_more_screen_never_raises_level_or_urgency(payload in payload()) {
        for (place, screen) in book().screens.iter().enumerate().filter(|(_, screen)| !screen.heading_only) {
            let completed = payload.completing(place);
            never_lower(&[completed.clone(), payload.clone()])?;
            if ["triggers", "examination"].contains(&screen.id.as_str()) {
                prop_assert_eq!(essence(&completed), essence(&payload));
            }
        }
    }

    /// I-26. An explicit "unknown" stays one on a completed screen, so these payloads have none.
    #[test]
    fn six_completed_screens_and_the_plain_facts_settle_the_answer(
        payload in payload(),
        facts in answered_payload(),
    ) {
        let screens = SETTLING_SCREENS.map(|id| book().completable_screen(id).unwrap());
        let completed = screens.into_iter().fold(payload, |payload, screen| payload.completing(screen));
        let said = (0..book().findings.len()).filter(|&index| completed.get(index) == Answer::Unknown).collect::<Vec<_>>();
        let decided = said.into_iter().fold(completed, |payload, index| payload.with(index, Answer::NotSent));
        let plain = of_class(|class| class != Class::M).into_iter().filter(|&index| finding(index).screen.is_none());
        let known = plain.fold(decided, |payload, index| payload.with(index, facts.get(index)));
        prop_assume!(!known.says_nothing_of(index("sites")) || known.denies_twitch());
        prop_assert_eq!(with_known_tempo(known).decide().status(), Status::Final);
    }
}

/// The questions whose condition is false.
fn unasked(payload: &Payload) -> Vec<FindingIndex> {
    book().conditional.iter().copied().filter(|&index| payload.asks(index) == Truth::False).collect()
}

/// A missing or unknown answer decides as the denial does; every other one counts.
fn only_a_claim_counts(payload: &Payload, index: FindingIndex) -> Result<(), TestCaseError> {
    let denial = if finding(index).kind == Kind::Tri { ABSENT } else { answer("decline_tempo", "none") };
    let denied = payload.with(index, denial);
    for unknown in [Answer::NotSent, Answer::Unknown] {
        let unknown = payload.with(index, unknown);
        prop_assert_eq!(essence(&unknown), essence(&denied), "{:?}", unknown);
    }
    for claim in choices(index).into_iter().filter(|claim| *claim != denial) {
        let claimed = payload.with(index, claim);
        let counts = rule_of(index, claim).is_none_or(|rule| claimed.decide().has_fired(rule));
        prop_assert!(counts, "{:?}", claimed);
        if finding(index).class.is_u() {
            never_lower(&[denied.clone(), claimed])?;
        }
    }
    Ok(())
}

/// The rule that needs no more than this claim; none where it takes other answers too.
fn rule_of(index: FindingIndex, claim: Answer) -> Option<&'static str> {
    let Answer::Choice(place) = claim else { return None };
    match (finding(index).name.as_str(), finding(index).value_at(place)) {
        ("infant_spells_or_poor_feeding", _) => Some("R-E20"),
        ("lost_motor_skills", _) => Some("R-S01"),
        ("continuous_jerking_1h", _) => Some("R-E13"),
        ("hiccups_over_48h", _) => Some("R-S21"),
        ("preeclampsia_symptoms", _) => Some("R-U06"),
        ("decline_tempo", "sudden" | "days") => Some("R-E12"),
        ("decline_tempo", "weeks") => Some("R-U01"),
        ("decline_tempo", "months") => Some("R-S19"),
        _ => None,
    }
}

/// The same answers with no screen completed, and "absent" for each question that its screen filled in. A question
/// with a condition comes after those that its condition reads.
fn spelled_out(payload: &Payload) -> Payload {
    let left_out = |&index: &FindingIndex| payload.get(index) == Answer::NotSent && payload.completes_screen_of(index);
    let (conditional, always): (Vec<_>, Vec<_>) =
        (0..book().findings.len()).partition(|index| book().conditional.contains(index));
    let spelled = always
        .into_iter()
        .filter(left_out)
        .fold(payload.without_screens(), |payload, index| payload.with(index, ABSENT));
    assert_eq!(conditional.len(), book().conditional.len());
    book().conditional.iter().copied().filter(left_out).fold(spelled, |payload, index| match payload.asks(index) {
        Truth::True => payload.with(index, ABSENT),
        _ => payload,
    })
}
