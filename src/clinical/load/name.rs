//! Names and ids: none used twice, each that is used exists, and each finding has its place.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Fault;
use super::knowledge::Knowledge;
use super::similar::{hint, listed};
use crate::clinical::model::derived::Derived;
use crate::clinical::model::finding::{Class, Kind};
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::rule::computed;

/// Every fault of names and ids.
pub(super) fn check(knowledge: &Knowledge) -> Vec<Fault> {
    let mut faults = derived_differ(knowledge);
    duplicate_ids(knowledge, &mut faults);
    findings(knowledge, &mut faults);
    synonyms(knowledge, &mut faults);
    interview(knowledge, &mut faults);
    references(knowledge, &mut faults);
    computed_rules(knowledge, &mut faults);
    headlines(knowledge, &mut faults);
    vectors(knowledge, &mut faults);
    faults
}

/// No id is used twice.
fn duplicate_ids(knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let findings = knowledge.findings.iter().map(|finding| &finding.name);
    duplicates("findings.toml", findings.chain(knowledge.derived.iter().map(|derived| &derived.name)), faults);
    duplicates("screens.toml", knowledge.screens.iter().map(|screen| &screen.id), faults);
    duplicates("rules.toml", knowledge.rules.iter().map(|rule| &rule.id), faults);
    duplicates("evidence.toml", knowledge.evidence.iter().map(|record| &record.id), faults);
    duplicates("sources.toml", knowledge.sources.iter().map(|source| &source.id), faults);
    duplicates("advice.toml", knowledge.advice.iter().map(|advice| &advice.id), faults);
    let groups = knowledge.groups.iter().map(|group| &group.id);
    duplicates("groups.toml", groups.chain(knowledge.extra_workup.iter().map(|extra| &extra.id)), faults);
    duplicates("vectors.json", knowledge.vectors.vectors.iter().map(|vector| &vector.id), faults);
    duplicates("interview.toml", &knowledge.interview.ask_order, faults);
    duplicates("interview.toml", knowledge.interview.lowering.iter().map(|lowering| &lowering.finding), faults);
    for finding in &knowledge.findings {
        duplicates("findings.toml", finding.answers.iter().map(|answer| &answer.value), faults);
    }
}

fn duplicates<'a>(file: &str, ids: impl IntoIterator<Item = &'a String>, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            let what = format!("duplicate entry: `{id}` is there already; give this one another id, or remove it");
            faults.push(Fault::at(file, id, what).about_last());
        }
    }
}

/// The most answers that a finding can have: they are kept as bit sets.
const MOST_ANSWERS: usize = u32::BITS as usize;

/// The three-valued findings about the twitch itself. A screen never fills them in; of any other, a lost screen would
/// only show in answers that are never settled.
const WITHOUT_A_SCREEN: [&str; 2] = ["twitch_present", "change_since_assessment"];

/// Each finding fits into the program's bit sets, has a range, and stands on a screen that exists. Silence can only
/// be filled in with "absent", so every finding of a screen is three-valued.
fn findings(knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let indices = knowledge.findings.len() + knowledge.derived.len();
    if indices > FindingSet::CAPACITY {
        faults.push(Fault::in_file(
            "findings.toml",
            format!(
                "holds more than {} findings, which the program cannot keep apart: remove some",
                FindingSet::CAPACITY
            ),
        ));
    }
    if knowledge.screens.len() > FindingSet::CAPACITY {
        faults.push(Fault::in_file(
            "screens.toml",
            format!(
                "holds more than {} screens, which the program cannot keep apart: remove some",
                FindingSet::CAPACITY
            ),
        ));
    }
    if knowledge.screens.iter().filter(|screen| screen.heading_only).count() != 1 {
        let what = "needs exactly one `heading_only = true`, over the findings that no screen asks";
        faults.push(Fault::in_file("screens.toml", what.to_owned()));
    }
    for finding in &knowledge.findings {
        let mut fault = |what: String| faults.push(Fault::at("findings.toml", &finding.name, what));
        if finding.answers.len() > MOST_ANSWERS {
            fault(format!("has more than {MOST_ANSWERS} `answers`, which the program cannot keep apart: remove some"));
        }
        if finding.kind == Kind::Integer && finding.minimum > finding.maximum {
            fault("its `minimum` is above its `maximum`: exchange them".to_owned());
        }
        if let Some(screen) = &finding.screen {
            match knowledge.screens.iter().find(|candidate| candidate.id == *screen) {
                None => fault(format!(
                    "names the screen `{screen}`, which does not exist{}; screens.toml lists them",
                    hint(screen, knowledge.screens.iter().map(|screen| screen.id.as_str()))
                )),
                Some(heading) if heading.heading_only => {
                    fault(format!("`{screen}` is a heading, not a screen: name a screen, or leave `screen` out"));
                }
                Some(_) => {}
            }
        }
        let tri = finding.kind == Kind::Tri && !WITHOUT_A_SCREEN.contains(&finding.name.as_str());
        if finding.screen.is_none() && (tri || matches!(finding.class, Class::N | Class::O)) {
            fault("needs a screen: name one of screens.toml in `screen`".to_owned());
        }
    }
}

/// A synonym means one finding, and is not itself the name of a finding or of a derived finding.
fn synonyms(knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let derived = knowledge.derived.iter().map(|derived| derived.name.as_str());
    let names: BTreeSet<&str> = knowledge.findings.iter().map(|finding| finding.name.as_str()).chain(derived).collect();
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for finding in &knowledge.findings {
        for synonym in &finding.synonyms {
            let mut fault = |what: String| faults.push(Fault::at("findings.toml", &finding.name, what));
            if names.contains(synonym.as_str()) {
                fault(format!("its synonym `{synonym}` is a name of its own: remove it from `synonyms`"));
            }
            if let Some(other) = owners.insert(synonym, &finding.name) {
                fault(format!("its synonym `{synonym}` belongs to `{other}` too: leave it with one of them"));
            }
        }
    }
}

/// Every finding that can be asked in order to decide has its place in the order of questions, and no other one.
fn interview(knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let mut fault = |place: &str, what: String| faults.push(Fault::at("interview.toml", place, what));
    let order = &knowledge.interview.ask_order;
    for finding in &knowledge.findings {
        let asked = !matches!(finding.class, Class::N | Class::O);
        if asked != order.contains(&finding.name) {
            let what = if asked {
                "is missing from `ask_order`: put it where it should be asked"
            } else {
                "never decides anything, so it cannot be in `ask_order`: remove it"
            };
            fault(&finding.name, what.to_owned());
        }
    }
    for name in order {
        if !knowledge.findings.iter().any(|finding| finding.name == *name) {
            let near = hint(name, knowledge.findings.iter().map(|finding| finding.name.as_str()));
            fault(name, format!("`{name}` is not a finding{near}; findings.toml lists them"));
        }
    }
    for lowering in &knowledge.interview.lowering {
        match knowledge.findings.iter().find(|finding| finding.name == lowering.finding) {
            None => fault(&lowering.finding, "is not a finding; findings.toml lists them".to_owned()),
            Some(finding) if !matches!(finding.class, Class::M | Class::Scope) => {
                fault(
                    &lowering.finding,
                    "is not of a class that can lower the result: remove it from `lowering`".to_owned(),
                );
            }
            Some(finding) if finding.position(&lowering.answer).is_none() => {
                fault(
                    &lowering.finding,
                    format!(
                        "does not accept the answer `{}`; permitted: {}",
                        lowering.answer,
                        listed(&finding.answers.iter().map(|answer| answer.value.as_str()).collect::<Vec<_>>())
                    ),
                );
            }
            Some(_) => {}
        }
    }
}

/// Every rule, group, finding and advice that is named exists.
fn references(knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let rule = |id: &String| knowledge.rules.iter().any(|rule| rule.id == *id);
    let group = |id: &String| knowledge.groups.iter().any(|group| group.id == *id);
    let mut missing = |file: &str, place: &str, kind: &str, id: &str| {
        faults.push(Fault::at(
            file,
            place,
            format!("names the {kind} `{id}`, which does not exist: correct the name, or add it"),
        ));
    };
    for owner in &knowledge.rules {
        owner.groups.iter().filter(|id| !group(id)).for_each(|id| missing("rules.toml", &owner.id, "group", id));
    }
    for extra in &knowledge.extra_workup {
        extra.fired.iter().filter(|id| !rule(id)).for_each(|id| missing("groups.toml", &extra.id, "rule", id));
        extra.groups.iter().filter(|id| !group(id)).for_each(|id| missing("groups.toml", &extra.id, "group", id));
    }
    for (place, advice) in knowledge.advice.iter().enumerate() {
        let finding = |name: &&String| knowledge.findings.iter().any(|finding| finding.name == **name);
        let earlier = |id: &String| knowledge.advice.iter().take(place).any(|before| before.id == *id);
        advice.fired.iter().filter(|id| !rule(id)).for_each(|id| missing("advice.toml", &advice.id, "rule", id));
        let unknown = advice.present.iter().filter(|name| !finding(name));
        unknown.for_each(|name| missing("advice.toml", &advice.id, "finding", name));
        let later = advice.unless_given.iter().filter(|id| !earlier(id));
        later.for_each(|id| missing("advice.toml", &advice.id, "earlier advice", id));
    }
}

/// The four computed rules are there, and no other one.
fn computed_rules(knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let known =
        [computed::REFERRAL_OPEN, computed::CRAMP_FASCICULATION_OPEN, computed::OTHER_OPEN, computed::CONTRADICTION];
    let written: BTreeSet<&str> =
        knowledge.rules.iter().filter(|rule| rule.computed).map(|rule| rule.id.as_str()).collect();
    if written != known.into_iter().collect() {
        faults.push(Fault::in_file(
            "rules.toml",
            format!("the rules with `computed` must be {}: the program works them out", known.join(", ")),
        ));
    }
    for rule in knowledge.rules.iter().filter(|rule| rule.computed) {
        let warns = rule.id == computed::CONTRADICTION;
        if warns == rule.level.is_some() {
            faults.push(Fault::at(
                "rules.toml",
                &rule.id,
                "only the warning R-K03 may have no `level`, and it must have none",
            ));
        }
    }
}

/// There is exactly one headline for each allowed result.
fn headlines(knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    use Level::{BenignLifestyle, CrampFasciculationSyndrome, ReferWorkup};
    use Urgency::{Emergency, Routine, SelfCare, Soon, UrgentSameDay};
    for level in [BenignLifestyle, CrampFasciculationSyndrome, ReferWorkup] {
        for urgency in [SelfCare, Routine, Soon, UrgentSameDay, Emergency] {
            let outcome = Outcome { level, urgency };
            let count = knowledge.texts.headline.result.iter().filter(|result| result.outcome == outcome).count();
            if count != usize::from(outcome.is_allowed()) {
                let what = format!(
                    "there are {count} headlines for {} with {}; there must be {}",
                    level.word(),
                    urgency.word(),
                    usize::from(outcome.is_allowed())
                );
                faults.push(Fault::at("texts.toml", "headline", what));
            }
        }
    }
}

/// The vectors belong to this rule book.
fn vectors(knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let vectors = &knowledge.vectors;
    if vectors.rule_book != knowledge.identity.id || vectors.version != knowledge.identity.version {
        faults.push(Fault::in_file(
            "vectors.json",
            "the `version` or the `rule_book` is another than in rule_book.toml: make them the same; `twitch-triage book \
             accept` writes them",
        ));
    }
}

/// Every rule that fires in no vector.
pub(super) fn without_vector(knowledge: &Knowledge) -> Vec<Fault> {
    let expected = knowledge.vectors.vectors.iter().map(|vector| &vector.expect);
    let fired: BTreeSet<&String> = expected.flat_map(|expect| expect.rules.iter().chain(&expect.warnings)).collect();
    let what = "fires in no vector: add a case to vectors.json in which it does, and one in which it just does not";
    let without = knowledge.rules.iter().filter(|rule| !fired.contains(&rule.id));
    without.map(|rule| Fault::at("rules.toml", &rule.id, what)).collect()
}

/// Whether the derived findings of the knowledge files are those of the program.
fn derived_differ(knowledge: &Knowledge) -> Vec<Fault> {
    let mut faults = Vec::new();
    let written: Vec<_> = knowledge.derived.iter().map(|record| (record.name.as_str(), record.values)).collect();
    let known: Vec<_> = Derived::ALL.iter().map(|derived| (derived.name(), derived.values())).collect();
    if written != known {
        faults.push(Fault::in_file(
            "findings.toml",
            "the `derived` findings are not those of the program in the same order: put them back",
        ));
    }
    faults
}
