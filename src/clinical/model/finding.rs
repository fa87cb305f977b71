//! A finding: a question, its kind and the answers it takes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::Answer;
use super::condition::ClauseText;

/// How a finding is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `present`, `absent` or `unknown`.
    Tri,
    /// One of several answers.
    OneOf,
    /// Any number of several answers.
    SomeOf,
    /// A whole number.
    Integer,
}

impl Kind {
    /// The word for it in files and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Tri => "tri",
            Self::OneOf => "one_of",
            Self::SomeOf => "some_of",
            Self::Integer => "integer",
        }
    }
}

/// What an unknown answer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FindingClass)]
pub enum Class {
    /// Red flag: an unknown that leaves a level-3 rule open gives level 3, at least routine, provisional.
    U1,
    /// Context: level unchanged, urgency at least routine, provisional.
    U2,
    /// Mitigating: must be claimed; unknown gives no mitigation.
    M,
    /// Neutral: only tunes the advice.
    N,
    /// Observed by a clinician: unknown is the same as absent.
    O,
    /// Whether there is a twitch at all.
    #[serde(rename = "scope")]
    Scope,
}

impl Class {
    /// Whether an unknown answer keeps a rule open. Answers of the other classes are two-valued in rules.
    #[must_use]
    pub fn is_open_when_unknown(self) -> bool {
        matches!(self, Self::U1 | Self::U2 | Self::Scope)
    }

    /// Whether the class is U1 or U2: those whose unknown lies between absent and present.
    #[must_use]
    pub fn is_u(self) -> bool {
        matches!(self, Self::U1 | Self::U2)
    }
}

/// One permitted answer of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnswerOption {
    /// The answer as it stands in a request.
    pub value: String,
    /// The answer as the person reads it.
    pub label: String,
    /// False when the answer is accepted and shown, but never offered.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub offered: bool,
    /// Body region of a site; left out when it belongs to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
}

/// Body region of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// Face and tongue.
    Bulbar,
    /// Neck and arms.
    Cervical,
    /// Trunk.
    Thoracic,
    /// Legs.
    Lumbosacral,
}

/// A code of a published terminology for a finding. Informative: decisions use the names of findings only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TerminologyCode)]
pub struct Code {
    /// Terminology: `HPO`, `SNOMED CT` or `LOINC`.
    pub system: String,
    /// The code.
    pub code: String,
    /// Whether it was read as a cross-reference in HPO release 2025-01-16 (evidence E129). That is no equivalence: do not map
    /// answers with it.
    pub cross_reference_read: bool,
    /// The part of the finding that the code covers; left out when it covers the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// A question, its kind and the answers it takes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Finding {
    /// Name in requests, answers and rules.
    pub name: String,
    /// How it is answered.
    pub kind: Kind,
    /// What an unknown answer does.
    pub class: Class,
    /// The screen that asks it; none for the findings that are never filled in.
    #[serde(default)]
    pub screen: Option<String>,
    /// Lowest permitted number, of an integer.
    #[serde(default)]
    pub minimum: i32,
    /// Highest permitted number, of an integer.
    #[serde(default)]
    pub maximum: i32,
    /// Unit of the number, of an integer.
    #[serde(default)]
    pub unit: Option<String>,
    /// Name of the finding in the person's words, which stands by itself: "You said: …".
    pub label: String,
    /// The question in the person's words; of a group question generated at load.
    #[serde(default)]
    pub question: String,
    /// What helps to answer it.
    #[serde(default)]
    pub help: Option<String>,
    /// Whether the help is a part of the meaning and has to be shown.
    #[serde(default)]
    pub help_always: bool,
    /// What stands under the stem of the group question instead of the label.
    #[serde(default)]
    pub bullet: Option<String>,
    /// The term of the profession.
    #[serde(default)]
    pub clinician: Option<String>,
    /// Whether it asks about a baby or child: shown with a note while the age is unknown.
    #[serde(default)]
    pub about_a_child: bool,
    /// The opening of a group question, under which its bullets stand.
    #[serde(default)]
    pub stem: Option<String>,
    /// The findings for which a group question stands; empty for every other finding.
    #[serde(default)]
    pub members: Vec<String>,
    /// What stands under the stem, instead of the bullets of the members; filled in by loading where it is left out.
    #[serde(default)]
    pub bullets: Vec<String>,
    /// Whether an ordinary person can answer it reliably.
    #[serde(default)]
    pub lay: Option<String>,
    /// What a yes points to, with evidence ids.
    #[serde(default)]
    pub points_to: Option<String>,
    /// The question is asked only when all these clauses hold.
    #[serde(default)]
    pub asked_when: Option<Vec<ClauseText>>,
    /// The permitted answers in the order of the questionnaire; filled in by loading for a three-valued finding.
    #[serde(default)]
    pub answers: Vec<AnswerOption>,
    /// Other names that an app may send by mistake: what to suggest the name for. No two findings share one.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// How the answer is sent, in the words of an error: it follows "send `name`".
    #[serde(default)]
    pub how_to_send: Option<String>,
    /// Codes of published terminologies.
    #[serde(default)]
    pub codes: Vec<Code>,
}

/// The answers of a three-valued finding: the place of each among its answers, and its word.
pub mod tri {
    use super::{Answer, UNKNOWN};

    /// The person has it.
    pub const PRESENT: u8 = 0;
    /// The person does not have it.
    pub const ABSENT: u8 = 1;

    /// The word for the first.
    pub const PRESENT_WORD: &str = "present";
    /// The word for the second.
    pub const ABSENT_WORD: &str = "absent";

    /// Reads a word. Most of a payload are these words, so they are not looked for in the rule book.
    #[must_use]
    pub fn word(value: &str) -> Option<Answer> {
        match value {
            PRESENT_WORD => Some(Answer::Choice(PRESENT)),
            ABSENT_WORD => Some(Answer::Choice(ABSENT)),
            UNKNOWN => Some(Answer::Unknown),
            _ => None,
        }
    }
}

/// The word for an answer that is not known, in a request and in a rule.
pub const UNKNOWN: &str = "unknown";

impl Finding {
    /// The place of an answer among the answers of this finding; none for a word that it does not take.
    #[must_use]
    pub fn position(&self, value: &str) -> Option<u8> {
        let place = self.answers.iter().position(|answer| answer.value == value)?;
        u8::try_from(place).ok()
    }

    /// The answers of a bit set of places, in the order of the questionnaire.
    pub fn answers_at(&self, places: u32) -> impl Iterator<Item = &AnswerOption> {
        self.answers.iter().enumerate().filter(move |(place, _)| places >> place & 1 == 1).map(|(_, answer)| answer)
    }

    /// Reads one word as an answer; none for a word that the finding does not take.
    #[must_use]
    pub fn word(&self, value: &str) -> Option<Answer> {
        match self.kind {
            Kind::Tri => tri::word(value),
            Kind::OneOf if value == UNKNOWN => Some(Answer::Unknown),
            Kind::OneOf => self.position(value).map(Answer::Choice),
            Kind::SomeOf | Kind::Integer => None,
        }
    }

    /// Reads a number as an answer; none outside the range, never clamped.
    #[must_use]
    pub fn number(&self, value: i64) -> Option<Answer> {
        let number = i32::try_from(value).ok()?;
        let fits = self.kind == Kind::Integer && (self.minimum..=self.maximum).contains(&number);
        fits.then_some(Answer::Number(number))
    }

    /// The word for the answer at a place; the word for unknown where there is none.
    #[must_use]
    pub fn value_at(&self, place: u8) -> &str {
        self.answers.get(usize::from(place)).map_or(UNKNOWN, |answer| &answer.value)
    }
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_true(value: &bool) -> bool {
    *value
}
