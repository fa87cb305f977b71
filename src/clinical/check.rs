//! From knowledge files to a rule book: every contradiction in them is found and listed before anything is decided.

mod citation;
mod condition;
mod name;
mod text;

use std::fmt;

use self::condition::{Reading, Scope};
use rustc_hash::FxHashMap;

use super::advice::Advice;
use super::condition::Condition;
use super::derived::{self, Derived};
use super::finding::{AnswerOption, Class, Finding, Kind, UNKNOWN, tri};
use super::group::ExtraWorkup;
use super::knowledge::{Knowledge, RuleText};
use super::outcome::Outcome;
use super::rule::{Rule, Warning, computed};
use super::rule_book::{Landmark, RuleBook};
use super::slots::{Slot, Slots};

/// Something in the knowledge files that contradicts itself or the program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Name of the file.
    pub file: String,
    /// Where in it: an id, or a JSON Pointer; empty for the whole file.
    pub place: String,
    /// What is wrong.
    pub what: String,
}

impl Fault {
    /// A fault of a whole file.
    #[must_use]
    pub fn in_file(file: &str, what: impl Into<String>) -> Self {
        Self::at(file, "", what)
    }

    /// A fault at a place in a file.
    #[must_use]
    pub fn at(file: &str, place: &str, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: place.to_owned(), what: what.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => write!(f, "{}: {}", self.file, self.what),
            place => write!(f, "{}: {place}: {}", self.file, self.what),
        }
    }
}

/// Builds the rule book, or lists every fault.
pub(super) fn compile(mut knowledge: Knowledge, digest: String) -> Result<RuleBook, Vec<Fault>> {
    label_tri_answers(&mut knowledge);
    let mut faults = name::check(&knowledge);
    faults.extend(citation::check(&knowledge));
    faults.extend(text::fill_in(&mut knowledge));
    let landmark = landmark(&knowledge.findings, &mut faults);
    let scope = Scope::of(&knowledge);
    let asked_when: Vec<Option<Condition>> = knowledge
        .findings
        .iter()
        .map(|finding| {
            let clauses = finding.asked_when.as_ref()?;
            Some(scope.condition("findings.toml", &finding.name, clauses, Reading::AskedWhen, &mut faults))
        })
        .collect();
    let conditional = in_order_of_dependence(&knowledge.findings, &asked_when, &mut faults);
    let rules = rules(&knowledge, &scope, &mut faults);
    faults.sort();
    faults.dedup();
    let (Some(landmark), true) = (landmark, faults.is_empty()) else { return Err(faults) };
    let compiled = Compiled { landmark, asked_when, conditional, rules, slots: scope.slots };
    Ok(build(knowledge, digest, compiled))
}

struct Compiled {
    landmark: Landmark,
    asked_when: Vec<Option<Condition>>,
    conditional: Vec<Slot>,
    rules: Vec<Rule>,
    slots: FxHashMap<String, Slot>,
}

fn build(mut knowledge: Knowledge, digest: String, compiled: Compiled) -> RuleBook {
    let Compiled { landmark, asked_when, conditional, rules, slots } = compiled;
    let findings = std::mem::take(&mut knowledge.findings);
    let screen_of: Vec<Option<usize>> = findings
        .iter()
        .map(|finding| knowledge.screens.iter().position(|screen| Some(&screen.id) == finding.screen.as_ref()))
        .collect();
    let always_asked = (0..knowledge.screens.len())
        .map(|screen| {
            let asked = findings.iter().zip(&screen_of).enumerate();
            asked
                .filter(|(_, (finding, of))| {
                    **of == Some(screen) && finding.kind == Kind::Tri && finding.asked_when.is_none()
                })
                .map(|(slot, _)| slot)
                .collect()
        })
        .collect();
    let ask_order = &knowledge.interview.ask_order;
    let ask_rank = findings
        .iter()
        .map(|finding| ask_order.iter().position(|name| *name == finding.name).unwrap_or(usize::MAX))
        .collect();
    let lowering = knowledge.interview.lowering.iter().filter_map(|lowering| {
        let slot = slots.get(&lowering.finding).copied()?;
        Some((slot, findings.get(slot)?.position(&lowering.answer)?))
    });
    let neutral = findings.iter().enumerate().filter(|(_, finding)| finding.class == Class::N).map(|(slot, _)| slot);
    let rule_ids: Vec<&String> = rules.iter().map(|rule| &rule.id).collect();
    let advice = advice(&knowledge, &rule_ids, &slots);
    let extra_workup = extra_workup(&knowledge, &rule_ids);
    let place = |id: &str| rules.iter().position(|rule| rule.id == id).unwrap_or(usize::MAX);
    let warning = knowledge.rules.iter().find(|rule| rule.id == computed::CONTRADICTION);
    let mut book = RuleBook {
        lowering: lowering.collect(),
        neutral: neutral.collect(),
        gate: place(computed::GATE),
        context: place(computed::CONTEXT),
        warning: Warning {
            id: computed::CONTRADICTION.to_owned(),
            person: warning.map(|rule| rule.person.clone()).unwrap_or_default(),
            clinician: warning.map(|rule| rule.clinician.clone()).unwrap_or_default(),
        },
        identity: knowledge.identity,
        digest,
        findings,
        derived: knowledge.derived,
        screens: knowledge.screens,
        rules,
        evidence: knowledge.evidence,
        advice,
        groups: knowledge.groups,
        extra_workup,
        texts: knowledge.texts,
        locale: knowledge.locale,
        intended_use: knowledge.intended_use,
        vectors: knowledge.vectors,
        landmark,
        conditional,
        ask_order: ask_order.iter().filter_map(|name| slots.get(name)).copied().collect(),
        ask_rank,
        leading: Slots::default(),
        asked_when,
        screen_of,
        always_asked,
        slots,
    };
    let depends_on: Vec<Slots> = book.rules.iter().map(|rule| book.dependence_of(rule)).collect();
    book.leading = book.leading_findings();
    book.rules.iter_mut().zip(depends_on).for_each(|(rule, depends_on)| rule.depends_on = depends_on);
    book
}

/// The advice, with names replaced by places.
fn advice(knowledge: &Knowledge, rule_ids: &[&String], slots: &FxHashMap<String, Slot>) -> Vec<Advice> {
    let ids: Vec<&String> = knowledge.advice.iter().map(|advice| &advice.id).collect();
    let evidence: Vec<&String> = knowledge.evidence.iter().map(|record| &record.id).collect();
    let ready = knowledge.advice.iter().map(|text| Advice {
        fired: places(&text.fired, rule_ids),
        present: text.present.as_ref().and_then(|name| slots.get(name)).copied(),
        unless_given: places(&text.unless_given, &ids),
        evidence: places(&text.evidence, &evidence),
        text: text.clone(),
    });
    ready.collect()
}

/// The suggestions after those of the groups, with names replaced by places.
fn extra_workup(knowledge: &Knowledge, rule_ids: &[&String]) -> Vec<ExtraWorkup> {
    let groups: Vec<&String> = knowledge.groups.iter().map(|group| &group.id).collect();
    let ready = knowledge.extra_workup.iter().map(|text| ExtraWorkup {
        fired: places(&text.fired, rule_ids),
        groups: places(&text.groups, &groups),
        text: text.clone(),
    });
    ready.collect()
}

/// The places of some ids among all ids.
fn places(ids: &[String], all: &[&String]) -> Vec<usize> {
    ids.iter().filter_map(|id| all.iter().position(|other| *other == id)).collect()
}

/// Gives every three-valued finding its three answers, with the labels of the fixed texts.
fn label_tri_answers(knowledge: &mut Knowledge) {
    let labels = &knowledge.texts.answers;
    let answers =
        [(tri::PRESENT_WORD, &labels.present), (tri::ABSENT_WORD, &labels.absent), (UNKNOWN, &labels.unknown)].map(
            |(value, label)| AnswerOption {
                value: value.to_owned(),
                label: label.clone(),
                offered: true,
                region: None,
            },
        );
    for finding in knowledge.findings.iter_mut().filter(|finding| finding.kind == Kind::Tri) {
        finding.answers = answers.to_vec();
    }
}

/// The findings that the program knows by name, with the kind and the answers that it relies on.
fn landmark(findings: &[Finding], faults: &mut Vec<Fault>) -> Option<Landmark> {
    let mut slot = |name: &str, kind: Kind| {
        let slot = findings.iter().position(|finding| finding.name == name && finding.kind == kind);
        if slot.is_none() {
            faults.push(Fault::at("findings.toml", name, format!("the program needs this finding, of kind {kind:?}")));
        }
        slot
    };
    let twitch_present = slot("twitch_present", Kind::Tri);
    let sites = slot("sites", Kind::SomeOf);
    let duration_days = slot("duration_days", Kind::Integer);
    let course = slot("course", Kind::OneOf);
    let decline_tempo = slot("decline_tempo", Kind::OneOf);
    let already_assessed = slot("already_assessed", Kind::OneOf);
    let change_since_assessment = slot("change_since_assessment", Kind::Tri);
    let functional = slot("weakness_functional", Kind::Tri);
    let perceived = slot("weakness_perceived", Kind::Tri);
    let speech = slot("speech_change", Kind::Tri);
    let swallowing = slot("swallowing_difficulty", Kind::Tri);
    let mut answer = |slot: Option<Slot>, value: &str| {
        let finding = slot.and_then(|slot| findings.get(slot))?;
        let place = finding.position(value);
        if place.is_none() {
            faults.push(Fault::at("findings.toml", &finding.name, format!("the program needs the answer `{value}`")));
        }
        place
    };
    let course_stable = answer(course, "stable");
    let tempo_none = answer(decline_tempo, "none");
    let assessed_reassuring = answer(already_assessed, "neurologist_exam_and_emg_reassuring");
    let regions = derived::region_masks(findings.get(sites?)?);
    let [_, cervical, thoracic, lumbosacral] = regions;
    Some(Landmark {
        twitch_present: twitch_present?,
        sites: sites?,
        duration_days: duration_days?,
        course: course?,
        decline_tempo: decline_tempo?,
        already_assessed: already_assessed?,
        change_since_assessment: change_since_assessment?,
        weakness: [functional?, perceived?],
        decline: [functional?, perceived?, speech?, swallowing?],
        course_stable: course_stable?,
        tempo_none: tempo_none?,
        assessed_reassuring: assessed_reassuring?,
        regions,
        limb_neck_or_trunk: cervical | thoracic | lumbosacral,
    })
}

/// The findings with a condition, each after those that its condition uses.
fn in_order_of_dependence(
    findings: &[Finding],
    asked_when: &[Option<Condition>],
    faults: &mut Vec<Fault>,
) -> Vec<Slot> {
    let mut waiting: Vec<(Slot, Slots)> = asked_when
        .iter()
        .enumerate()
        .filter_map(|(slot, condition)| Some((slot, condition.as_ref()?.slots())))
        .collect();
    let mut order = Vec::new();
    while !waiting.is_empty() {
        let unsettled: Slots = waiting.iter().map(|(slot, _)| *slot).collect();
        let (later, ready): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, uses)| uses.meets(unsettled));
        if ready.is_empty() {
            for (slot, _) in &later {
                let name = findings.get(*slot).map_or("", |finding| &finding.name);
                faults.push(Fault::at("findings.toml", name, "its condition depends on itself"));
            }
            break;
        }
        order.extend(ready.into_iter().map(|(slot, _)| slot));
        waiting = later;
    }
    order
}

/// The rules in the order of reasons.
fn rules(knowledge: &Knowledge, scope: &Scope, faults: &mut Vec<Fault>) -> Vec<Rule> {
    let mut rules: Vec<Rule> = knowledge.rules.iter().filter_map(|text| rule(knowledge, scope, text, faults)).collect();
    rules.sort_by(|a, b| b.effect.by_urgency().cmp(&a.effect.by_urgency()).then_with(|| a.id.cmp(&b.id)));
    rules
}

/// One rule; none for the warning, which has no effect.
fn rule(knowledge: &Knowledge, scope: &Scope, text: &RuleText, faults: &mut Vec<Fault>) -> Option<Rule> {
    let effect = Outcome { level: text.level?, urgency: text.urgency? };
    if !effect.is_allowed() {
        faults.push(Fault::at("rules.toml", &text.id, "level and urgency do not go together"));
    }
    let condition =
        (!text.computed).then(|| scope.condition("rules.toml", &text.id, &text.when, Reading::Rule, faults));
    let evidence: Vec<&String> = knowledge.evidence.iter().map(|record| &record.id).collect();
    let groups: Vec<&String> = knowledge.groups.iter().map(|group| &group.id).collect();
    Some(Rule {
        id: text.id.clone(),
        effect,
        in_scope: text.in_scope,
        condition,
        depends_on: Slots::default(),
        when: text.when.clone(),
        person: text.person.clone(),
        clinician: text.clinician.clone(),
        evidence: places(&text.evidence, &evidence),
        groups: places(&text.groups, &groups),
    })
}

/// Whether the derived findings of the knowledge files are those of the program.
pub(super) fn derived_differ(knowledge: &Knowledge) -> Vec<Fault> {
    let mut faults = Vec::new();
    let written: Vec<_> = knowledge.derived.iter().map(|record| (record.name.as_str(), record.values)).collect();
    let known: Vec<_> = Derived::ALL.iter().map(|derived| (derived.name(), derived.values())).collect();
    if written != known {
        faults.push(Fault::in_file("findings.toml", "the derived findings are not those of the program, in its order"));
    }
    faults
}
