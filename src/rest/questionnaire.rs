//! `GET /v1/questionnaire`: the questions, screen by screen.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::documents::Documents;
use crate::answer::{AnswerChoice, Preserialized, Question, QuestionWording, RuleBookInForce, RuleIds};
use crate::clinical::model::condition::ClauseText;
use crate::clinical::model::finding::{AnswerOption, Class, Code, Finding, Kind, UNKNOWN, tri};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::screen::Screen;
use crate::clinical::model::translation::Translation;
use crate::http::document::DocumentErrors;
use crate::http::language::AcceptedLanguages;
use crate::http::later::Later;
use crate::http::problem::Problem;
use crate::http::state::HttpState;
use crate::triage_service::{Language, TriageService};

/// Questionnaire
///
/// Every question with its kind and its answers, in the order of the screens; and for each finding when it is asked, its
/// codes and what it points to.
#[utoipa::path(tag = "rule book", operation_id = "questionnaire", params(AcceptedLanguages), responses(
    (status = 200, description = "The questionnaire", body = Questionnaire,
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors,
))]
#[get("/v1/questionnaire")]
pub async fn get_questionnaire(
    request: HttpRequest,
    documents: Data<Later<Documents>>,
    state: Data<HttpState>,
) -> Result<HttpResponse, Problem> {
    documents.get()?.wanted(&request, &state).questionnaire.answer(&request)
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
    /// The answers to a yes-or-no question, for every question of the kind `tri` that has no answers of its own.
    tri_answers: Vec<AnswerChoice>,
    /// The screens in order.
    screens: Vec<QuestionnaireScreen<'a>>,
    /// What each finding means to a program, by its name.
    findings: BTreeMap<&'a str, FindingReference<'a>>,
    /// That the texts are a translation; left out in the language of the rule book. Show it with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    translation: Option<&'a Translation>,
}

/// A screen, or a heading over questions that belong to none.
#[derive(Serialize, ToSchema)]
struct QuestionnaireScreen<'a> {
    /// Its name, as in `screens_completed` and in `screen` of its questions.
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
    /// The questions in order. `asked`, `could_raise_to` and `could_lower_to` are null here.
    #[schema(value_type = Vec<Question>)]
    questions: Vec<Question<'a>>,
}

/// What a finding means to a program.
#[derive(Serialize, ToSchema)]
struct FindingReference<'a> {
    /// The term of the profession; null where there is none.
    clinician: Option<&'a str>,
    /// What an unknown answer does.
    class: Class,
    /// The question is asked only when all these clauses hold; null when it is always asked. While the condition is
    /// unknown, show the question. An interview looks at it by itself.
    asked_when: Option<&'a [ClauseText]>,
    /// The group question that stands for it; null where none does. An app may ask the members instead of the group
    /// question, with the same result.
    group: Option<&'a str>,
    /// Every answer that is accepted, also those that are never offered, with the body region of a site; null for a
    /// number and for a yes-or-no question.
    answers: Option<&'a [AnswerOption]>,
    /// Whether an ordinary person can answer it reliably; null where that was not judged.
    lay: Option<&'a str>,
    /// What a yes points to, with ids of evidence; null where nothing is said.
    points_to: Option<&'a str>,
    /// Codes of published terminologies. Informative: decisions use names only.
    codes: &'a [Code],
}

impl<'a> Questionnaire<'a> {
    /// The questionnaire of the rule book in force, in a language.
    pub fn in_force(triage: &'a TriageService, language: Language) -> Self {
        let book = triage.book_in(language);
        let questions = triage.questions_in(language);
        let answers = &book.texts.answers;
        let labels =
            [(tri::PRESENT_WORD, &answers.present), (tri::ABSENT_WORD, &answers.absent), (UNKNOWN, &answers.unknown)];
        let tri_answers =
            labels.map(|(value, label)| AnswerChoice { value: value.to_owned(), label: label.clone() }).into();
        let findings = book.findings.iter().enumerate();
        Self {
            rule_book: RuleBookInForce::describe(book),
            language: &book.locale.language,
            introduction: &book.texts.questionnaire.introduction,
            for_a_child: &book.texts.questionnaire.for_a_child,
            for_a_baby: &book.texts.questionnaire.for_a_baby,
            only_for_a_child: &book.texts.questionnaire.only_for_a_child,
            baby_below: book.texts.age.baby_below,
            child_below: book.texts.age.child_below,
            tri_answers,
            screens: book.screens.iter().map(|of| screen(book, questions, of)).collect(),
            findings: findings
                .map(|(index, finding)| (finding.name.as_str(), reference(book, index, finding)))
                .collect(),
            translation: book.translation.as_ref(),
        }
    }
}

fn screen<'a>(
    book: &'a RuleBook,
    questions: &'a [Preserialized<QuestionWording>],
    screen: &'a Screen,
) -> QuestionnaireScreen<'a> {
    let questions = questions.iter().enumerate().filter(|(_, wording)| wording.screen == screen.id);
    QuestionnaireScreen {
        id: &screen.id,
        can_be_completed: !screen.heading_only,
        title: &screen.title,
        introduction: &screen.introduction,
        purpose: &screen.purpose,
        none_of_these: (!screen.heading_only).then_some(book.texts.answers.none_of_these.as_str()),
        questions: questions.map(|(index, wording)| question(book, index, wording)).collect(),
    }
}

fn question<'a>(book: &'a RuleBook, index: FindingIndex, wording: &'a Preserialized<QuestionWording>) -> Question<'a> {
    let why = book.rules.iter().filter(|rule| book.findings_of(rule).contains(index)).collect();
    Question { wording, asked: None, why: Some(RuleIds(why)), could_raise_to: None, could_lower_to: None }
}

fn reference<'a>(book: &'a RuleBook, index: FindingIndex, finding: &'a Finding) -> FindingReference<'a> {
    let chooses = matches!(finding.kind, Kind::OneOf | Kind::SomeOf);
    FindingReference {
        clinician: finding.clinician.as_deref(),
        class: finding.class,
        asked_when: finding.asked_when.as_deref(),
        group: book.group_of(index).map(|group| book.name(group.index)),
        answers: chooses.then_some(finding.answers.as_slice()),
        lay: finding.lay.as_deref(),
        points_to: finding.points_to.as_deref(),
        codes: &finding.codes,
    }
}
