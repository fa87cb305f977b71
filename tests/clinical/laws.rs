//! The laws that `book accept` holds a rule book against: they hold for this one, and each change that breaks one is seen.

use proptest::prelude::*;
use proptest::sample::Index;
use twitch_triage::clinical::decide::law::CHECKED;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::rule_book::RuleBook;

use crate::support::body::book;
use crate::support::payload::{self, cases, payload};

/// The laws that a rule book breaks on its own vectors; with other answers to a question, on every third of them.
fn broken(book: &RuleBook) -> Vec<&'static str> {
    let mut laws = Vec::new();
    for (number, vector) in book.vectors.vectors.iter().enumerate() {
        let findings = book.vectors.read(book, vector).unwrap();
        laws.extend(book.broken_laws(&findings).into_iter().map(|broken| broken.law));
        if number % 3 != 0 {
            continue;
        }
        let of_questions = (0..book.findings.len()).flat_map(|index| book.broken_laws_of(&findings, index));
        laws.extend(of_questions.map(|broken| broken.law));
    }
    laws.extend(book.broken_laws_of_rules().into_iter().map(|broken| broken.law));
    laws.sort_unstable();
    laws.dedup();
    laws
}

proptest! {
    #![proptest_config(cases(1_000))]

    /// On any payload, and with any other answer to any question.
    #[test]
    fn every_law_holds_for_any_payload(payload in payload(), question in any::<Index>()) {
        let mut broken = payload::book().broken_laws(&payload.0);
        broken.extend(payload::book().broken_laws_of(&payload.0, question.index(payload::book().findings.len())));
        prop_assert_eq!(broken, []);
    }
}

/// The rule book with one rule changed.
fn changed(id: &str, effect: Outcome) -> RuleBook {
    let mut changed = book().clone();
    let mut rules = changed.rules.clone();
    rules.iter_mut().find(|rule| rule.id == id).unwrap().effect = effect;
    changed.replace_rules(rules);
    changed
}

#[test]
fn every_law_holds_for_the_built_in_rule_book() {
    assert_eq!(broken(book()), Vec::<&str>::new());
}

#[test]
fn a_change_that_breaks_a_law_is_seen() {
    let outcome = |level, urgency| Outcome { level, urgency };
    let (low, high) = (Level::BenignLifestyle, Level::ReferWorkup);
    let cases = vec![
        // A level that does not go with its urgency.
        ("I-02", changed("R-B00", outcome(low, Urgency::Emergency))),
        // Loss of function without a referral.
        ("I-05", changed("R-S01", outcome(low, Urgency::SelfCare))),
        // A symptom of the emergency screen without an emergency.
        ("I-06", changed("R-E04", outcome(high, Urgency::Soon))),
        // A core red flag that leaves the answer harmless.
        ("I-15", changed("R-S03", outcome(low, Urgency::Routine))),
        // A child who is not referred.
        ("I-12", changed("R-R02", outcome(low, Urgency::Routine))),
    ];
    for (law, book) in &cases {
        assert!(CHECKED.contains(law) && broken(book).contains(law), "{law}: {:?}", broken(book));
    }
}
