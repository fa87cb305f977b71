//! The list of what no text may say.

use serde::Deserialize;

/// The list of what no text may say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Banned {
    /// The lists of phrases, one for each reason.
    pub banned: Vec<BannedPhrases>,
    /// What is asked of sentences that speak of stopping.
    pub stop: Stopping,
}

/// Phrases that must not be said for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BannedPhrases {
    /// What would happen if a text said it.
    pub why: String,
    /// The kinds of texts that must not say it.
    #[serde(rename = "in")]
    pub among: Vec<Among>,
    /// The phrases.
    pub phrases: Vec<String>,
    /// A sentence that must be caught.
    pub planted: String,
    /// Texts that hold a phrase and mean something else.
    #[serde(default)]
    pub except: Vec<Exception>,
}

/// The texts in which phrases are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is the kind of that name")]
pub enum Among {
    Everyone,
    /// Every text that the person can read.
    Person,
    Headline,
    Reason,
    Advice,
    SafetyNet,
    #[serde(rename = "level_1")]
    Level1,
    #[serde(rename = "level_2")]
    Level2,
}

/// A part of a text that holds a phrase and is right.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Exception {
    /// The part.
    pub text: String,
    /// Why it is right.
    pub why: String,
}

/// What is asked of every sentence for the person that speaks of stopping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Stopping {
    /// Why.
    pub why: String,
    /// A sentence that must be caught.
    pub planted: String,
    /// How the words begin that speak of stopping.
    pub beginnings: Vec<String>,
    /// The phrases of which such a sentence must hold one.
    pub allowed: Vec<String>,
}

impl Banned {
    /// This list with what another one adds. Nothing of this one is lost: an entry of the same reason adds kinds of texts,
    /// phrases and exceptions to it, every other entry is added as it is.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        for entry in other.banned {
            match self.banned.iter_mut().find(|own| own.why == entry.why) {
                None => self.banned.push(entry),
                Some(own) => {
                    add(&mut own.among, entry.among);
                    add(&mut own.phrases, entry.phrases);
                    add(&mut own.except, entry.except);
                }
            }
        }
        add(&mut self.stop.beginnings, other.stop.beginnings);
        add(&mut self.stop.allowed, other.stop.allowed);
        self
    }
}

/// Adds what is not there yet.
fn add<T: PartialEq>(to: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !to.contains(&one) {
            to.push(one);
        }
    }
}
