//! Every small change to the rules is noticed: by the checks of loading, the vectors, the vignettes or the lint.
//!
//! Of each rule with a written condition: another level, another urgency, a clause left out, a literal of an "any of"
//! left out, an answer of a set left out or exchanged, a threshold one higher or lower, and another finding in the place
//! of one.
//! The mutants are made in the compiled rule book; those that loading would refuse are made in the file too.

use std::collections::{BTreeMap, BTreeSet};

use twitch_triage::clinical::model::answers::Findings;
use twitch_triage::clinical::model::condition::{Clause, Condition, Literal, Test};
use twitch_triage::clinical::model::derived::Derived;
use twitch_triage::clinical::model::finding::{Class, Finding, Kind, UNKNOWN};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::clinical::model::truth::Truth;
use twitch_triage::clinical::model::vector::Expectation;

use crate::lint::Table;
use crate::rule_logic::Domains;
use crate::support::body::book;
use crate::support::planted_fault::Planted;
use crate::vignettes::{Expected, vignettes};

const LEVELS: [Level; 3] = [Level::BenignLifestyle, Level::CrampFasciculationSyndrome, Level::ReferWorkup];
const URGENCIES: [Urgency; 5] =
    [Urgency::SelfCare, Urgency::Routine, Urgency::Soon, Urgency::UrgentSameDay, Urgency::Emergency];

/// The mutants that change nothing: a clause that follows from the site clause of the same rule.
const EQUIVALENT: [&str; 3] = [
    "R-C01: without the clause `twitch_reported`",
    "R-C02: without the clause `twitch_reported`",
    "R-R21: without the clause `twitch_reported`",
];

/// One small change of one rule.
struct Mutant {
    kind: &'static str,
    what: String,
    rule: String,
    effect: Outcome,
    condition: Condition,
}

/// What notices a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Noticed {
    Load,
    Vector,
    Vignette,
    Lint,
    Nothing,
}

/// The bodies and what must come out, read once: mutants change no question.
struct Cases {
    vectors: Vec<(Findings, Expectation)>,
    vignettes: Vec<(Findings, Expected)>,
}

impl Cases {
    fn of(book: &RuleBook) -> Self {
        let vectors = book.vectors.vectors.iter();
        let vignettes = vignettes().iter();
        Self {
            vectors: vectors.map(|case| (book.vectors.read(book, case).unwrap(), case.expect.clone())).collect(),
            vignettes: vignettes.map(|case| (case.body(book).read(book), case.expect.decision.clone())).collect(),
        }
    }

    fn noticed_by(&self, book: &RuleBook) -> Option<Noticed> {
        let vector =
            self.vectors.iter().any(|(findings, expected)| Expectation::from_findings(book, findings) != *expected);
        let vignette = || self.vignettes.iter().any(|(body, expected)| Expected::of(&book.decide(body)) != *expected);
        if vector { Some(Noticed::Vector) } else { vignette().then_some(Noticed::Vignette) }
    }
}

impl Mutant {
    /// Puts the mutant into a rule book; the order of reasons follows its effect.
    fn put_into(&self, book: &mut RuleBook) -> usize {
        let place = book.rules.iter().position(|rule| rule.id == self.rule).unwrap();
        book.rules[place].effect = self.effect;
        book.rules[place].condition = Some(self.condition.clone());
        book.rules.sort_by(|a, b| b.effect.by_urgency().cmp(&a.effect.by_urgency()).then_with(|| a.id.cmp(&b.id)));
        let rules = std::mem::take(&mut book.rules);
        book.replace_rules(rules);
        book.rules.iter().position(|rule| rule.id == self.rule).unwrap()
    }

    /// Whether loading refuses the mutant: an effect that is not allowed, a condition or an "any of" of nothing, or a
    /// class M literal that hides that unknown satisfies it. `loading_refuses_what_counts_as_refused` holds it to that.
    fn is_refused_at_load(&self) -> bool {
        let empty = |literal: &Literal| matches!(literal.test, Test::OneOf(0) | Test::AnyOf(0));
        !self.effect.is_allowed()
            || self.condition.0.is_empty()
            || self.condition.literals().any(|literal| empty(literal) || hides_unknown(literal))
    }

    /// What notices the mutant. The rule book is one copy for all: its rules are put back first.
    fn noticed_by(&self, cases: &Cases, mutated: &mut RuleBook) -> Noticed {
        if self.is_refused_at_load() {
            return Noticed::Load;
        }
        mutated.replace_rules(book().rules.clone());
        let place = self.put_into(mutated);
        cases.noticed_by(mutated).unwrap_or_else(|| {
            if Table::of(mutated).flaws_of(place).is_empty() { Noticed::Nothing } else { Noticed::Lint }
        })
    }
}

/// A class M literal must name both `absent` and `unknown`, or neither.
fn hides_unknown(literal: &Literal) -> bool {
    let Some(finding) = book().finding(literal.index).filter(|finding| finding.class == Class::M) else { return false };
    let absent = finding.position(if finding.kind == Kind::Tri { "absent" } else { "none" }).unwrap();
    let accepts_absent = matches!(literal.test, Test::OneOf(accepted) if accepted >> absent & 1 == 1);
    Truth::from(accepts_absent) != literal.when_unknown
}

/// Every mutant of every rule with a written condition.
fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for rule in &book().rules {
        let Some(condition) = &rule.condition else { continue };
        let mut add = |kind, what: String, effect: Outcome, condition: Condition| {
            mutants.push(Mutant {
                kind,
                what: format!("{}: {what}", rule.id),
                rule: rule.id.clone(),
                effect,
                condition,
            });
        };
        for level in LEVELS.into_iter().filter(|level| *level != rule.effect.level) {
            add("level", format!("{level:?}"), Outcome { level, ..rule.effect }, condition.clone());
        }
        for urgency in URGENCIES.into_iter().filter(|urgency| *urgency != rule.effect.urgency) {
            add("urgency", format!("{urgency:?}"), Outcome { urgency, ..rule.effect }, condition.clone());
        }
        for (place, clause) in condition.0.iter().enumerate() {
            let mut fewer = condition.clone();
            fewer.0.remove(place);
            add("clause left out", format!("without the clause {}", words(clause)), rule.effect, fewer);
            for (literal_place, literal) in clause.literals().iter().enumerate() {
                let name = book().name(literal.index);
                let mut with = |kind, what: String, literals: &[Literal]| {
                    let mut changed = condition.clone();
                    let mut spliced = clause.literals().to_vec();
                    spliced.splice(literal_place..=literal_place, literals.iter().copied());
                    changed.0[place] = Clause::new(spliced);
                    add(kind, what, rule.effect, changed);
                };
                if clause.literals().len() > 1 {
                    with("literal left out", format!("without {name} in {}", words(clause)), &[]);
                }
                for (what, changed) in other_tests(literal) {
                    with("answer left out or threshold moved", format!("{name} {what}"), &[changed]);
                }
                for changed in other_answers(literal) {
                    with("another answer", format!("{name} {:?} for {:?}", changed.test, literal.test), &[changed]);
                }
                for changed in other_findings(literal) {
                    let other = book().name(changed.index);
                    if says_the_same(clause, literal, &changed) {
                        continue;
                    }
                    with("another finding", format!("{other} in the place of {name}"), &[changed]);
                }
            }
        }
    }
    mutants
}

fn words(clause: &Clause) -> String {
    let names: Vec<&str> = clause.literals().iter().map(|literal| book().name(literal.index)).collect();
    format!("`{}`", names.join("` or `"))
}

/// The literal without one of its answers, or with a threshold that is one higher or lower.
fn other_tests(literal: &Literal) -> Vec<(String, Literal)> {
    let test = |test: Test| Literal { test, ..*literal };
    let is_a_name = literal.test == Test::OneOf(1) && has_no_dependents(literal.index);
    match literal.test {
        _ if is_a_name => Vec::new(),
        Test::OneOf(accepted) | Test::AnyOf(accepted) => {
            let places = (0..32).filter(|place| accepted >> place & 1 == 1);
            let fewer = places.map(|place| {
                let rest = accepted & !(1 << place);
                let rest = if matches!(literal.test, Test::AnyOf(_)) { Test::AnyOf(rest) } else { Test::OneOf(rest) };
                (format!("without the answer {place}"), test(rest))
            });
            let mut all: Vec<_> = fewer.collect();
            if literal.when_unknown == Truth::True {
                all.push((format!("without the answer {UNKNOWN}"), Literal { when_unknown: Truth::False, ..*literal }));
            }
            all
        }
        Test::AtLeast(number) => moved(number, Test::AtLeast, test),
        Test::MoreThan(number) => moved(number, Test::MoreThan, test),
        Test::LessThan(number) => moved(number, Test::LessThan, test),
    }
}

/// Whether a literal on this finding can be written as its name alone.
fn has_no_dependents(index: FindingIndex) -> bool {
    book().finding(index).is_none_or(|finding| finding.kind == Kind::Tri)
}

/// The literal with the next answer of its finding in the place of each of its own.
fn other_answers(literal: &Literal) -> Vec<Literal> {
    let Some(finding) = book().finding(literal.index).filter(|finding| finding.class == Class::U1) else {
        return Vec::new();
    };
    let answers = finding.answers.iter().filter(|answer| !["none", UNKNOWN].contains(&answer.value.as_str())).count();
    let others = |accepted: u32, test: fn(u32) -> Test| {
        let places = (0..answers).filter(move |place| accepted >> place & 1 == 1);
        let next = places.map(move |place| accepted & !(1 << place) | 1 << ((place + 1) % answers));
        next.map(|accepted| Literal { test: test(accepted), ..*literal }).collect()
    };
    match (literal.test, finding.kind) {
        (Test::OneOf(accepted), Kind::OneOf) => others(accepted, Test::OneOf),
        (Test::AnyOf(accepted), Kind::SomeOf) => others(accepted, Test::AnyOf),
        _ => Vec::new(),
    }
}

fn moved(number: i32, of: fn(i32) -> Test, test: impl Fn(Test) -> Literal) -> Vec<(String, Literal)> {
    [number - 1, number + 1].map(|moved| (format!("{moved} for {number}"), test(of(moved)))).into()
}

/// Whether the clause means the same with the other literal: the other literals of an "any of" can make up for it.
fn says_the_same(clause: &Clause, literal: &Literal, changed: &Literal) -> bool {
    let domains = Domains::of(book());
    let exchanged = clause.literals().iter().map(|one| if one == literal { *changed } else { *one }).collect();
    let meaning = |clause: Clause| domains.meaning(&Condition(vec![clause]));
    let (before, after) = (meaning(clause.clone()), meaning(Clause::new(exchanged)));
    Domains::implies(&before, &after) && Domains::implies(&after, &before)
}

/// The literal on the question before and on the one after, of the same kind. Only questions that can stand in a
/// condition take part, so that it is not the checks of loading that notice it.
fn other_findings(literal: &Literal) -> Vec<Literal> {
    let present = Test::OneOf(1);
    let stands = |finding: &Finding| finding.kind == Kind::Tri && !matches!(finding.class, Class::N | Class::Scope);
    let tri: Vec<FindingIndex> =
        book().findings.iter().enumerate().filter(|(_, finding)| stands(finding)).map(|(index, _)| index).collect();
    let derived = [Derived::AnyWeakness, Derived::AnyDecline].map(|derived| book().derived_index(derived));
    if derived.contains(&literal.index) {
        let others = derived.into_iter().filter(|index| *index != literal.index);
        return others.map(|index| Literal { index, ..*literal }).collect();
    }
    let Some(place) = tri.iter().position(|index| *index == literal.index).filter(|_| literal.test == present) else {
        return Vec::new();
    };
    let near = [(place + tri.len() - 1) % tri.len(), (place + 1) % tri.len()];
    near.map(|place| {
        let open = book().findings[tri[place]].class.is_open_when_unknown();
        let when_unknown = if open { Truth::Unknown } else { Truth::False };
        Literal { index: tri[place], test: present, when_unknown }
    })
    .into()
}

#[test]
fn every_small_change_of_a_rule_is_noticed() {
    let cases = Cases::of(book());
    assert_eq!(cases.noticed_by(book()), None, "the rules themselves do not come out");
    let mut survivors = BTreeSet::new();
    let mut kinds: BTreeMap<&str, BTreeMap<Noticed, usize>> = BTreeMap::new();
    let mutants = mutants();
    let mut mutated = book().clone();
    for mutant in &mutants {
        let noticed = mutant.noticed_by(&cases, &mut mutated);
        *kinds.entry(mutant.kind).or_default().entry(noticed).or_default() += 1;
        if noticed == Noticed::Nothing {
            survivors.insert(mutant.what.clone());
        }
    }
    for (kind, noticed) in &kinds {
        println!("{kind}: {noticed:?}");
    }
    println!("{} mutants, {} survived: {survivors:#?}", mutants.len(), survivors.len());
    assert!(mutants.len() > 900, "only {} mutants were made", mutants.len());
    assert_eq!(survivors, EQUIVALENT.map(str::to_owned).into());
}

#[test]
fn loading_refuses_what_counts_as_refused() {
    let refused: Vec<Mutant> = mutants().into_iter().filter(Mutant::is_refused_at_load).collect();
    // Of each way one is written into the file, and loading is asked.
    let mut ways: BTreeMap<String, &Mutant> = BTreeMap::new();
    for mutant in &refused {
        let Outcome { level, urgency } = mutant.effect;
        let empty = mutant.condition.0.is_empty();
        ways.entry(format!("{} {level:?} {urgency:?} {empty}", mutant.kind)).or_insert(mutant);
    }
    assert!(ways.len() > 20, "only {} ways", ways.len());
    for mutant in ways.values() {
        let rule = book().rule(&mutant.rule).unwrap();
        let mut planted = Planted::new();
        if mutant.effect == rule.effect {
            planted = planted.when(&mutant.rule, &text(&mutant.condition));
        } else {
            planted =
                planted.rule(&mutant.rule, &line("level", rule.effect.level), &line("level", mutant.effect.level));
            planted = planted.rule(
                &mutant.rule,
                &line("urgency", rule.effect.urgency),
                &line("urgency", mutant.effect.urgency),
            );
        }
        let faults = planted.faults();
        assert!(faults.iter().any(|fault| fault.file == "rules.toml"), "{} was not refused: {faults:?}", mutant.what);
    }
}

fn line(key: &str, value: impl serde::Serialize) -> String {
    format!("{key} = {}", serde_json::to_string(&value).unwrap())
}

/// A condition as it is written in a knowledge file.
fn text(condition: &Condition) -> String {
    let literal = |literal: &Literal| {
        let name = book().name(literal.index);
        let number = |key: &str, number: i32| format!("{{ finding = \"{name}\", {key} = {number} }}");
        match literal.test {
            Test::AtLeast(threshold) => number("at_least", threshold),
            Test::MoreThan(threshold) => number("more_than", threshold),
            Test::LessThan(threshold) => number("less_than", threshold),
            Test::OneOf(accepted) | Test::AnyOf(accepted) => {
                let mut words: Vec<String> = match book().finding(literal.index) {
                    Some(finding) => {
                        let answers = finding.answers.iter().enumerate();
                        answers
                            .filter(|(place, _)| accepted >> place & 1 == 1)
                            .map(|(_, answer)| format!("{:?}", answer.value))
                            .collect()
                    }
                    None => ["\"yes\"", "\"no\""]
                        .into_iter()
                        .enumerate()
                        .filter(|(place, _)| accepted >> place & 1 == 1)
                        .map(|(_, word)| word.to_owned())
                        .collect(),
                };
                if literal.when_unknown == Truth::True {
                    words.push(format!("{UNKNOWN:?}"));
                }
                format!("{{ finding = \"{name}\", is = [{}] }}", words.join(", "))
            }
        }
    };
    let clause = |clause: &Clause| {
        let literals: Vec<String> = clause.literals().iter().map(literal).collect();
        format!("{{ any = [{}] }}", literals.join(", "))
    };
    format!("[{}]", condition.0.iter().map(clause).collect::<Vec<_>>().join(", "))
}

#[test]
fn a_condition_written_out_again_decides_the_same() {
    // `text` is what shows that loading refuses a mutant: it must be able to write a condition that is taken.
    for id in ["R-E12", "R-R03", "R-R18", "R-S20", "R-C01", "R-X01"] {
        let rule = book().rule(id).unwrap();
        let written = Planted::new().when(id, &text(rule.condition.as_ref().unwrap())).compiled();
        assert_eq!(written.rule(id).unwrap().condition, rule.condition, "{id}");
    }
}
