//! An interview: what is known, what is asked next, and the way back. The service decides both what to ask and when to
//! stop; here it is only put on pages.

use super::page::{Answered, Choice, Page, Prompt, Question, Reply};
use crate::clinical::decide::question::{Questions, StopReason};
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::{Finding, Kind, UNKNOWN};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::screen::Screen;

/// An interview that is going on.
pub struct Interview<'b> {
    book: &'b RuleBook,
    findings: Findings,
    /// What was known before each page that was answered.
    earlier: Vec<Findings>,
}

impl<'b> Interview<'b> {
    /// An interview of which nothing is known yet.
    pub fn new(book: &'b RuleBook) -> Self {
        Self { book, findings: Findings::new(book), earlier: Vec::new() }
    }

    /// What is known.
    pub fn findings(&self) -> Findings {
        self.findings.clone()
    }

    /// What is asked next; none when there is nothing to ask any more, or an emergency.
    pub fn page(&self) -> Option<Page<'b>> {
        let questions = self.questions(&self.findings);
        if questions.stop.is_some() {
            return None;
        }
        let due = questions.on_first_screen(self.book);
        let prompt = self.prompt(&due)?;
        Some(Page { screen: self.screen(*due.first()?), notes: self.notes(), prompt, labels: &self.book.texts.answers })
    }

    /// Takes the reply to a page; false when it ends the interview. Going back from the first page changes nothing.
    pub fn take(&mut self, reply: &Reply) -> bool {
        match reply {
            Reply::Answers(answers) => {
                let with = self.with(answers);
                self.earlier.push(std::mem::replace(&mut self.findings, with));
                true
            }
            Reply::Back => {
                if let Some(before) = self.earlier.pop() {
                    self.findings = before;
                }
                true
            }
            Reply::Ended | Reply::Interrupted => false,
        }
    }

    /// Whether these answers are an emergency, so that nothing more must be asked.
    pub fn is_emergency(&self, answers: &[Answered]) -> bool {
        self.questions(&self.with(answers)).stop == Some(StopReason::Emergency)
    }

    fn with(&self, answers: &[Answered]) -> Findings {
        let mut findings = self.findings.clone();
        answers.iter().for_each(|(index, answer)| findings.set(*index, *answer));
        findings
    }

    fn questions(&self, findings: &Findings) -> Questions<'b> {
        Questions::for_decision(&self.book.decide(findings), findings)
    }

    /// The first question that is due; yes-or-no questions of the same screen are asked together with it.
    fn prompt(&self, due: &[FindingIndex]) -> Option<Prompt<'b>> {
        let first = *due.first()?;
        let finding = self.book.finding(first)?;
        let question = self.question(first)?;
        let choices = || finding.answers.iter().filter(|answer| answer.offered);
        match finding.kind {
            Kind::Integer => Some(Prompt::Number {
                question,
                minimum: finding.minimum,
                maximum: finding.maximum,
                unit: finding.unit.as_deref().unwrap_or_default(),
            }),
            Kind::SomeOf => {
                let place = |value: &str| finding.position(value).map(Answer::Choice);
                let choice = choices().filter_map(|answer| {
                    Some(Choice { value: &answer.value, label: &answer.label, answer: place(&answer.value)? })
                });
                Some(Prompt::Several(question, choice.collect()))
            }
            Kind::Tri if finding.members.is_empty() => {
                let is_plain = |index: &FindingIndex| self.book.finding(*index).is_some_and(is_plain);
                let beside = due.iter().filter(|index| is_plain(index)).filter_map(|index| self.question(*index));
                let beside: Vec<Question> = beside.collect();
                if beside.len() > 1 {
                    return Some(Prompt::Ticks(beside));
                }
                Some(Prompt::One(question, self.words(finding)))
            }
            Kind::Tri | Kind::OneOf => Some(Prompt::One(question, self.words(finding))),
        }
    }

    /// The answers that a finding offers, "don't know" last.
    fn words(&self, finding: &'b Finding) -> Vec<Choice<'b>> {
        let offered = finding.answers.iter().filter(|answer| answer.offered && answer.value != UNKNOWN);
        let choice = offered.filter_map(|answer| {
            Some(Choice { value: &answer.value, label: &answer.label, answer: finding.word(&answer.value)? })
        });
        let own = finding.answers.iter().find(|answer| answer.value == UNKNOWN).map(|answer| answer.label.as_str());
        let label = own.unwrap_or(&self.book.texts.answers.unknown);
        choice.chain([Choice { value: UNKNOWN, label, answer: Answer::Unknown }]).collect()
    }

    fn question(&self, index: FindingIndex) -> Option<Question<'b>> {
        let finding = self.book.finding(index)?;
        let is_age_known = matches!(self.findings.get(self.book.known.age_years), Answer::Number(_));
        let only_for_a_child = finding.about_a_child && !is_age_known;
        Some(Question {
            index,
            label: &finding.label,
            text: finding.stem.as_deref().unwrap_or(&finding.question),
            bullets: &finding.bullets,
            help: finding.help.as_deref(),
            help_always: finding.help_always,
            note: only_for_a_child.then_some(self.book.texts.questionnaire.only_for_a_child.as_str()),
        })
    }

    /// The screen of a finding, or the heading over those without one.
    fn screen(&self, index: FindingIndex) -> Option<&'b Screen> {
        match self.book.screen_of(index) {
            Some(place) => self.book.screens.get(place),
            None => self.book.screens.iter().find(|screen| screen.heading_only),
        }
    }

    /// What is said before the first page, and on the page after the age.
    fn notes(&self) -> Vec<&'b str> {
        let texts = &self.book.texts.questionnaire;
        let age = self.book.known.age_years;
        let Some(before) = self.earlier.last() else { return vec![&texts.introduction] };
        match self.findings.get(age) {
            Answer::Number(_) if before.was_sent(age) => Vec::new(),
            Answer::Number(years) if years < self.book.texts.age.baby_below => vec![&texts.for_a_baby],
            Answer::Number(years) if years < self.book.texts.age.child_below => vec![&texts.for_a_child],
            _ => Vec::new(),
        }
    }
}

/// Whether a finding is a yes-or-no question that stands for itself.
fn is_plain(finding: &Finding) -> bool {
    finding.kind == Kind::Tri && finding.members.is_empty()
}
