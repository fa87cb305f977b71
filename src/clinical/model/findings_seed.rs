//! Reads the answers of a caller from any format that serde reads.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::answers::{Answer, Findings};
use super::finding::{Finding, Kind};
use super::rule_book::RuleBook;

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
        let mut findings = Findings::new(self.0);
        while let Some(index) =
            map.next_key_seed(WordSeed(|name: &str| self.0.finding_index(name), "no such finding"))?
        {
            let finding = self.0.findings.get(index).ok_or_else(|| de::Error::custom("no such finding"))?;
            if findings.was_sent(index) {
                return Err(de::Error::custom("duplicate key"));
            }
            findings.set(index, map.next_value_seed(AnswerSeed(finding))?);
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
        self.0.number(number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Answer, E> {
        let number = i64::try_from(number).map_err(|_| E::custom("number out of range"))?;
        self.visit_i64(number)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Answer, A::Error> {
        if self.0.kind != Kind::SomeOf {
            return Err(de::Error::custom("a list is not accepted"));
        }
        let mut several = 0u32;
        while let Some(place) = list.next_element_seed(WordSeed(|word: &str| self.0.position(word), "no such entry"))? {
            let entry = 1u32.checked_shl(place.into()).unwrap_or(0);
            if several & entry != 0 {
                return Err(de::Error::custom("duplicate entry"));
            }
            several |= entry;
        }
        Ok(Answer::Several(several))
    }
}
