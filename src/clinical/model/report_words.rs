//! Words of the report for a terminal, and of answers in words.

use serde::Deserialize;

/// Words of the report for a terminal, and of answers in words. What stands in braces is filled in by the program.
#[derive(Clone, Debug, Deserialize)]
pub struct ReportWords {
    /// Before the label of a finding that is `present`, with the space that follows.
    pub you_said: String,
    /// The same for `absent`.
    pub you_said_no: String,
    /// The same for `unknown`.
    pub you_are_not_sure: String,
    /// Heading: what to do.
    pub what_to_do: String,
    /// Before the result.
    pub result: String,
    /// Before the range of results that are possible.
    pub possible: String,
    /// That range: `{least}` and `{most}`.
    pub range: String,
    /// Heading: the reasons.
    pub why: String,
    /// Heading: the advice.
    pub advice: String,
    /// Heading: when to seek help at once.
    pub seek_help_now_if: String,
    /// Heading: what should bring the person back.
    pub come_back_if: String,
    /// When to look again: `{days}`.
    pub look_again: String,
    /// Heading: the questions.
    pub still_to_ask: String,
    /// After a question that was asked already, with the space before it.
    pub asked_not_known: String,
    /// After a question that could only lower the result, with the space before it.
    pub could_only_lower: String,
    /// Heading: for a clinician.
    pub for_a_clinician: String,
    /// Heading: what would change the answer.
    pub what_would_change: String,
    /// Mark of what would raise it.
    pub up: String,
    /// Mark of what would lower it.
    pub down: String,
    /// Answers of which one suffices: `{result}`, `{answers}`.
    pub any_of: String,
    /// Answers that are needed together: `{result}`, `{answers}`.
    pub all_of: String,
    /// Between answers that are needed together, with the spaces around it.
    pub and: String,
    /// Nothing would change it.
    pub no_change: String,
    /// There is more that would lower it.
    pub more_ways_down: String,
    /// Heading: what was said.
    pub what_you_said: String,
    /// Nothing was said.
    pub nothing: String,
    /// Heading: every rule.
    pub every_rule: String,
    /// Heading: the sources.
    pub sources: String,
    /// Heading: about this answer.
    pub about: String,
    /// The rule book: `{name}`, `{version}`, `{digest}`.
    pub rule_book: String,
}

/// Placeholders that the program fills in when it shows the text.
pub const FILLED_IN_LATER: [&str; 8] = ["least", "most", "days", "result", "answers", "name", "version", "digest"];

/// Fills placeholders of the program in: each name with its value.
#[must_use]
pub fn with(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

impl ReportWords {
    pub(super) fn all_mut(&mut self) -> [&mut String; 30] {
        [
            &mut self.you_said,
            &mut self.you_said_no,
            &mut self.you_are_not_sure,
            &mut self.what_to_do,
            &mut self.result,
            &mut self.possible,
            &mut self.range,
            &mut self.why,
            &mut self.advice,
            &mut self.seek_help_now_if,
            &mut self.come_back_if,
            &mut self.look_again,
            &mut self.still_to_ask,
            &mut self.asked_not_known,
            &mut self.could_only_lower,
            &mut self.for_a_clinician,
            &mut self.what_would_change,
            &mut self.up,
            &mut self.down,
            &mut self.any_of,
            &mut self.all_of,
            &mut self.and,
            &mut self.no_change,
            &mut self.more_ways_down,
            &mut self.what_you_said,
            &mut self.nothing,
            &mut self.every_rule,
            &mut self.sources,
            &mut self.about,
            &mut self.rule_book,
        ]
    }
}
