//! The three-valued value of a literal, a clause, a condition and a rule, over what is known.

use super::facts::{Fact, Facts};
use crate::clinical::model::condition::{Clause, Condition, Literal, Test};
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::rule::Rule;
use crate::clinical::model::truth::Truth;

impl Literal {
    /// The three-valued value of the literal.
    #[must_use]
    pub fn value(&self, facts: &Facts) -> Truth {
        match (facts.get(self.index), self.test) {
            (Fact::Choice(answer), Test::OneOf(accepted)) => (accepted >> answer & 1 == 1).into(),
            (Fact::Several(answers), Test::AnyOf(accepted)) => (answers & accepted != 0).into(),
            (Fact::Number(number), Test::AtLeast(threshold)) => (number >= threshold).into(),
            (Fact::Number(number), Test::MoreThan(threshold)) => (number > threshold).into(),
            (Fact::Number(number), Test::LessThan(threshold)) => (number < threshold).into(),
            _ => self.when_unknown,
        }
    }
}

impl Clause {
    /// The three-valued value of the clause.
    #[must_use]
    pub fn value(&self, facts: &Facts) -> Truth {
        if self.first.meets(facts.first()) {
            return Truth::True;
        }
        let open = if self.open.meets(facts.unknown()) { Truth::Unknown } else { Truth::False };
        open.max(Truth::any(self.rest.iter().map(|literal| literal.value(facts))))
    }

    /// The findings and derived findings of the literals that are true.
    fn holding(&self, facts: &Facts) -> FindingSet {
        let rest = self.rest.iter().filter(|literal| literal.value(facts) == Truth::True);
        self.first.intersection(facts.first()).union(rest.map(|literal| literal.index).collect())
    }
}

impl Condition {
    /// The three-valued value of the condition.
    #[must_use]
    pub fn value(&self, facts: &Facts) -> Truth {
        Truth::all(self.0.iter().map(|clause| clause.value(facts)))
    }

    /// The findings and derived findings of the literals that are true.
    #[must_use]
    pub fn holding(&self, facts: &Facts) -> FindingSet {
        self.0.iter().fold(FindingSet::default(), |holding, clause| holding.union(clause.holding(facts)))
    }

    /// The findings of which the first answer alone would make the condition true, and those of which it would at least
    /// leave no clause false: they stand in every clause that is not true, or in every false one.
    pub(super) fn one_answer_away(&self, facts: &Facts) -> (FindingSet, FindingSet) {
        let everything = FindingSet::up_to(FindingSet::CAPACITY);
        self.0.iter().fold((everything, everything), |(fires, opens), clause| match clause.value(facts) {
            Truth::True => (fires, opens),
            Truth::Unknown => (fires.intersection(clause.first), opens),
            Truth::False => (fires.intersection(clause.first), opens.intersection(clause.first)),
        })
    }

    /// The literals that keep an unknown condition open: the unknown ones of its unknown clauses.
    pub fn unknown_literals<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = &'a Literal> {
        self.0
            .iter()
            .filter(|clause| clause.value(facts) == Truth::Unknown)
            .flat_map(Clause::literals)
            .filter(|literal| literal.value(facts) == Truth::Unknown)
    }
}

impl Rule {
    /// The value of the condition; false for a rule whose condition is code.
    #[must_use]
    pub fn value(&self, facts: &Facts) -> Truth {
        self.condition.as_ref().map_or(Truth::False, |condition| condition.value(facts))
    }
}

#[cfg(test)]
mod tests {
    use crate::clinical::model::answers::{Answer, Findings};
    use crate::clinical::model::condition::{Clause, Literal, Test};
    use crate::clinical::model::rule_book::RuleBook;
    use crate::clinical::model::truth::Truth;

    #[test]
    fn a_clause_has_the_value_of_its_literals_one_by_one_for_every_pair_and_every_answer() {
        let book = RuleBook::built_in().unwrap_or_else(|faults| unreachable!("{faults:?}"));
        let (a, b) = (book.known.weakness[0], book.known.course);
        for when_unknown in [Truth::False, Truth::Unknown, Truth::True] {
            for accepted in 1..8 {
                let literals = [
                    Literal { index: a, test: Test::OneOf(1), when_unknown },
                    Literal { index: b, test: Test::OneOf(accepted), when_unknown },
                ];
                let clause = Clause::new(literals.to_vec());
                for first in [Answer::Unknown, Answer::Choice(0), Answer::Choice(1)] {
                    for second in [Answer::Unknown, Answer::Choice(0), Answer::Choice(1), Answer::Choice(2)] {
                        let mut findings = Findings::new(&book);
                        findings.set(a, first);
                        findings.set(b, second);
                        let facts = book.decide(&findings).facts;
                        let one_by_one = Truth::any(literals.iter().map(|literal| literal.value(&facts)));
                        assert_eq!(clause.value(&facts), one_by_one, "{literals:?} with {first:?} and {second:?}");
                    }
                }
            }
        }
    }
}
