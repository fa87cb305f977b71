//! The rule book: everything the service knows, checked and ready to decide.

use rustc_hash::FxHashMap;

use super::advice::Advice;
use super::answers::Findings;
use super::condition::Condition;
use super::derived::{Derived, DerivedText};
use super::evidence::Evidence;
use super::finding::{Class, Finding, tri};
use super::finding_set::{FindingIndex, FindingSet};
use super::group::{ExtraWorkup, Group};
use super::group_question::GroupQuestion;
use super::identity::Identity;
use super::intended_use::IntendedUse;
use super::known_findings::KnownFindings;
use super::record::RecordTable;
use super::record_texts::RecordTexts;
use super::rule::{ComputedRules, Rule, Warning};
use super::screen::Screen;
use super::source::Source;
use super::text::{Locale, Texts};
use super::translation::Translation;
use super::vector::Vectors;

/// Everything the service knows. Immutable once loaded.
#[derive(Clone, Debug)]
pub struct RuleBook {
    /// Name, version and review.
    pub identity: Identity,
    /// SHA-256 over the knowledge files.
    pub digest: String,
    /// The findings in the order of the questionnaire; the place is the index.
    pub findings: Vec<Finding>,
    /// The records of the derived findings, in the order of [`Derived::ALL`]. Their indices follow those of the findings.
    pub derived: Vec<DerivedText>,
    /// The screens, and the headings over findings without one.
    pub screens: Vec<Screen>,
    /// The rules in the order of reasons: urgency, then level, descending; then id.
    pub rules: Vec<Rule>,
    /// The rules about open rules.
    pub computed: ComputedRules,
    /// The warning about contradictions.
    pub warning: Warning,
    /// The published statements on which rules and advice rest.
    pub evidence: Vec<Evidence>,
    /// The publications that make them.
    pub sources: Vec<Source>,
    /// The place of the source of each statement.
    pub(in crate::clinical) source_of: Vec<usize>,
    /// The advice, in the order in which it is given.
    pub advice: Vec<Advice>,
    /// The groups of causes.
    pub groups: Vec<Group>,
    /// Suggestions after those of the groups.
    pub extra_workup: Vec<ExtraWorkup>,
    /// Fixed texts, filled in from the locale.
    pub texts: Texts,
    /// Words that differ from place to place.
    pub locale: Locale,
    /// That the texts are a translation; none for the rule book as it is written.
    pub translation: Option<Translation>,
    /// What the service is for.
    pub intended_use: IntendedUse,
    /// What a record of a patient may make present.
    pub records: RecordTable,
    /// What is said in record systems.
    pub record_texts: RecordTexts,
    /// Answers and the results they must give.
    pub vectors: Vectors,
    /// The findings that the program knows by name.
    pub known: KnownFindings,
    /// Findings with a condition, in the order of dependence.
    pub conditional: Vec<FindingIndex>,
    /// The findings of class N: they only tune the advice.
    pub(in crate::clinical) triggers: FindingSet,
    /// The findings of class U2: context, without which an open referral may stay open.
    pub(in crate::clinical) context: FindingSet,
    /// The group questions, in the order of the questionnaire.
    pub group_questions: Vec<GroupQuestion>,
    /// The place of the group question that stands for each finding.
    pub(in crate::clinical) group_of: Vec<Option<usize>>,
    /// The tier of each finding among the questions: those of the first are asked before all others.
    pub(in crate::clinical) ask_tier: Vec<usize>,
    /// Rank of each finding in the order of questions.
    pub(in crate::clinical) ask_rank: Vec<usize>,
    /// The findings that can be asked in order to decide, in the order of questions.
    pub(in crate::clinical) ask_order: Vec<FindingIndex>,
    /// The findings on which a question or a derived finding depends.
    pub(in crate::clinical) with_dependents: FindingSet,
    /// The places of the rules that depend on each finding, by its index.
    pub(in crate::clinical) dependents: Vec<Vec<usize>>,
    /// The answers that could only lower the result, in order: index and answer.
    pub(in crate::clinical) lowering: Vec<(FindingIndex, u8)>,
    pub(in crate::clinical) asked_when: Vec<Option<Condition>>,
    pub(in crate::clinical) screen_of: Vec<Option<usize>>,
    pub(in crate::clinical) always_asked: Vec<FindingSet>,
    pub(in crate::clinical) indices: FxHashMap<String, FindingIndex>,
}

impl RuleBook {
    /// The index of a finding; none for a derived finding or another word.
    #[must_use]
    pub fn finding_index(&self, name: &str) -> Option<FindingIndex> {
        self.indices.get(name).copied().filter(|&index| index < self.findings.len())
    }

    /// Who made the translation and who has read it, in its words; none for the rule book as it is written.
    #[must_use]
    pub fn translation_note(&self) -> Option<String> {
        self.translation.as_ref().map(|translation| translation.in_words(&self.texts.translation))
    }

    /// The finding at a index; none for a derived finding.
    #[must_use]
    pub fn finding(&self, index: FindingIndex) -> Option<&Finding> {
        self.findings.get(index)
    }

    /// The name of the finding or derived finding at a index.
    #[must_use]
    pub fn name(&self, index: FindingIndex) -> &str {
        match self.findings.get(index) {
            Some(finding) => &finding.name,
            None => self.derived_at(index).map_or("", Derived::name),
        }
    }

    /// The class of the finding at a index; none for a derived finding.
    #[must_use]
    pub fn class(&self, index: FindingIndex) -> Option<Class> {
        self.findings.get(index).map(|finding| finding.class)
    }

    /// How many findings and derived findings there are.
    #[must_use]
    pub fn finding_count(&self) -> usize {
        self.findings.len() + Derived::ALL.len()
    }

    /// The index of a derived finding.
    #[must_use]
    pub fn derived_index(&self, derived: Derived) -> FindingIndex {
        self.findings.len() + derived as usize
    }

    /// The derived finding at a index.
    #[must_use]
    pub fn derived_at(&self, index: FindingIndex) -> Option<Derived> {
        index.checked_sub(self.findings.len()).and_then(|place| Derived::ALL.get(place)).copied()
    }

    /// The findings behind a index: itself, or what a derived finding is worked out from.
    #[must_use]
    pub fn reads(&self, index: FindingIndex) -> FindingSet {
        self.derived_at(index).map_or_else(|| [index].into_iter().collect(), |derived| derived.reads(&self.known))
    }

    /// The condition under which a question is asked; none for one that is always asked.
    #[must_use]
    pub fn asked_when(&self, index: FindingIndex) -> Option<&Condition> {
        self.asked_when.get(index).and_then(Option::as_ref)
    }

    /// What a finding counts as while it is not asked: "none" for the tempo, "absent" for the rest.
    #[must_use]
    pub fn answer_when_not_asked(&self, index: FindingIndex) -> u8 {
        if index == self.known.decline_tempo { self.known.tempo_none } else { tri::ABSENT }
    }

    /// The group question that a finding is.
    #[must_use]
    pub fn group_question(&self, index: FindingIndex) -> Option<&GroupQuestion> {
        self.group_questions.iter().find(|group| group.index == index)
    }

    /// The group question that stands for a finding.
    #[must_use]
    pub fn group_of(&self, index: FindingIndex) -> Option<&GroupQuestion> {
        self.group_questions.get((*self.group_of.get(index)?)?)
    }

    /// The place of the screen that asks a finding.
    #[must_use]
    pub fn screen_of(&self, index: FindingIndex) -> Option<usize> {
        self.screen_of.get(index).copied().flatten()
    }

    /// The heading over the findings that no screen asks.
    #[must_use]
    pub fn heading(&self) -> Option<&Screen> {
        self.screens.iter().find(|screen| screen.heading_only)
    }

    /// The three-valued findings of a screen that are asked whatever the other answers.
    #[must_use]
    pub fn always_asked(&self, screen: usize) -> FindingSet {
        self.always_asked.get(screen).copied().unwrap_or_default()
    }

    /// The place of a screen that can be completed, by its id.
    #[must_use]
    pub fn completable_screen(&self, id: &str) -> Option<usize> {
        self.screens.iter().position(|screen| screen.id == id && !screen.heading_only)
    }

    /// The place of a rule among the rules, by its id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The findings that a rule reads, those behind derived findings included.
    #[must_use]
    pub fn findings_of(&self, rule: &Rule) -> FindingSet {
        let literals = rule.condition.iter().flat_map(Condition::literals);
        literals.fold(FindingSet::default(), |read, literal| read.union(self.reads(literal.index)))
    }

    /// The places of the rules whose conditions depend on a finding.
    #[must_use]
    pub fn dependents(&self, index: FindingIndex) -> &[usize] {
        self.dependents.get(index).map_or(&[], Vec::as_slice)
    }
}

impl Findings {
    /// Nothing sent, no screen completed.
    #[must_use]
    pub fn new(book: &RuleBook) -> Self {
        Self::for_count(book.findings.len())
    }
}
