//! `GET /v1/questionnaire`: the questions, screen by screen.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::documents::Documents;
use crate::answer::RuleBookInForce;
use crate::clinical::model::condition::ClauseText;
use crate::clinical::model::finding::{AnswerOption, Class, Code, Finding, Kind};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule_book::RuleBook;
use crate::http::document::DocumentErrors;
use crate::http::problem::Problem;

/// Questionnaire
///
/// Every question with its kind, its answers, when it is asked, its codes and the rules that read it, in the order of
/// the screens.
#[utoipa::path(tag = "rule book", operation_id = "questionnaire", responses(
    (status = 200, description = "The questionnaire", body = Questionnaire,
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors,
))]
#[get("/v1/questionnaire")]
pub async fn get_questionnaire(request: HttpRequest, documents: Data<Documents>) -> Result<HttpResponse, Problem> {
    documents.questionnaire.answer(&request)
}

/// The questionnaire.
#[derive(Serialize, ToSchema)]
pub struct Questionnaire<'a> {
    /// The rule book that it belongs to.
    rule_book: RuleBookInForce,
    /// Language tag (BCP 47) of its texts.
    #[schema(example = "en-GB")]
    language: &'a str,
    /// What is said before the first question.
    introduction: &'a str,
    /// What is said when the age is that of a child.
    for_a_child: &'a str,
    /// What is said when the age is that of a baby.
    for_a_baby: &'a str,
    /// What is said with a question about a child while the age is unknown.
    only_for_a_child: &'a str,
    /// Under how many years a person is a baby.
    baby_below: i32,
    /// Under how many years a person is a child.
    child_below: i32,
    /// The screens in order.
    screens: Vec<QuestionnaireScreen<'a>>,
}

/// A screen, or a heading over questions that belong to none.
#[derive(Serialize, ToSchema)]
struct QuestionnaireScreen<'a> {
    /// Its name, as in `screens_completed`.
    #[schema(example = "emergency")]
    id: &'a str,
    /// False for a heading: it cannot be named in `screens_completed`.
    can_be_completed: bool,
    /// Title for the person.
    title: &'a str,
    /// Introduction for the person.
    introduction: &'a str,
    /// What its questions are for.
    purpose: &'a str,
    /// The last choice of the screen; null for a heading. Only when it was offered may the screen be called completed.
    none_of_these: Option<&'a str>,
    /// The questions in order.
    questions: Vec<QuestionnaireQuestion<'a>>,
}

/// A question.
#[derive(Serialize, ToSchema)]
struct QuestionnaireQuestion<'a> {
    /// Name of the finding in a request.
    #[schema(example = "muscle_wasting")]
    name: &'a str,
    /// Name of the finding in the person's words.
    label: &'a str,
    /// The question in the person's words; of a group question its stem with all its bullets in one line.
    question: &'a str,
    /// What helps to answer it; null where nothing is said.
    help: Option<&'a str>,
    /// Whether the help is a part of the meaning: always show it.
    help_always: bool,
    /// Whether it asks about a baby or child: while the age is unknown, show `only_for_a_child` with it.
    about_a_child: bool,
    /// The opening of a group question, under which its bullets stand; null for every other question.
    stem: Option<&'a str>,
    /// What stands under the stem; null for every other question.
    bullets: Option<&'a [String]>,
    /// The findings for which a group question stands: "yes" and "don't know" open them, "no" settles them. An app may
    /// show them instead, with the same result. Null for every other question.
    members: Option<&'a [String]>,
    /// The group question that stands for this one; null where none does.
    group: Option<&'a str>,
    /// The term of the profession; null where there is none.
    clinician: Option<&'a str>,
    /// How it is answered.
    kind: Kind,
    /// What an unknown answer does.
    class: Class,
    /// The permitted answers with their labels; left out for a number.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    answers: &'a [AnswerOption],
    /// Lowest permitted number; left out for answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    minimum: Option<i32>,
    /// Highest permitted number; left out for answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    maximum: Option<i32>,
    /// Unit of the number; left out for answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    /// The question is asked only when all these clauses hold; null when it is always asked. While the condition is
    /// unknown, show the question.
    asked_when: Option<&'a [ClauseText]>,
    /// Whether an ordinary person can answer it reliably; null where that was not judged.
    lay: Option<&'a str>,
    /// What a yes points to, with ids of evidence; null where nothing is said.
    points_to: Option<&'a str>,
    /// Codes of published terminologies. Informative: decisions use names only.
    codes: &'a [Code],
    /// Ids of the rules that read it.
    rules: Vec<&'a str>,
}

impl<'a> Questionnaire<'a> {
    /// The questionnaire of a rule book.
    pub fn for_book(book: &'a RuleBook) -> Self {
        Self {
            rule_book: RuleBookInForce::describe(book),
            language: &book.locale.language,
            introduction: &book.texts.questionnaire.introduction,
            for_a_child: &book.texts.questionnaire.for_a_child,
            for_a_baby: &book.texts.questionnaire.for_a_baby,
            only_for_a_child: &book.texts.questionnaire.only_for_a_child,
            baby_below: book.texts.age.baby_below,
            child_below: book.texts.age.child_below,
            screens: (0..book.screens.len()).filter_map(|place| screen(book, place)).collect(),
        }
    }
}

fn screen(book: &RuleBook, place: usize) -> Option<QuestionnaireScreen<'_>> {
    let screen = book.screens.get(place)?;
    let belongs = |index: FindingIndex| match book.screen_of(index) {
        Some(of) => of == place,
        None => screen.heading_only,
    };
    let questions = book.findings.iter().enumerate().filter(|(index, _)| belongs(*index));
    Some(QuestionnaireScreen {
        id: &screen.id,
        can_be_completed: !screen.heading_only,
        title: &screen.title,
        introduction: &screen.introduction,
        purpose: &screen.purpose,
        none_of_these: (!screen.heading_only).then_some(book.texts.answers.none_of_these.as_str()),
        questions: questions.map(|(index, finding)| question(book, index, finding)).collect(),
    })
}

fn question<'a>(book: &'a RuleBook, index: FindingIndex, finding: &'a Finding) -> QuestionnaireQuestion<'a> {
    let is_number = finding.kind == Kind::Integer;
    QuestionnaireQuestion {
        name: &finding.name,
        label: &finding.label,
        question: &finding.question,
        help: finding.help.as_deref(),
        help_always: finding.help_always,
        about_a_child: finding.about_a_child,
        stem: finding.stem.as_deref(),
        bullets: (!finding.bullets.is_empty()).then_some(finding.bullets.as_slice()),
        members: (!finding.members.is_empty()).then_some(finding.members.as_slice()),
        group: book.group_of(index).map(|group| book.name(group.index)),
        clinician: finding.clinician.as_deref(),
        kind: finding.kind,
        class: finding.class,
        answers: &finding.answers,
        minimum: is_number.then_some(finding.minimum),
        maximum: is_number.then_some(finding.maximum),
        unit: finding.unit.as_deref(),
        asked_when: finding.asked_when.as_deref(),
        lay: finding.lay.as_deref(),
        points_to: finding.points_to.as_deref(),
        codes: &finding.codes,
        rules: book
            .rules
            .iter()
            .filter(|rule| book.findings_of(rule).contains(index))
            .map(|rule| rule.id.as_str())
            .collect(),
    }
}
