//! The explanation of a decision, taken from the same pass that decided: which answers a rule rests on, the
//! headline, advice, suspected groups, workup and safety net. Texts are borrowed from the rule book.

use std::borrow::Cow;
use std::fmt::{self, Display};

use super::advice::Advice;
use super::evidence::Evidence;
use super::finding::Class;
use super::group::{ExtraWorkup, Group};
use super::outcome::{Level, Outcome, Urgency};
use super::rule::Rule;
use super::slots::Slots;
use super::triage::{Decision, Status};
use super::truth::Truth;

/// A suggestion for a clinician.
#[derive(Clone, Copy, Debug)]
pub enum Workup<'b> {
    /// Of a suspected group.
    Group(&'b Group),
    /// After those of the groups.
    Extra(&'b ExtraWorkup),
}

impl<'b> Workup<'b> {
    /// Id of the group or of the further suggestion.
    #[must_use]
    pub fn id(self) -> &'b str {
        match self {
            Self::Group(group) => &group.id,
            Self::Extra(extra) => &extra.id,
        }
    }

    /// Text for the clinician.
    #[must_use]
    pub fn text(self) -> &'b str {
        match self {
            Self::Group(group) => &group.workup,
            Self::Extra(extra) => &extra.text,
        }
    }
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
    pub fn grounds(&self, rule: &Rule) -> Slots {
        let literals = rule.condition.iter().flat_map(super::condition::Condition::literals);
        let holding = literals.filter(|literal| literal.value(&self.facts) == Truth::True);
        holding.fold(Slots::default(), |grounds, literal| {
            grounds.union(match self.book.derived_at(literal.slot) {
                Some(derived) => derived.grounds(self.book, &self.facts),
                None => [literal.slot].into_iter().collect(),
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
        (self.result.level != Level::ReferWorkup).then_some(self.book.texts.safety_net.recheck_after_days)
    }

    /// The advice that is given, in order.
    #[must_use]
    pub fn advice(&self) -> Vec<&'b Advice> {
        let mut given: Vec<&'b Advice> = Vec::new();
        for advice in &self.book.advice {
            let repeats = advice.unless_given.iter().any(|id| given.iter().any(|earlier| earlier.id == *id));
            if !repeats && self.fits(advice) {
                given.push(advice);
            }
        }
        given
    }

    fn fits(&self, advice: &Advice) -> bool {
        let Outcome { level, urgency } = self.result;
        (advice.at_emergency || urgency != Urgency::Emergency)
            && (advice.fired.is_empty() || advice.fired.iter().any(|id| self.has_fired(id)))
            && (advice.levels.is_empty() || advice.levels.contains(&level))
            && (advice.urgencies.is_empty() || advice.urgencies.contains(&urgency))
            && advice.status.is_none_or(|status| status == self.status())
            && advice.in_scope.is_none_or(|in_scope| in_scope == self.in_scope)
            && advice.present.as_ref().is_none_or(|name| self.is_present(name) || self.fits_anyone(advice))
    }

    fn is_present(&self, name: &str) -> bool {
        self.book.finding_slot(name).is_some_and(|slot| self.facts.present(slot) == Truth::True)
    }

    /// Advice about a trigger that is given although nobody asked about triggers.
    fn fits_anyone(&self, advice: &Advice) -> bool {
        let triggers = self.book.findings.iter().enumerate().filter(|(_, finding)| finding.class == Class::N);
        advice.also_when_no_trigger_answered
            && self.in_scope
            && self.result.level != Level::ReferWorkup
            && triggers.into_iter().all(|(slot, _)| self.facts.is_unknown(slot))
    }

    /// The groups of the fired rules, in the order of the rule book.
    #[must_use]
    pub fn suspected_groups(&self) -> Vec<&'b Group> {
        let suspected: Slots = self.fired().flat_map(|rule| rule.groups.iter().copied()).collect();
        suspected.iter().filter_map(|place| self.book.groups.get(place)).collect()
    }

    /// The workup suggested to a clinician: that of each suspected group, then further suggestions.
    #[must_use]
    pub fn workup(&self) -> Vec<Workup<'b>> {
        let suspected = self.suspected_groups();
        let extra = self.book.extra_workup.iter().filter(|extra| {
            let fired = extra.fired.iter().any(|id| self.has_fired(id));
            let concerned = fired || extra.groups.iter().any(|id| suspected.iter().any(|group| group.id == *id));
            concerned && extra.below_urgency.is_none_or(|limit| self.result.urgency < limit)
        });
        suspected.iter().map(|group| Workup::Group(group)).chain(extra.map(Workup::Extra)).collect()
    }

    /// The sources of the reasons and of the advice, in the order of the rule book.
    #[must_use]
    pub fn cited(&self) -> Vec<&'b Evidence> {
        let of_rules = self.fired().flat_map(|rule| rule.evidence.iter().copied());
        let of_advice = self.advice().into_iter().flat_map(|advice| advice.evidence.iter());
        let places = of_advice.filter_map(|id| self.book.evidence.iter().position(|record| record.id == *id));
        let mut places: Vec<usize> = of_rules.chain(places).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.book.evidence.get(place)).collect()
    }
}
