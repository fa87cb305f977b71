//! Conditions: from names and words to indices and bit sets.

use rustc_hash::FxHashMap;

use super::fault::Fault;
use super::knowledge::Knowledge;
use super::never_holds::never_holds;
use super::similar::{hint, listed};
use crate::clinical::model::condition::{Clause, ClauseText, Comparison, Condition, Literal, LiteralText, Test};
use crate::clinical::model::derived::{Derived, Values};
use crate::clinical::model::finding::{Class, Finding, Kind, UNKNOWN, tri};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::truth::Truth;

/// Where a condition stands: in a rule, answers of class M and O are two-valued; in "asked only when" they count as
/// they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// The condition of a rule.
    Rule,
    /// The condition under which a question is asked.
    AskedWhen,
}

/// The names that can stand in a condition.
pub(super) struct Scope<'k> {
    findings: &'k [Finding],
    /// The index of each finding and derived finding, by its name.
    pub(super) indices: FxHashMap<String, FindingIndex>,
}

impl<'k> Scope<'k> {
    /// The findings and derived findings of the knowledge files.
    pub(super) fn new(knowledge: &'k Knowledge) -> Self {
        let findings = knowledge.findings.iter().map(|finding| finding.name.clone());
        let names = findings.chain(Derived::ALL.iter().map(|derived| derived.name().to_owned()));
        Self { findings: &knowledge.findings, indices: names.enumerate().map(|(index, name)| (name, index)).collect() }
    }

    /// Compiles a condition; notes every fault in it.
    pub(super) fn condition(
        &self,
        file: &str,
        place: &str,
        clauses: &[ClauseText],
        reading: Reading,
        faults: &mut Vec<Fault>,
    ) -> Condition {
        let mut literal = |text: &LiteralText| {
            self.literal(text, reading)
                .map_err(|what| faults.push(Fault::at(file, place, format!("`{}`: {what}", text.finding()))))
                .ok()
        };
        let clause = |clause: &ClauseText| Clause::new(clause.literals().iter().filter_map(&mut literal).collect());
        let condition = Condition(clauses.iter().map(clause).collect());
        faults.extend(never_holds(self.findings, &condition).into_iter().map(|what| Fault::at(file, place, what)));
        condition
    }

    fn literal(&self, text: &LiteralText, reading: Reading) -> Result<Literal, String> {
        let index = self.indices.get(text.finding()).copied();
        let index = index.ok_or_else(|| {
            let near = hint(text.finding(), self.indices.keys().map(String::as_str));
            format!("is not a finding{near}; findings.toml lists them")
        })?;
        let Some(finding) = self.findings.get(index) else {
            let derived = index.checked_sub(self.findings.len()).and_then(|place| Derived::ALL.get(place));
            return Ok(derived_literal(index, *derived.ok_or("is not a finding")?, text, reading)?);
        };
        let (test, names_unknown) = test_of_finding(finding, text)?;
        let when_unknown = when_unknown(finding, test, names_unknown, reading)?;
        Ok(Literal { index, test, when_unknown })
    }
}

/// A literal on a derived finding.
fn derived_literal(
    index: FindingIndex,
    derived: Derived,
    text: &LiteralText,
    reading: Reading,
) -> Result<Literal, &'static str> {
    if reading == Reading::AskedWhen && !Derived::BEFORE_CONDITIONS.contains(&derived) {
        return Err(
            "depends on a finding with a condition, so a question cannot be asked by it: name findings that are always asked",
        );
    }
    let test = match (text, derived.values()) {
        (LiteralText::Name(_), Values::Number) => {
            return Err("is a number and needs a threshold: write `{ finding = …, at_least = … }`");
        }
        (LiteralText::Name(_), _) => Test::OneOf(1 << derived.position("yes").unwrap_or_default()),
        (LiteralText::Comparison(comparison), Values::Number) => threshold(comparison)?,
        (LiteralText::Comparison(comparison), values) => {
            let words = comparison
                .is
                .as_deref()
                .ok_or("does not accept a threshold: it is no number; write `is = [\"yes\"]`")?;
            if words.iter().any(|word| word == "no") && values != Values::YesNo {
                return Err("its `no` would be a negation, because it can be unknown: only `yes` may be asked for");
            }
            let places = words.iter().map(|word| derived.position(word)).collect::<Option<Vec<_>>>();
            Test::OneOf(mask(
                &places.ok_or("does not accept this value: permitted are `yes`, and `no` where it is never unknown")?,
            ))
        }
    };
    Ok(Literal { index, test, when_unknown: Truth::Unknown })
}

/// What is asked of a finding, and whether "unknown" is named among the answers.
fn test_of_finding(finding: &Finding, text: &LiteralText) -> Result<(Test, bool), String> {
    let comparison = match text {
        LiteralText::Name(_) if finding.kind == Kind::Tri => return Ok((Test::OneOf(1 << tri::PRESENT), false)),
        LiteralText::Name(_) => {
            return Err(format!(
                "only a three-valued finding can be named without a comparison: write {}",
                if finding.kind == Kind::Integer {
                    "`{ finding = …, at_least = … }`"
                } else {
                    "`{ finding = …, is = […] }`"
                }
            ));
        }
        LiteralText::Comparison(comparison) => comparison,
    };
    if finding.kind == Kind::Integer {
        return Ok((threshold(comparison)?, false));
    }
    let words = comparison.is.as_deref().ok_or("does not accept a threshold: it is no number; write `is = […]`")?;
    let known = words.iter().filter(|word| *word != UNKNOWN);
    let places = known.map(|word| {
        finding.position(word).ok_or_else(|| {
            let answers: Vec<&str> = finding.answers.iter().map(|answer| answer.value.as_str()).collect();
            let near = hint(word, answers.iter().copied());
            format!("does not accept the answer `{word}`{near}; permitted: {}", listed(&answers))
        })
    });
    let accepted = mask(&places.collect::<Result<Vec<_>, _>>()?);
    let names_unknown = words.iter().any(|word| word == UNKNOWN);
    match finding.kind {
        Kind::SomeOf => Ok((Test::AnyOf(accepted), names_unknown)),
        _ => Ok((Test::OneOf(accepted), names_unknown)),
    }
}

/// The value of a literal while its finding is unknown. Only a class M literal may name "unknown"; in a rule it must
/// do so exactly where unknown satisfies it, so that nothing is hidden. No other class may be asked for "absent": the
/// absence of a red flag never switches a rule on.
fn when_unknown(finding: &Finding, test: Test, names_unknown: bool, reading: Reading) -> Result<Truth, &'static str> {
    let absent = if finding.kind == Kind::Tri { Some(tri::ABSENT) } else { finding.position("none") };
    let accepts_absent = match (test, absent) {
        (Test::OneOf(accepted), Some(absent)) => accepted >> absent & 1 == 1,
        _ => false,
    };
    if finding.class == Class::N {
        return Err("is neutral and cannot be used in a condition: it only tunes the advice (class N)");
    }
    if finding.class != Class::M {
        if names_unknown || accepts_absent {
            return Err(
                "only a mitigating finding may name `unknown` or `absent` (class M): a missing answer must not switch a rule on",
            );
        }
        return Ok(if finding.class.is_open_when_unknown() { Truth::Unknown } else { Truth::False });
    }
    match reading {
        Reading::Rule if names_unknown != accepts_absent => {
            Err("must name both `absent` and `unknown`, or neither, so that nothing is hidden")
        }
        Reading::Rule => Ok(accepts_absent.into()),
        Reading::AskedWhen if names_unknown => Ok(Truth::True),
        Reading::AskedWhen => Ok(Truth::Unknown),
    }
}

fn threshold(comparison: &Comparison) -> Result<Test, &'static str> {
    match (comparison.at_least, comparison.more_than, comparison.less_than) {
        (Some(number), None, None) => Ok(Test::AtLeast(number)),
        (None, Some(number), None) => Ok(Test::MoreThan(number)),
        (None, None, Some(number)) => Ok(Test::LessThan(number)),
        _ => Err("is a number and needs exactly one threshold: `at_least`, `more_than` or `less_than`"),
    }
}

fn mask(places: &[u8]) -> u32 {
    places.iter().fold(0, |mask, place| mask | 1u32.checked_shl((*place).into()).unwrap_or(0))
}
