//! What a caller said: one answer, or none, for each finding of the rule book.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::finding::{Finding, Kind};
use super::rule_book::RuleBook;
use super::slots::{Slot, Slots};

/// What was sent for one finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// The key was not sent.
    #[default]
    NotSent,
    /// `"unknown"` or null was sent; both mean the same.
    Unknown,
    /// One answer, by its place among the answers of the finding.
    Choice(u8),
    /// Several answers, as a bit set over the answers of the finding.
    Several(u32),
    /// A whole number.
    Number(i32),
}

/// All that a caller said: answers, and the screens whose every question was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    answers: Vec<Answer>,
    /// The findings whose keys were sent.
    sent: Slots,
    completed: Slots,
}

impl Findings {
    /// Nothing sent, no screen completed.
    #[must_use]
    pub fn none_of(book: &RuleBook) -> Self {
        Self {
            answers: vec![Answer::NotSent; book.findings.len()],
            sent: Slots::default(),
            completed: Slots::default(),
        }
    }

    /// What was sent for a finding.
    #[must_use]
    pub fn get(&self, slot: Slot) -> Answer {
        self.answers.get(slot).copied().unwrap_or_default()
    }

    /// Replaces what was sent for a finding.
    pub fn set(&mut self, slot: Slot, answer: Answer) {
        if let Some(place) = self.answers.get_mut(slot) {
            *place = answer;
            self.sent.put(slot, answer != Answer::NotSent);
        }
    }

    /// Whether the key of the finding was sent.
    #[must_use]
    pub fn was_sent(&self, slot: Slot) -> bool {
        self.sent.contains(slot)
    }

    /// The findings whose keys were sent.
    #[must_use]
    pub fn sent(&self) -> Slots {
        self.sent
    }

    /// Marks a screen, by its place in the rule book, as completed.
    pub fn complete(&mut self, screen: usize) {
        self.completed.insert(screen);
    }

    /// Whether a screen, by its place in the rule book, was completed.
    #[must_use]
    pub fn is_completed(&self, screen: usize) -> bool {
        self.completed.contains(screen)
    }

    /// The screens that were completed, by their places in the rule book.
    pub fn completed(&self) -> impl Iterator<Item = usize> {
        self.completed.iter()
    }
}

/// Reads a map of findings, from any format that serde reads, into [`Findings`].
///
/// Refuses an unknown or doubled key, a value that the finding does not take, and a doubled list entry; the message
/// never holds a value of the caller.
pub struct FindingsSeed<'b>(pub &'b RuleBook);

impl<'de> DeserializeSeed<'de> for FindingsSeed<'_> {
    type Value = Findings;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Findings, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FindingsSeed<'_> {
    type Value = Findings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of findings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Findings, A::Error> {
        let mut findings = Findings::none_of(self.0);
        while let Some(slot) = map.next_key_seed(WordSeed(|name: &str| self.0.finding_slot(name), "no such finding"))? {
            let finding = self.0.findings.get(slot).ok_or_else(|| de::Error::custom("no such finding"))?;
            if findings.was_sent(slot) {
                return Err(de::Error::custom("doubled key"));
            }
            findings.set(slot, map.next_value_seed(AnswerSeed(finding))?);
        }
        Ok(findings)
    }
}

/// Reads one word by looking it up, without keeping the text; the second field says what an unknown word is not.
pub struct WordSeed<F>(pub F, pub &'static str);

impl<'de, T, F: FnOnce(&str) -> Option<T>> DeserializeSeed<'de> for WordSeed<F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T, F: FnOnce(&str) -> Option<T>> Visitor<'_> for WordSeed<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a known word")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<T, E> {
        (self.0)(word).ok_or_else(|| E::custom(self.1))
    }
}

/// Reads the answer of one finding.
struct AnswerSeed<'b>(&'b Finding);

impl<'de> DeserializeSeed<'de> for AnswerSeed<'_> {
    type Value = Answer;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Answer, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnswerSeed<'_> {
    type Value = Answer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an answer of `{}`", self.0.name)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Answer, E> {
        Ok(Answer::Unknown)
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<Answer, E> {
        self.0.word(word).ok_or_else(|| E::custom("no such answer"))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Answer, E> {
        self.0.number(number).ok_or_else(|| E::custom("no such number"))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Answer, E> {
        let number = i64::try_from(number).map_err(|_| E::custom("no such number"))?;
        self.visit_i64(number)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Answer, E> {
        if number.fract() != 0.0 {
            return Err(E::custom("no whole number"));
        }
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the cast saturates, and a saturated number is out of range"
        )]
        self.visit_i64(number as i64)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Answer, A::Error> {
        if self.0.kind != Kind::SomeOf {
            return Err(de::Error::custom("no list is taken"));
        }
        let mut several = 0u32;
        while let Some(place) = list.next_element_seed(WordSeed(|word: &str| self.0.position(word), "no such entry"))? {
            let entry = 1u32.checked_shl(place.into()).unwrap_or(0);
            if several & entry != 0 {
                return Err(de::Error::custom("doubled entry"));
            }
            several |= entry;
        }
        Ok(Answer::Several(several))
    }
}
