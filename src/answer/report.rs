//! The answer as a report for a terminal: the same answer as the JSON, 80 columns wide.

use textwrap::{Options, fill};

use super::explanation::UnderstoodAnswer;
use super::prepared_texts::AnswerChange;
use super::preserialized::Preserialized;
use super::sent_answers::SentAnswers;
use super::triage_answer::TriageAnswer;

/// Columns of a terminal.
const WIDTH: usize = 80;

/// The answer as a report. `understood` is what the caller said, in words; `how_soon` is what the urgency means.
#[must_use]
pub fn report(answer: &TriageAnswer, understood: &[UnderstoodAnswer], how_soon: &str) -> String {
    let decision = &answer.decision;
    let mut report = Report::default();
    report.section("WHAT TO DO");
    report.text(&decision.headline.person);
    report.section("HOW SOON");
    report.text(how_soon);
    report.item("Level:", decision.level.word());
    report.item("Urgency:", decision.urgency.word());
    report.item("Status:", decision.status.word());
    if decision.possible.least != decision.possible.most {
        report.item(
            "Possible:",
            &format!("from {} to {}", result(decision.possible.least), result(decision.possible.most)),
        );
    }
    why(&mut report, answer);
    advice(&mut report, answer);
    changes(&mut report, answer);
    sources(&mut report, answer);
    report.section("WHAT YOU SAID");
    understood.iter().for_each(|said| report.item("-", &format!("{} {}", said.question, said.answer)));
    report.when(understood.is_empty(), "Nothing.");
    not_asked(&mut report, answer);
    report.section("ABOUT THIS ANSWER");
    report.text(decision.not_a_diagnosis);
    let book = &decision.rule_book;
    report.text(&format!("Rule book {} {}, {}", book.id, book.version, book.digest));
    report.0
}

fn why(report: &mut Report, answer: &TriageAnswer) {
    report.section("WHY");
    for reason in &answer.decision.reasons {
        report.item(reason.rule, &cited(&reason.text.person, reason.evidence));
        report.answers(&reason.findings);
    }
    for warning in &answer.decision.warnings {
        report.item(warning.rule, &warning.text.person);
        report.answers(&warning.findings);
    }
}

fn advice(report: &mut Report, answer: &TriageAnswer) {
    let decision = &answer.decision;
    report.section("ADVICE");
    for advice in &decision.advice {
        report.item("-", &cited(&advice.text.person, &advice.evidence));
    }
    report.when(decision.advice.is_empty(), "None.");
    report.section("SEEK HELP NOW IF");
    report.text(decision.safety_net.seek_help_now_if);
    report.section("COME BACK IF");
    report.text(decision.safety_net.come_back_if);
    if let Some(days) = decision.safety_net.recheck_after_days {
        report.text(&format!("Look again after {days} days."));
    }
    if !decision.workup.is_empty() {
        report.section("FOR A CLINICIAN");
        report.text(&decision.headline.clinician);
        decision.workup.iter().for_each(|workup| report.item(&format!("{}:", workup.group), &workup.text.clinician));
    }
}

fn changes(report: &mut Report, answer: &TriageAnswer) {
    let Some(changes) = &answer.explanation.what_would_change else { return };
    report.section("WHAT WOULD CHANGE THIS");
    for up in &changes.up {
        report
            .item("up", &format!("to {}, {}: any of {}", up.level.word(), up.urgency.word(), others(&up.any_of, ", ")));
    }
    for down in &changes.down {
        report.item(
            "down",
            &format!("to {}, {}: {}", down.level.word(), down.urgency.word(), others(&down.changes, " and ")),
        );
    }
    report.when(changes.up.is_empty() && changes.down.is_empty(), "No single answer, and no pair of answers.");
    report.when(changes.truncated, "There are more ways down than are listed.");
    for rule in answer.explanation.trace.iter().flatten() {
        report.item(rule.rule, &word(&rule.value));
    }
}

fn sources(report: &mut Report, answer: &TriageAnswer) {
    report.section("SOURCES");
    for (record, _) in &answer.decision.evidence.0 {
        let year = record.year.map(|year| format!(" ({year})")).unwrap_or_default();
        report.item(&record.id, &format!("{}{year}, {}", record.source, record.kind));
        record.urls.iter().for_each(|url| report.line(url));
    }
    report.when(answer.decision.evidence.0.is_empty(), "None.");
}

fn not_asked(report: &mut Report, answer: &TriageAnswer) {
    let questions = &answer.questions;
    report.section("WHAT WAS NOT ASKED, OR NOT KNOWN");
    for question in &questions.next_questions {
        report.item("-", &format!("{}{}", question.question.question, not_known(question.asked)));
    }
    for question in &questions.lowering_questions {
        report.item(
            "-",
            &format!("{} (could only lower the answer){}", question.question.question, not_known(question.asked)),
        );
    }
    let nothing = questions.next_questions.is_empty() && questions.lowering_questions.is_empty();
    report.when(nothing, "Nothing that would change the answer.");
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

/// A text with the ids of its sources.
fn cited(text: &str, evidence: &[String]) -> String {
    if evidence.is_empty() { text.to_owned() } else { format!("{text} [{}]", evidence.join(", ")) }
}

/// Other answers, listed.
fn others(changes: &[&Preserialized<AnswerChange>], between: &str) -> String {
    let changes = changes.iter().map(|change| format!("{} = {}", name(&change.pointer), change.to));
    changes.collect::<Vec<_>>().join(between)
}

/// The note on a question that was asked already.
fn not_known(asked: bool) -> &'static str {
    if asked { " (asked, not known)" } else { "" }
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

fn result(outcome: crate::clinical::model::outcome::Outcome) -> String {
    format!("{}, {}", outcome.level.word(), outcome.urgency.word())
}
