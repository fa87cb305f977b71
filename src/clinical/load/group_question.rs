//! Group questions: their text in one line, and what their members must be.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::fault::Fault;
use super::knowledge::{Knowledge, RuleText};
use crate::clinical::model::condition::{ClauseText, LiteralText};
use crate::clinical::model::finding::{Finding, Kind};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::group_question::GroupQuestion;
use crate::clinical::model::outcome::Urgency;

/// Core red flags, tetany and cramps: a wrong "no" to a group of them would cost too much.
const NEVER_GROUPED: [&str; 7] = [
    "weakness_functional",
    "weakness_perceived",
    "muscle_wasting",
    "speech_change",
    "swallowing_difficulty",
    "hands_feet_spasm_or_mouth_tingling",
    "cramps_frequent",
];

/// Writes the question of each group in one line: its stem, and what stands under it.
pub(super) fn write_questions(findings: &mut [Finding]) {
    let bullet = |finding: &Finding| finding.bullet.clone().unwrap_or_else(|| finding.label.clone());
    let bullets: BTreeMap<String, String> =
        findings.iter().map(|finding| (finding.name.clone(), bullet(finding))).collect();
    for group in findings.iter_mut().filter(|finding| !finding.members.is_empty()) {
        if group.bullets.is_empty() {
            group.bullets = group.members.iter().filter_map(|member| bullets.get(member)).cloned().collect();
        }
        let stem = group.stem.as_deref().unwrap_or_default().trim_end_matches('?');
        group.question = format!("{stem}: {}?", group.bullets.join("; "));
    }
}

/// The group questions with the places of their members.
pub(super) fn group_questions(findings: &[Finding], indices: &FxHashMap<String, FindingIndex>) -> Vec<GroupQuestion> {
    let groups = findings.iter().enumerate().filter(|(_, finding)| !finding.members.is_empty());
    let group = groups.map(|(index, finding)| {
        let members: Vec<FindingIndex> = finding.members.iter().filter_map(|name| indices.get(name)).copied().collect();
        GroupQuestion { index, member_set: members.iter().copied().collect(), members }
    });
    group.collect()
}

/// Every fault of group questions.
pub(super) fn check(knowledge: &Knowledge) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut grouped: BTreeMap<&str, &str> = BTreeMap::new();
    for group in knowledge.findings.iter().filter(|finding| !finding.members.is_empty()) {
        for name in &group.members {
            let mut fault =
                |what: &str| faults.push(Fault::at("findings.toml", &group.name, format!("member `{name}`: {what}")));
            if grouped.insert(name, &group.name).is_some() {
                fault("is a member twice: a finding belongs to one group");
            }
            if NEVER_GROUPED.contains(&name.as_str()) {
                fault("must be asked by itself: remove it from `members`");
            }
            match knowledge.findings.iter().find(|finding| finding.name == *name) {
                None => fault("is not a finding; findings.toml lists them"),
                Some(member) => unfit(group, member).into_iter().for_each(fault),
            }
        }
    }
    faults.extend(named_by_conditions(knowledge));
    faults
}

/// What keeps a finding out of a group.
fn unfit(group: &Finding, member: &Finding) -> Vec<&'static str> {
    let unfit = [
        (member.kind != Kind::Tri, "is not three-valued, so it cannot stand in a group"),
        (!member.class.is_u(), "is not of class U1 or U2, so it cannot stand in a group"),
        (member.screen != group.screen, "is on another screen than its group: move one of them"),
        (member.asked_when.is_some(), "has a condition of its own (`asked_when`), so it cannot stand in a group"),
        (!member.members.is_empty(), "is a group question, and groups do not nest"),
    ];
    unfit.into_iter().filter(|(is_unfit, _)| *is_unfit).map(|(_, what)| what).collect()
}

/// A condition may name a group question only where "yes" to any of its members is an emergency by itself: the
/// answer "yes" says no more than that one of them is true.
fn named_by_conditions(knowledge: &Knowledge) -> Vec<Fault> {
    let group =
        |name: &str| knowledge.findings.iter().find(|finding| finding.name == name && !finding.members.is_empty());
    let mut faults = Vec::new();
    for finding in &knowledge.findings {
        for name in names(finding.asked_when.iter().flatten()).filter(|name| group(name).is_some()) {
            faults.push(Fault::at(
                "findings.toml",
                &finding.name,
                format!("its condition names the group question `{name}`: name the members instead"),
            ));
        }
    }
    let emergency = |name: &String| {
        knowledge.rules.iter().any(|rule| {
            rule.urgency == Some(Urgency::Emergency)
                && matches!(rule.when.as_slice(), [clause] if clause.literals().iter().any(|literal| literal.finding() == name))
        })
    };
    for rule in &knowledge.rules {
        for named in names(rule.when.iter()).filter_map(group) {
            if rule.urgency != Some(Urgency::Emergency) || rule.when.len() != 1 {
                let what = format!(
                    "names the group question `{}`, which only an emergency with this one clause may: name the members instead",
                    named.name
                );
                faults.push(Fault::at("rules.toml", &rule.id, what));
                continue;
            }
            let weak = named.members.iter().filter(|member| !emergency(member));
            faults.extend(weak.map(|member| no_emergency(knowledge, member, named, &rule.id)));
        }
    }
    faults
}

/// The fault of a member that is no emergency by itself, though its group is one: at the rule that should make it one,
/// or at the finding where no rule reads it alone.
fn no_emergency(knowledge: &Knowledge, member: &str, group: &Finding, of_group: &str) -> Fault {
    let reads = |rule: &&RuleText| matches!(rule.when.as_slice(), [clause] if clause.literals().iter().any(|literal| literal.finding() == member));
    let because = format!(
        "is no emergency by itself any more, but a member of the group question `{}`, to which yes is one ({of_group})",
        group.name
    );
    if let Some(rule) = knowledge.rules.iter().find(reads) {
        let what = format!(
            "`{member}` {because}: give this rule `urgency` = `emergency` again, or take the member out of the group"
        );
        return Fault::at("rules.toml", &rule.id, what);
    }
    let what = format!(
        "`{member}` {because}: put back a rule with `urgency` = `emergency` and when = [\"{member}\"], or take it out of the group"
    );
    Fault::at("findings.toml", member, what)
}

fn names<'k>(clauses: impl Iterator<Item = &'k ClauseText>) -> impl Iterator<Item = &'k str> {
    clauses.flat_map(ClauseText::literals).map(LiteralText::finding)
}
