//! Every payload has one result, whatever the order of rules and the copy of the book: I-01 to I-03, and what the result cites.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::load::files::KnowledgeFiles;
use twitch_triage::clinical::load::knowledge::Knowledge;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding::Class;
use twitch_triage::clinical::model::outcome::{Level, Urgency};
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::clinical::model::status::Status;

use super::{essence, is_at_most, keeps, never_lower, rising};
use crate::support::payload::{ABSENT, PRESENT, Payload, book, cases, index, json_parts, of_class, payload};

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
        keys in any::<[Index; 106]>(),
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

proptest! {
    #![proptest_config(cases(4_000))]

    /// I-21.
    #[test]
    fn level_2_needs_a_twitch_outside_the_face_and_no_pregnancy(
        payload in payload(),
        in_face in 1u32..8,
    ) {
        let sites = index("sites");
        keeps("I-21", &payload.with(sites, Answer::Several(in_face)))?;
        keeps("I-21", &payload.with(index("pregnant_or_postpartum"), PRESENT))?;
        for no_site in [Answer::NotSent, Answer::Unknown, Answer::Several(0)] {
            keeps("I-21", &payload.with(index("twitch_present"), ABSENT).with(sites, no_site))?;
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
