//! What is asked at a time, and what can come of it.

use crate::clinical::model::answers::Answer;
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::screen::Screen;
use crate::clinical::model::text::AnswerLabels;

/// A part of a screen that is asked at a time.
pub struct Page<'b> {
    /// The screen that it is a part of.
    pub screen: Option<&'b Screen>,
    /// What has to be said before it.
    pub notes: Vec<&'b str>,
    /// The question or questions.
    pub prompt: Prompt<'b>,
    /// The words for yes, no and don't know.
    pub labels: &'b AnswerLabels,
}

/// A question or several, by the way in which they are answered.
pub enum Prompt<'b> {
    /// A whole number within bounds.
    Number {
        /// The question.
        question: Question<'b>,
        /// Lowest permitted number.
        minimum: i32,
        /// Highest permitted number.
        maximum: i32,
        /// What is counted.
        unit: &'b str,
    },
    /// One of several answers, "don't know" among them.
    One(Question<'b>, Vec<Choice<'b>>),
    /// Any number of several answers.
    Several(Question<'b>, Vec<Choice<'b>>),
    /// Several yes-or-no questions, of which those that apply are ticked.
    Ticks(Vec<Question<'b>>),
}

/// A question as it is shown.
pub struct Question<'b> {
    /// The finding that it asks for.
    pub index: FindingIndex,
    /// Its name in a few words.
    pub label: &'b str,
    /// The question, or the stem of a group question.
    pub text: &'b str,
    /// What stands under the stem of a group question.
    pub bullets: &'b [String],
    /// What helps to answer it.
    pub help: Option<&'b str>,
    /// Whether the help is a part of the meaning.
    pub help_always: bool,
    /// What has to be said with it.
    pub note: Option<&'b str>,
}

/// A permitted answer.
pub struct Choice<'b> {
    /// The word in a request.
    pub value: &'b str,
    /// The words for the person.
    pub label: &'b str,
    /// The answer.
    pub answer: Answer,
}

/// An answer and what it answers.
pub type Answered = (FindingIndex, Answer);

/// What came of a page.
pub enum Reply {
    /// Answers; what is not among them was not answered.
    Answers(Vec<Answered>),
    /// The page before, please.
    Back,
    /// The input has ended, and with it the interview.
    Ended,
    /// The person stopped it (Ctrl-C).
    Interrupted,
}

impl Page<'_> {
    /// Its questions.
    pub fn questions(&self) -> Vec<&Question<'_>> {
        match &self.prompt {
            Prompt::Number { question, .. } | Prompt::One(question, _) | Prompt::Several(question, _) => {
                vec![question]
            }
            Prompt::Ticks(questions) => questions.iter().collect(),
        }
    }

    /// An answer in words, after the name of its question.
    pub fn in_words(&self, (index, answer): Answered) -> String {
        let label = self.questions().into_iter().find(|question| question.index == index).map_or("", |it| it.label);
        let words = match (&self.prompt, answer) {
            (Prompt::Number { unit, .. }, Answer::Number(number)) => format!("{number} {unit}"),
            (Prompt::Several(..), Answer::Several(0)) => self.labels.none_of_these.clone(),
            (Prompt::Several(_, choices), Answer::Several(places)) => {
                let chosen = choices.iter().filter(|choice| choice.bit() & places != 0).map(|choice| choice.label);
                chosen.collect::<Vec<_>>().join(", ")
            }
            (Prompt::One(_, choices), answer) => {
                choices.iter().find(|choice| choice.answer == answer).map_or("", |choice| choice.label).to_owned()
            }
            (Prompt::Ticks(_), answer) if answer == YES => self.labels.present.clone(),
            (Prompt::Ticks(_), answer) if answer == NO => self.labels.absent.clone(),
            _ => self.labels.unknown.clone(),
        };
        format!("{label}: {words}")
    }
}

impl Choice<'_> {
    /// Its bit among several answers.
    pub fn bit(&self) -> u32 {
        match self.answer {
            Answer::Choice(place) => 1_u32.checked_shl(place.into()).unwrap_or_default(),
            _ => 0,
        }
    }
}

/// The answers to a yes-or-no question.
pub const YES: Answer = Answer::Choice(crate::clinical::model::finding::tri::PRESENT);
/// No.
pub const NO: Answer = Answer::Choice(crate::clinical::model::finding::tri::ABSENT);
