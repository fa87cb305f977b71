//! From knowledge files to a rule book: every contradiction in them is found and listed before anything is decided.

use super::condition::{Reading, Scope};
use super::fault::Fault;
use super::{banned, citation, group_question, local_word, name, record, text};
use rustc_hash::FxHashMap;

use super::knowledge::{Knowledge, RuleText};
use crate::clinical::model::advice::Advice;
use crate::clinical::model::condition::Condition;
use crate::clinical::model::evidence::Evidence;
use crate::clinical::model::finding::{AnswerOption, Class, Finding, Kind, Region, UNKNOWN, tri};
use crate::clinical::model::finding_set::{FindingIndex, FindingSet};
use crate::clinical::model::group::ExtraWorkup;
use crate::clinical::model::interview::{Interview, Tier};
use crate::clinical::model::known_findings::KnownFindings;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::record::RecordTable;
use crate::clinical::model::rule::{ComputedRules, Rule, Warning, computed};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::source::Source;

/// Builds the rule book, or lists every fault.
pub(super) fn compile(knowledge: Knowledge, digest: String) -> Result<RuleBook, Vec<Fault>> {
    let faults = name::without_vector(&knowledge);
    compile_with(faults, knowledge, digest)
}

/// The same, whatever its vectors expect.
pub(super) fn compile_whatever_expected(knowledge: Knowledge, digest: String) -> Result<RuleBook, Vec<Fault>> {
    compile_with(Vec::new(), knowledge, digest)
}

fn compile_with(mut faults: Vec<Fault>, mut knowledge: Knowledge, digest: String) -> Result<RuleBook, Vec<Fault>> {
    label_tri_answers(&mut knowledge);
    group_question::write_questions(&mut knowledge.findings);
    faults.extend(name::check(&knowledge));
    faults.extend(citation::check(&knowledge));
    faults.extend(record::check(&knowledge));
    faults.extend(group_question::check(&knowledge));
    faults.extend(local_word::check(&mut knowledge));
    faults.extend(text::fill_in(&mut knowledge));
    faults.extend(banned::check(&mut knowledge));
    let known = known(&knowledge.findings, &mut faults);
    let scope = Scope::new(&knowledge);
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
    let (Some(known), true) = (known, faults.is_empty()) else { return Err(faults) };
    let compiled = Compiled { known, asked_when, conditional, rules, indices: scope.indices };
    Ok(build(knowledge, digest, compiled))
}

struct Compiled {
    known: KnownFindings,
    asked_when: Vec<Option<Condition>>,
    conditional: Vec<FindingIndex>,
    rules: Vec<Rule>,
    indices: FxHashMap<String, FindingIndex>,
}

fn build(mut knowledge: Knowledge, digest: String, compiled: Compiled) -> RuleBook {
    let Compiled { known, asked_when, conditional, rules, indices } = compiled;
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
                .map(|(index, _)| index)
                .collect()
        })
        .collect();
    let group_questions = group_question::group_questions(&findings, &indices);
    let group_of = (0..findings.len())
        .map(|index| group_questions.iter().position(|group| group.member_set.contains(index)))
        .collect();
    let ask_tier = findings.iter().map(|finding| tier(&knowledge.interview, finding)).collect();
    let ask_order = &knowledge.interview.ask_order;
    let ask_rank = findings
        .iter()
        .map(|finding| ask_order.iter().position(|name| *name == finding.name).unwrap_or(usize::MAX))
        .collect();
    let lowering = knowledge.interview.lowering.iter().filter_map(|lowering| {
        let index = indices.get(&lowering.finding).copied()?;
        Some((index, findings.get(index)?.position(&lowering.answer)?))
    });
    let of_class = |class: Class| -> FindingSet {
        findings.iter().enumerate().filter(|(_, finding)| finding.class == class).map(|(index, _)| index).collect()
    };
    let rule_ids: Vec<&String> = rules.iter().map(|rule| &rule.id).collect();
    let advice = advice(&knowledge, &rule_ids, &indices);
    let extra_workup = extra_workup(&knowledge, &rule_ids);
    let records = knowledge.records.iter().filter_map(|fact| Some((*indices.get(&fact.finding)?, fact.clone())));
    let records = RecordTable(records.collect());
    let warning = knowledge.rules.iter().find(|rule| rule.id == computed::CONTRADICTION);
    let mut book = RuleBook {
        lowering: lowering.collect(),
        triggers: of_class(Class::N),
        context: of_class(Class::U2),
        computed: ComputedRules::find(&[]),
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
        source_of: source_of(&knowledge.evidence, &knowledge.sources),
        evidence: knowledge.evidence,
        sources: knowledge.sources,
        advice,
        groups: knowledge.groups,
        extra_workup,
        texts: knowledge.texts,
        locale: knowledge.locale,
        translation: None,
        intended_use: knowledge.intended_use,
        records,
        record_texts: knowledge.record_texts,
        vectors: knowledge.vectors,
        known,
        conditional,
        ask_order: ask_order.iter().filter_map(|name| indices.get(name)).copied().collect(),
        ask_rank,
        ask_tier,
        group_questions,
        group_of,
        with_dependents: FindingSet::default(),
        dependents: Vec::new(),
        asked_when,
        screen_of,
        always_asked,
        indices,
    };
    book.with_dependents = book.findings_with_dependents();
    let rules = std::mem::take(&mut book.rules);
    book.replace_rules(rules);
    book
}

/// The first tier that names a finding or its screen; those that none names come last.
fn tier(interview: &Interview, finding: &Finding) -> usize {
    let names = |tier: &Tier| match tier {
        Tier::Screen { screen } => finding.screen.as_ref() == Some(screen),
        Tier::Findings { findings } => findings.contains(&finding.name),
    };
    interview.tiers.iter().position(names).unwrap_or(interview.tiers.len())
}

/// The place of the source of each statement.
fn source_of(evidence: &[Evidence], sources: &[Source]) -> Vec<usize> {
    let place = |statement: &Evidence| sources.iter().position(|source| source.id == statement.source);
    evidence.iter().filter_map(place).collect()
}

/// The advice, with names replaced by places.
fn advice(knowledge: &Knowledge, rule_ids: &[&String], indices: &FxHashMap<String, FindingIndex>) -> Vec<Advice> {
    let ids: Vec<&String> = knowledge.advice.iter().map(|advice| &advice.id).collect();
    let evidence: Vec<&String> = knowledge.evidence.iter().map(|record| &record.id).collect();
    let ready = knowledge.advice.iter().map(|text| Advice {
        fired: places(&text.fired, rule_ids),
        present: text.present.as_ref().and_then(|name| indices.get(name)).copied(),
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
    let answers = |[present, absent, unknown]: [&String; 3]| {
        [(tri::PRESENT_WORD, present), (tri::ABSENT_WORD, absent), (UNKNOWN, unknown)].map(|(value, label)| {
            AnswerOption { value: value.to_owned(), label: label.clone(), offered: true, region: None }
        })
    };
    let own = answers([&labels.present, &labels.absent, &labels.unknown]);
    let of_group = answers([&labels.group_present, &labels.group_absent, &labels.group_unknown]);
    for finding in knowledge.findings.iter_mut().filter(|finding| finding.kind == Kind::Tri) {
        finding.answers = if finding.members.is_empty() { own.to_vec() } else { of_group.to_vec() };
    }
}

/// The findings that the program knows by name, with the kind and the answers that it relies on.
fn known(findings: &[Finding], faults: &mut Vec<Fault>) -> Option<KnownFindings> {
    let mut index = |name: &str, kind: Kind| {
        let index = findings.iter().position(|finding| finding.name == name && finding.kind == kind);
        if index.is_none() {
            faults.push(Fault::at(
                "findings.toml",
                name,
                format!("the program needs the finding `{name}`, of `kind` = `{}`: put it back", kind.word()),
            ));
        }
        index
    };
    let age_years = index("age_years", Kind::Integer);
    let twitch_present = index("twitch_present", Kind::Tri);
    let sites = index("sites", Kind::SomeOf);
    let duration_days = index("duration_days", Kind::Integer);
    let course = index("course", Kind::OneOf);
    let decline_tempo = index("decline_tempo", Kind::OneOf);
    let already_assessed = index("already_assessed", Kind::OneOf);
    let change_since_assessment = index("change_since_assessment", Kind::Tri);
    let functional = index("weakness_functional", Kind::Tri);
    let perceived = index("weakness_perceived", Kind::Tri);
    let speech = index("speech_change", Kind::Tri);
    let swallowing = index("swallowing_difficulty", Kind::Tri);
    let mut answer = |index: Option<FindingIndex>, value: &str| {
        let finding = index.and_then(|index| findings.get(index))?;
        let place = finding.position(value);
        if place.is_none() {
            faults.push(Fault::at(
                "findings.toml",
                &finding.name,
                format!("the program needs the answer `{value}`: put it back among the `answers`"),
            ));
        }
        place
    };
    let course_stable = answer(course, "stable");
    let tempo_none = answer(decline_tempo, "none");
    let assessed_reassuring = answer(already_assessed, "neurologist_exam_and_emg_reassuring");
    let regions = region_masks(findings.get(sites?)?);
    let [_, cervical, thoracic, lumbosacral] = regions;
    Some(KnownFindings {
        age_years: age_years?,
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
) -> Vec<FindingIndex> {
    let mut waiting: Vec<(FindingIndex, FindingSet)> = asked_when
        .iter()
        .enumerate()
        .filter_map(|(index, condition)| Some((index, condition.as_ref()?.findings())))
        .collect();
    let mut order = Vec::new();
    while !waiting.is_empty() {
        let unsettled: FindingSet = waiting.iter().map(|(index, _)| *index).collect();
        let (later, ready): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, uses)| uses.meets(unsettled));
        if ready.is_empty() {
            for (index, _) in &later {
                let name = findings.get(*index).map_or("", |finding| &finding.name);
                faults.push(Fault::at("findings.toml", name, "the condition in `asked_when` depends on the finding itself, perhaps through others: remove the circle"));
            }
            break;
        }
        order.extend(ready.into_iter().map(|(index, _)| index));
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
        let what = "`level` and `urgency` do not go together: level 1 goes with self_care or routine, level 2 with \
                    routine, level 3 with routine or higher";
        faults.push(Fault::at("rules.toml", &text.id, what));
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
        depends_on: FindingSet::default(),
        when: text.when.clone(),
        person: text.person.clone(),
        clinician: text.clinician.clone(),
        evidence: places(&text.evidence, &evidence),
        groups: places(&text.groups, &groups),
    })
}

/// Bit sets over the sites, one for each body region.
fn region_masks(sites: &Finding) -> [u32; 4] {
    [Region::Bulbar, Region::Cervical, Region::Thoracic, Region::Lumbosacral].map(|region| {
        let places = sites.answers.iter().enumerate().filter(|(_, site)| site.region == Some(region));
        places.fold(0, |mask, (place, _)| mask | 1u32 << place)
    })
}
