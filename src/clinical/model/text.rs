//! Fixed texts, and the words that differ from place to place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::outcome::{Level, Outcome, Urgency};
use super::report_words::ReportWords;
use super::status::Status;
use super::translation::TranslationWords;

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
