//! `twitch-triage book coverage`: which cases try each rule and each of its clauses, and which small changes none notices.

use std::io::{self, Write as _};

use serde::Serialize;

use super::case::Case;
use super::cases::BookOnCases;
use super::mutant::{Mutant, mutants};
use super::paragraph::paragraph;
use super::source::{load_or_refuse, refused};
use crate::answer::condition_wording::clause_in_words;
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::truth::Truth;
use crate::command_line::all_cores::on_all_cores;
use crate::command_line::failure::Failure;

/// How many cases are named in a line for people.
const NAMED: usize = 6;

/// How a rule is tried.
#[derive(Serialize)]
struct RuleCoverage<'c> {
    rule: &'c str,
    /// The cases in which it fires.
    fired: Vec<&'c str>,
    /// Its clauses.
    clauses: Vec<ClauseCoverage<'c>>,
    /// The small changes that no case notices.
    unnoticed: Vec<String>,
}

/// How a clause is tried.
#[derive(Serialize)]
struct ClauseCoverage<'c> {
    /// The clause in words.
    clause: String,
    /// The cases in which it alone keeps the rule from firing: they just miss it.
    just_missed: Vec<&'c str>,
}

/// Prints the coverage of each rule.
pub(super) fn run(tried: &BookOnCases, as_json: bool) -> Result<u8, Failure> {
    let (_, loaded) = load_or_refuse(&tried.book)?;
    let cases = tried.cases(&loaded).map_err(refused)?;
    let decided: Vec<(&Case, Decision)> = cases.iter().map(|case| (case, loaded.decide(&case.findings))).collect();
    let rules: Vec<usize> =
        loaded.rules.iter().enumerate().filter(|(_, rule)| rule.condition.is_some()).map(|(place, _)| place).collect();
    let covered = on_all_cores("trying small changes of each rule", &rules, |place| {
        loaded.rules.get(*place).map(|rule| coverage(&loaded, *place, rule, &decided))
    });
    let covered: Vec<RuleCoverage> = covered.into_iter().flatten().collect();
    let mut out = io::stdout().lock();
    for rule in &covered {
        if as_json {
            serde_json::to_writer(&mut out, rule).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            write!(out, "{}", in_words(rule))?;
        }
    }
    if !as_json {
        write!(out, "{}", summary(&covered, cases.len()))?;
    }
    out.flush()?;
    Ok(0)
}

fn coverage<'c>(
    book: &RuleBook,
    place: usize,
    rule: &'c Rule,
    decided: &'c [(&'c Case, Decision)],
) -> RuleCoverage<'c> {
    let value = |decision: &Decision| decision.truths.get(place).copied();
    let fired = decided.iter().filter(|(_, decision)| value(decision) == Some(Truth::True));
    let clauses = rule.condition.iter().flat_map(|condition| condition.0.iter().enumerate());
    let clauses = clauses.map(|(at, _)| ClauseCoverage {
        clause: rule.when.get(at).map(|clause| clause_in_words(book, clause)).unwrap_or_default(),
        just_missed: decided
            .iter()
            .filter(|(_, decision)| misses_by(rule, decision, at))
            .map(|(case, _)| case.id.as_str())
            .collect(),
    });
    let unnoticed = mutants(book, rule).into_iter().filter(|mutant| !is_noticed(book, place, rule, mutant, decided));
    RuleCoverage {
        rule: &rule.id,
        fired: fired.map(|(case, _)| case.id.as_str()).collect(),
        clauses: clauses.collect(),
        unnoticed: unnoticed.map(|mutant| mutant.what).collect(),
    }
}

/// Whether all clauses of a rule hold but this one, which does not.
fn misses_by(rule: &Rule, decision: &Decision, at: usize) -> bool {
    rule.condition
        .iter()
        .flat_map(|condition| condition.0.iter().enumerate())
        .all(|(place, clause)| clause.value(&decision.facts) == if place == at { Truth::False } else { Truth::True })
}

/// Whether a case comes out otherwise with a changed rule. Only where the value of the rule changes, or where its effect
/// does, is the whole decision made again.
fn is_noticed(book: &RuleBook, place: usize, rule: &Rule, mutant: &Mutant, decided: &[(&Case, Decision)]) -> bool {
    let same_effect = mutant.effect == rule.effect;
    let value = |decision: &Decision| decision.truths.get(place).copied().unwrap_or(Truth::False);
    let mut concerned = decided
        .iter()
        .filter(|(_, decision)| {
            let (before, after) = (value(decision), mutant.condition.value(&decision.facts));
            if same_effect { before != after } else { before != Truth::False }
        })
        .peekable();
    if concerned.peek().is_none() {
        return false;
    }
    let mut rules = book.rules.clone();
    if let Some(rule) = rules.get_mut(place) {
        rule.effect = mutant.effect;
        rule.condition = Some(mutant.condition.clone());
    }
    let mut changed = book.clone();
    changed.replace_rules(rules);
    concerned.any(|(case, before)| {
        let after = changed.decide(&case.findings);
        let parts = |decision: &Decision| {
            (decision.least, decision.result, decision.most, decision.fired_places.clone(), decision.status())
        };
        parts(before) != parts(&after)
    })
}

fn in_words(covered: &RuleCoverage) -> String {
    let mut words = paragraph("", "    ", &format!("{}  fires in {}", covered.rule, named(&covered.fired)));
    for (number, ClauseCoverage { clause, just_missed }) in (1..).zip(&covered.clauses) {
        words += &paragraph(&format!("  clause {number}: "), "    ", clause);
        words += &paragraph("    ", "      ", &format!("alone keeps it from firing in {}", named(just_missed)));
    }
    for what in &covered.unnoticed {
        words += &paragraph("  ", "    ", &format!("no case notices: {what}"));
    }
    words
}

/// How many cases, and the names of the first ones.
fn named(ids: &[&str]) -> String {
    let first: Vec<&str> = ids.iter().take(NAMED).copied().collect();
    let more = if ids.len() > NAMED { " …" } else { "" };
    match ids.len() {
        0 => "no case".to_owned(),
        1 => format!("1 case: {}", first.join(" ")),
        count => format!("{count} cases: {}{more}", first.join(" ")),
    }
}

fn summary(covered: &[RuleCoverage], cases: usize) -> String {
    let never = covered.iter().filter(|rule| rule.fired.is_empty()).count();
    let clauses = covered.iter().flat_map(|rule| &rule.clauses);
    let untried = clauses.clone().filter(|clause| clause.just_missed.is_empty()).count();
    let unnoticed: usize = covered.iter().map(|rule| rule.unnoticed.len()).sum();
    let words = format!(
        "{} rules with {} clauses on {cases} cases: {never} rules never fire, {untried} clauses never decide alone, {unnoticed} \
         small changes are not noticed",
        covered.len(),
        clauses.count()
    );
    paragraph("", "", &words)
}
