//! The decision in short: what an app shows to the person.

use std::borrow::Cow;

use super::decision::{Possible, SafetyNet, listed};
use super::json::json_object;
use super::prepared_texts::{BriefReason, BriefRuleBook, PreparedTexts};
use super::preserialized::Preserialized;
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::status::Status;

json_object! {
    /// The decision in short: what an app shows to the person, in the person's words.
    pub struct BriefContents<'a> {
        /// What the pattern looks like: the safe answer. An app that reads nothing else is never falsely reassured.
        pub level: Level,
        /// How soon to act: the safe answer. Decide by this what the app offers next.
        pub urgency: Urgency,
        /// `final` when no open question can raise the answer; `provisional`: say "so far", and go on asking.
        pub status: Status,
        /// The least and the most that the answer can still become. Equal when the answer is final.
        pub possible: Possible,
        /// False when no twitch was reported: show the answer all the same, it can be urgent.
        pub in_scope: bool,
        /// What to do, in one or two sentences: show it first.
        pub headline: Cow<'a, str>,
        /// Every rule that fired, the most urgent first: show them as the reasons.
        #[schema(value_type = Vec<BriefReason>)]
        pub reasons: Vec<&'a Preserialized<BriefReason>>,
        /// Advice for the person: show it as a list, in this order.
        #[schema(value_type = Vec<String>)]
        pub advice: Vec<&'a Preserialized<String>>,
        /// When to seek help at once, when to come back: show it with every answer.
        pub safety_net: SafetyNet<'a>,
        /// That this is not a diagnosis: show it with every answer.
        #[schema(value_type = String)]
        pub not_a_diagnosis: &'a Preserialized<String>,
        /// The rule book that decided: keep it with the answer.
        #[schema(value_type = BriefRuleBook)]
        pub rule_book: &'a Preserialized<BriefRuleBook>,
        ? /// That answers contradict each other, once: show it, and offer to change them. Left out when none do.
        #[schema(value_type = Vec<BriefReason>, max_items = 1)]
        pub warnings: Vec<&'a Preserialized<BriefReason>>,
    }
}

impl<'a> BriefContents<'a> {
    /// Puts a decision into few words.
    pub fn new(texts: &'a PreparedTexts, decision: &Decision<'a>) -> Self {
        Self {
            level: decision.result.level,
            urgency: decision.result.urgency,
            status: decision.status(),
            possible: Possible::new(decision),
            in_scope: decision.in_scope,
            headline: decision.headline(),
            reasons: listed(&decision.fired_places, |place| texts.rules.get(place).map(|rule| &rule.brief)),
            advice: listed(&decision.advice(), |place| texts.advice.get(place).map(|advice| &advice.brief)),
            safety_net: SafetyNet::new(texts, decision),
            not_a_diagnosis: &texts.not_a_diagnosis,
            rule_book: &texts.brief_rule_book,
            warnings: decision.warning().map(|_| vec![&texts.warning.brief]),
        }
    }
}
