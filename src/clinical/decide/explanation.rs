//! The explanation of a decision, taken from the same pass that decided: which answers a rule rests on, the
//! headline, advice, suspected groups, workup and safety net. Texts are borrowed from the rule book.

use std::borrow::Cow;
use std::fmt::{self, Display};

use super::decision::Decision;
use super::facts::Fact;
use crate::clinical::model::advice::Advice;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::rule::Rule;
use crate::clinical::model::status::Status;
use crate::clinical::model::truth::Truth;

/// A suggestion for a clinician, by its place in the rule book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workup {
    /// Of a suspected group.
    Group(usize),
    /// After those of the groups.
    Extra(usize),
}

/// Level, urgency and status in words, then the clinician texts of the first two reasons.
#[derive(Clone, Copy, Debug)]
pub struct ClinicianHeadline<'d, 'b>(&'d Decision<'b>);

impl Display for ClinicianHeadline<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Outcome { level, urgency } = self.0.result;
        let words = &self.0.book.texts.clinician_words;
        write!(f, "{}, {}, {}.", words.level(level), words.urgency(urgency), words.status(self.0.status()))?;
        self.0.fired().take(2).try_for_each(|rule| write!(f, " {}", rule.clinician))
    }
}

impl<'b> Decision<'b> {
    /// The findings that a fired rule rests on: those behind its true literals, whether or not they were sent.
    #[must_use]
    pub fn grounds(&self, rule: &Rule) -> FindingSet {
        let holding = rule.condition.as_ref().map(|condition| condition.holding(&self.facts)).unwrap_or_default();
        holding.iter().fold(FindingSet::default(), |grounds, index| {
            grounds.union(match self.book.derived_at(index) {
                Some(derived) => derived.grounds(self.book, &self.facts),
                None => [index].into_iter().collect(),
            })
        })
    }

    /// What the person should do, in one or two sentences.
    #[must_use]
    pub fn headline(&self) -> Cow<'b, str> {
        let texts = &self.book.texts.headline;
        if !self.in_scope && self.result.level == Level::BenignLifestyle {
            return match self.result.urgency {
                Urgency::SelfCare => Cow::Borrowed(&texts.no_twitch),
                _ => Cow::Owned(format!("{} {}", texts.no_twitch, texts.no_twitch_routine)),
            };
        }
        if self.result.level == Level::ReferWorkup && self.least.level != Level::ReferWorkup {
            return Cow::Borrowed(&texts.open_questions_only);
        }
        let text = texts.result.iter().find(|row| row.outcome == self.result).map_or("", |row| row.text.as_str());
        match self.status() {
            Status::Final => Cow::Borrowed(text),
            Status::Provisional => Cow::Owned(format!("{}{text}", texts.so_far)),
        }
    }

    /// The headline for a clinician.
    #[must_use]
    pub fn clinician_headline(&self) -> ClinicianHeadline<'_, 'b> {
        ClinicianHeadline(self)
    }

    /// Whether to say when to seek help for a baby: the age is that of one, or unknown.
    #[must_use]
    pub fn may_be_a_baby(&self) -> bool {
        match self.facts.get(self.book.known.age_years) {
            Fact::Number(age) => age < self.book.texts.age.baby_below,
            _ => true,
        }
    }

    /// When to seek help at once, with what concerns a baby where the person may be one.
    #[must_use]
    pub fn seek_help_now_if(&self) -> Cow<'b, str> {
        let fixed = &self.book.texts.fixed;
        if self.may_be_a_baby() {
            Cow::Owned(fixed.emergency_note_with_baby())
        } else {
            Cow::Borrowed(&fixed.emergency_note)
        }
    }

    /// What should bring the person back.
    #[must_use]
    pub fn come_back_if(&self) -> &'b str {
        let texts = &self.book.texts.safety_net.come_back_if;
        match self.result.level {
            Level::BenignLifestyle if !self.in_scope => &texts.no_twitch,
            Level::BenignLifestyle => &texts.benign_lifestyle,
            Level::CrampFasciculationSyndrome => &texts.cramp_fasciculation_syndrome,
            Level::ReferWorkup => &texts.refer_workup,
        }
    }

    /// Days after which to look again; none at level 3.
    #[must_use]
    pub fn recheck_after_days(&self) -> Option<u16> {
        let days = self.book.texts.safety_net.recheck_after_days;
        match self.result {
            Outcome { level: Level::ReferWorkup, .. } => None,
            Outcome { urgency: Urgency::SelfCare, .. } => Some(days.self_care),
            _ => Some(days.routine),
        }
    }

    /// Places of the advice that is given, in order.
    #[must_use]
    pub fn advice(&self) -> Vec<usize> {
        let mut given = Vec::with_capacity(self.book.advice.len());
        for (place, advice) in self.book.advice.iter().enumerate() {
            let repeats = advice.unless_given.iter().any(|earlier| given.contains(earlier));
            if !repeats && self.fits(advice) {
                given.push(place);
            }
        }
        given
    }

    fn fits(&self, advice: &Advice) -> bool {
        let Outcome { level, urgency } = self.result;
        let when = &advice.text;
        (when.at_emergency || urgency != Urgency::Emergency)
            && (advice.fired.is_empty() || self.has_fired_any(&advice.fired))
            && (when.levels.is_empty() || when.levels.contains(&level))
            && (when.urgencies.is_empty() || when.urgencies.contains(&urgency))
            && when.status.is_none_or(|status| status == self.status())
            && when.in_scope.is_none_or(|in_scope| in_scope == self.in_scope)
            && advice.present.is_none_or(|index| self.facts.present(index) == Truth::True)
            && (!when.no_trigger_answered || self.book.triggers.without(self.facts.unknown()).is_empty())
    }

    fn has_fired_any(&self, rules: &[usize]) -> bool {
        rules.iter().any(|&place| self.truths.get(place) == Some(&Truth::True))
    }

    /// Places of the groups of the fired rules, in the order of the rule book.
    #[must_use]
    pub fn suspected_groups(&self) -> Vec<usize> {
        ordered(self.book.groups.len(), self.fired().flat_map(|rule| rule.groups.iter().copied()))
    }

    /// The workup suggested to a clinician: that of each suspected group, then further suggestions.
    #[must_use]
    pub fn workup(&self, suspected_groups: &[usize]) -> Vec<Workup> {
        let extra = self.book.extra_workup.iter().enumerate().filter(|(_, extra)| {
            let concerned =
                self.has_fired_any(&extra.fired) || extra.groups.iter().any(|group| suspected_groups.contains(group));
            concerned && extra.text.below_urgency.is_none_or(|limit| self.result.urgency < limit)
        });
        let groups = suspected_groups.iter().map(|&place| Workup::Group(place));
        groups.chain(extra.map(|(place, _)| Workup::Extra(place))).collect()
    }

    /// Places of the evidence of the reasons and of the advice given, in the order of the rule book.
    #[must_use]
    pub fn cited(&self, advice: &[usize]) -> Vec<usize> {
        let given = advice.iter().filter_map(|&place| self.book.advice.get(place));
        let of_rules = self.fired().flat_map(|rule| rule.evidence.iter().copied());
        ordered(self.book.evidence.len(), of_rules.chain(given.flat_map(|advice| advice.evidence.iter().copied())))
    }

    /// Places of the sources of some evidence, in the order of the rule book.
    #[must_use]
    pub fn sources(&self, cited: &[usize]) -> Vec<usize> {
        let sources = cited.iter().filter_map(|&place| self.book.source_of.get(place)).copied();
        ordered(self.book.sources.len(), sources)
    }
}

/// Places below a count in order, each once.
fn ordered(count: usize, places: impl Iterator<Item = usize>) -> Vec<usize> {
    let width = u64::BITS as usize;
    let mut marks = vec![0u64; count.div_ceil(width)];
    for place in places {
        marks.get_mut(place / width).into_iter().for_each(|marks| *marks |= 1 << (place % width));
    }
    let mut ordered = Vec::with_capacity(marks.iter().map(|marks| marks.count_ones() as usize).sum());
    for (start, mut marks) in (0..).step_by(width).zip(marks) {
        while marks != 0 {
            ordered.push(start + marks.trailing_zeros() as usize);
            marks &= marks - 1;
        }
    }
    ordered
}
