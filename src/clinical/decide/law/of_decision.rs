//! The laws that one decision shows.

use super::{ADULT, BrokenLaw, CORE_RED_FLAGS, index, is_emergency_sign, is_present};
use crate::clinical::decide::decision::Decision;
use crate::clinical::decide::facts::Fact;
use crate::clinical::decide::question::Questions;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::derived::{Derived, YES};
use crate::clinical::model::finding::{Class, tri};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;

/// The rules after which an answer must say not to stop a medicine, and the advice that says so (I-32).
const MEDICINE_RULES: [&str; 7] = ["R-E15", "R-U03", "R-U11", "R-S14", "R-S18", "R-R11", "R-B02"];
const DO_NOT_STOP: [&str; 2] = ["A01", "A08"];

/// The only question of class M that is asked because it could raise the answer (I-28).
const ASKED_MITIGATION: &str = "jerks_are_hiccups";

impl RuleBook {
    /// The laws that the decision on a payload breaks by itself.
    #[must_use]
    pub fn broken_laws(&self, findings: &Findings) -> Vec<BrokenLaw> {
        let decision = self.decide(findings);
        let mut broken = broken_by(&decision);
        broken.extend(broken_by_questions(&decision, findings));
        broken
    }
}

/// The laws that a decision breaks, its questions apart.
pub(super) fn broken_by(decision: &Decision) -> Vec<BrokenLaw> {
    let mut broken = Vec::new();
    let mut must = |law: &'static str, holds: bool, how: &str| {
        if !holds {
            broken.push(BrokenLaw { law, how: how.to_owned() });
        }
    };
    let Decision { book, least, result, most, .. } = *decision;
    let allowed = [least, result, most].iter().all(|outcome| outcome.is_allowed());
    must("I-02", allowed, "level and urgency do not go together");
    let ordered = !least.exceeds(result) && !result.exceeds(most);
    must("I-23", ordered, "the result is not between the least and the most that is possible");
    let provisional = decision.status() == Status::Provisional;
    must("I-23", provisional == (least != most), "the status does not say whether the answer can still be raised");
    let referred = result.level == Level::ReferWorkup;
    let child = matches!(age(decision), Some(..ADULT));
    must("I-12", !child || referred, "a child and not level 3");
    for name in ["weakness_functional", "muscle_wasting"] {
        must("I-05", referred || !is_present(decision, name), &format!("`{name}` and not level 3"));
    }
    let feels_weak = is_present(decision, "weakness_perceived");
    must("I-05", !feels_weak || result.urgency >= Urgency::Routine, "`weakness_perceived` and not even `routine`");
    let refers = feels_weak && (child || felt_weakness_refers(decision));
    must("I-05", !refers || referred, "`weakness_perceived` that is a reason for level 3, and not level 3");
    let cramps = result.level == Level::CrampFasciculationSyndrome;
    must("I-21", !cramps || is_yes(decision, Derived::TwitchReported), "level 2 without a reported twitch");
    must("I-21", !cramps || !only_in_the_face(decision), "level 2 for sites in the face, eyelid or tongue alone");
    must("I-21", !cramps || !is_present(decision, "pregnant_or_postpartum"), "level 2 in pregnancy");
    let medicine = MEDICINE_RULES.iter().any(|rule| decision.has_fired(rule));
    must("I-32", !medicine || says_not_to_stop(decision), "no advice not to stop a medicine");
    let first = decision.facts.first();
    for finding in first.iter().filter_map(|index| book.finding(index)).filter(|finding| is_emergency_sign(finding)) {
        must("I-06", referred && result.urgency == Urgency::Emergency, &format!("`{}` and no emergency", finding.name));
    }
    if !referred {
        let open = not_cleared(decision).into_iter();
        broken.extend(open.map(|how| BrokenLaw { law: "I-15", how: format!("level 1 or 2 although {how}") }));
    }
    broken
}

/// What keeps a person from being called harmless (I-15).
fn not_cleared(decision: &Decision) -> Vec<String> {
    let Decision { book, facts, .. } = decision;
    let is_absent = |index: FindingIndex| facts.get(index) == Fact::Choice(tri::ABSENT);
    let emergencies = book.findings.iter().enumerate().filter(|(index, finding)| {
        is_emergency_sign(finding) && book.group_question(*index).is_none() && !is_absent(*index)
    });
    let core = CORE_RED_FLAGS.into_iter().filter(|name| index(book, name).is_some_and(|index| !is_absent(index)));
    let flags = emergencies.map(|(_, finding)| finding.name.as_str()).chain(core);
    let mut open: Vec<String> = flags.map(|name| format!("`{name}` is not absent")).collect();
    let reassured = is_yes(decision, Derived::AssessedAndReassured);
    let strong = index(book, "weakness_perceived").is_none_or(is_absent);
    let mut must = |holds: bool, how: &str| {
        if !holds {
            open.push(how.to_owned());
        }
    };
    let excused = matches!(age(decision), Some(..40)) || reassured;
    must(strong || excused, "`weakness_perceived` is not absent, from 40 years on or at an unknown age");
    must(age(decision).is_some(), "the age is unknown");
    must(reassured || facts.get(book.known.sites) != Fact::Unknown, "the sites are unknown");
    open
}

/// Whether a feeling of weakness is a reason for level 3 from 16 years on (I-05).
fn felt_weakness_refers(decision: &Decision) -> bool {
    let Decision { book, facts, .. } = decision;
    let course = book.finding(book.known.course).and_then(|course| course.position("worsening"));
    let worsens = course.is_some_and(|worsening| facts.get(book.known.course) == Fact::Choice(worsening));
    let lasts = !matches!(facts.get(book.known.duration_days), Fact::Number(..28));
    let spreads = is_yes(decision, Derived::TwitchReported) && worsens && lasts;
    let of_age = age(decision).is_none_or(|age| age >= 40);
    let reassured = is_yes(decision, Derived::AssessedAndReassured);
    !reassured && (of_age || is_present(decision, "cramps_frequent") || spreads)
}

fn only_in_the_face(decision: &Decision) -> bool {
    let known = &decision.book.known;
    matches!(decision.facts.get(known.sites), Fact::Several(sites) if sites & known.limb_neck_or_trunk == 0)
}

fn age(decision: &Decision) -> Option<i32> {
    let age = decision.facts.get(decision.book.known.age_years);
    if let Fact::Number(age) = age { Some(age) } else { None }
}

fn is_yes(decision: &Decision, derived: Derived) -> bool {
    decision.facts.get(decision.book.derived_index(derived)) == Fact::Choice(YES)
}

fn says_not_to_stop(decision: &Decision) -> bool {
    let given = decision.advice();
    let mut ids =
        given.iter().filter_map(|place| decision.book.advice.get(*place)).map(|advice| advice.text.id.as_str());
    ids.any(|id| DO_NOT_STOP.contains(&id))
}

/// The law about questions that a decision breaks (I-28).
fn broken_by_questions(decision: &Decision, findings: &Findings) -> Vec<BrokenLaw> {
    let questions = Questions::for_decision(decision, findings).next;
    let mut broken = Vec::new();
    if (decision.status() == Status::Provisional) == questions.is_empty() {
        let how = "a provisional answer asks nothing, or a final one asks".to_owned();
        broken.push(BrokenLaw { law: "I-28", how });
    }
    for finding in questions.iter().filter_map(|question| decision.book.finding(question.index)) {
        if matches!(finding.class, Class::N | Class::O | Class::M) && finding.name != ASKED_MITIGATION {
            let how = format!("`{}` is asked although no answer to it could raise the result", finding.name);
            broken.push(BrokenLaw { law: "I-28", how });
        }
    }
    broken
}
