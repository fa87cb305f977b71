//! The trace says what really decided: the value of each rule, and the literals that gave it this value.

use std::collections::HashMap;

use proptest::prelude::*;
use twitch_triage::clinical::decide::trace::RuleTrace;
use twitch_triage::clinical::model::condition::{ClauseText, LiteralText};
use twitch_triage::clinical::model::finding::Class;
use twitch_triage::clinical::model::outcome::Level;
use twitch_triage::clinical::model::rule::{Rule, computed};
use twitch_triage::clinical::model::truth::Truth;

use crate::support::payload::{ABSENT, Payload, book, cases, of_class, payload};
use crate::support::rule_reading::{Kleene, Reader, Reading, all, any, behind, open_rules};

fn as_truth(value: Kleene) -> Truth {
    match value {
        Some(true) => Truth::True,
        Some(false) => Truth::False,
        None => Truth::Unknown,
    }
}

/// The value of a rule if its literals had these values; others as `otherwise` says.
fn value_if(
    rule: &Rule,
    given: &HashMap<*const LiteralText, Kleene>,
    otherwise: &dyn Fn(&LiteralText) -> Kleene,
) -> Kleene {
    all(rule.when.iter().map(|clause| {
        any(clause
            .literals()
            .iter()
            .map(|literal| given.get(&std::ptr::from_ref(literal)).copied().unwrap_or_else(|| otherwise(literal))))
    }))
}

/// The literals that decided, by where they stand in the rule.
fn deciding(trace: &RuleTrace<'_>, value: Kleene) -> HashMap<*const LiteralText, Kleene> {
    trace.decided_by.iter().map(|literal| (std::ptr::from_ref(literal.text), value)).collect()
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn every_rule_and_literal_has_the_value_of_a_second_reading(payload in payload()) {
        let decision = payload.decide();
        let reading = Reading(&decision.facts);
        let trace = decision.trace();
        prop_assert_eq!(trace.len(), book().rules.len());
        for (traced, rule) in trace.iter().zip(&book().rules) {
            prop_assert_eq!(&traced.rule.id, &rule.id);
            if rule.when.is_empty() {
                continue;
            }
            prop_assert_eq!(traced.value, as_truth(reading.condition(Reader::Rule, &rule.when)), "{}", rule.id);
            for literal in &traced.decided_by {
                let value = as_truth(reading.literal(Reader::Rule, literal.text));
                prop_assert_eq!(literal.value, value, "{} {:?}", rule.id, literal.text);
                prop_assert_eq!(literal.value, traced.value, "{} {:?}", rule.id, literal.text);
                let read: Vec<_> = book().reads(literal.index).iter().collect();
                let mut meant = behind(literal.text.finding());
                meant.sort_unstable();
                prop_assert_eq!(read, meant, "{} {:?}", rule.id, literal.text);
            }
        }
    }

    /// With the deciding literals as they are, nothing that the others could be changes the value of a true or a false
    /// rule. The deciding literals of an unknown rule are what is left to know: if all of them held it would fire, if
    /// none did it would not, the others being as they are.
    #[test]
    fn the_literals_that_are_said_to_have_decided_did(payload in payload()) {
        let decision = payload.decide();
        let reading = Reading(&decision.facts);
        let as_it_is = |literal: &LiteralText| reading.literal(Reader::Rule, literal);
        for traced in decision.trace().iter().filter(|traced| !traced.rule.when.is_empty()) {
            let rule = traced.rule;
            prop_assert!(!traced.decided_by.is_empty(), "{}", rule.id);
            match traced.value {
                Truth::True => {
                    let value = value_if(rule, &deciding(traced, Some(true)), &|_| Some(false));
                    prop_assert_eq!(value, Some(true), "{}", rule.id);
                }
                Truth::False => {
                    let value = value_if(rule, &deciding(traced, Some(false)), &|_| Some(true));
                    prop_assert_eq!(value, Some(false), "{}", rule.id);
                }
                Truth::Unknown => {
                    prop_assert_eq!(value_if(rule, &deciding(traced, Some(true)), &as_it_is), Some(true), "{}", rule.id);
                    prop_assert_eq!(value_if(rule, &deciding(traced, Some(false)), &as_it_is), Some(false), "{}", rule.id);
                }
            }
        }
    }

    /// No literal that decided is left out: each true one of a true rule, each of a false clause, each unknown one of
    /// an unknown clause.
    #[test]
    fn no_literal_that_decided_is_left_out(payload in payload()) {
        let decision = payload.decide();
        let reading = Reading(&decision.facts);
        for traced in decision.trace() {
            let rule = traced.rule;
            let value = reading.condition(Reader::Rule, &rule.when);
            let clauses = rule.when.iter().filter(|clause| reading.clause(Reader::Rule, clause) == value);
            let literals = clauses.flat_map(ClauseText::literals);
            let meant = literals.filter(|literal| reading.literal(Reader::Rule, literal) == value);
            let meant: Vec<*const LiteralText> = meant.map(std::ptr::from_ref).collect();
            let said: Vec<*const LiteralText> =
                traced.decided_by.iter().map(|literal| std::ptr::from_ref(literal.text)).collect();
            prop_assert_eq!(said, meant, "{}", rule.id);
        }
    }

    /// Behind R-K01 and R-K02 stand the open rules, each behind one of them: behind R-K01 those of level 3 that stay
    /// unknown when all unknown context is absent.
    #[test]
    fn behind_the_rules_for_open_questions_stand_exactly_the_open_rules(payload in payload()) {
        let decision = payload.decide();
        let without_context = without_unknown_context(&payload).decide();
        let stays_open = |rule: &&Rule| {
            Reading(&without_context.facts).condition(Reader::Rule, &rule.when).is_none()
        };
        let demanding = |rule: &Rule| match rule.effect.level {
            Level::ReferWorkup if stays_open(&rule) => computed::REFERRAL_OPEN,
            Level::CrampFasciculationSyndrome if stays_open(&rule) => computed::CRAMP_FASCICULATION_OPEN,
            _ => computed::OTHER_OPEN,
        };
        let open_rules = open_rules(&decision.facts);
        for traced in decision.trace() {
            let open: Vec<&str> = traced.open.iter().map(|rule| rule.id.as_str()).collect();
            match traced.rule.id.as_str() {
                id @ (computed::REFERRAL_OPEN | computed::CRAMP_FASCICULATION_OPEN | computed::OTHER_OPEN) => {
                    let demanded: Vec<&str> =
                        open_rules.iter().filter(|rule| demanding(rule) == id).map(|rule| rule.id.as_str()).collect();
                    prop_assert_eq!(traced.value, Truth::from(!demanded.is_empty()));
                    prop_assert_eq!(open, demanded);
                }
                _ => prop_assert!(open.is_empty(), "{}", traced.rule.id),
            }
        }
    }
}

/// The payload with every unknown context question (class U2) answered "absent".
fn without_unknown_context(payload: &Payload) -> Payload {
    let facts = payload.decide().facts;
    let context = of_class(|class| class == Class::U2);
    let unknown = context.into_iter().filter(|&index| facts.is_unknown(index));
    unknown.fold(payload.clone(), |payload, index| payload.with(index, ABSENT))
}
