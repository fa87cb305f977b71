//! Which findings can change the value of which rule, worked out from the rule book alone.

use crate::clinical::model::condition::Condition;
use crate::clinical::model::derived::Derived;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::rule::{ComputedRules, Rule};
use crate::clinical::model::rule_book::RuleBook;

impl RuleBook {
    /// Replaces the rules and works out again what follows from them alone.
    pub fn replace_rules(&mut self, rules: Vec<Rule>) {
        self.computed = ComputedRules::find(&rules);
        let depends_on: Vec<FindingSet> = rules.iter().map(|rule| self.dependence_of(rule)).collect();
        self.rules = rules;
        self.dependents = vec![Vec::new(); self.findings.len()];
        for (place, (rule, depends_on)) in self.rules.iter_mut().zip(depends_on).enumerate() {
            rule.depends_on = depends_on;
            for index in depends_on.iter() {
                self.dependents.get_mut(index).into_iter().for_each(|dependents| dependents.push(place));
            }
        }
    }

    /// The findings whose answers can change the value of a rule's condition.
    fn dependence_of(&self, rule: &Rule) -> FindingSet {
        let known = &self.known;
        let mut behind = self.findings_of(rule);
        // Later questions depend on earlier ones, so one pass from the last to the first finds everything behind.
        for &index in self.conditional.iter().rev() {
            if behind.contains(index) {
                let uses = self.asked_when(index).map(Condition::findings).unwrap_or_default();
                behind = uses.iter().fold(behind, |behind, used| behind.union(self.reads(used)));
            }
        }
        if [known.sites, known.duration_days, known.course].iter().any(|&index| behind.contains(index)) {
            behind.insert(known.twitch_present);
            behind.insert(known.sites);
        }
        behind
    }

    /// The findings on which a question or a derived finding depends.
    pub(super) fn findings_with_dependents(&self) -> FindingSet {
        let by_questions = self.asked_when.iter().flatten().flat_map(|condition| condition.findings().iter());
        let derived = Derived::ALL.iter().map(|derived| self.derived_index(*derived));
        let defaults = [self.known.twitch_present, self.known.decline_tempo];
        let read = by_questions.chain(derived).fold(FindingSet::default(), |read, index| read.union(self.reads(index)));
        read.union(defaults.into_iter().collect())
    }
}
