//! What is known: the caller's answers after completed screens, "asked only when", defaults and contradictions, and
//! the derived findings that follow from them.

use super::answers::{Answer, Findings};
use super::derived::Derived;
use super::finding::{Class, Kind, tri};
use super::rule_book::RuleBook;
use super::slots::{Slot, Slots};
use super::truth::Truth;

/// What is known of one finding or derived finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Nobody knows.
    Unknown,
    /// One answer, by its place.
    Choice(u8),
    /// Several answers, as a bit set.
    Several(u32),
    /// A whole number.
    Number(i32),
}

/// The first answer of a finding.
const FIRST: Fact = Fact::Choice(0);

impl From<Answer> for Fact {
    /// An empty list says nothing; the rest is taken as it was sent.
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::NotSent | Answer::Unknown | Answer::Several(0) => Self::Unknown,
            Answer::Choice(place) => Self::Choice(place),
            Answer::Several(places) => Self::Several(places),
            Answer::Number(number) => Self::Number(number),
        }
    }
}

/// All that is known, and which answers contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    values: Vec<Fact>,
    /// The findings with their first answer: "present", "yes".
    first: Slots,
    /// The findings of which nothing is known.
    unknown: Slots,
    /// The findings that were sent and take part in a contradiction; empty when there is none.
    pub contradicting: Slots,
}

impl Facts {
    /// Works out what is known from what was sent.
    #[must_use]
    pub fn of(book: &RuleBook, findings: &Findings) -> Self {
        let mut facts = Self::before_conditions(book, findings);
        facts.settle_conditions(book, findings);
        facts
    }

    /// What was sent, with the defaults and the completed screens that depend on no condition of a question.
    pub(super) fn before_conditions(book: &RuleBook, findings: &Findings) -> Self {
        let mut facts = Self {
            values: vec![Fact::Unknown; book.slot_count()],
            first: Slots::default(),
            unknown: Slots::up_to(book.slot_count()),
            contradicting: Slots::default(),
        };
        for slot in findings.sent().iter() {
            facts.set(slot, findings.get(slot).into());
        }
        facts.settle_twitch(book, findings);
        facts.fill_in_completed_screens(book, findings);
        facts
    }

    /// The derived findings, and what follows from the conditions under which questions are asked.
    pub(super) fn settle_conditions(&mut self, book: &RuleBook, findings: &Findings) {
        for derived in Derived::BEFORE_CONDITIONS {
            self.derive(book, derived);
        }
        for &slot in &book.conditional {
            self.settle_conditional(book, findings, slot);
        }
        self.derive(book, Derived::AssessedAndReassured);
    }

    /// What is known of a finding or derived finding.
    #[must_use]
    pub fn get(&self, slot: Slot) -> Fact {
        self.values.get(slot).copied().unwrap_or(Fact::Unknown)
    }

    /// The findings and derived findings with their first answer: "present", "yes".
    #[must_use]
    pub fn first(&self) -> Slots {
        self.first
    }

    /// The findings and derived findings of which nothing is known.
    #[must_use]
    pub fn unknown(&self) -> Slots {
        self.unknown
    }

    /// Whether nothing is known of a finding or derived finding.
    #[must_use]
    pub fn is_unknown(&self, slot: Slot) -> bool {
        self.unknown.contains(slot)
    }

    /// The value of "present" for a three-valued finding: unknown while nobody knows, whatever the class.
    #[must_use]
    pub fn present(&self, slot: Slot) -> Truth {
        match self.get(slot) {
            Fact::Choice(tri::PRESENT) => Truth::True,
            Fact::Choice(_) => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// The value of a question's condition: true for a question that is always asked.
    #[must_use]
    pub fn is_asked(&self, book: &RuleBook, slot: Slot) -> Truth {
        book.asked_when(slot).map_or(Truth::True, |condition| condition.value(self))
    }

    /// Replaces what is known of one finding; nothing that depends on it follows.
    pub(super) fn set(&mut self, slot: Slot, fact: Fact) {
        if let Some(value) = self.values.get_mut(slot) {
            *value = fact;
            self.first.put(slot, fact == FIRST);
            self.unknown.put(slot, fact == Fact::Unknown);
        }
    }

    /// Without a twitch and without a site there are no sites, no duration and no course to ask about. A site counts
    /// more than the answer that there is no twitch.
    fn settle_twitch(&mut self, book: &RuleBook, findings: &Findings) {
        let landmark = &book.landmark;
        if self.get(landmark.twitch_present) != Fact::Choice(tri::ABSENT) {
            return;
        }
        if !self.is_unknown(landmark.sites) {
            self.contradict(findings, [landmark.twitch_present, landmark.sites].into_iter().collect());
            return;
        }
        self.set(landmark.sites, Fact::Several(0));
        if self.is_unknown(landmark.duration_days) {
            self.set(landmark.duration_days, Fact::Number(0));
        }
        if self.is_unknown(landmark.course) {
            self.set(landmark.course, Fact::Choice(landmark.course_stable));
        }
    }

    /// A question of a completed screen whose key was not sent is answered "none of these". Those with a condition
    /// wait for it.
    fn fill_in_completed_screens(&mut self, book: &RuleBook, findings: &Findings) {
        let asked = findings.completed().fold(Slots::default(), |asked, screen| asked.union(book.always_asked(screen)));
        let silent = asked.without(findings.sent());
        for slot in silent.iter() {
            if let Some(value) = self.values.get_mut(slot) {
                *value = Fact::Choice(tri::ABSENT);
            }
        }
        self.first = self.first.without(silent);
        self.unknown = self.unknown.without(silent);
    }

    /// Applies the condition under which a question is asked.
    fn settle_conditional(&mut self, book: &RuleBook, findings: &Findings, slot: Slot) {
        let asked = self.is_asked(book, slot);
        let not_asked = book.answer_when_not_asked(slot);
        let fact = self.get(slot);
        let claims = fact != Fact::Unknown && fact != Fact::Choice(not_asked);
        match asked {
            Truth::False if fact == Fact::Unknown => self.set(slot, Fact::Choice(not_asked)),
            Truth::False if claims && book.class(slot).is_some_and(Class::is_u) => {
                self.contradict(findings, answers_behind(book, findings, slot));
            }
            Truth::True if fact == Fact::Unknown && fills_in(book, findings, slot) => {
                self.set(slot, Fact::Choice(tri::ABSENT));
            }
            _ => {}
        }
        if slot == book.landmark.decline_tempo && fact == Fact::Choice(not_asked) && asked != Truth::False {
            self.reject_tempo_none(book, findings, asked);
        }
    }

    /// The tempo "none" holds only when strength, speech and swallowing are all unchanged.
    fn reject_tempo_none(&mut self, book: &RuleBook, findings: &Findings, any_decline: Truth) {
        let tempo = book.landmark.decline_tempo;
        self.set(tempo, Fact::Unknown);
        if any_decline == Truth::True {
            self.contradict(findings, answers_behind(book, findings, tempo));
        }
    }

    /// Notes which of the answers that were sent contradict each other.
    fn contradict(&mut self, findings: &Findings, taking_part: Slots) {
        let sent = taking_part.iter().filter(|&slot| findings.was_sent(slot)).collect();
        self.contradicting = self.contradicting.union(sent);
    }

    fn derive(&mut self, book: &RuleBook, derived: Derived) {
        self.set(book.derived_slot(derived), derived.fact(book, self));
    }
}

/// Whether a missing answer is "none of these", because its screen was completed.
fn fills_in(book: &RuleBook, findings: &Findings, slot: Slot) -> bool {
    let screen = book.screen_of(slot);
    !findings.was_sent(slot)
        && book.findings.get(slot).is_some_and(|finding| finding.kind == Kind::Tri)
        && screen.is_some_and(|screen| findings.is_completed(screen))
}

/// A finding and the answers of its condition; where such an answer was not sent and has a condition of its own,
/// also the answers of that.
fn answers_behind(book: &RuleBook, findings: &Findings, slot: Slot) -> Slots {
    let mut behind: Slots = [slot].into_iter().collect();
    let condition = book.asked_when(slot).map(super::condition::Condition::slots).unwrap_or_default();
    for read in condition.iter().flat_map(|read| book.reads(read).iter()) {
        behind.insert(read);
        if !findings.was_sent(read) {
            behind = behind.union(answers_behind(book, findings, read));
        }
    }
    behind
}
