//! The decision in words: what every caller gets.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::{Serialize, Serializer};

use super::json::{self, WriteJson, json_object, json_word};
use super::options::Detail;
use super::prepared_texts::{
    AdviceItem, EvidenceReference, PreparedTexts, RuleBookInForce, SourceReference, TextForBoth, WorkupItem,
};
use super::preserialized::Preserialized;
use super::sent_answers::{SentAnswer, SentAnswers};
use crate::clinical::decide::decision::Decision;
use crate::clinical::decide::explanation::Workup;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::status::Status;

json_object! {
    /// The decision with everything that a person, a clinician and a program need of it.
    pub struct DecisionAnswer<'a> {
        /// What the pattern looks like: the safe answer. An app that reads nothing else is never falsely reassured.
        pub level: Level,
        /// How soon to act: the safe answer. Decide by this what the app offers next.
        pub urgency: Urgency,
        /// `final` when no open question can raise the answer; `provisional`: say "so far", and go on asking.
        pub status: Status,
        /// The least and the most that the answer can still become, without mitigations that were not claimed. Equal when
        /// the answer is final.
        pub possible: Possible,
        /// False when no twitch was reported: show the answer all the same, it can be urgent.
        pub in_scope: bool,
        /// What to do, in one or two sentences: show it first.
        pub headline: Headline<'a>,
        /// Every rule that fired, the most urgent first: show them as the reasons.
        pub reasons: Vec<Reason<'a>>,
        /// Groups of causes that the fired rules suspect; for the clinician.
        pub suspected_groups: Vec<&'a str>,
        /// Advice for the person: show it as a list, in this order.
        #[schema(value_type = Vec<AdviceItem>)]
        pub advice: Vec<&'a Preserialized<AdviceItem>>,
        /// Suggested workup; for the clinician, never an order to the person.
        #[schema(value_type = Vec<WorkupItem>)]
        pub workup: Vec<&'a Preserialized<WorkupItem>>,
        /// At most one: answers that contradict each other. Show it, and offer to change them.
        #[schema(max_items = 1)]
        pub warnings: Vec<Warning<'a>>,
        /// When to seek help at once, when to come back: show it with every answer.
        pub safety_net: SafetyNet<'a>,
        /// The published statements on which reasons and advice rest, by id.
        #[schema(value_type = std::collections::BTreeMap<String, EvidenceReference>)]
        pub evidence: ById<'a, EvidenceReference>,
        /// The publications that make them, by id, each once: list them as the sources.
        #[schema(value_type = std::collections::BTreeMap<String, SourceReference>)]
        pub sources: ById<'a, SourceReference>,
        /// That this is not a diagnosis: show it with every answer.
        #[schema(value_type = String)]
        pub not_a_diagnosis: &'a Preserialized<String>,
        /// The rule book that decided: keep it with the answer.
        #[schema(value_type = RuleBookInForce)]
        pub rule_book: &'a Preserialized<RuleBookInForce>,
    }
}

json_object! {
    /// The least and the most that the answer can still become.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Possible {
        /// If all that is unknown were absent: what the person may be told "so far".
        pub least: Outcome,
        /// If all that is unknown were present.
        pub most: Outcome,
    }
}

json_object! {
    /// What to do.
    pub struct Headline<'a> {
        /// For the person.
        pub person: Cow<'a, str>,
        /// For a clinician.
        pub clinician: String,
    }
}

json_object! {
    /// A rule that fired, and why.
    pub struct Reason<'a> {
        /// Id of the rule.
        #[schema(pattern = "^R-[A-Z][0-9]{2,5}$", example = "R-B00")]
        pub rule: &'a str,
        /// Level that it leads to.
        pub level: Level,
        /// Urgency that it leads to.
        pub urgency: Urgency,
        /// The reason in words.
        #[schema(value_type = TextForBoth)]
        pub text: &'a Preserialized<TextForBoth>,
        /// The caller's own answers that the rule rests on.
        #[schema(value_type = Vec<SentAnswer>)]
        pub findings: SentAnswers<'a>,
        /// Ids of its evidence, which `evidence` explains.
        #[schema(value_type = Vec<String>)]
        pub evidence: &'a Preserialized<Vec<String>>,
    }
}

json_object! {
    /// Answers that contradict each other; the safer reading was used.
    pub struct Warning<'a> {
        /// Id of the rule.
        #[schema(pattern = "^R-[A-Z][0-9]{2,5}$", example = "R-K03")]
        pub rule: &'a str,
        /// The warning in words.
        #[schema(value_type = TextForBoth)]
        pub text: &'a Preserialized<TextForBoth>,
        /// Every answer that takes part in the contradiction.
        #[schema(value_type = Vec<SentAnswer>)]
        pub findings: SentAnswers<'a>,
    }
}

json_object! {
    /// When to seek help at once, when to come back.
    pub struct SafetyNet<'a> {
        /// When to seek help at once; in every answer.
        #[schema(value_type = String)]
        pub seek_help_now_if: &'a Preserialized<String>,
        /// What should bring the person back.
        pub come_back_if: &'a str,
        /// Days after which to look again; null at level 3.
        #[schema(minimum = 1, maximum = 3650)]
        pub recheck_after_days: Option<u16>,
    }
}

/// Records of the rule book by their ids, in its order.
pub struct ById<'a, T>(pub Vec<(&'a str, &'a Preserialized<T>)>);

impl<T> Serialize for ById<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

impl<T> WriteJson for ById<'_, T> {
    fn write_json(&self, out: &mut Vec<u8>) {
        json::map(self.0.iter().copied(), out);
    }
}

json_word!(Level, Urgency, Status);

impl WriteJson for Outcome {
    fn write_json(&self, out: &mut Vec<u8>) {
        json::write_with_serde(self, out);
    }
}

impl<'a> DecisionAnswer<'a> {
    /// Puts a decision into words.
    pub fn new(texts: &'a PreparedTexts, decision: &Decision<'a>, findings: &'a Findings, detail: Detail) -> Self {
        let book = decision.book;
        let advice = decision.advice();
        let suspected_groups = decision.suspected_groups();
        let cited = decision.cited(&advice);
        let workup = listed(&decision.workup(&suspected_groups), |workup| match workup {
            Workup::Group(place) => texts.groups.get(place),
            Workup::Extra(place) => texts.extra_workup.get(place),
        });
        let evidence = if detail == Detail::Full { &texts.evidence_in_full } else { &texts.evidence };
        Self {
            level: decision.result.level,
            urgency: decision.result.urgency,
            status: decision.status(),
            possible: Possible::new(decision),
            in_scope: decision.in_scope,
            headline: Headline { person: decision.headline(), clinician: clinician_headline(decision) },
            reasons: reasons(texts, decision, findings),
            suspected_groups: listed(&suspected_groups, |place| Some(book.groups.get(place)?.id.as_str())),
            advice: listed(&advice, |place| texts.advice.get(place).map(|advice| &advice.standard)),
            workup,
            warnings: warnings(texts, decision, findings),
            safety_net: SafetyNet::new(texts, decision),
            evidence: ById(listed(&cited, |place| Some((book.evidence.get(place)?.id.as_str(), evidence.get(place)?)))),
            sources: ById(listed(&decision.sources(&cited), |place| {
                Some((book.sources.get(place)?.id.as_str(), texts.sources.get(place)?))
            })),
            not_a_diagnosis: &texts.not_a_diagnosis,
            rule_book: &texts.rule_book,
        }
    }
}

impl Possible {
    /// What the answer of a decision can still become.
    #[must_use]
    pub fn new(decision: &Decision) -> Self {
        Self { least: decision.least, most: decision.most }
    }
}

impl<'a> SafetyNet<'a> {
    /// The safety net of a decision.
    pub fn new(texts: &'a PreparedTexts, decision: &Decision<'a>) -> Self {
        Self {
            seek_help_now_if: if decision.may_be_a_baby() {
                &texts.emergency_note_with_baby
            } else {
                &texts.emergency_note
            },
            come_back_if: decision.come_back_if(),
            recheck_after_days: decision.recheck_after_days(),
        }
    }
}

fn reasons<'a>(texts: &'a PreparedTexts, decision: &Decision<'a>, findings: &'a Findings) -> Vec<Reason<'a>> {
    listed(&decision.fired_places, |place| {
        let (rule, words) = (decision.book.rules.get(place)?, texts.rules.get(place)?);
        Some(Reason {
            rule: &rule.id,
            level: rule.effect.level,
            urgency: rule.effect.urgency,
            text: &words.text,
            findings: SentAnswers::among(texts, decision.book, findings, decision.grounds(rule)),
            evidence: &words.evidence,
        })
    })
}

/// What `at` gives for each place, in a list that never reallocates.
pub(super) fn listed<P: Copy, T>(places: &[P], at: impl Fn(P) -> Option<T>) -> Vec<T> {
    let mut list = Vec::with_capacity(places.len());
    list.extend(places.iter().filter_map(|place| at(*place)));
    list
}

/// Most headlines for a clinician are shorter, so that their text seldom reallocates; in bytes.
const USUAL_HEADLINE: usize = 1024;

fn clinician_headline(decision: &Decision) -> String {
    let mut headline = String::with_capacity(USUAL_HEADLINE);
    let _ = write!(headline, "{}", decision.clinician_headline());
    headline
}

fn warnings<'a>(texts: &'a PreparedTexts, decision: &Decision<'a>, findings: &'a Findings) -> Vec<Warning<'a>> {
    let warning = decision.warning().map(|warning| Warning {
        rule: &warning.id,
        text: &texts.warning.text,
        findings: SentAnswers::among(texts, decision.book, findings, decision.facts.contradicting),
    });
    warning.into_iter().collect()
}
