//! The decision put into words: what every caller gets.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::prepared::Prepared;
use super::seen::{AnswersSeen, Seen};
use super::wording::{AdviceGiven, BothTexts, RuleBookInForce, Source, Wording, WorkupGiven};
use super::written::{self, Written, members, words};
use crate::clinical::decide::decision::Decision;
use crate::clinical::decide::explanation::Workup;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::evidence::Evidence;
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::status::Status;

/// The decision with everything that a person, a clinician and a program need of it.
#[derive(Serialize, ToSchema)]
pub struct DecisionShown<'a> {
    /// What the pattern looks like: the safe answer.
    pub level: Level,
    /// How soon to act: the safe answer.
    pub urgency: Urgency,
    /// `final` when no open question can raise the answer.
    pub status: Status,
    /// The least and the most that the answer can still become, without mitigations that were not claimed.
    pub possible: Possible,
    /// False when no twitch was reported.
    pub in_scope: bool,
    /// What to do, in one or two sentences.
    pub headline: Headline<'a>,
    /// Every rule that fired, the most urgent first.
    pub reasons: Vec<Reason<'a>>,
    /// Groups of causes that the fired rules suspect; for the clinician.
    pub suspected_groups: Vec<&'a str>,
    /// Advice for the person.
    #[schema(value_type = Vec<AdviceGiven>)]
    pub advice: Vec<&'a Prepared<AdviceGiven>>,
    /// Suggested workup; for the clinician, never an order to the person.
    #[schema(value_type = Vec<WorkupGiven>)]
    pub workup: Vec<&'a Prepared<WorkupGiven>>,
    /// At most one: answers that contradict each other.
    #[schema(max_items = 1)]
    pub warnings: Vec<Warning<'a>>,
    /// When to seek help at once, when to come back.
    pub safety_net: SafetyNet<'a>,
    /// The sources of reasons and advice, by id.
    #[schema(value_type = std::collections::BTreeMap<String, Source>)]
    pub evidence: Sources<'a>,
    /// That this is no diagnosis.
    #[schema(value_type = String)]
    pub not_a_diagnosis: &'a Prepared<String>,
    /// The rule book that decided.
    #[schema(value_type = RuleBookInForce)]
    pub rule_book: &'a Prepared<RuleBookInForce>,
}

/// The least and the most that the answer can still become.
#[derive(Serialize, ToSchema)]
pub struct Possible {
    /// If all that is unknown were absent: what the person may be told "so far".
    pub least: Outcome,
    /// If all that is unknown were present.
    pub most: Outcome,
}

/// What to do.
#[derive(Serialize, ToSchema)]
pub struct Headline<'a> {
    /// For the person.
    pub person: Cow<'a, str>,
    /// For a clinician.
    pub clinician: String,
}

/// A rule that fired, and why.
#[derive(Serialize, ToSchema)]
pub struct Reason<'a> {
    /// Id of the rule.
    #[schema(pattern = "^R-[A-Z][0-9]{2,5}$", example = "R-B00")]
    pub rule: &'a str,
    /// Level that it leads to.
    pub level: Level,
    /// Urgency that it leads to.
    pub urgency: Urgency,
    /// The reason in words.
    #[schema(value_type = BothTexts)]
    pub text: &'a Prepared<BothTexts>,
    /// The caller's own answers that the rule rests on.
    #[schema(value_type = Vec<Seen>)]
    pub findings: AnswersSeen<'a>,
    /// Ids of its sources.
    #[schema(value_type = Vec<String>)]
    pub evidence: &'a Prepared<Vec<String>>,
}

/// Answers that contradict each other; the more careful reading was used.
#[derive(Serialize, ToSchema)]
pub struct Warning<'a> {
    /// Id of the rule.
    #[schema(pattern = "^R-[A-Z][0-9]{2,5}$", example = "R-K03")]
    pub rule: &'a str,
    /// The warning in words.
    #[schema(value_type = BothTexts)]
    pub text: &'a Prepared<BothTexts>,
    /// Every answer that takes part.
    #[schema(value_type = Vec<Seen>)]
    pub findings: AnswersSeen<'a>,
}

/// When to seek help at once, when to come back.
#[derive(Serialize, ToSchema)]
pub struct SafetyNet<'a> {
    /// When to seek help at once; in every answer.
    #[schema(value_type = String)]
    pub seek_help_now_if: &'a Prepared<String>,
    /// What should bring the person back.
    pub come_back_if: &'a str,
    /// Days after which to look again; null at level 3.
    #[schema(minimum = 1, maximum = 3650)]
    pub recheck_after_days: Option<u16>,
}

/// The sources of an answer, in the order of the rule book.
pub struct Sources<'a>(pub Vec<(&'a Evidence, &'a Prepared<Source>)>);

impl Serialize for Sources<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(record, source)| (&record.id, source)))
    }
}

impl Written for Sources<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        written::map(self.0.iter().map(|(record, source)| (record.id.as_str(), source)), out);
    }
}

words! { Level Urgency Status }

members! {
    DecisionShown<'_> {
        level, urgency, status, possible, in_scope, headline, reasons, suspected_groups, advice, workup, warnings,
        safety_net, evidence, not_a_diagnosis, rule_book,
    }
    Possible { least, most, }
    Outcome { level, urgency, }
    Headline<'_> { person, clinician, }
    Reason<'_> { rule, level, urgency, text, findings, evidence, }
    Warning<'_> { rule, text, findings, }
    SafetyNet<'_> { seek_help_now_if, come_back_if, recheck_after_days, }
}

impl<'a> DecisionShown<'a> {
    /// Puts a decision into words.
    pub fn of(wording: &'a Wording, decision: &Decision<'a>, findings: &'a Findings) -> Self {
        let book = decision.book;
        let advice = decision.advice();
        let suspected_groups = decision.suspected_groups();
        let cited = decision.cited(&advice);
        let workup = listed(&decision.workup(&suspected_groups), |workup| match workup {
            Workup::Group(place) => wording.groups.get(place),
            Workup::Extra(place) => wording.extra_workup.get(place),
        });
        Self {
            level: decision.result.level,
            urgency: decision.result.urgency,
            status: decision.status(),
            possible: Possible { least: decision.least, most: decision.most },
            in_scope: decision.in_scope,
            headline: Headline { person: decision.headline(), clinician: clinician_headline(decision) },
            reasons: reasons(wording, decision, findings),
            suspected_groups: listed(&suspected_groups, |place| Some(book.groups.get(place)?.id.as_str())),
            advice: listed(&advice, |place| wording.advice.get(place)),
            workup,
            warnings: warnings(wording, decision, findings),
            safety_net: SafetyNet {
                seek_help_now_if: &wording.emergency_note,
                come_back_if: decision.come_back_if(),
                recheck_after_days: decision.recheck_after_days(),
            },
            evidence: Sources(listed(&cited, |place| Some((book.evidence.get(place)?, wording.sources.get(place)?)))),
            not_a_diagnosis: &wording.not_a_diagnosis,
            rule_book: &wording.rule_book,
        }
    }
}

fn reasons<'a>(wording: &'a Wording, decision: &Decision<'a>, findings: &'a Findings) -> Vec<Reason<'a>> {
    listed(&decision.fired_places, |place| {
        let (rule, words) = (decision.book.rules.get(place)?, wording.rules.get(place)?);
        Some(Reason {
            rule: &rule.id,
            level: rule.effect.level,
            urgency: rule.effect.urgency,
            text: &words.text,
            findings: AnswersSeen::of(wording, decision.book, findings, decision.grounds(rule)),
            evidence: &words.evidence,
        })
    })
}

/// What stands at some places, in a list that never grows.
fn listed<P: Copy, T>(places: &[P], at: impl Fn(P) -> Option<T>) -> Vec<T> {
    let mut list = Vec::with_capacity(places.len());
    list.extend(places.iter().filter_map(|place| at(*place)));
    list
}

/// Most headlines for a clinician are shorter, so that their text never grows.
const USUAL_HEADLINE: usize = 1024;

fn clinician_headline(decision: &Decision) -> String {
    let mut headline = String::with_capacity(USUAL_HEADLINE);
    let _ = write!(headline, "{}", decision.clinician_headline());
    headline
}

fn warnings<'a>(wording: &'a Wording, decision: &Decision<'a>, findings: &'a Findings) -> Vec<Warning<'a>> {
    let warning = decision.warning().map(|warning| Warning {
        rule: &warning.id,
        text: &wording.warning,
        findings: AnswersSeen::of(wording, decision.book, findings, decision.facts.contradicting),
    });
    warning.into_iter().collect()
}
