//! Small changes of a rule: the ones that no case notices show what the cases do not try.

use crate::clinical::model::condition::{Clause, Condition, Literal, Test};
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;

/// A rule with one small change.
pub(super) struct Mutant {
    /// The change in words.
    pub(super) what: String,
    pub(super) effect: Outcome,
    pub(super) condition: Condition,
}

/// Every small change of a rule with a written condition that loading would not refuse.
pub(super) fn mutants(book: &RuleBook, rule: &Rule) -> Vec<Mutant> {
    let Some(condition) = &rule.condition else { return Vec::new() };
    let mut mutants = other_effects(rule, condition);
    for (place, clause) in condition.0.iter().enumerate() {
        if condition.0.len() > 1 {
            let mut fewer = condition.clone();
            fewer.0.remove(place);
            mutants.push(Mutant {
                what: format!("without clause {}", place + 1),
                effect: rule.effect,
                condition: fewer,
            });
        }
        for (at, literal) in clause.literals().iter().enumerate() {
            let mut with = |what: String, literals: &[Literal]| {
                let mut spliced = clause.literals().to_vec();
                spliced.splice(at..=at, literals.iter().copied());
                let mut changed = condition.clone();
                changed.0.get_mut(place).into_iter().for_each(|clause| *clause = Clause::new(spliced.clone()));
                mutants.push(Mutant { what, effect: rule.effect, condition: changed });
            };
            let name = book.name(literal.index);
            if clause.literals().len() > 1 {
                with(format!("without {name} in clause {}", place + 1), &[]);
            }
            for (what, test) in other_tests(literal.test) {
                with(format!("{name} {what}"), &[Literal { test, ..*literal }]);
            }
        }
    }
    mutants
}

/// The next level and the next urgency in either direction, where they go together.
fn other_effects(rule: &Rule, condition: &Condition) -> Vec<Mutant> {
    let Outcome { level, urgency } = rule.effect;
    let other_levels = Level::ALL.into_iter().filter(|other| *other != level).map(|level| Outcome { level, urgency });
    let other_urgencies =
        Urgency::ALL.into_iter().filter(|other| *other != urgency).map(|urgency| Outcome { level, urgency });
    let effects = other_levels.chain(other_urgencies).filter(|effect| effect.is_allowed());
    let mutants = effects.map(|effect| Mutant {
        what: format!("{} {} for {} {}", effect.level.word(), effect.urgency.word(), level.word(), urgency.word()),
        effect,
        condition: condition.clone(),
    });
    mutants.collect()
}

/// A threshold one higher or lower, or one answer less of several.
fn other_tests(test: Test) -> Vec<(String, Test)> {
    let moved = |number: i32, of: fn(i32) -> Test| {
        [number - 1, number + 1].map(|moved| (format!("{moved} for {number}"), of(moved))).to_vec()
    };
    let fewer = |accepted: u32, of: fn(u32) -> Test| {
        let places = (0..u32::BITS).filter(move |place| accepted >> place & 1 == 1 && accepted.count_ones() > 1);
        places.map(|place| (format!("without its answer {}", place + 1), of(accepted & !(1 << place)))).collect()
    };
    match test {
        Test::AtLeast(number) => moved(number, Test::AtLeast),
        Test::MoreThan(number) => moved(number, Test::MoreThan),
        Test::LessThan(number) => moved(number, Test::LessThan),
        Test::OneOf(accepted) => fewer(accepted, Test::OneOf),
        Test::AnyOf(accepted) => fewer(accepted, Test::AnyOf),
    }
}
