//! A second reading of the rule book: conditions as they are written, evaluated over what each finding counts as, and
//! the lists of questions as sections 5 and 6 of the specification define them.
//!
//! Nothing here uses the compiled conditions, the derived findings or the questions of the program; what a finding
//! counts as is taken from the decision, and tested elsewhere.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::decide::facts::{Fact, Facts};
use twitch_triage::clinical::model::condition::{ClauseText, LiteralText};
use twitch_triage::clinical::model::finding::{Class, Kind, UNKNOWN, tri};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Outcome, Urgency};
use twitch_triage::clinical::model::rule::Rule;

use crate::support::ask_order::ASK_ORDER;
use crate::support::payload::{Payload, book, finding, index};

/// True, false or unknown.
pub type Kleene = Option<bool>;

/// Sites of the four body regions (3.5).
const REGIONS: [&[&str]; 4] = [
    &["face_other", "tongue"],
    &["neck", "shoulder_upper_arm", "forearm", "hand"],
    &["trunk"],
    &["buttock_thigh", "calf", "foot"],
];
const WEAKNESS: [&str; 2] = ["weakness_functional", "weakness_perceived"];
const DECLINE: [&str; 4] = ["weakness_functional", "weakness_perceived", "speech_change", "swallowing_difficulty"];
const REASSURING: &str = "neurologist_exam_and_emg_reassuring";

pub fn all(values: impl IntoIterator<Item = Kleene>) -> Kleene {
    let values: Vec<Kleene> = values.into_iter().collect();
    if values.contains(&Some(false)) { Some(false) } else { (!values.contains(&None)).then_some(true) }
}

pub fn any(values: impl IntoIterator<Item = Kleene>) -> Kleene {
    all(values.into_iter().map(|value| value.map(|value| !value))).map(|value| !value)
}

/// Who reads a condition: in a rule, an unknown answer of class M or O counts as 3.2 says; where it says when a
/// question is asked, it stays unknown (3.14).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Rule,
    Question,
}

/// What is known, read a second time.
pub struct Reading<'f>(pub &'f Facts);

impl Reading<'_> {
    pub fn condition(&self, reader: Reader, clauses: &[ClauseText]) -> Kleene {
        all(clauses.iter().map(|clause| self.clause(reader, clause)))
    }

    pub fn clause(&self, reader: Reader, clause: &ClauseText) -> Kleene {
        any(clause.literals().iter().map(|literal| self.literal(reader, literal)))
    }

    pub fn literal(&self, reader: Reader, literal: &LiteralText) -> Kleene {
        match literal {
            LiteralText::Name(name) => match book().finding_index(name) {
                Some(_) => self.is_one_of(reader, name, &["present".to_owned()]),
                None => self.derived(name),
            },
            LiteralText::Comparison(comparison) => {
                let name = comparison.finding.as_str();
                if let Some(words) = &comparison.is {
                    return match book().finding_index(name) {
                        Some(_) => self.is_one_of(reader, name, words),
                        None => any(words.iter().map(|word| match word.as_str() {
                            "yes" => self.derived(name),
                            "no" => self.derived(name).map(|yes| !yes),
                            _ => panic!("`{word}` of `{name}`"),
                        })),
                    };
                }
                let number = self.number(name)?;
                let holds = [
                    comparison.at_least.map(|edge| number >= edge),
                    comparison.more_than.map(|edge| number > edge),
                    comparison.less_than.map(|edge| number < edge),
                ];
                let mut said = holds.into_iter().flatten();
                let value = said.next().expect("a threshold");
                assert_eq!(said.next(), None, "two thresholds");
                Some(value)
            }
        }
    }

    fn is_one_of(&self, reader: Reader, name: &str, words: &[String]) -> Kleene {
        let index = index(name);
        if finding(index).kind == Kind::SomeOf {
            return Some(words.iter().any(|word| self.sites().is_some_and(|sites| sites.contains(&word.as_str()))))
                .filter(|_| self.sites().is_some());
        }
        let word = match self.0.get(index) {
            Fact::Choice(place) => Some(finding(index).value_at(place)),
            _ => Self::unclaimed(reader, index),
        };
        match word {
            Some(word) => Some(words.iter().any(|accepted| accepted == word)),
            None if words.len() > 1 && words.iter().any(|accepted| accepted == UNKNOWN) => Some(true),
            None => None,
        }
    }

    /// What an unknown answer counts as in a rule (3.2); none when it stays unknown.
    fn unclaimed(reader: Reader, index: FindingIndex) -> Option<&'static str> {
        match (reader, finding(index).class, finding(index).name.as_str()) {
            (Reader::Rule, Class::M, "already_assessed") => Some("none"),
            (Reader::Rule, Class::M, "change_since_assessment") => Some("present"),
            (Reader::Rule, Class::M | Class::O, _) => Some("absent"),
            _ => None,
        }
    }

    fn number(&self, name: &str) -> Option<i32> {
        let count = |count: usize| i32::try_from(count).unwrap();
        match name {
            "site_count" => self.sites().map(|sites| count(sites.len())),
            "body_region_count" => self.sites().map(|sites| {
                count(REGIONS.iter().filter(|region| region.iter().any(|site| sites.contains(site))).count())
            }),
            _ => match self.0.get(index(name)) {
                Fact::Number(number) => Some(number),
                _ => None,
            },
        }
    }

    fn derived(&self, name: &str) -> Kleene {
        match name {
            "twitch_reported" => {
                let denied = self.is_present("twitch_present") == Some(false);
                Some(!(denied && self.sites().is_some_and(|sites| sites.is_empty())))
            }
            "limb_neck_or_trunk_site" => self
                .sites()
                .map(|sites| REGIONS[1..].iter().any(|region| region.iter().any(|site| sites.contains(site)))),
            "any_weakness" => any(WEAKNESS.map(|name| self.is_present(name))),
            "any_decline" => any(DECLINE.map(|name| self.is_present(name))),
            "assessed_and_reassured" => Some(
                self.is_one_of(Reader::Rule, "already_assessed", &[REASSURING.to_owned()]) == Some(true)
                    && self.is_present("change_since_assessment") == Some(false),
            ),
            _ => panic!("`{name}` is no derived finding with yes and no"),
        }
    }

    pub fn is_present(&self, name: &str) -> Kleene {
        match self.0.get(index(name)) {
            Fact::Choice(place) => Some(place == tri::PRESENT),
            _ => None,
        }
    }

    fn sites(&self) -> Option<BTreeSet<&'static str>> {
        let sites = &finding(index("sites")).answers;
        match self.0.get(index("sites")) {
            Fact::Several(places) => {
                let named = sites.iter().enumerate().filter(|(place, _)| places >> place & 1 == 1);
                Some(named.map(|(_, site)| site.value.as_str()).collect())
            }
            _ => None,
        }
    }

    /// Whether a question is asked (3.14).
    pub fn asked(&self, index: FindingIndex) -> Kleene {
        finding(index).asked_when.as_ref().map_or(Some(true), |clauses| self.condition(Reader::Question, clauses))
    }
}

/// The findings behind a name in a condition.
pub fn behind(name: &str) -> Vec<FindingIndex> {
    let names: Vec<&str> = match name {
        "twitch_reported" => vec!["twitch_present", "sites"],
        "site_count" | "body_region_count" | "limb_neck_or_trunk_site" => vec!["sites"],
        "any_weakness" => WEAKNESS.to_vec(),
        "any_decline" => DECLINE.to_vec(),
        "assessed_and_reassured" => vec!["already_assessed", "change_since_assessment"],
        _ => vec![name],
    };
    names.into_iter().map(index).collect()
}

/// A question that could raise the answer, as 6.1 defines it.
#[derive(Debug, PartialEq, Eq)]
pub struct Expected {
    pub index: FindingIndex,
    pub why: Vec<&'static str>,
    pub could_raise_to: Outcome,
    pub asked: bool,
}

/// The definite result: the join of every rule that is true.
pub fn definite(facts: &Facts) -> Outcome {
    let conditional = book().rules.iter().filter(|rule| rule.condition.is_some());
    let fired = conditional.filter(|rule| Reading(facts).condition(Reader::Rule, &rule.when) == Some(true));
    fired.fold(Outcome::LOWEST, |join, rule| join.join(rule.effect))
}

/// The open rules of section 5, in the order of reasons.
pub fn open_rules(facts: &Facts) -> Vec<&'static Rule> {
    let least = definite(facts);
    let conditional = book().rules.iter().filter(|rule| rule.condition.is_some());
    let unknown = conditional.filter(|rule| Reading(facts).condition(Reader::Rule, &rule.when).is_none());
    let above = |effect: Outcome| effect.level > least.level || effect.urgency > least.urgency;
    let mut open: Vec<_> = unknown.filter(|rule| above(rule.effect)).collect();
    open.sort_by_key(|rule| (Reverse(rule.effect.urgency), Reverse(rule.effect.level), rule.id.as_str()));
    open
}

/// The findings to ask for on behalf of an open rule (6.1, 1 to 3).
fn asked_for(facts: &Facts, payload: &Payload, rule: &Rule) -> BTreeSet<FindingIndex> {
    let unknown = unknown_behind(facts, Reader::Rule, &rule.when).into_iter();
    let asking = unknown.filter(|&index| !matches!(finding(index).class, Class::M | Class::N | Class::O));
    let mut asked: BTreeSet<FindingIndex> = asking.flat_map(|index| in_place_of(facts, payload, index)).collect();
    if asked.contains(&index("sites")) && facts.is_unknown(index("twitch_present")) {
        asked.insert(index("twitch_present"));
    }
    asked.into_iter().map(|index| group_in_place_of(facts, payload, index)).collect()
}

/// What is asked in the place of a finding: those behind its condition while that is unknown, and itself too once all of
/// those were asked.
pub fn in_place_of(facts: &Facts, payload: &Payload, index: FindingIndex) -> BTreeSet<FindingIndex> {
    if Reading(facts).asked(index).is_some() {
        return [index].into();
    }
    let condition = finding(index).asked_when.as_deref().unwrap_or_default();
    let behind = unknown_behind(facts, Reader::Question, condition).into_iter();
    let mut instead: BTreeSet<FindingIndex> = behind.flat_map(|first| in_place_of(facts, payload, first)).collect();
    if instead.iter().all(|&first| payload.0.was_sent(first)) {
        instead.insert(index);
    }
    instead
}

/// The group question while the key of a member and its own are missing and no member is present (3.17).
pub fn group_in_place_of(facts: &Facts, payload: &Payload, index: FindingIndex) -> FindingIndex {
    let Some(group) = book().group_of(index) else { return index };
    let is_open = payload.0.was_sent(group.index)
        || group.members.iter().any(|&member| facts.get(member) == Fact::Choice(tri::PRESENT));
    if is_open || payload.0.was_sent(index) { index } else { group.index }
}

/// The unknown findings of the unknown clauses of a condition.
fn unknown_behind(facts: &Facts, reader: Reader, condition: &[ClauseText]) -> BTreeSet<FindingIndex> {
    let unknown = condition.iter().filter(|clause| Reading(facts).clause(reader, clause).is_none());
    let literals = unknown.flat_map(ClauseText::literals);
    let open = literals.filter(|literal| Reading(facts).literal(reader, literal).is_none());
    open.flat_map(|literal| behind(literal.finding())).filter(|&index| facts.is_unknown(index)).collect()
}

/// What is asked first, whatever a rule could reach (6.1, 5).
fn tier(index: FindingIndex) -> u8 {
    match (finding(index).name.as_str(), finding(index).screen.as_deref()) {
        ("age_years", _) => 0,
        (_, Some("emergency")) => 1,
        ("twitch_present" | "sites" | "duration_days" | "course", _) => 2,
        _ => 3,
    }
}

/// The questions that could raise the answer, as 6.1 defines them.
pub fn next_questions(decision: &Decision<'_>, payload: &Payload) -> Vec<Expected> {
    let facts = &decision.facts;
    let least = definite(facts);
    if least.urgency == Urgency::Emergency {
        return Vec::new();
    }
    let asked: Vec<_> = open_rules(facts).into_iter().map(|rule| (rule, asked_for(facts, payload, rule))).collect();
    let listed = ASK_ORDER.iter().enumerate().filter_map(|(rank, &index)| {
        let why: Vec<&Rule> =
            asked.iter().filter(|(_, indices)| indices.contains(&index)).map(|(rule, _)| *rule).collect();
        let best = why.first()?.effect;
        let expected = Expected {
            index,
            could_raise_to: why.iter().fold(least, |join, rule| join.join(rule.effect)),
            why: why.iter().map(|rule| rule.id.as_str()).collect(),
            asked: payload.0.was_sent(index),
        };
        Some(((expected.asked, tier(index), Reverse(best.urgency), Reverse(best.level), rank), expected))
    });
    let mut listed: Vec<_> = listed.collect();
    listed.sort_by_key(|(key, _)| *key);
    listed.into_iter().map(|(_, expected)| expected).collect()
}
