//! Fixed texts, and the words that differ from place to place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::outcome::{Level, Outcome, Urgency};
use super::status::Status;

/// Texts that stand in every answer or are chosen by the result.
#[derive(Clone, Debug, Deserialize)]
pub struct Texts {
    /// Said with the questions.
    pub questionnaire: QuestionnaireTexts,
    /// Ages at which the words change.
    pub age: Ages,
    /// Words before the label of a finding.
    pub report: ReportWords,
    /// Said of a translation.
    pub translation: TranslationWords,
    /// In every answer.
    pub fixed: Fixed,
    /// Labels of the answers of a three-valued finding.
    pub answers: AnswerLabels,
    /// What to do, in one or two sentences.
    pub headline: Headlines,
    /// Level, urgency and status in words for a clinician.
    pub clinician_words: ClinicianWords,
    /// When to come back.
    pub safety_net: SafetyNet,
    /// Words of the page for people.
    pub page: PageTexts,
}

/// Words of the page for people, by section and name: those that come from no question, rule or answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(transparent)]
pub struct PageTexts(BTreeMap<String, BTreeMap<String, String>>);

impl PageTexts {
    /// What the page itself fills in, each in braces.
    pub const PLACEHOLDERS: [&str; 6] = ["count", "most", "from", "to", "answer", "version"];

    /// The text of a section, by `section.name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let (section, name) = name.split_once('.')?;
        self.0.get(section)?.get(name).map(String::as_str)
    }

    /// Every text, with its place.
    pub fn all(&self) -> impl Iterator<Item = (String, &str)> {
        let sections = self.0.iter();
        sections.flat_map(|(section, texts)| {
            texts.iter().map(move |(name, text)| (format!("page.{section}.{name}"), text.as_str()))
        })
    }

    /// Every text with its place, to fill placeholders in.
    pub fn all_mut(&mut self) -> impl Iterator<Item = (String, &mut String)> {
        let sections = self.0.iter_mut();
        sections.flat_map(|(section, texts)| {
            let section = section.clone();
            texts.iter_mut().map(move |(name, text)| (format!("page.{section}.{name}"), text))
        })
    }
}

/// What is said with the questions.
#[derive(Clone, Debug, Deserialize)]
pub struct QuestionnaireTexts {
    /// Before the first question.
    pub introduction: String,
    /// When the age is that of a child.
    pub for_a_child: String,
    /// When the age is that of a baby.
    pub for_a_baby: String,
    /// With a question about a child while the age is unknown.
    pub only_for_a_child: String,
}

/// Ages in years at which the words change.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Ages {
    /// A baby is younger.
    pub baby_below: i32,
    /// A child is younger.
    pub child_below: i32,
}

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

/// What is said of a translation wherever its texts are shown as text. In the language of the rule book it is not said.
#[derive(Clone, Debug, Deserialize)]
pub struct TranslationWords {
    /// What those who speak the language call it.
    pub language_name: String,
    /// A machine made it.
    pub by_machine: String,
    /// No clinician has read it.
    pub no_clinician: String,
    /// No native speaker has read it.
    pub no_native_speaker: String,
    /// Which text counts.
    pub original_counts: String,
}

/// Placeholders that the program fills in when it shows the text.
pub const FILLED_IN_LATER: [&str; 8] = ["least", "most", "days", "result", "answers", "name", "version", "digest"];

/// Fills placeholders of the program in: each name with its value.
#[must_use]
pub fn with(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// Texts of every answer.
#[derive(Clone, Debug, Deserialize)]
pub struct Fixed {
    /// When to seek help at once.
    pub emergency_note: String,
    /// Follows the note when the person is a baby or the age is unknown.
    pub emergency_note_baby: String,
    /// That this is no diagnosis.
    pub not_a_diagnosis: String,
}

impl Fixed {
    /// When to seek help at once, with what concerns a baby.
    #[must_use]
    pub fn emergency_note_with_baby(&self) -> String {
        format!("{} {}", self.emergency_note, self.emergency_note_baby)
    }
}

/// Labels of the answers of a three-valued finding.
#[derive(Clone, Debug, Deserialize)]
pub struct AnswerLabels {
    /// Of `present`.
    pub present: String,
    /// Of `absent`.
    pub absent: String,
    /// Of `unknown`.
    pub unknown: String,
    /// The last choice of each screen.
    pub none_of_these: String,
    /// Of `present`, for a group question.
    pub group_present: String,
    /// Of `absent`, for a group question.
    pub group_absent: String,
    /// Of `unknown`, for a group question.
    pub group_unknown: String,
}

/// Headlines for the person.
#[derive(Clone, Debug, Deserialize)]
pub struct Headlines {
    /// With what a provisional headline begins.
    pub so_far: String,
    /// Not in scope and level 1.
    pub no_twitch: String,
    /// Added to that at `routine`.
    pub no_twitch_routine: String,
    /// Level 3 only because of open questions.
    pub open_questions_only: String,
    /// Every other result.
    pub result: Vec<HeadlineOfResult>,
}

/// The headline of one result.
#[derive(Clone, Debug, Deserialize)]
pub struct HeadlineOfResult {
    /// The result.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Its headline.
    pub text: String,
}

/// Words for a clinician.
#[derive(Clone, Debug, Deserialize)]
pub struct ClinicianWords {
    level: BTreeMap<Level, String>,
    urgency: BTreeMap<Urgency, String>,
    status: BTreeMap<Status, String>,
}

impl ClinicianWords {
    /// The word for a level.
    #[must_use]
    pub fn level(&self, level: Level) -> &str {
        self.level.get(&level).map_or("", String::as_str)
    }

    /// The word for an urgency.
    #[must_use]
    pub fn urgency(&self, urgency: Urgency) -> &str {
        self.urgency.get(&urgency).map_or("", String::as_str)
    }

    /// The word for a status.
    #[must_use]
    pub fn status(&self, status: Status) -> &str {
        self.status.get(&status).map_or("", String::as_str)
    }
}

/// When to come back.
#[derive(Clone, Debug, Deserialize)]
pub struct SafetyNet {
    /// Days after which to look again, at levels 1 and 2.
    pub recheck_after_days: RecheckAfterDays,
    /// What should bring the person back.
    pub come_back_if: ComeBackIf,
}

/// Days after which to look again, by urgency.
#[derive(Clone, Copy, Debug, Deserialize)]
#[allow(missing_docs, reason = "each is the urgency of that name")]
pub struct RecheckAfterDays {
    pub self_care: u16,
    pub routine: u16,
}

/// What should bring the person back, by result.
#[derive(Clone, Debug, Deserialize)]
pub struct ComeBackIf {
    /// Level 1 and not in scope.
    pub no_twitch: String,
    /// Level 1.
    pub benign_lifestyle: String,
    /// Level 2.
    pub cramp_fasciculation_syndrome: String,
    /// Level 3.
    pub refer_workup: String,
}

/// Words that differ from place to place: numbers and names of services.
#[derive(Clone, Debug, Deserialize)]
pub struct Locale {
    /// Language tag (BCP 47).
    pub language: String,
    /// Words of one country, which may stand in no text but the words for the placeholders.
    pub local_words: Vec<String>,
    /// Word for each placeholder.
    pub placeholders: BTreeMap<String, String>,
}

impl Locale {
    /// Fills the placeholders of a text in. Those that are filled in later stay as they are.
    ///
    /// # Errors
    ///
    /// The text between two braces that is no placeholder, or the rest of the text after a brace that stands alone.
    pub fn fill_in(&self, text: &mut String, later: &[&str]) -> Result<(), String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, following) = after.split_once('}').ok_or_else(|| after.to_owned())?;
            filled.push_str(before);
            match self.placeholders.get(name) {
                Some(word) => filled.push_str(word),
                None if later.contains(&name) => filled.extend(["{", name, "}"]),
                None => return Err(name.to_owned()),
            }
            rest = following;
        }
        if rest.contains('}') {
            return Err(rest.to_owned());
        }
        filled.push_str(rest);
        *text = filled;
        Ok(())
    }
}

impl Texts {
    /// Every text for a person or a clinician, to fill placeholders in; those of the page with their place.
    pub fn all_mut(&mut self) -> Vec<(String, &mut String)> {
        let net = &mut self.safety_net.come_back_if;
        let headline = &mut self.headline;
        let mut all = vec![
            &mut self.questionnaire.introduction,
            &mut self.questionnaire.for_a_child,
            &mut self.questionnaire.for_a_baby,
            &mut self.questionnaire.only_for_a_child,
            &mut self.fixed.emergency_note,
            &mut self.fixed.emergency_note_baby,
            &mut self.fixed.not_a_diagnosis,
            &mut self.answers.present,
            &mut self.answers.absent,
            &mut self.answers.unknown,
            &mut self.answers.none_of_these,
            &mut self.answers.group_present,
            &mut self.answers.group_absent,
            &mut self.answers.group_unknown,
            &mut headline.so_far,
            &mut headline.no_twitch,
            &mut headline.no_twitch_routine,
            &mut headline.open_questions_only,
            &mut net.no_twitch,
            &mut net.benign_lifestyle,
            &mut net.cramp_fasciculation_syndrome,
            &mut net.refer_workup,
        ];
        all.extend(self.report.all_mut());
        all.extend(self.translation.all_mut());
        all.extend(headline.result.iter_mut().map(|result| &mut result.text));
        all.extend(self.clinician_words.level.values_mut());
        all.extend(self.clinician_words.urgency.values_mut());
        all.extend(self.clinician_words.status.values_mut());
        let mut all: Vec<_> = all.into_iter().map(|text| (String::new(), text)).collect();
        all.extend(self.page.all_mut());
        all
    }
}

impl ReportWords {
    fn all_mut(&mut self) -> [&mut String; 30] {
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

impl TranslationWords {
    fn all_mut(&mut self) -> [&mut String; 5] {
        let Self { language_name, by_machine, no_clinician, no_native_speaker, original_counts } = self;
        [language_name, by_machine, no_clinician, no_native_speaker, original_counts]
    }
}
