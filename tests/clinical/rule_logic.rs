//! What conditions mean, exactly: which can hold at all, and which cannot hold without another one holding.
//!
//! A literal is the set of values of one finding that make it true. Derived findings are written out in the findings
//! they are worked out from, thresholds and sets of answers become sets of values, and a list of sites is one value of
//! 2048. A condition is then "and" of "or" over sets; multiplied out it is an "or" of boxes, one set of values for each
//! finding. Conditions know no negation, so a box that holds in one condition either forces a clause of another or
//! holds a point at which that clause is false.

use std::collections::BTreeMap;

use twitch_triage::clinical::decide::facts::Fact;
use twitch_triage::clinical::model::answers::{Answer, Findings};
use twitch_triage::clinical::model::condition::{Condition, Literal, Test};
use twitch_triage::clinical::model::derived::Derived;
use twitch_triage::clinical::model::finding::{Kind, UNKNOWN, tri};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::clinical::model::truth::Truth;

/// The values of a finding that make a literal true, in the order of its domain.
#[derive(Clone, PartialEq)]
struct Set {
    index: FindingIndex,
    holds: Vec<bool>,
}

/// At least one must hold.
type Or = Vec<Set>;

/// A set of values for each finding that is named.
type Hull = BTreeMap<FindingIndex, Vec<bool>>;

/// The values each finding can take, as far as the rules can tell them apart.
pub(crate) struct Domains<'b> {
    book: &'b RuleBook,
    values: Vec<Vec<Fact>>,
}

/// A condition, multiplied out.
#[derive(Clone)]
pub(crate) struct Meaning {
    clauses: Vec<Or>,
    boxes: Vec<Hull>,
}

impl Meaning {
    /// Whether the condition is contradictory: no values at all make it true.
    pub(crate) fn is_contradictory(&self) -> bool {
        self.boxes.is_empty()
    }
}

impl<'b> Domains<'b> {
    pub(crate) fn of(book: &'b RuleBook) -> Self {
        let values = (0..book.findings.len()).map(|index| domain(book, index)).collect();
        Self { book, values }
    }

    pub(crate) fn meaning(&self, condition: &Condition) -> Meaning {
        let clauses: Vec<Or> = condition
            .0
            .iter()
            .flat_map(|clause| {
                // "any of" over literals that are themselves an "and" is multiplied out.
                clause.literals().iter().fold(vec![Or::new()], |so_far, literal| {
                    let parts = self.literal(literal);
                    so_far.iter().flat_map(|or| parts.iter().map(|part| [or.as_slice(), part].concat())).collect()
                })
            })
            .collect();
        let boxes = clauses.iter().fold(vec![Hull::new()], |boxes, or| {
            boxes.iter().flat_map(|hull| or.iter().filter_map(|set| narrowed(hull, set))).collect()
        });
        Meaning { clauses, boxes }
    }

    /// A literal, as an "and" of "or".
    fn literal(&self, literal: &Literal) -> Vec<Or> {
        let Some(derived) = self.book.derived_at(literal.index) else {
            return vec![vec![self.set(literal.index, |fact| holds(literal, fact))]];
        };
        let known = &self.book.known;
        let sites = known.sites;
        let present = |index: &FindingIndex| self.set(*index, |fact| fact == Fact::Choice(tri::PRESENT));
        let accepts = |word: &str| match literal.test {
            Test::OneOf(accepted) => accepted >> derived.position(word).unwrap() & 1 == 1,
            _ => false,
        };
        let (yes, no) = (accepts_if_any(derived, &accepts, "yes"), accepts_if_any(derived, &accepts, "no"));
        match derived {
            _ if yes && no => Vec::new(),
            Derived::TwitchReported if yes => vec![vec![self.set(sites, |fact| fact != Fact::Several(0))]],
            Derived::TwitchReported => vec![vec![self.set(sites, |fact| fact == Fact::Several(0))]],
            Derived::SiteCount => vec![vec![self.set(sites, |fact| count(literal, fact, u32::count_ones))]],
            Derived::BodyRegionCount => {
                let regions = |sites: u32| {
                    u32::try_from(known.regions.iter().filter(|region| *region & sites != 0).count()).unwrap()
                };
                vec![vec![self.set(sites, |fact| count(literal, fact, regions))]]
            }
            Derived::LimbNeckOrTrunkSite => {
                let limb = known.limb_neck_or_trunk;
                vec![vec![self.set(sites, |fact| matches!(fact, Fact::Several(sites) if sites & limb != 0))]]
            }
            Derived::AnyWeakness => vec![known.weakness.iter().map(present).collect()],
            Derived::AnyDecline => vec![known.decline.iter().map(present).collect()],
            Derived::AssessedAndReassured => {
                let reassuring = Fact::Choice(known.assessed_reassuring);
                let assessed = |wanted| self.set(known.already_assessed, |fact| (fact == reassuring) == wanted);
                let unchanged = |wanted| {
                    self.set(known.change_since_assessment, |fact| (fact == Fact::Choice(tri::ABSENT)) == wanted)
                };
                if yes {
                    vec![vec![assessed(true)], vec![unchanged(true)]]
                } else {
                    vec![vec![assessed(false), unchanged(false)]]
                }
            }
        }
    }

    fn set(&self, index: FindingIndex, holds: impl Fn(Fact) -> bool) -> Set {
        Set { index, holds: self.values[index].iter().map(|fact| holds(*fact)).collect() }
    }

    /// Whether the first cannot hold without the second.
    pub(crate) fn implies(first: &Meaning, second: &Meaning) -> bool {
        first.boxes.iter().all(|hull| second.clauses.iter().all(|or| is_forced(hull, or)))
    }

    /// A payload for each box: the baseline, save for what the box names.
    pub(crate) fn witnesses(&self, meaning: &Meaning) -> impl Iterator<Item = Findings> {
        let baseline = crate::support::body::Body::baseline().read(self.book);
        meaning.boxes.iter().map(move |hull| {
            let mut findings = baseline.clone();
            for (&index, holds) in hull {
                let place = holds.iter().position(|holds| *holds).unwrap();
                let fact = self.values[index][place];
                findings.set(index, answer(fact));
                if index == self.book.known.sites && fact == Fact::Several(0) {
                    findings.set(self.book.known.twitch_present, Answer::Choice(tri::ABSENT));
                }
            }
            findings
        })
    }
}

fn accepts_if_any(derived: Derived, accepts: &impl Fn(&str) -> bool, word: &str) -> bool {
    derived.position(word).is_some() && accepts(word)
}

/// The values of a finding. Of numbers, those around every threshold of the rules stand for the rest.
fn domain(book: &RuleBook, index: FindingIndex) -> Vec<Fact> {
    let finding = &book.findings[index];
    let mut values = match finding.kind {
        Kind::Tri | Kind::OneOf => {
            let answers = finding.answers.iter().enumerate().filter(|(_, answer)| answer.value != UNKNOWN);
            answers.map(|(place, _)| Fact::Choice(u8::try_from(place).unwrap())).collect()
        }
        Kind::SomeOf => (0..1u32 << finding.answers.len()).rev().map(Fact::Several).collect(),
        Kind::Integer => {
            let literals = book.rules.iter().filter_map(|rule| rule.condition.as_ref()).flat_map(Condition::literals);
            let mut numbers: Vec<i32> = literals
                .filter(|literal| literal.index == index)
                .filter_map(|literal| match literal.test {
                    Test::AtLeast(number) | Test::MoreThan(number) | Test::LessThan(number) => Some(number),
                    _ => None,
                })
                .flat_map(|number| [number - 1, number, number + 1])
                .chain([finding.minimum, finding.maximum])
                .filter(|number| (finding.minimum..=finding.maximum).contains(number))
                .collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers.into_iter().map(Fact::Number).collect::<Vec<_>>()
        }
    };
    values.push(Fact::Unknown);
    values
}

fn holds(literal: &Literal, fact: Fact) -> bool {
    match (fact, literal.test) {
        (Fact::Choice(answer), Test::OneOf(accepted)) => accepted >> answer & 1 == 1,
        (Fact::Several(answers), Test::AnyOf(accepted)) => answers & accepted != 0,
        (Fact::Number(number), Test::AtLeast(threshold)) => number >= threshold,
        (Fact::Number(number), Test::MoreThan(threshold)) => number > threshold,
        (Fact::Number(number), Test::LessThan(threshold)) => number < threshold,
        _ => literal.when_unknown == Truth::True,
    }
}

/// A comparison with how many there are of something among the sites.
fn count(literal: &Literal, sites: Fact, counted: impl Fn(u32) -> u32) -> bool {
    match sites {
        Fact::Several(sites) => holds(literal, Fact::Number(counted(sites).cast_signed())),
        _ => false,
    }
}

/// The box with one more demand; none when nothing is left.
fn narrowed(hull: &Hull, set: &Set) -> Option<Hull> {
    let mut narrowed = hull.clone();
    let holds = narrowed.entry(set.index).or_insert_with(|| vec![true; set.holds.len()]);
    for (value, demanded) in holds.iter_mut().zip(&set.holds) {
        *value &= demanded;
    }
    holds.contains(&true).then_some(narrowed)
}

/// Whether every point of the box makes one of these hold. If not, each finding has a value in the box at which none
/// of its own sets holds, and these values together are a point.
fn is_forced(hull: &Hull, or: &Or) -> bool {
    let mut indices: Vec<FindingIndex> = or.iter().map(|set| set.index).collect();
    indices.sort_unstable();
    indices.dedup();
    indices.into_iter().any(|index| {
        let sets: Vec<&Set> = or.iter().filter(|set| set.index == index).collect();
        let values = sets[0].holds.len();
        (0..values).all(|value| {
            let outside = hull.get(&index).is_some_and(|holds| !holds[value]);
            outside || sets.iter().any(|set| set.holds[value])
        })
    })
}

fn answer(fact: Fact) -> Answer {
    match fact {
        Fact::Unknown => Answer::Unknown,
        Fact::Choice(place) => Answer::Choice(place),
        Fact::Several(places) => Answer::Several(places),
        Fact::Number(number) => Answer::Number(number),
    }
}
