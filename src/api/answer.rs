//! The decision put into words: what every caller gets.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::clinical::answers::{Answer, Findings};
use crate::clinical::evidence::{Evidence, Read};
use crate::clinical::finding::{Finding, Kind, UNKNOWN};
use crate::clinical::outcome::{Level, Outcome, Urgency};
use crate::clinical::rule_book::RuleBook;
use crate::clinical::slots::Slots;
use crate::clinical::triage::{Decision, Status};

/// The decision with everything that a person, a clinician and a program need of it.
#[derive(Serialize, ToSchema)]
pub struct DecisionShown<'a> {
    /// What the pattern looks like: the safe answer.
    pub(super) level: Level,
    /// How soon to act: the safe answer.
    pub(super) urgency: Urgency,
    /// `final` when no open question can raise the answer.
    pub(super) status: Status,
    /// The least and the most that the answer can still become, without mitigations that were not claimed.
    pub(super) possible: Possible,
    /// False when no twitch was reported.
    pub(super) in_scope: bool,
    /// What to do, in one or two sentences.
    pub(super) headline: Headline<'a>,
    /// Every rule that fired, the most urgent first.
    pub(super) reasons: Vec<Reason<'a>>,
    /// Groups of causes that the fired rules suspect; for the clinician.
    pub(super) suspected_groups: Vec<&'a str>,
    /// Advice for the person.
    pub(super) advice: Vec<AdviceGiven<'a>>,
    /// Suggested workup; for the clinician, never an order to the person.
    pub(super) workup: Vec<WorkupGiven<'a>>,
    /// At most one: answers that contradict each other.
    #[schema(max_items = 1)]
    pub(super) warnings: Vec<Warning<'a>>,
    /// When to seek help at once, when to come back.
    pub(super) safety_net: SafetyNet<'a>,
    /// The sources of reasons and advice, by id.
    #[schema(value_type = std::collections::BTreeMap<String, Source>)]
    pub(super) evidence: Sources<'a>,
    /// That this is no diagnosis.
    pub(super) not_a_diagnosis: &'a str,
    /// The rule book that decided.
    pub(super) rule_book: RuleBookInForce<'a>,
}

/// The least and the most that the answer can still become.
#[derive(Serialize, ToSchema)]
pub(super) struct Possible {
    /// If all that is unknown were absent: what the person may be told "so far".
    pub(super) least: Outcome,
    /// If all that is unknown were present.
    pub(super) most: Outcome,
}

/// What to do.
#[derive(Serialize, ToSchema)]
pub(super) struct Headline<'a> {
    /// For the person.
    pub(super) person: Cow<'a, str>,
    /// For a clinician.
    pub(super) clinician: String,
}

/// A rule that fired, and why.
#[derive(Serialize, ToSchema)]
pub(super) struct Reason<'a> {
    /// Id of the rule.
    #[schema(pattern = "^R-[A-Z][0-9]{2,5}$", example = "R-B00")]
    pub(super) rule: &'a str,
    /// Level that it leads to.
    pub(super) level: Level,
    /// Urgency that it leads to.
    pub(super) urgency: Urgency,
    /// The reason in words.
    pub(super) text: BothTexts<'a>,
    /// The caller's own answers that the rule rests on.
    pub(super) findings: Vec<Seen<'a>>,
    /// Ids of its sources.
    pub(super) evidence: Vec<&'a str>,
}

/// A text for the person and one for a clinician.
#[derive(Serialize, ToSchema)]
pub(super) struct BothTexts<'a> {
    /// For the person.
    pub(super) person: &'a str,
    /// For a clinician.
    pub(super) clinician: &'a str,
}

/// A text for the person.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonText<'a> {
    /// For the person.
    pub(super) person: &'a str,
}

/// A text for a clinician.
#[derive(Serialize, ToSchema)]
pub(super) struct ClinicianText<'a> {
    /// For a clinician.
    pub(super) clinician: &'a str,
}

/// An answer of the caller.
#[derive(Serialize, ToSchema)]
pub(super) struct Seen<'a> {
    /// JSON Pointer (RFC 6901) into the caller's body.
    #[serde(serialize_with = "pointer")]
    #[schema(value_type = String, pattern = "^/findings/[a-z0-9_]+$", example = "/findings/sites")]
    pub(super) pointer: &'a str,
    /// The answer: a word, words in the order of the questionnaire, a number, or null.
    #[schema(value_type = SeenValue)]
    pub(super) seen: SeenAnswer<'a>,
}

/// The schema of an answer that was seen.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "it stands for its schema only")]
pub(super) enum SeenValue {
    /// A word.
    Word(Option<String>),
    /// Words in the order of the questionnaire.
    Words(Vec<String>),
    /// A number.
    Number(i32),
}

/// An answer with the finding that gives it its words.
pub(super) struct SeenAnswer<'a> {
    pub(super) finding: &'a Finding,
    pub(super) answer: Answer,
}

impl Serialize for SeenAnswer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.answer, self.finding.kind) {
            (Answer::Choice(place), _) => serializer.serialize_str(self.finding.value_at(place)),
            (Answer::Number(number), _) => serializer.serialize_i32(number),
            (Answer::Several(places), _) => serializer.collect_seq(
                self.finding
                    .answers
                    .iter()
                    .enumerate()
                    .filter(|(place, _)| places >> place & 1 == 1)
                    .map(|(_, answer)| &answer.value),
            ),
            (Answer::Unknown | Answer::NotSent, Kind::Tri | Kind::OneOf) => serializer.serialize_str(UNKNOWN),
            (Answer::Unknown | Answer::NotSent, _) => serializer.serialize_none(),
        }
    }
}

pub(super) fn pointer<S: Serializer>(name: &&str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("/findings/{name}"))
}

/// Advice for the person.
#[derive(Serialize, ToSchema)]
pub(super) struct AdviceGiven<'a> {
    /// Id of the advice.
    #[schema(pattern = "^A[0-9]{2,5}$", example = "A13")]
    pub(super) id: &'a str,
    /// The advice in words.
    pub(super) text: PersonText<'a>,
    /// Ids of its sources; empty for background knowledge that nobody has verified.
    pub(super) evidence: Vec<&'a str>,
}

/// A suggestion for a clinician.
#[derive(Serialize, ToSchema)]
pub(super) struct WorkupGiven<'a> {
    /// Id of the suspected group, or of a further suggestion.
    pub(super) group: &'a str,
    /// The suggestion in words.
    pub(super) text: ClinicianText<'a>,
}

/// Answers that contradict each other; the more careful reading was used.
#[derive(Serialize, ToSchema)]
pub(super) struct Warning<'a> {
    /// Id of the rule.
    #[schema(pattern = "^R-[A-Z][0-9]{2,5}$", example = "R-K03")]
    pub(super) rule: &'a str,
    /// The warning in words.
    pub(super) text: BothTexts<'a>,
    /// Every answer that takes part.
    pub(super) findings: Vec<Seen<'a>>,
}

/// When to seek help at once, when to come back.
#[derive(Serialize, ToSchema)]
pub(super) struct SafetyNet<'a> {
    /// When to seek help at once; in every answer.
    pub(super) seek_help_now_if: &'a str,
    /// What should bring the person back.
    pub(super) come_back_if: &'a str,
    /// Days after which to look again; null at level 3.
    #[schema(minimum = 1, maximum = 3650)]
    pub(super) recheck_after_days: Option<u16>,
}

/// Where a finding was published.
#[derive(Serialize, ToSchema)]
pub(super) struct Source<'a> {
    /// The publication.
    pub(super) source: &'a str,
    /// Its year; null when it states none.
    #[schema(minimum = 1800, maximum = 2200)]
    pub(super) year: Option<i32>,
    /// Its addresses.
    #[schema(max_items = 20)]
    pub(super) urls: &'a [String],
    /// Kind of publication.
    pub(super) kind: &'a str,
    /// What of it was really seen: R that very page, S a secondary page, N the news article.
    pub(super) read: Read,
}

/// The sources of an answer, in the order of the rule book.
pub(super) struct Sources<'a>(pub(super) Vec<&'a Evidence>);

impl Serialize for Sources<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|record| {
            let Evidence { id, source, year, urls, kind, read, .. } = record;
            (id, Source { source, year: *year, urls, kind, read: *read })
        }))
    }
}

/// The rule book in force.
#[derive(Serialize, ToSchema)]
pub(super) struct RuleBookInForce<'a> {
    /// Its name.
    #[schema(example = "twitch-triage")]
    pub(super) id: &'a str,
    /// Its version (SemVer).
    #[schema(example = "1.0.0")]
    pub(super) version: &'a str,
    /// SHA-256 over its files.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    pub(super) digest: &'a str,
}

impl<'a> RuleBookInForce<'a> {
    /// The reference to a rule book.
    pub(super) fn of(book: &'a RuleBook) -> Self {
        Self { id: &book.identity.id, version: &book.identity.version, digest: &book.digest }
    }
}

impl<'a> DecisionShown<'a> {
    /// Puts a decision into words.
    pub fn of(decision: &Decision<'a>, findings: &Findings) -> Self {
        let book = decision.book;
        let advice: Vec<AdviceGiven> = decision
            .advice()
            .into_iter()
            .map(|advice| AdviceGiven {
                id: &advice.id,
                text: PersonText { person: &advice.text },
                evidence: advice.evidence.iter().map(String::as_str).collect(),
            })
            .collect();
        let reasons = decision
            .fired()
            .map(|rule| Reason {
                rule: &rule.id,
                level: rule.effect.level,
                urgency: rule.effect.urgency,
                text: BothTexts { person: &rule.person, clinician: &rule.clinician },
                findings: seen(decision, findings, decision.grounds(rule)),
                evidence: rule
                    .evidence
                    .iter()
                    .filter_map(|place| book.evidence.get(*place))
                    .map(|record| record.id.as_str())
                    .collect(),
            })
            .collect();
        let warnings = decision.warning().into_iter().map(|warning| Warning {
            rule: &warning.id,
            text: BothTexts { person: &warning.person, clinician: &warning.clinician },
            findings: seen(decision, findings, decision.facts.contradicting),
        });
        let workup = decision
            .workup()
            .into_iter()
            .map(|workup| WorkupGiven { group: workup.id(), text: ClinicianText { clinician: workup.text() } });
        Self {
            level: decision.result.level,
            urgency: decision.result.urgency,
            status: decision.status(),
            possible: Possible { least: decision.least, most: decision.most },
            in_scope: decision.in_scope,
            headline: Headline { person: decision.headline(), clinician: decision.clinician_headline().to_string() },
            evidence: Sources(decision.cited()),
            reasons,
            suspected_groups: decision.suspected_groups().into_iter().map(|group| group.id.as_str()).collect(),
            advice,
            workup: workup.collect(),
            warnings: warnings.collect(),
            safety_net: SafetyNet {
                seek_help_now_if: &book.texts.fixed.emergency_note,
                come_back_if: decision.come_back_if(),
                recheck_after_days: decision.recheck_after_days(),
            },
            not_a_diagnosis: &book.texts.fixed.not_a_diagnosis,
            rule_book: RuleBookInForce::of(book),
        }
    }
}

/// The caller's own answers among some findings.
fn seen<'a>(decision: &Decision<'a>, findings: &Findings, among: Slots) -> Vec<Seen<'a>> {
    let sent = among.iter().filter(|&slot| findings.was_sent(slot));
    sent.filter_map(|slot| {
        let finding = decision.book.finding(slot)?;
        Some(Seen { pointer: &finding.name, seen: SeenAnswer { finding, answer: findings.get(slot) } })
    })
    .collect()
}
