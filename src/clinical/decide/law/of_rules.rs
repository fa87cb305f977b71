//! The laws that the rules show without any payload.

use super::{BrokenLaw, CORE_RED_FLAGS, is_emergency_sign, mitigation};
use crate::clinical::model::finding::Class;
use crate::clinical::model::rule_book::RuleBook;

impl RuleBook {
    /// The laws that the rules break whatever is answered: those on which rules a mitigation may touch (I-27), and those
    /// that rest on findings which are not there.
    #[must_use]
    pub fn broken_laws_of_rules(&self) -> Vec<BrokenLaw> {
        let mut broken = Vec::new();
        for (index, finding) in self.findings.iter().enumerate().filter(|(_, finding)| finding.class == Class::M) {
            let may_change = mitigation(finding).map_or(&[][..], |mitigation| mitigation.may_change);
            let changed = self.dependents(index).iter().filter_map(|&place| self.rules.get(place));
            for rule in changed.filter(|rule| !may_change.contains(&rule.id.as_str())) {
                let how = format!("`{}` changes {}, which no mitigation may touch", finding.name, rule.id);
                broken.push(BrokenLaw { law: "I-27", how });
            }
        }
        for name in CORE_RED_FLAGS.into_iter().filter(|name| self.finding_index(name).is_none()) {
            broken.push(BrokenLaw { law: "I-15", how: format!("there is no finding `{name}`, a core red flag") });
        }
        if !self.findings.iter().any(is_emergency_sign) {
            broken.push(BrokenLaw { law: "I-06", how: "no sign is on the screen `emergency`".to_owned() });
        }
        broken
    }
}
