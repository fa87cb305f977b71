//! The laws of the decision, held against one payload: what is asked of a rule book before its cases are accepted.
//!
//! They are those of `SPECIFICATION.md` that can be seen in one payload and in what it becomes when one answer changes.

use super::decision::Decision;
use super::question::Questions;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::{Class, Finding, Kind, tri};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;

/// The laws that are checked, by their numbers.
pub const CHECKED: [&str; 16] = [
    "I-02", "I-04", "I-05", "I-06", "I-07", "I-08", "I-10", "I-11", "I-12", "I-13", "I-14", "I-21", "I-23", "I-24",
    "I-28", "I-32",
];

/// A law that a rule book breaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokenLaw {
    /// Its number.
    pub law: &'static str,
    /// How it is broken.
    pub how: String,
}

/// The rules after which an answer must say not to stop a medicine, and the advice that says so (I-32).
const MEDICINE_RULES: [&str; 7] = ["R-E15", "R-U03", "R-U11", "R-S14", "R-S18", "R-R11", "R-B02"];
const DO_NOT_STOP: [&str; 2] = ["A01", "A08"];

const ABSENT: Answer = Answer::Choice(tri::ABSENT);
const PRESENT: Answer = Answer::Choice(tri::PRESENT);

impl RuleBook {
    /// The laws that the decision on a payload breaks by itself.
    #[must_use]
    pub fn broken_laws(&self, findings: &Findings) -> Vec<BrokenLaw> {
        let decision = self.decide(findings);
        let mut broken = Vec::new();
        let mut must = |law: &'static str, holds: bool, how: &str| {
            if !holds {
                broken.push(BrokenLaw { law, how: how.to_owned() });
            }
        };
        let Decision { least, result, most, .. } = decision;
        let allowed = [least, result, most].iter().all(|outcome| outcome.is_allowed());
        must("I-02", allowed, "level and urgency do not go together");
        let ordered = !least.exceeds(result) && !result.exceeds(most);
        must("I-23", ordered, "the result is not between the least and the most that is possible");
        let provisional = decision.status() == Status::Provisional;
        must("I-23", provisional == (least != most), "the status does not say whether the answer can still be raised");
        let asks = !Questions::for_decision(&decision, findings).next.is_empty();
        must("I-28", provisional == asks, "a provisional answer asks nothing, or a final one asks");
        let cramps = result.level == Level::CrampFasciculationSyndrome;
        must("I-21", !cramps || decision.in_scope, "level 2 without a reported twitch");
        let medicine = MEDICINE_RULES.iter().any(|rule| decision.has_fired(rule));
        must("I-32", !medicine || says_not_to_stop(&decision), "no advice not to stop a medicine");
        for (index, finding) in self.findings.iter().enumerate() {
            if findings.get(index) != PRESENT {
                continue;
            }
            let core = ["weakness_functional", "muscle_wasting"].contains(&finding.name.as_str());
            must("I-05", !core || result.level == Level::ReferWorkup, &format!("`{}` and not level 3", finding.name));
            let is_felt = finding.name == "weakness_perceived";
            must("I-05", !is_felt || result.urgency >= Urgency::Routine, "`weakness_perceived` and not even `routine`");
            let emergency = finding.screen.as_deref() == Some("emergency") && finding.class.is_u();
            let how = format!("`{}` and no emergency", finding.name);
            must("I-06", !emergency || result.urgency == Urgency::Emergency, &how);
        }
        broken
    }

    /// The laws that the answers to one question break, all else equal.
    #[must_use]
    pub fn broken_laws_of(&self, findings: &Findings, index: FindingIndex) -> Vec<BrokenLaw> {
        let Some(finding) = self.finding(index) else { return Vec::new() };
        let law = Changed { book: self, findings, index, finding };
        match (finding.kind, finding.class) {
            (Kind::Tri, class) if class.is_u() => law.never_lower("I-04", &[ABSENT, Answer::Unknown, PRESENT]),
            (Kind::Tri, Class::N) => law.same("I-07", &[ABSENT, PRESENT]),
            (Kind::Tri, Class::O) => {
                let mut broken = law.same("I-24", &[ABSENT, Answer::Unknown]);
                broken.extend(law.never_lower("I-24", &[ABSENT, PRESENT]));
                broken
            }
            (Kind::Tri, Class::M) => law.claimed_only("I-08"),
            (Kind::SomeOf, _) => law.more_sites(),
            (Kind::Integer, _) if index == self.known.duration_days => law.longer(),
            (Kind::Integer, _) if index == self.known.age_years => law.older(),
            (Kind::OneOf, _) if index == self.known.course => {
                law.rising("I-13", &["improving", "stable", "unknown", "worsening"])
            }
            (Kind::OneOf, _) if index == self.known.decline_tempo => {
                law.rising("I-14", &["stable_or_improving", "months", "weeks", "days", "sudden"])
            }
            _ => Vec::new(),
        }
    }
}

fn says_not_to_stop(decision: &Decision) -> bool {
    let given = decision.advice();
    let mut ids =
        given.iter().filter_map(|place| decision.book.advice.get(*place)).map(|advice| advice.text.id.as_str());
    ids.any(|id| DO_NOT_STOP.contains(&id))
}

/// A payload in which one answer changes.
struct Changed<'b> {
    book: &'b RuleBook,
    findings: &'b Findings,
    index: FindingIndex,
    finding: &'b Finding,
}

impl Changed<'_> {
    fn decide(&self, answer: Answer) -> Decision<'_> {
        let mut findings = self.findings.clone();
        findings.set(self.index, answer);
        self.book.decide(&findings)
    }

    /// Each answer leads at least as high as the one before.
    fn never_lower(&self, law: &'static str, answers: &[Answer]) -> Vec<BrokenLaw> {
        let outcomes: Vec<Outcome> = answers.iter().map(|answer| self.decide(*answer).result).collect();
        let falls = outcomes.iter().zip(outcomes.iter().skip(1)).any(|(before, after)| before.exceeds(*after));
        self.broken(law, falls, "an answer that should raise the result lowers it")
    }

    /// Every answer leads to the same decision.
    fn same(&self, law: &'static str, answers: &[Answer]) -> Vec<BrokenLaw> {
        let parts = |answer: &Answer| {
            let decision = self.decide(*answer);
            (decision.least, decision.result, decision.most, decision.fired_places)
        };
        let mut all = answers.iter().map(parts);
        let first = all.next();
        let differs = all.any(|other| Some(&other) != first.as_ref());
        self.broken(law, differs, "an answer changes the decision that must not")
    }

    /// An answer that is not known mitigates nothing: it leads as far as the answer that does not mitigate. Of a change
    /// since an assessment that is "present".
    fn claimed_only(&self, law: &'static str) -> Vec<BrokenLaw> {
        let is_change = self.index == self.book.known.change_since_assessment;
        let claims_nothing = if is_change { PRESENT } else { ABSENT };
        let parts = |answer: Answer| {
            let decision = self.decide(answer);
            (decision.result, decision.least)
        };
        let counts = parts(Answer::Unknown) != parts(claims_nothing);
        self.broken(law, counts, "an unknown mitigation counts")
    }

    /// One more place never lowers anything.
    fn more_sites(&self) -> Vec<BrokenLaw> {
        let Answer::Several(sites) = self.findings.get(self.index) else { return Vec::new() };
        if sites == 0 {
            return Vec::new();
        }
        let further = (0..self.finding.answers.len()).map(|place| Answer::Several(sites | 1 << place));
        further.flat_map(|more| self.never_lower("I-10", &[Answer::Several(sites), more])).take(1).collect()
    }

    /// A longer duration never lowers anything.
    fn longer(&self) -> Vec<BrokenLaw> {
        let Answer::Number(days) = self.findings.get(self.index) else { return Vec::new() };
        let longer = [1, 14, 60, 400].map(|more| days.saturating_add(more).min(self.finding.maximum));
        self.never_lower("I-11", &[days].into_iter().chain(longer).map(Answer::Number).collect::<Vec<_>>())
    }

    /// From 16 years upwards a higher age never lowers anything; below, the level is 3.
    fn older(&self) -> Vec<BrokenLaw> {
        let Answer::Number(age) = self.findings.get(self.index) else { return Vec::new() };
        if age < 16 {
            let is_referred = self.decide(Answer::Number(age)).result.level == Level::ReferWorkup;
            return self.broken("I-12", !is_referred, "a child and not level 3");
        }
        let older = [1, 15, 40].map(|more| age.saturating_add(more).min(self.finding.maximum));
        self.never_lower("I-12", &[age].into_iter().chain(older).map(Answer::Number).collect::<Vec<_>>())
    }

    /// Each of these words leads at least as high as the one before.
    fn rising(&self, law: &'static str, words: &[&str]) -> Vec<BrokenLaw> {
        let answers: Vec<Answer> = words.iter().filter_map(|word| self.finding.word(word)).collect();
        self.never_lower(law, &answers)
    }

    fn broken(&self, law: &'static str, is_broken: bool, how: &str) -> Vec<BrokenLaw> {
        let broken = is_broken.then(|| BrokenLaw { law, how: format!("`{}`: {how}", self.finding.name) });
        broken.into_iter().collect()
    }
}
