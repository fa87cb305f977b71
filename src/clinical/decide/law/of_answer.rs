//! The laws that show when one answer changes, all else equal.

use super::of_decision::broken_by;
use super::{ABSENT, ADULT, BrokenLaw, PRESENT, is_emergency_sign, mitigation};
use crate::clinical::decide::decision::Decision;
use crate::clinical::decide::facts::Fact;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::condition::{Condition, Test};
use crate::clinical::model::finding::{Class, Finding, Kind};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::truth::Truth;

/// The numbers at which the laws themselves turn: years and days.
const EDGES: [i32; 3] = [ADULT, 28, 40];

/// The rules that an unknown answer on hiccups may leave open (I-08).
const OF_LONG_HICCUPS: [&str; 2] = ["R-S21", "R-U13"];

impl RuleBook {
    /// The laws that the answers to one question break, all else equal; and those that a decision on one of these
    /// answers breaks by itself.
    #[must_use]
    pub fn broken_laws_of(&self, findings: &Findings, index: FindingIndex) -> Vec<BrokenLaw> {
        let Some(finding) = self.finding(index) else { return Vec::new() };
        let changed = Changed::new(self, findings, index, finding);
        let mut broken: Vec<BrokenLaw> = changed.decided.iter().flat_map(|(_, decision)| broken_by(decision)).collect();
        broken.extend(changed.broken());
        broken.sort();
        broken.dedup();
        broken
    }
}

/// A payload in which one answer changes.
struct Changed<'b> {
    book: &'b RuleBook,
    index: FindingIndex,
    finding: &'b Finding,
    /// What was sent.
    sent: Answer,
    /// The decision on each answer that is tried, the one that was sent first.
    decided: Vec<(Answer, Decision<'b>)>,
}

impl<'b> Changed<'b> {
    fn new(book: &'b RuleBook, findings: &Findings, index: FindingIndex, finding: &'b Finding) -> Self {
        let sent = findings.get(index);
        let mut changed = Self { book, index, finding, sent, decided: Vec::new() };
        changed.try_answer(findings, sent);
        for answer in changed.answers() {
            changed.try_answer(findings, answer);
        }
        changed
    }

    fn try_answer(&mut self, findings: &Findings, answer: Answer) {
        if self.decided.iter().all(|(known, _)| *known != answer) {
            let mut findings = findings.clone();
            findings.set(self.index, answer);
            self.decided.push((answer, self.book.decide(&findings)));
        }
    }

    /// The answers that are tried: every word; of numbers those at which a rule or a law turns; of sites each one alone,
    /// each one more, and those in the face together.
    fn answers(&self) -> Vec<Answer> {
        let words = || self.finding.answers.iter().filter_map(|answer| self.finding.word(&answer.value));
        let mut answers = vec![Answer::NotSent, Answer::Unknown];
        match self.finding.kind {
            Kind::Tri | Kind::OneOf => answers.extend(words()),
            Kind::Integer => answers.extend(self.numbers().into_iter().map(Answer::Number)),
            Kind::SomeOf => {
                let given = self.sites().unwrap_or_default();
                let each = (0..self.finding.answers.len()).map(|place| 1_u32 << place);
                answers.extend(each.flat_map(|site| [site, given | site]).map(Answer::Several));
                let all = (1_u32 << self.finding.answers.len()) - 1;
                answers.push(Answer::Several(all & !self.book.known.limb_neck_or_trunk));
            }
        }
        answers
    }

    /// The numbers at which a rule, the condition of a question or a law turns, and their neighbours, in order.
    fn numbers(&self) -> Vec<i32> {
        let rules = self.book.rules.iter().filter_map(|rule| rule.condition.as_ref());
        let asked = (0..self.book.findings.len()).filter_map(|index| self.book.asked_when(index));
        let literals = rules.chain(asked).flat_map(Condition::literals).filter(|literal| literal.index == self.index);
        let edges = literals.filter_map(|literal| match literal.test {
            Test::AtLeast(edge) | Test::MoreThan(edge) | Test::LessThan(edge) => Some(edge),
            Test::OneOf(_) | Test::AnyOf(_) => None,
        });
        let near = edges.chain(EDGES).flat_map(|edge| edge.saturating_sub(1)..=edge.saturating_add(1));
        let range = self.finding.minimum..=self.finding.maximum;
        let mut numbers: Vec<i32> = near.filter(|number| range.contains(number)).collect();
        numbers.extend([*range.start(), *range.end()]);
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The laws of the kind and class of the finding.
    fn broken(&self) -> Vec<BrokenLaw> {
        let known = &self.book.known;
        let mut broken = match (self.finding.kind, self.finding.class) {
            (Kind::Tri, class) if class.is_u() => self.sign(),
            (Kind::Tri, Class::O) => {
                let same = self.same("I-24", &[ABSENT, Answer::NotSent, Answer::Unknown]);
                same.into_iter().chain(self.never_lower("I-24", &[ABSENT, PRESENT])).collect()
            }
            (Kind::SomeOf, _) => self.more_sites(),
            (Kind::Integer, _) if self.index == known.duration_days => self.longer(),
            (Kind::Integer, _) if self.index == known.age_years => self.older(),
            (Kind::OneOf, _) if self.index == known.course => self.course(),
            (Kind::OneOf, _) if self.index == known.decline_tempo => self.tempo(),
            _ => Vec::new(),
        };
        match self.finding.class {
            Class::N => broken.extend(self.changes_nothing()),
            Class::M => broken.extend(self.claimed_only().into_iter().chain(self.beside_other_referrals())),
            _ => {}
        }
        broken
    }

    fn decision(&self, answer: Answer) -> Option<&Decision<'b>> {
        self.decided.iter().find(|(known, _)| *known == answer).map(|(_, decision)| decision)
    }

    /// The answers of these words; those that the finding does not take are left out.
    fn words<const N: usize>(&self, words: [&str; N]) -> Vec<Answer> {
        words.into_iter().filter_map(|word| self.finding.word(word)).collect()
    }

    /// Each answer leads at least as high as the one before.
    fn never_lower(&self, law: &'static str, answers: &[Answer]) -> Vec<BrokenLaw> {
        let results = answers.iter().filter_map(|answer| self.decision(*answer)).map(|decision| decision.result);
        let results: Vec<Outcome> = results.collect();
        let falls = results.iter().zip(results.iter().skip(1)).any(|(before, after)| before.exceeds(*after));
        self.broken_if(falls, law, "an answer that should raise the result lowers it")
    }

    /// Every answer leads to the same decision, warnings apart.
    fn same(&self, law: &'static str, answers: &[Answer]) -> Vec<BrokenLaw> {
        let mut all = answers.iter().filter_map(|answer| self.decision(*answer)).map(essence);
        let first = all.next();
        let differs = all.any(|other| Some(&other) != first.as_ref());
        self.broken_if(differs, law, "an answer changes the decision that must not")
    }

    /// Absent, unknown, present: no step lowers anything; of a group question that is not urgent the last two are the
    /// same (I-04).
    fn sign(&self) -> Vec<BrokenLaw> {
        let mut broken = self.never_lower("I-04", &[ABSENT, Answer::NotSent, Answer::Unknown, PRESENT]);
        if self.book.group_question(self.index).is_some() && !is_emergency_sign(self.finding) {
            let result = |answer: Answer| self.decision(answer).map(|decision| decision.result);
            let differs = result(Answer::Unknown) != result(PRESENT);
            broken.extend(self.broken_if(differs, "I-04", "unknown and present differ, and it is no urgent group"));
        }
        broken
    }

    /// I-07.
    fn changes_nothing(&self) -> Vec<BrokenLaw> {
        let answers: Vec<Answer> = self.decided.iter().map(|(answer, _)| *answer).collect();
        let warns = |(_, decision): &(Answer, Decision)| decision.warning().is_some();
        let warned = self.decided.iter().any(warns) && !self.decided.iter().all(warns);
        let mut broken = self.same("I-07", &answers);
        broken.extend(self.broken_if(warned, "I-07", "an answer changes the warnings"));
        broken
    }

    /// The answers that mitigate nothing.
    fn denials(&self) -> Vec<Answer> {
        if self.index == self.book.known.already_assessed {
            self.words(["none", "gp_exam_normal"])
        } else if self.index == self.book.known.change_since_assessment {
            vec![PRESENT]
        } else {
            vec![ABSENT]
        }
    }

    /// An answer that is not known mitigates nothing (I-08).
    fn claimed_only(&self) -> Vec<BrokenLaw> {
        let mut counts = false;
        for denied in self.denials().into_iter().filter_map(|answer| self.decision(answer)) {
            for open in [Answer::NotSent, Answer::Unknown].into_iter().filter_map(|answer| self.decision(answer)) {
                counts |= (open.result, open.least) != (denied.result, denied.least);
                let same = (open.status(), open.most) == (denied.status(), denied.most);
                counts |= !same && !self.only_hiccups_are_open(open, denied);
            }
        }
        self.broken_if(counts, "I-08", "an unknown mitigation counts")
    }

    /// Whether two decisions differ only because hiccups that nobody was asked about may have lasted over two days.
    fn only_hiccups_are_open(&self, open: &Decision, denied: &Decision) -> bool {
        let over_48h = self.book.finding_index("hiccups_over_48h");
        let opened = over_48h.is_some_and(|index| open.facts.is_unknown(index) && !denied.facts.is_unknown(index));
        self.finding.name == "jerks_are_hiccups"
            && opened
            && differing(open, denied).all(|rule| OF_LONG_HICCUPS.contains(&rule.id.as_str()))
    }

    /// No mitigation changes a result that another referral rule gives (I-09).
    fn beside_other_referrals(&self) -> Vec<BrokenLaw> {
        let Some(mitigation) = mitigation(self.finding) else { return Vec::new() };
        let Some(before) = self.decision(self.sent) else { return Vec::new() };
        let others = before.fired_by_condition().filter(|rule| {
            rule.effect.level == Level::ReferWorkup && !mitigation.may_switch_off.contains(&rule.id.as_str())
        });
        let Some(most_urgent) = others.map(|rule| rule.effect.urgency).max() else { return Vec::new() };
        let same = mitigation.beside_any_referral || most_urgent >= Urgency::Soon;
        let changes = self
            .decided
            .iter()
            .any(|(_, after)| after.result.level != Level::ReferWorkup || (same && after.result != before.result));
        self.broken_if(changes, "I-09", "a mitigation lowers a result that another rule gives")
    }

    /// The sites that count; none while they are unknown.
    fn sites(&self) -> Option<u32> {
        let decision = self.decision(self.sent)?;
        if let Fact::Several(sites) = decision.facts.get(self.index) { Some(sites) } else { None }
    }

    /// One more place never lowers anything (I-10).
    fn more_sites(&self) -> Vec<BrokenLaw> {
        let Some(sites) = self.sites().filter(|_| self.index == self.book.known.sites) else { return Vec::new() };
        let further = (0..self.finding.answers.len()).map(|place| Answer::Several(sites | 1 << place));
        further.flat_map(|more| self.never_lower("I-10", &[self.sent, more])).take(1).collect()
    }

    /// A longer duration never lowers anything; a missing one lies between the ends (I-11).
    fn longer(&self) -> Vec<BrokenLaw> {
        let days: Vec<Answer> = self.numbers().into_iter().map(Answer::Number).collect();
        let mut broken = self.never_lower("I-11", &days);
        for missing in [Answer::NotSent, Answer::Unknown] {
            let ends = [Answer::Number(self.finding.minimum), missing, Answer::Number(self.finding.maximum)];
            broken.extend(self.never_lower("I-11", &ends));
        }
        broken
    }

    /// From 16 years upwards a higher age never lowers anything; below, a lower one does not (I-12).
    fn older(&self) -> Vec<BrokenLaw> {
        let (younger, older): (Vec<i32>, Vec<i32>) = self.numbers().into_iter().partition(|age| *age < ADULT);
        let younger: Vec<Answer> = younger.into_iter().rev().map(Answer::Number).collect();
        let older: Vec<Answer> = older.into_iter().map(Answer::Number).collect();
        let mut broken = self.never_lower("I-12", &younger);
        broken.extend(self.never_lower("I-12", &older));
        broken
    }

    /// I-13.
    fn course(&self) -> Vec<BrokenLaw> {
        let mut answers = self.words(["improving", "stable"]);
        answers.extend([Answer::NotSent, Answer::Unknown]);
        answers.extend(self.words(["worsening"]));
        self.never_lower("I-13", &answers)
    }

    /// I-14.
    fn tempo(&self) -> Vec<BrokenLaw> {
        let mut broken =
            self.never_lower("I-14", &self.words(["stable_or_improving", "months", "weeks", "days", "sudden"]));
        broken.extend(self.never_lower("I-14", &self.words(["none", "sudden"])));
        let none = self.words(["none"]);
        for unknown in [Answer::NotSent, Answer::Unknown] {
            let both: Vec<Answer> = none.iter().copied().chain([unknown]).collect();
            broken.extend(self.same("I-14", &both));
        }
        let decline = self.book.known.decline;
        let unchanged =
            |decision: &Decision| decline.iter().all(|index| decision.facts.get(*index) == Fact::from(ABSENT));
        if self.decision(self.sent).is_some_and(unchanged) {
            broken.extend(self.never_lower("I-14", &self.words(["none", "stable_or_improving"])));
        }
        broken
    }

    fn broken_if(&self, is_broken: bool, law: &'static str, how: &str) -> Vec<BrokenLaw> {
        let broken = is_broken.then(|| BrokenLaw { law, how: format!("`{}`: {how}", self.finding.name) });
        broken.into_iter().collect()
    }
}

/// A decision without the answers on which it rests.
fn essence<'d>(decision: &'d Decision) -> (Outcome, Outcome, Outcome, bool, bool, &'d [usize]) {
    let Decision { least, result, most, in_scope, fired_places, open, .. } = decision;
    (*least, *result, *most, *in_scope, open.is_empty(), fired_places)
}

/// The rules whose value differs, those about open questions apart.
fn differing<'d>(one: &'d Decision, other: &'d Decision) -> impl Iterator<Item = &'d Rule> {
    let values = one.truths.iter().zip(&other.truths).map(|(one, other): (&Truth, &Truth)| one != other);
    one.book
        .rules
        .iter()
        .zip(values)
        .filter(|(rule, differs)| *differs && rule.condition.is_some())
        .map(|(rule, _)| rule)
}
