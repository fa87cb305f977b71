//! The answer as a report for a terminal: the same answer as the JSON, 80 columns wide, each thing said once. Levels,
//! urgencies, answers and ids stand in it as in the JSON; all words are texts of the rule book.

use textwrap::{Options, fill};

use super::decision::DecisionAnswer;
use super::explanation::{RuleTrace, UnderstoodAnswer, WhatWouldChange, trace, understood};
use super::options::{AnswerOptions, Detail};
use super::prepared_texts::{AnswerChange, PreparedTexts};
use super::preserialized::Preserialized;
use super::questions::{Question, QuestionsAnswer};
use super::sent_answers::SentAnswers;
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::outcome::{Level, Outcome, Urgency};
use crate::clinical::model::report_words::{ReportWords, with};

/// Columns of a terminal.
const WIDTH: usize = 80;

/// What a report tells. In short it has no sources, nothing for a clinician and no ids; in full it has the ids, what would
/// change the answer, the value of every rule, and what was said.
pub struct ReportContents<'a> {
    detail: Detail,
    decision: DecisionAnswer<'a>,
    questions: QuestionsAnswer<'a>,
    changes: Option<WhatWouldChange<'a>>,
    trace: Vec<RuleTrace<'a>>,
    understood: Vec<UnderstoodAnswer<'a>>,
    words: &'a ReportWords,
    /// What is said of a translation; none in the language of the rule book.
    translation: Option<String>,
}

impl<'a> ReportContents<'a> {
    /// What a caller wants to know of a decision.
    #[must_use]
    pub fn new(
        texts: &'a PreparedTexts,
        decision: &Decision<'a>,
        findings: &'a Findings,
        options: AnswerOptions,
    ) -> Self {
        let book = decision.book;
        let is_full = options.detail() == Detail::Full;
        let changes = || WhatWouldChange::new(texts, decision, findings);
        Self {
            detail: options.detail(),
            decision: DecisionAnswer::new(texts, decision, findings, options.detail()),
            questions: QuestionsAnswer::new(texts, decision, findings, options.questions()),
            changes: options.explains_changes().then(changes),
            trace: if is_full { trace(texts, decision) } else { Vec::new() },
            understood: if is_full { understood(texts, book, findings) } else { Vec::new() },
            words: &book.texts.report,
            translation: book.translation.as_ref().map(|translation| translation.in_words(&book.texts.translation)),
        }
    }

    /// The report.
    #[must_use]
    pub fn report(&self) -> String {
        let mut report = Report::default();
        self.what_to_do(&mut report);
        self.why(&mut report);
        self.advice(&mut report);
        self.safety_net(&mut report);
        self.to_ask(&mut report);
        if self.detail != Detail::Brief {
            self.for_a_clinician(&mut report);
        }
        self.what_would_change(&mut report);
        if self.detail == Detail::Full {
            self.what_was_said(&mut report);
            self.rules(&mut report);
        }
        if self.detail != Detail::Brief {
            self.sources(&mut report);
        }
        self.about(&mut report);
        report.0
    }

    fn what_to_do(&self, report: &mut Report) {
        let (decision, words) = (&self.decision, self.words);
        report.section(&words.what_to_do);
        report.text(&decision.headline.person);
        let (level, urgency) = (decision.level.word(), decision.urgency.word());
        report.item(&words.result, &format!("{level}, {urgency}, {}", decision.status.word()));
        if decision.possible.least != decision.possible.most {
            let (least, most) = (result(decision.possible.least), result(decision.possible.most));
            report.item(&words.possible, &with(&words.range, &[("least", &least), ("most", &most)]));
        }
    }

    fn why(&self, report: &mut Report) {
        report.section(&self.words.why);
        for reason in &self.decision.reasons {
            report.item(self.mark(reason.rule), &self.cited(&reason.text.person, reason.evidence));
            report.answers(&reason.findings);
        }
        for warning in &self.decision.warnings {
            report.item(self.mark(warning.rule), &warning.text.person);
            report.answers(&warning.findings);
        }
    }

    fn advice(&self, report: &mut Report) {
        if self.decision.advice.is_empty() {
            return;
        }
        report.section(&self.words.advice);
        for advice in &self.decision.advice {
            report.item(self.mark(&advice.id), &self.cited(&advice.text.person, &advice.evidence));
        }
    }

    fn safety_net(&self, report: &mut Report) {
        let net = &self.decision.safety_net;
        report.section(&self.words.seek_help_now_if);
        report.text(net.seek_help_now_if);
        report.section(&self.words.come_back_if);
        report.text(net.come_back_if);
        if let Some(days) = net.recheck_after_days {
            report.text(&with(&self.words.look_again, &[("days", &days.to_string())]));
        }
    }

    fn to_ask(&self, report: &mut Report) {
        let QuestionsAnswer { next_questions, lowering_questions, .. } = &self.questions;
        if next_questions.is_empty() && lowering_questions.is_empty() {
            return;
        }
        report.section(&self.words.still_to_ask);
        for question in next_questions {
            report.item("-", &format!("{}{}", question.wording.question, self.not_known(question)));
        }
        for question in lowering_questions {
            let (note, not_known) = (&self.words.could_only_lower, self.not_known(question));
            report.item("-", &format!("{}{note}{not_known}", question.wording.question));
        }
    }

    fn for_a_clinician(&self, report: &mut Report) {
        let decision = &self.decision;
        if decision.workup.is_empty() {
            return;
        }
        report.section(&self.words.for_a_clinician);
        report.text(&decision.headline.clinician);
        decision.workup.iter().for_each(|workup| report.item(&format!("{}:", workup.group), &workup.text.clinician));
    }

    fn what_would_change(&self, report: &mut Report) {
        let Some(changes) = &self.changes else { return };
        let words = self.words;
        let line = |text: &str, level: Level, urgency: Urgency, answers: &str| {
            let result = result(Outcome { level, urgency });
            with(text, &[("result", &result), ("answers", answers)])
        };
        report.section(&words.what_would_change);
        for up in &changes.up {
            report.item(&words.up, &line(&words.any_of, up.level, up.urgency, &others(&up.any_of, ", ")));
        }
        for down in &changes.down {
            report
                .item(&words.down, &line(&words.all_of, down.level, down.urgency, &others(&down.changes, &words.and)));
        }
        report.when(changes.up.is_empty() && changes.down.is_empty(), &words.no_change);
        report.when(changes.truncated, &words.more_ways_down);
    }

    fn what_was_said(&self, report: &mut Report) {
        report.section(&self.words.what_you_said);
        self.understood.iter().for_each(|said| report.item("-", &format!("{} {}", said.question, said.answer)));
        report.when(self.understood.is_empty(), &self.words.nothing);
    }

    fn rules(&self, report: &mut Report) {
        report.section(&self.words.every_rule);
        self.trace.iter().for_each(|rule| report.item(rule.rule, &word(&rule.value)));
    }

    /// Each source once; in full with its statements.
    fn sources(&self, report: &mut Report) {
        let decision = &self.decision;
        if decision.sources.0.is_empty() {
            return;
        }
        report.section(&self.words.sources);
        for (id, source) in &decision.sources.0 {
            let year = source.year.map(|year| format!(" ({year})")).unwrap_or_default();
            let publisher = source.publisher.as_ref().map(|publisher| format!(", {publisher}")).unwrap_or_default();
            report.item(id, &format!("{}{publisher}{year}, {}", source.title, source.kind));
            source.urls.iter().for_each(|url| report.line(url));
            source.note.iter().for_each(|note| report.when(true, note));
            if self.detail == Detail::Full {
                let statements = decision.evidence.0.iter().filter(|(_, statement)| statement.source == *id);
                for (id, statement) in statements {
                    statement.statement.iter().for_each(|text| report.below(id, text));
                }
            }
        }
    }

    fn about(&self, report: &mut Report) {
        report.section(&self.words.about);
        report.text(self.decision.not_a_diagnosis);
        let book = &self.decision.rule_book;
        let named = [("name", book.id.as_str()), ("version", &book.version), ("digest", &book.digest)];
        report.text(&with(&self.words.rule_book, &named));
        self.translation.iter().for_each(|translation| report.text(translation));
    }

    /// The note on a question that was asked already.
    fn not_known(&self, question: &Question) -> &'a str {
        if question.asked == Some(true) { &self.words.asked_not_known } else { "" }
    }

    /// What stands before an entry: its id in full, else a dash.
    fn mark<'i>(&self, id: &'i str) -> &'i str {
        if self.detail == Detail::Full { id } else { "-" }
    }

    /// A text with the ids of its sources; in full with those of its evidence, in short without.
    fn cited(&self, text: &str, evidence: &[String]) -> String {
        let ids: Vec<&str> = match self.detail {
            Detail::Brief => Vec::new(),
            Detail::Standard => self.sources_of(evidence),
            Detail::Full => evidence.iter().map(String::as_str).collect(),
        };
        if ids.is_empty() { text.to_owned() } else { format!("{text} [{}]", ids.join(", ")) }
    }

    /// The ids of the sources of some evidence, each once.
    fn sources_of(&self, evidence: &[String]) -> Vec<&str> {
        let cited = self.decision.evidence.0.iter().filter(|(id, _)| evidence.iter().any(|one| one == id));
        let cited: Vec<&str> = cited.map(|(_, statement)| statement.source.as_str()).collect();
        self.decision.sources.0.iter().map(|(id, _)| *id).filter(|id| cited.contains(id)).collect()
    }
}

/// A report being written.
#[derive(Default)]
struct Report(String);

impl Report {
    /// Begins a section.
    fn section(&mut self, title: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(title);
        self.0.push('\n');
    }

    /// A paragraph.
    fn text(&mut self, text: &str) {
        self.wrapped("  ", "  ", text);
    }

    /// A paragraph with a mark before it.
    fn item(&mut self, mark: &str, text: &str) {
        self.wrapped(&format!("  {mark} "), "    ", text);
    }

    /// A paragraph below an item, with a mark before it.
    fn below(&mut self, mark: &str, text: &str) {
        self.wrapped(&format!("    {mark} "), "      ", text);
    }

    /// A line below an item that is never broken, such as an address.
    fn line(&mut self, text: &str) {
        self.0.push_str("    ");
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// The answers that a reason is based on, when there are any.
    fn answers(&mut self, findings: &SentAnswers) {
        findings.in_words().for_each(|answer| self.when(true, &answer));
    }

    /// A line below an item, when a condition holds.
    fn when(&mut self, condition: bool, text: &str) {
        if condition {
            self.wrapped("    ", "    ", text);
        }
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str) {
        let options = Options::new(WIDTH).initial_indent(first).subsequent_indent(rest).break_words(false);
        self.0.push_str(&fill(text, options));
        self.0.push('\n');
    }
}

/// Other answers, listed.
fn others(changes: &[&Preserialized<AnswerChange>], between: &str) -> String {
    let changes = changes.iter().map(|change| format!("{} = {}", name(&change.pointer), change.to));
    changes.collect::<Vec<_>>().join(between)
}

/// The name of the finding to which a pointer leads.
fn name(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or(pointer)
}

/// A value as JSON has it, without quotation marks.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(serde_json::Value::Array(words)) => {
            words.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(" + ")
        }
        Ok(value) => value.to_string(),
        Err(_) => String::new(),
    }
}

fn result(outcome: Outcome) -> String {
    format!("{}, {}", outcome.level.word(), outcome.urgency.word())
}
