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
    /// The question in the person's words.
    question: &'a str,
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
        question: &finding.question,
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
