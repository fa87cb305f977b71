//! The laws of the decision, held against one payload: what is asked of a rule book before its cases are accepted.
//!
//! They are those of `SPECIFICATION.md` that can be seen in one decision, in what it becomes when one answer changes, or
//! in the rules themselves. The tests of the laws use the same words.

mod of_answer;
mod of_decision;
mod of_rules;

use super::decision::Decision;
use crate::clinical::model::answers::Answer;
use crate::clinical::model::finding::{Finding, Kind, tri};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule_book::RuleBook;

/// The laws that are checked in full, by their numbers. Of I-23 only the order and the status are checked, not that
/// completions reach both ends.
pub const CHECKED: [&str; 18] = [
    "I-02", "I-04", "I-05", "I-06", "I-07", "I-08", "I-09", "I-10", "I-11", "I-12", "I-13", "I-14", "I-15", "I-21",
    "I-24", "I-27", "I-28", "I-32",
];

/// A law that a rule book breaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokenLaw {
    /// Its number.
    pub law: &'static str,
    /// How it is broken.
    pub how: String,
}

const ABSENT: Answer = Answer::Choice(tri::ABSENT);
const PRESENT: Answer = Answer::Choice(tri::PRESENT);

/// The screen of the signs each of which is an emergency (I-06, I-15).
const EMERGENCY_SCREEN: &str = "emergency";

/// The red flags without which nobody is called harmless (I-15).
const CORE_RED_FLAGS: [&str; 6] = [
    "weakness_functional",
    "muscle_wasting",
    "speech_change",
    "swallowing_difficulty",
    "persistent_stiffness",
    "unintentional_weight_loss",
];

/// From this age on nobody is a child (I-05, I-12).
const ADULT: i32 = 16;

/// The answers that mitigate, and what they may do (I-09, I-27).
struct Mitigation {
    findings: &'static [&'static str],
    /// The rules whose value they may change.
    may_change: &'static [&'static str],
    /// The level-3 rules that they may switch off.
    may_switch_off: &'static [&'static str],
    /// Whether they leave everything as it is beside any other level-3 rule, not only beside one of at least `soon`.
    beside_any_referral: bool,
}

const REASSURING: &[&str] = &["R-R01", "R-R17", "R-R18", "R-R22", "R-S05", "R-S23"];
const IN_THE_FACE: &[&str] = &["R-R05", "R-R06"];

const MITIGATIONS: [Mitigation; 3] = [
    Mitigation {
        findings: &["suppressible_with_urge", "jerks_only_falling_asleep", "jerks_are_hiccups"],
        may_change: &["R-R03", "R-B05", "R-S21", "R-U13"],
        may_switch_off: &["R-R03"],
        beside_any_referral: true,
    },
    Mitigation {
        findings: &["face_one_of_many"],
        may_change: IN_THE_FACE,
        may_switch_off: IN_THE_FACE,
        beside_any_referral: true,
    },
    Mitigation {
        findings: &["already_assessed", "change_since_assessment"],
        may_change: REASSURING,
        may_switch_off: REASSURING,
        beside_any_referral: false,
    },
];

/// What the answer on a finding mitigates; none when no law knows it as a mitigation.
fn mitigation(finding: &Finding) -> Option<&'static Mitigation> {
    MITIGATIONS.iter().find(|mitigation| mitigation.findings.contains(&finding.name.as_str()))
}

/// Whether a finding is a sign, or an urgent group question, that is an emergency by itself.
fn is_emergency_sign(finding: &Finding) -> bool {
    finding.kind == Kind::Tri && finding.screen.as_deref() == Some(EMERGENCY_SCREEN)
}

/// Whether a finding is present after everything that was sent is settled.
fn is_present(decision: &Decision, name: &str) -> bool {
    index(decision.book, name).is_some_and(|index| decision.facts.first().contains(index))
}

fn index(book: &RuleBook, name: &str) -> Option<FindingIndex> {
    book.finding_index(name)
}
