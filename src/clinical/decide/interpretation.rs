//! What is known from what was sent: completed screens, "asked only when", defaults, contradictions and derived findings.

use super::facts::{Fact, Facts};
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::condition::Condition;
use crate::clinical::model::derived::Derived;
use crate::clinical::model::finding::{Class, Kind, tri};
use crate::clinical::model::finding_set::{FindingIndex, FindingSet};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::truth::Truth;

impl Facts {
    /// Works out what is known from what was sent.
    #[must_use]
    pub fn interpret(book: &RuleBook, findings: &Findings) -> Self {
        let mut facts = Self {
            values: vec![Fact::Unknown; book.finding_count()],
            first: FindingSet::default(),
            unknown: FindingSet::up_to(book.finding_count()),
            contradicting: FindingSet::default(),
        };
        for index in findings.sent().iter() {
            facts.set(index, findings.get(index).into());
        }
        facts.settle_groups(book, findings);
        facts.settle_twitch(book, findings);
        facts.fill_in_completed_screens(book, findings);
        for derived in Derived::BEFORE_CONDITIONS {
            facts.derive(book, derived);
        }
        for &index in &book.conditional {
            facts.settle_conditional(book, findings, index);
        }
        facts.derive(book, Derived::AssessedAndReassured);
        facts
    }

    /// The value of a question's condition: true for a question that is always asked.
    #[must_use]
    pub fn is_asked(&self, book: &RuleBook, index: FindingIndex) -> Truth {
        book.asked_when(index).map_or(Truth::True, |condition| condition.value(self))
    }

    /// What the answers to group questions settle.
    fn settle_groups(&mut self, book: &RuleBook, findings: &Findings) {
        for group in &book.group_questions {
            let missing = group.member_set.without(findings.sent());
            let present = group.member_set.intersection(self.first);
            let with_group = |members: FindingSet| members.union([group.index].into_iter().collect());
            match findings.get(group.index) {
                Answer::Choice(tri::ABSENT) if present.is_empty() => self.set_absent(missing),
                Answer::Choice(tri::ABSENT) => self.contradict(findings, with_group(present)),
                Answer::Choice(_) if self.are_absent(&group.members) => {
                    self.contradict(findings, with_group(group.member_set));
                }
                Answer::Choice(_) => {}
                // Its members say it all.
                _ if missing.is_empty() => self.set(group.index, Fact::Choice(tri::ABSENT)),
                _ => {}
            }
        }
    }

    fn are_absent(&self, indices: &[FindingIndex]) -> bool {
        indices.iter().all(|&index| self.get(index) == Fact::Choice(tri::ABSENT))
    }

    /// Without a twitch and without a site there are no sites, no duration and no course to ask about. A site counts
    /// more than the answer that there is no twitch.
    fn settle_twitch(&mut self, book: &RuleBook, findings: &Findings) {
        let known = &book.known;
        if self.get(known.twitch_present) != Fact::Choice(tri::ABSENT) {
            return;
        }
        if !self.is_unknown(known.sites) {
            self.contradict(findings, [known.twitch_present, known.sites].into_iter().collect());
            return;
        }
        self.set(known.sites, Fact::Several(0));
        if self.is_unknown(known.duration_days) {
            self.set(known.duration_days, Fact::Number(0));
        }
        if self.is_unknown(known.course) {
            self.set(known.course, Fact::Choice(known.course_stable));
        }
    }

    /// A question of a completed screen whose key was not sent is answered "none of these". Those with a condition
    /// wait for it. The members of a group question that was answered otherwise than "no" have to be sent: nobody turns
    /// "yes, one of these" into "none of these" by closing a screen.
    fn fill_in_completed_screens(&mut self, book: &RuleBook, findings: &Findings) {
        let asked =
            findings.completed().fold(FindingSet::default(), |asked, screen| asked.union(book.always_asked(screen)));
        let opened = book
            .group_questions
            .iter()
            .filter(|group| findings.was_sent(group.index) && findings.get(group.index) != Answer::Choice(tri::ABSENT));
        let opened = opened.fold(FindingSet::default(), |opened, group| opened.union(group.member_set));
        self.set_absent(asked.without(findings.sent()).without(opened));
    }

    fn set_absent(&mut self, findings: FindingSet) {
        for index in findings.iter() {
            if let Some(value) = self.values.get_mut(index) {
                *value = Fact::Choice(tri::ABSENT);
            }
        }
        self.first = self.first.without(findings);
        self.unknown = self.unknown.without(findings);
    }

    /// Applies the condition under which a question is asked.
    fn settle_conditional(&mut self, book: &RuleBook, findings: &Findings, index: FindingIndex) {
        let asked = self.is_asked(book, index);
        let not_asked = book.answer_when_not_asked(index);
        let fact = self.get(index);
        let claims = fact != Fact::Unknown && fact != Fact::Choice(not_asked);
        match asked {
            Truth::False if fact == Fact::Unknown => self.set(index, Fact::Choice(not_asked)),
            Truth::False if claims && book.class(index).is_some_and(Class::is_u) => {
                self.contradict(findings, answers_behind(book, findings, index));
            }
            Truth::True | Truth::Unknown if fact == Fact::Unknown && fills_in(book, findings, index) => {
                self.set(index, Fact::Choice(tri::ABSENT));
            }
            _ => {}
        }
        if index == book.known.decline_tempo && fact == Fact::Choice(not_asked) && asked != Truth::False {
            self.reject_tempo_none(book, findings, asked);
        }
    }

    /// The tempo "none" holds only when strength, speech and swallowing are all unchanged.
    fn reject_tempo_none(&mut self, book: &RuleBook, findings: &Findings, any_decline: Truth) {
        let tempo = book.known.decline_tempo;
        self.set(tempo, Fact::Unknown);
        if any_decline == Truth::True {
            self.contradict(findings, answers_behind(book, findings, tempo));
        }
    }

    /// Notes which of the answers that were sent contradict each other.
    fn contradict(&mut self, findings: &Findings, taking_part: FindingSet) {
        let sent = taking_part.iter().filter(|&index| findings.was_sent(index)).collect();
        self.contradicting = self.contradicting.union(sent);
    }

    fn derive(&mut self, book: &RuleBook, derived: Derived) {
        self.set(book.derived_index(derived), derived.fact(book, self));
    }
}

/// Whether a missing answer is "none of these", because its screen was completed and its question was shown.
fn fills_in(book: &RuleBook, findings: &Findings, index: FindingIndex) -> bool {
    let screen = book.screen_of(index);
    !findings.was_sent(index)
        && !findings.is_hidden(index)
        && book.findings.get(index).is_some_and(|finding| finding.kind == Kind::Tri)
        && screen.is_some_and(|screen| findings.is_completed(screen))
}

/// A finding and the answers of its condition; where such an answer was not sent and has a condition of its own,
/// also the answers of that.
fn answers_behind(book: &RuleBook, findings: &Findings, index: FindingIndex) -> FindingSet {
    let mut behind: FindingSet = [index].into_iter().collect();
    let condition = book.asked_when(index).map(Condition::findings).unwrap_or_default();
    for read in condition.iter().flat_map(|read| book.reads(read).iter()) {
        behind.insert(read);
        if !findings.was_sent(read) {
            behind = behind.union(answers_behind(book, findings, read));
        }
    }
    behind
}
