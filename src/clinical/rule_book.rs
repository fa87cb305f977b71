//! The rule book: everything the service knows, checked and ready to decide.

use rustc_hash::FxHashMap;

use super::advice::Advice;
use super::answers::Findings;
use super::check::{self, Fault};
use super::condition::Condition;
use super::derived::Derived;
use super::evidence::Evidence;
use super::finding::{Class, Finding, tri};
use super::group::{ExtraWorkup, Group};
use super::intended_use::IntendedUse;
use super::knowledge::{DerivedText, Identity, Knowledge, KnowledgeFiles, Screen};
use super::outcome::Urgency;
use super::rule::{Rule, Warning};
use super::slots::{Slot, Slots};
use super::text::{Locale, Texts};
use super::triage::Decision;
use super::vector::Vectors;

/// Everything the service knows. Immutable once loaded.
#[derive(Clone, Debug)]
pub struct RuleBook {
    /// Name, version and review.
    pub identity: Identity,
    /// SHA-256 over the knowledge files.
    pub digest: String,
    /// The findings in the order of the questionnaire; the place is the slot.
    pub findings: Vec<Finding>,
    /// The records of the derived findings, in the order of [`Derived::ALL`]. Their slots follow those of the findings.
    pub derived: Vec<DerivedText>,
    /// The screens, and the headings over findings without one.
    pub screens: Vec<Screen>,
    /// The rules in the order of reasons: urgency, then level, descending; then id.
    pub rules: Vec<Rule>,
    /// Place of the rule for a level-3 rule that open questions keep open.
    pub gate: usize,
    /// Place of the rule for any other rule that open questions keep open.
    pub context: usize,
    /// The warning about contradictions.
    pub warning: Warning,
    /// The sources.
    pub evidence: Vec<Evidence>,
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
    /// What the service is for.
    pub intended_use: IntendedUse,
    /// Answers and the results they must give.
    pub vectors: Vectors,
    /// The findings that the program knows by name.
    pub landmark: Landmark,
    /// Findings with a condition, in the order of dependence.
    pub conditional: Vec<Slot>,
    /// The findings of class N: they only tune the advice.
    pub(super) neutral: Slots,
    /// Rank of each finding in the order of questions.
    pub(super) ask_rank: Vec<usize>,
    /// The findings that can be asked in order to decide, in the order of questions.
    pub(super) ask_order: Vec<Slot>,
    /// The findings on which a question or a derived finding depends.
    pub(super) leading: Slots,
    /// The answers that could only lower the result, in order: slot and answer.
    pub(super) lowering: Vec<(Slot, u8)>,
    pub(super) asked_when: Vec<Option<Condition>>,
    pub(super) screen_of: Vec<Option<usize>>,
    pub(super) always_asked: Vec<Slots>,
    pub(super) slots: FxHashMap<String, Slot>,
}

/// The findings that the defaults, contradictions and derived findings know by name.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the slot of the finding of that name")]
pub struct Landmark {
    pub twitch_present: Slot,
    pub sites: Slot,
    pub duration_days: Slot,
    pub course: Slot,
    pub decline_tempo: Slot,
    pub already_assessed: Slot,
    pub change_since_assessment: Slot,
    /// Loss of function and a feeling of weakness.
    pub weakness: [Slot; 2],
    /// Those two, speech and swallowing.
    pub decline: [Slot; 4],
    /// Place of the answer "stable" of the course.
    pub course_stable: u8,
    /// Place of the answer "none" of the tempo.
    pub tempo_none: u8,
    /// Place of the reassuring answer of the assessment.
    pub assessed_reassuring: u8,
    /// Bit sets over the sites, one for each body region: bulbar, cervical, thoracic, lumbosacral.
    pub regions: [u32; 4],
    /// The sites of the last three regions.
    pub limb_neck_or_trunk: u32,
}

impl RuleBook {
    /// The rule book that is compiled in.
    ///
    /// # Errors
    ///
    /// Every fault of the knowledge files.
    pub fn built_in() -> Result<Self, Vec<Fault>> {
        Self::load(&KnowledgeFiles::built_in())
    }

    /// Reads, checks and compiles a rule book, then holds it against its own vectors.
    ///
    /// # Errors
    ///
    /// Every fault of the files; when there is none, every vector that does not come out.
    pub fn load(files: &KnowledgeFiles) -> Result<Self, Vec<Fault>> {
        let book = Self::compile(files)?;
        let faults = book.vectors.run(&book);
        if faults.is_empty() { Ok(book) } else { Err(faults) }
    }

    /// Reads, checks and compiles a rule book without running its vectors.
    ///
    /// # Errors
    ///
    /// Every fault of the files.
    pub fn compile(files: &KnowledgeFiles) -> Result<Self, Vec<Fault>> {
        check::compile(Knowledge::read(files)?, files.digest())
    }

    /// The decision for what a caller said. Total: every payload has exactly one.
    #[must_use]
    pub fn decide<'b>(&'b self, findings: &Findings) -> Decision<'b> {
        Decision::of(self, findings)
    }

    /// The slot of a finding; none for a derived finding or another word.
    #[must_use]
    pub fn finding_slot(&self, name: &str) -> Option<Slot> {
        self.slots.get(name).copied().filter(|&slot| slot < self.findings.len())
    }

    /// The finding at a slot; none for a derived finding.
    #[must_use]
    pub fn finding(&self, slot: Slot) -> Option<&Finding> {
        self.findings.get(slot)
    }

    /// The name of the finding or derived finding at a slot.
    #[must_use]
    pub fn name(&self, slot: Slot) -> &str {
        match self.findings.get(slot) {
            Some(finding) => &finding.name,
            None => self.derived_at(slot).map_or("", Derived::name),
        }
    }

    /// The class of the finding at a slot; none for a derived finding.
    #[must_use]
    pub fn class(&self, slot: Slot) -> Option<Class> {
        self.findings.get(slot).map(|finding| finding.class)
    }

    /// How many findings and derived findings there are.
    #[must_use]
    pub fn slot_count(&self) -> usize {
        self.findings.len() + Derived::ALL.len()
    }

    /// The slot of a derived finding.
    #[must_use]
    pub fn derived_slot(&self, derived: Derived) -> Slot {
        self.findings.len() + derived as usize
    }

    /// The derived finding at a slot.
    #[must_use]
    pub fn derived_at(&self, slot: Slot) -> Option<Derived> {
        slot.checked_sub(self.findings.len()).and_then(|place| Derived::ALL.get(place)).copied()
    }

    /// The findings behind a slot: itself, or what a derived finding is worked out from.
    #[must_use]
    pub fn reads(&self, slot: Slot) -> Slots {
        self.derived_at(slot).map_or_else(|| [slot].into_iter().collect(), |derived| derived.reads(self))
    }

    /// The condition under which a question is asked; none for one that is always asked.
    #[must_use]
    pub fn asked_when(&self, slot: Slot) -> Option<&Condition> {
        self.asked_when.get(slot).and_then(Option::as_ref)
    }

    /// What a finding counts as while it is not asked: "none" for the tempo, "absent" for the rest.
    #[must_use]
    pub fn answer_when_not_asked(&self, slot: Slot) -> u8 {
        if slot == self.landmark.decline_tempo { self.landmark.tempo_none } else { tri::ABSENT }
    }

    /// The place of the screen that asks a finding.
    #[must_use]
    pub fn screen_of(&self, slot: Slot) -> Option<usize> {
        self.screen_of.get(slot).copied().flatten()
    }

    /// The three-valued findings of a screen that are asked whatever the other answers.
    #[must_use]
    pub fn always_asked(&self, screen: usize) -> Slots {
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
    pub fn findings_of(&self, rule: &Rule) -> Slots {
        let literals = rule.condition.iter().flat_map(Condition::literals);
        literals.fold(Slots::default(), |read, literal| read.union(self.reads(literal.slot)))
    }

    /// The findings whose answers can change the value of a rule's condition.
    pub(super) fn dependence_of(&self, rule: &Rule) -> Slots {
        let landmark = &self.landmark;
        let mut behind = self.findings_of(rule);
        // Later questions depend on earlier ones, so one pass from the last to the first finds everything behind.
        for &slot in self.conditional.iter().rev() {
            if behind.contains(slot) {
                let uses = self.asked_when(slot).map(Condition::slots).unwrap_or_default();
                behind = uses.iter().fold(behind, |behind, used| behind.union(self.reads(used)));
            }
        }
        if [landmark.sites, landmark.duration_days, landmark.course].iter().any(|&slot| behind.contains(slot)) {
            behind.insert(landmark.twitch_present);
            behind.insert(landmark.sites);
        }
        behind
    }

    /// What an urgency means for the person.
    #[must_use]
    pub fn meaning(&self, urgency: Urgency) -> &str {
        let meanings = &self.intended_use.urgency;
        meanings.iter().find(|meaning| meaning.value == urgency).map_or("", |meaning| &meaning.meaning)
    }

    /// Whether no condition of a question and no derived finding depends on a finding.
    #[must_use]
    pub fn stands_alone(&self, slot: Slot) -> bool {
        !self.leading.contains(slot)
    }

    /// The findings on which a question or a derived finding depends.
    pub(super) fn leading_findings(&self) -> Slots {
        let by_questions = self.asked_when.iter().flatten().flat_map(|condition| condition.slots().iter());
        let derived = Derived::ALL.iter().map(|derived| self.derived_slot(*derived));
        let defaults = [self.landmark.twitch_present, self.landmark.decline_tempo];
        let read = by_questions.chain(derived).fold(Slots::default(), |read, slot| read.union(self.reads(slot)));
        read.union(defaults.into_iter().collect())
    }
}
